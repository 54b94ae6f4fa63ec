/// Pause between tries. Try k (k = 1 after the first failure) waits about `min(cap, base * factor^(k-1))`, jittered.
public struct Backoff: Sendable, Codable, Hashable {
    /// How the pause is spread.
    public enum Jitter: String, Sendable, Codable, Hashable, CaseIterable {
        /// No spread.
        case none
        /// Uniform over `[0, pause]`.
        case full
        /// Half the pause fixed, half uniform.
        case equal
        /// `min(cap, uniform(base, 3 * previous pause))`.
        case decorrelated
    }

    /// First pause.
    public var base: Nanoseconds
    /// Longest pause.
    public var cap: Nanoseconds
    /// Growth from one try to the next.
    public var factor: Double
    /// Spread.
    public var jitter: Jitter

    /// A backoff; all zero means "at once".
    public init(base: Nanoseconds = 0, cap: Nanoseconds = 0, factor: Double = 2, jitter: Jitter = .none) {
        self.base = base
        self.cap = cap
        self.factor = factor
        self.jitter = jitter
    }
}

/// The client policy of one caller towards one callee. State (breaker, budget, bulkhead, pacing) is per link.
public struct LinkPlan: Sendable, Codable, Hashable {
    /// Limits how many retries a link may add (Finagle's form): each call deposits `ratio`, each retry withdraws one;
    /// deposits expire after `lifetime`; `minimumPerSecond` retries are always allowed.
    public struct RetryBudget: Sendable, Codable, Hashable {
        /// Retries allowed per call, 0.2 = 20 %.
        public var ratio: Double
        /// Retries a second allowed regardless.
        public var minimumPerSecond: Double
        /// How long a deposit counts.
        public var lifetime: Nanoseconds

        /// A budget.
        public init(ratio: Double, minimumPerSecond: Double = 0, lifetime: Nanoseconds = 10 * .second) {
            self.ratio = ratio
            self.minimumPerSecond = minimumPerSecond
            self.lifetime = lifetime
        }
    }

    /// A circuit breaker over a sliding window of the last `window` attempts.
    public struct Breaker: Sendable, Codable, Hashable {
        /// Opens when at least this share of the window failed (0.5 = 50 %).
        public var failureShare: Double
        /// Attempts looked at.
        public var window: Int
        /// Attempts needed before it may open.
        public var minimumAttempts: Int
        /// How long it stays open.
        public var openFor: Nanoseconds
        /// Trial attempts let through when half-open; it closes if their failure share is below `failureShare`.
        public var trials: Int
        /// Whether a rate-limit answer counts as a failure.
        public var countsRateLimited: Bool

        /// A breaker.
        public init(
            failureShare: Double, window: Int, minimumAttempts: Int, openFor: Nanoseconds, trials: Int = 10,
            countsRateLimited: Bool = false
        ) {
            self.failureShare = failureShare
            self.window = window
            self.minimumAttempts = minimumAttempts
            self.openFor = openFor
            self.trials = trials
            self.countsRateLimited = countsRateLimited
        }
    }

    /// At most `limit` attempts in flight; up to `waiting` more wait their turn, the rest are shed.
    public struct Bulkhead: Sendable, Codable, Hashable {
        /// Attempts in flight at most.
        public var limit: Int
        /// Calls that may wait for a place.
        public var waiting: Int

        /// A bulkhead.
        public init(limit: Int, waiting: Int) {
            self.limit = limit
            self.waiting = waiting
        }
    }

    /// Attempts are sent at most at this rate, evenly; they wait for their slot (a client-side leaky bucket).
    public struct Pacing: Sendable, Codable, Hashable {
        /// Attempts per `period`.
        public var count: Int
        /// The period.
        public var period: Nanoseconds
        /// Attempts that may go at once after a quiet spell.
        public var burst: Int

        /// A pace.
        public init(count: Int, period: Nanoseconds, burst: Int = 1) {
            self.count = count
            self.period = period
            self.burst = burst
        }
    }

    /// A cache at the caller: a call that hits is answered there as succeeded, and nothing is sent.
    public struct Cache: Sendable, Codable, Hashable {
        /// Share of the calls that hit (0.8 = 80 %), each by itself.
        public var hits: Double
        /// How long an answer from the cache takes.
        public var answersIn: Nanoseconds
        /// Whether it is in use.
        public var isOn: Bool
        /// What is cached; nil: all that the link asks for.
        public var operations: [OperationID]?

        /// How long an answer takes where nobody says: a key-value store in the same data centre. An assumption, not a measurement.
        public static let usualTime: Nanoseconds = .millisecond

        /// A cache.
        public init(
            hits: Double, answersIn: Nanoseconds = Cache.usualTime, isOn: Bool = true, operations: [OperationID]? = nil
        ) {
            self.hits = hits
            self.answersIn = answersIn
            self.isOn = isOn
            self.operations = operations
        }
    }

