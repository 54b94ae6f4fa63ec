/// A checked scenario, flattened: arrays and small integer ids, nothing left to look up by name.
///
/// Built by the `Scenario` module (or by hand in tests), run by the kernel, kept inside every `Recording`
/// so that analysis and reports know what they look at. All instants are relative to the run's origin.
public struct Plan: Sendable, Codable, Hashable {
    /// The scenario's name as people say it.
    public var title: String
    /// Root of all randomness; every draw comes from a named substream of it.
    public var seed: UInt64
    /// Orders are due in `[0, window)`.
    public var window: Nanoseconds
    /// The run ends here at the latest, even when orders are still under way.
    public var end: Instant
    /// How rehearsal time maps to the calendar on the wall.
    public var zone: ZonePlan
    /// What the orders look like and when they come.
    public var demand: DemandPlan
    /// When an order must have been dispatched.
    public var promise: PromisePlan
    /// Calendars that steps, faults and budgets refer to.
    public var calendars: [CalendarPlan]
    /// Distributions that steps refer to.
    public var distributions: [Distribution]
    /// Tables behind `Distribution.empirical`.
    public var tables: [EmpiricalTable]
    /// The landscape.
    public var systems: [SystemPlan]
    /// Workers, by system.
    public var pools: [PoolPlan]
    /// Message queues, by system.
    public var queues: [QueuePlan]
    /// What systems offer.
    public var operations: [OperationPlan]
    /// Caller to callee, with the client policy.
    public var links: [LinkPlan]
    /// One (link, operation) pair a caller uses.
    public var edges: [EdgePlan]
    /// Choices among edges: fallback routing.
    public var routes: [RoutePlan]
    /// Rate limits and quotas, by system.
    public var limiters: [LimiterPlan]
    /// What goes wrong, by system.
    public var faults: [FaultPlan]
    /// All programs, one after the other.
    public var steps: [Step]
    /// Operands of `Step.work`.
    public var works: [WorkPlan]
    /// Operands of `Step.call`.
    public var calls: [CallPlan]
    /// Operands of `Step.await`.
    public var awaits: [AwaitPlan]
    /// Operands of `Step.branch`.
    public var conditions: [Condition]
    /// Operands of `Step.park`.
    public var parks: [ParkPlan]
    /// Hot rows that transactions collide on.
    public var contentions: [ContentionPlan]
    /// The journey of an order.
    public var journey: JourneyPlan
    /// What must hold.
    public var budgets: [Budget]
    /// What could be done about it; runs take no notice.
    public var levers: [LeverPlan]
    /// What goes over HTTP in wall time; nil: nothing, and nobody else is allowed to be reached.
    public var wire: WirePlan?

    /// An empty plan to fill in.
    public init(title: String, seed: UInt64, window: Nanoseconds, end: Instant) {
        self.title = title
        self.seed = seed
        self.window = window
        self.end = end
        zone = ZonePlan(identifier: "UTC", originUnixSeconds: 0, offsets: [])
        demand = DemandPlan()
        promise = PromisePlan()
        calendars = []
        distributions = []
        tables = []
        systems = []
        pools = []
        queues = []
        operations = []
        links = []
        edges = []
        routes = []
        limiters = []
        faults = []
        steps = []
        works = []
        calls = []
        awaits = []
        conditions = []
        parks = []
        contentions = []
        journey = JourneyPlan()
        budgets = []
        levers = []
    }
}
