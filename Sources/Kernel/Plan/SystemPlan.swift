/// A system of the landscape: Odoo, a gateway, a carrier. Behaviour is in its operations; this is who it is.
public struct SystemPlan: Sendable, Codable, Hashable {
    /// The name the scenario gives it.
    public var name: String
    /// What part it plays; reports group and phrase by it, the kernel does not look.
    public var role: Role
    /// The preset it was made from, if any.
    public var preset: String?
    /// A name for people ("UPS", "Odoo 18"); equals `name` when the scenario gives none.
    public var label: String
    /// Where it lives; in virtual time all of them are simulated.
    public var placement: Placement

    /// What part a system plays in a logistics landscape.
    public enum Role: String, Sendable, Codable, Hashable, CaseIterable {
        case channel, gateway, middleware, broker, erp, warehouse, transport, carrier, marketplace, customs, edi
        case finance, crm, desk, other
    }

    /// Where a system lives.
    public enum Placement: String, Sendable, Codable, Hashable, CaseIterable {
        /// In process.
        case simulated
        /// In process, and reachable over HTTP: in wall time it is called that way.
        case served
        /// Somewhere else, called over HTTP; in virtual time its model stands in for it.
        case real
    }

    /// A system.
    public init(
        name: String, role: Role, preset: String? = nil, label: String? = nil, placement: Placement = .simulated
    ) {
        self.name = name
        self.role = role
        self.preset = preset
        self.label = label ?? name
        self.placement = placement
    }
}

/// Workers of a system, and the line in front of them. HTTP workers, queue consumers and warehouse pickers are all pools.
public struct PoolPlan: Sendable, Codable, Hashable {
    /// From `from` on there are `workers`.
    public struct Capacity: Sendable, Codable, Hashable {
        /// From this instant on.
        public var from: Instant
        /// Workers on duty; those at work when it falls finish what they hold.
        public var workers: Int

        /// A capacity that holds from an instant on.
        public init(from: Instant, workers: Int) {
            self.from = from
            self.workers = workers
        }
    }

    /// Who is served next.
    public enum Discipline: String, Sendable, Codable, Hashable, CaseIterable {
        /// First in, first out.
        case fifo
        /// Last in, first out.
        case lifo
        /// First in, first out, but requests whose caller has given up are dropped unserved.
        case dropExpired = "drop-expired"
    }

    /// The name within the system ("workers", "pickers").
    public var name: String
    /// Whose workers they are.
    public var system: SystemID
    /// Workers over time: shifts, maintenance, freezes. In time order; the first holds from the beginning.
    public var capacity: [Capacity]
    /// Requests that may wait; beyond that they are shed. Nil: no bound.
    public var waitingBound: Int?
    /// Who is served next.
    public var discipline: Discipline

    /// Workers with a line in front of them.
    public init(
        name: String, system: SystemID, capacity: [Capacity], waitingBound: Int? = nil, discipline: Discipline = .fifo
    ) {
        self.name = name
        self.system = system
        self.capacity = capacity
        self.waitingBound = waitingBound
        self.discipline = discipline
    }
}

/// Something a system can be asked to do: a program of steps, run by a worker of a pool.
public struct OperationPlan: Sendable, Codable, Hashable {
    /// The name within the system ("label", "create order").
    public var name: String
    /// Who offers it.
    public var system: SystemID
    /// The workers that run it; nil: nobody is held, any number at once.
    public var pool: PoolID?
    /// Where its program starts.
    public var entry: ProgramCounter
    /// The limits it passes on arrival, in order.
    public var limiters: [LimiterID]
    /// Cost in points, for limiters that count points.
    public var points: Int
    /// Price of one successful call in minor units (cents) of `DemandPlan.currency`, nil when free.
    public var price: Int64?

    /// An operation.
    public init(
        name: String, system: SystemID, pool: PoolID?, entry: ProgramCounter, limiters: [LimiterID] = [],
        points: Int = 1,
        price: Int64? = nil
    ) {
        self.name = name
        self.system = system
        self.pool = pool
        self.entry = entry
        self.limiters = limiters
        self.points = points
        self.price = price
    }
}

/// A message queue: `Step.enqueue` puts an order's message on it, its consumers run a program for each message.
public struct QueuePlan: Sendable, Codable, Hashable {
    /// The name within the system ("orders").
    public var name: String
    /// Where it lives.
    public var system: SystemID
    /// The consumers; nil: every message is taken at once.
    public var pool: PoolID?
    /// Where the consumers' program starts.
    public var entry: ProgramCounter
    /// Messages that may wait; beyond that `enqueue` fails as `Outcome.shed`. Nil: no bound.
    public var bound: Int?
    /// Times a message is taken before it is dead (1: never again).
    public var attempts: Int
    /// Pause before a failed message is taken again; `Backoff` as on links.
    public var redelivery: Backoff
    /// What happens to a message that failed `attempts` times (`Plan.parks`); nil: it is counted dead and lost, the order
    /// knows nothing of it.
    public var deadLetter: Int?
    /// Where its messages are calls that their caller does not wait for: the call that its program begins with (`Plan.calls`).
    /// Nil: a queue like others.
    public var call: Int?

    /// A queue; `deadLetter` indexes `Plan.parks`.
    public init(
        name: String, system: SystemID, pool: PoolID?, entry: ProgramCounter, bound: Int? = nil, attempts: Int = 1,
        redelivery: Backoff = Backoff(), deadLetter: Int? = nil
    ) {
        self.name = name
        self.system = system
        self.pool = pool
        self.entry = entry
        self.bound = bound
        self.attempts = attempts
        self.redelivery = redelivery
        self.deadLetter = deadLetter
        call = nil
    }
}