    /// "caller → callee".
    public var name: String
    /// Who calls; nil: the journey itself (the outside world).
    public var caller: SystemID?
    /// Who is called.
    public var callee: SystemID
    /// How long an attempt may take, from send; nil: for ever.
    public var timeout: Nanoseconds?
    /// How long the whole call may take, from its start, retries included; no attempt starts after it. Nil: for ever.
    public var deadline: Nanoseconds?
    /// Tries at most (1: no retry).
    public var attempts: Int
    /// Pause between tries.
    public var backoff: Backoff
    /// Whether a `Retry-After` the callee sends lengthens the pause.
    public var honoursRetryAfter: Bool
    /// Which outcomes are tried again, as a bit set over `Outcome.rawValue`.
    public var retries: Outcome.Set
    /// Limits retries; nil: no budget.
    public var budget: RetryBudget?
    /// Circuit breaker; nil: none.
    public var breaker: Breaker?
    /// Concurrency limit; nil: none.
    public var bulkhead: Bulkhead?
    /// Send pace; nil: none.
    public var pacing: Pacing?
    /// Whether attempts of one call carry one idempotency key, so that work already done is answered, not done again.
    public var idempotent: Bool
    /// Network time, one way; drawn for the request and for the reply. Nil: none.
    public var latency: DistributionID?
    /// A cache at the caller, in use or not; nil: there is none.
    public var cache: Cache?

    /// A link without any protection: one try, no timeout.
    public init(name: String, caller: SystemID?, callee: SystemID) {
        self.name = name
        self.caller = caller
        self.callee = callee
        timeout = nil
        deadline = nil
        attempts = 1
        backoff = Backoff()
        honoursRetryAfter = true
        retries = Outcome.Set([.rateLimited, .timeout, .connection, .serverError, .shed])
        budget = nil
        breaker = nil
        bulkhead = nil
        pacing = nil
        idempotent = false
        latency = nil
        cache = nil
    }

    /// The share of its calls for an operation that are answered from a cache in use.
    public func hits(for operation: OperationID) -> Double {
        guard let cache, cache.isOn, cache.operations?.contains(operation) ?? true else { return 0 }
        return cache.hits
    }
}

extension LinkPlan.Breaker {
    /// One that opens at a share of failures of the last hundred attempts, with the figures of Resilience4j (window 100) and a
    /// pause of 10 s.
    public static func usual(at failureShare: Double) -> LinkPlan.Breaker {
        LinkPlan.Breaker(failureShare: failureShare, window: 100, minimumAttempts: 20, openFor: 10 * .second)
    }
}

/// One operation as one caller uses it: the unit in which calls are counted and timed.
public struct EdgePlan: Sendable, Codable, Hashable {
    /// "caller → callee: operation".
    public var name: String
    /// The policy it goes by.
    public var link: LinkID
    /// What is asked.
    public var operation: OperationID

    /// An edge.
    public init(name: String, link: LinkID, operation: OperationID) {
        self.name = name
        self.link = link
        self.operation = operation
    }
}

/// A choice among edges that do the same at different systems: which carrier, which warehouse.
public struct RoutePlan: Sendable, Codable, Hashable {
    /// How the first edge is chosen.
    public enum Choice: Sendable, Codable, Hashable {
        /// By the carrier the order has already; for an order without one by these weights, narrowed to the members that
        /// `DemandPlan.eligibleCarriers` allows. The edge index is the carrier's index in `DemandPlan.carriers`.
        case carrier(weights: [Double])
        /// By the order's warehouse; the edge index is its index in `DemandPlan.warehouses`.
        case warehouse
        /// By weights, anew for every call.
        case weighted([Double])
    }

    /// What happens when the chosen edge's call has failed for good.
    public enum Fallback: String, Sendable, Codable, Hashable, CaseIterable {
        /// The call has failed.
        case none
        /// The next member in order, each once.
        case next
        /// The member with the lowest price among those not yet tried whose limits have room and whose breaker is not open.
        case cheapestWithQuota = "cheapest with quota left"
    }

    /// The group's name ("carriers").
    public var name: String
    /// The operation's name ("label").
    public var operation: String
    /// One edge a member.
    public var edges: [EdgeID]
    /// How the first is chosen.
    public var choice: Choice
    /// What follows a failed call. With `Choice.carrier` the order's carrier changes with it.
    public var fallback: Fallback

    /// A route.
    public init(name: String, operation: String, edges: [EdgeID], choice: Choice, fallback: Fallback) {
        self.name = name
        self.operation = operation
        self.edges = edges
        self.choice = choice
        self.fallback = fallback
    }
}
