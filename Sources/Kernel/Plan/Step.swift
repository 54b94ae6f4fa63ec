/// One instruction of a program. Systems' operations, queue consumers and the journey are all made of these.
///
/// The user's nested lists (branch, on failure) are flattened to jumps by the scenario's compiler.
public enum Step: Sendable, Codable, Hashable {
    /// Hold the worker for a service time (`Plan.works`).
    case work(Int)
    /// Ask another system, under the link's policy (`Plan.calls`).
    case call(Int)
    /// Put a message for this order on a queue; its consumers run later.
    case enqueue(QueueID)
    /// Let time pass, drawn from a distribution; no worker is needed for it (a held one stays held).
    case wait(DistributionID)
    /// Let time pass until the calendar is open or its next moment comes; passes at once if it never does again.
    case waitUntil(CalendarID)
    /// Suspend until a business event of this order, or a timeout (`Plan.awaits`). Journey only.
    case await(Int)
    /// Publish a business event of this order: milestones, legs, indicators and `await` hang on it.
    case emit(EventID)
    /// Change a document of this order (index into `JourneyPlan.documents`) to a state (index into its states).
    case set(document: Int, state: Int)
    /// Go on if the condition (`Plan.conditions`) holds, else jump.
    case branch(Int, otherwise: ProgramCounter)
    /// Go on elsewhere.
    case jump(ProgramCounter)
    /// End the program as a failure; the caller sees `outcome`. In the journey: the order has failed.
    case fail(Outcome)
    /// Answer the caller with success and let the worker go. In a consumer: the message is done.
    case reply
    /// Put the order aside as an exception (`Plan.parks`).
    case park(Int)
    /// The exception in hand is settled: the order goes on where its `ParkPlan` says. Review consumers only.
    case resolve
    /// The order is over. Journey and review consumers only.
    case finish(Ending)
}

/// How an order ends.
public enum Ending: UInt8, Sendable, Codable, Hashable, CaseIterable {
    /// Delivered, invoiced, done.
    case completed
    /// Lost on the way.
    case failed
    /// Given up on purpose.
    case cancelled
}

/// Operands of `Step.work`: time = base + lines * perLine + units * perUnit, under a system's slow faults.
public struct WorkPlan: Sendable, Codable, Hashable {
    /// Time for the whole.
    public var base: DistributionID
    /// Time for each order line, drawn once and multiplied; nil: none.
    public var perLine: DistributionID?
    /// Time for each unit, drawn once and multiplied; nil: none.
    public var perUnit: DistributionID?
    /// Hot rows this transaction writes (`Plan.contentions`); nil: none.
    public var contention: Int?

    /// A piece of work.
    public init(
        base: DistributionID, perLine: DistributionID? = nil, perUnit: DistributionID? = nil, contention: Int? = nil
    ) {
        self.base = base
        self.perLine = perLine
        self.perUnit = perUnit
        self.contention = contention
    }
}

/// Rows that concurrent transactions collide on, under optimistic locking (PostgreSQL REPEATABLE READ).
///
/// If another transaction committed one of my rows while I worked, I fail, sleep uniform(0, 2^n) * `unit` with my worker
/// held, and work again; after `attempts` tries I fail as a server error. Odoo: 5 attempts, unit 1 s.
public struct ContentionPlan: Sendable, Codable, Hashable {
    /// Which rows a transaction writes.
    public enum Key: String, Sendable, Codable, Hashable, CaseIterable {
        /// One per product line of the order and its warehouse (stock.quant).
        case products
        /// One per warehouse.
        case warehouse
        /// One for all (a sequence, an exception rule).
        case single
    }

    /// What it is called in reports ("stock.quant").
    public var name: String
    /// Where.
    public var system: SystemID
    /// Which rows.
    public var key: Key
    /// Tries in all.
    public var attempts: Int
    /// Unit of the sleep.
    public var unit: Nanoseconds
    /// The part of the work that the transaction spans, at its end, in thousandths (1000: all of it).
    public var spanPermille: Int

    /// A contention.
    public init(
        name: String, system: SystemID, key: Key, attempts: Int = 5, unit: Nanoseconds = .second,
        spanPermille: Int = 1000
    ) {
        self.name = name
        self.system = system
        self.key = key
        self.attempts = attempts
        self.unit = unit
        self.spanPermille = spanPermille
    }
}

/// Operands of `Step.call`.
public struct CallPlan: Sendable, Codable, Hashable {
    /// What is asked, of whom.
    public enum Target: Sendable, Codable, Hashable {
        /// Always this edge.
        case edge(EdgeID)
        /// One of several.
        case route(RouteID)
    }

    /// What is asked, of whom.
    public var target: Target
    /// Where to go on when the call has failed for good; nil: the program fails with the call's outcome.
    public var onFailure: ProgramCounter?

    /// A call.
    public init(target: Target, onFailure: ProgramCounter? = nil) {
        self.target = target
        self.onFailure = onFailure
    }
}

/// Operands of `Step.await`.
public struct AwaitPlan: Sendable, Codable, Hashable {
    /// What is awaited; an event published before counts, once.
    public var event: EventID
    /// How long at most; nil: for ever.
    public var timeout: Nanoseconds?
    /// Where to go on after the timeout.
    public var otherwise: ProgramCounter

    /// A wait for an event.
    public init(event: EventID, timeout: Nanoseconds? = nil, otherwise: ProgramCounter = 0) {
        self.event = event
        self.timeout = timeout
        self.otherwise = otherwise
    }
}

/// A test on an order, for `Step.branch`.
public enum Condition: Sendable, Codable, Hashable {
    /// The attribute's index is in the mask (bit k = value k).
    case attribute(Attribute, mask: UInt64)
    /// Lines between the bounds, both included.
    case lines(ClosedRange<Int>)
    /// Units between the bounds, both included.
    case units(ClosedRange<Int>)
    /// Weight in grams between the bounds, both included.
    case weight(ClosedRange<Int>)
    /// With this probability, drawn for the order and this step.
    case chance(Double)
    /// The order has been parked at most this often.
    case parkedAtMost(Int)
    /// The promise can still be kept: now is at or before the order's cut-off (or it has none).
    case onTime

    /// An attribute with named values.
    public enum Attribute: String, Sendable, Codable, Hashable, CaseIterable {
        case channel, destination, service, warehouse, carrier
    }
}

/// Operands of `Step.park`: an exception, and what follows when people have settled it.
public struct ParkPlan: Sendable, Codable, Hashable {
    /// Where the order goes on.
    public enum Resumption: Sendable, Codable, Hashable {
        /// At this step of the journey.
        case journey(ProgramCounter)
        /// As a new message on this queue.
        case queue(QueueID)
    }

    /// Why ("label refused"), for reports.
    public var reason: String
    /// The queue of the people who look at it; nil: nobody does, it stays parked.
    public var review: QueueID?
    /// What follows when it is settled.
    public var resumption: Resumption

    /// An exception.
    public init(reason: String, review: QueueID?, resumption: Resumption) {
        self.reason = reason
        self.review = review
        self.resumption = resumption
    }
}
