/// What the machine asks of the outside; a driver carries it out.
public enum PortEffect: Sendable, Hashable {
    /// An attempt goes to a system that this machine does not run.
    case send(Departure)
    /// The caller has given an attempt up: its connection may be closed.
    case cancel(Ticket)
    /// A request that came in has its answer. `retryAt`: when the limit says to come back, `.never` if it does not.
    case answer(Ticket, Outcome, retryAt: Instant)
    /// A request that came in is done, and a fault spoils its answer on the way (`FaultPlan.Effect.spoils`).
    case spoiled(Ticket, FaultPlan.Effect)
    /// A business event of an order happened at a system of this machine.
    case event(EventID, order: UInt64, system: SystemID)
    /// A journey waits for an event that comes in from outside, until an instant at the latest (`.never`: for ever). Told
    /// also where the event is there already; `awaitOver` follows at once then.
    case awaits(EventID, order: UInt64, until: Instant)
    /// It waits no longer, though its time is not up: the event is there, or the order goes another way.
    case awaitOver(EventID, order: UInt64)
    /// An order is over; what the driver knows of it may be forgotten.
    case ended(order: UInt64)
}

/// Names an attempt or a request under way; worthless once that has ended.
public struct Ticket: Sendable, Hashable {
    /// The frame that stands for it.
    public let frame: UInt32
    /// Unique in the run.
    public let serial: UInt32

    /// A ticket, as it came back from outside.
    public init(frame: UInt32, serial: UInt32) {
        self.frame = frame
        self.serial = serial
    }
}

/// An attempt that leaves the machine.
public struct Departure: Sendable, Hashable {
    /// By what its answer is given back.
    public var ticket: Ticket
    /// What is asked, of whom.
    public var edge: EdgeID
    /// The order it is for.
    public var order: Order
    /// Which try of its call this is, from 1.
    public var attempt: Int
    /// The same for all tries of a call: idempotency keys are made of it.
    public var callKey: RandomKey
    /// When it should go out.
    public var intended: Instant
    /// When its caller gives it up; `.never`: not by itself.
    public var deadline: Instant
}
