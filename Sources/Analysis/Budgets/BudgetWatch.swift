public import Kernel

/// Watches a run for budgets with abort-on-breach: asked now and then, it says when one is breached for certain.
///
/// It looks at the recording once an interval at most, so asking often costs nothing. What can be certain before the end
/// of a run is told at `EarlyBreach`.
public struct BudgetWatch: Sendable {
    private let watched: [Int]
    private let plan: Plan
    private let orders: Int?
    private let axis: TimeAxis
    private var next: Instant
    /// Up to where the recording has been looked at.
    private var seen: Instant = 0

    /// Watches a plan's budgets.
    /// - Parameters:
    ///   - plan: what is run.
    ///   - orders: how many orders the run will have in all, if known and not told by the plan (a counted replay).
    public init(_ plan: Plan, orders: Int? = nil) {
        self.plan = plan
        watched = plan.budgets.indices.filter { plan.budgets[$0].abortsOnBreach }
        self.orders = orders ?? (plan.demand.replay == nil ? plan.demand.generatedOrders : nil)
        axis = TimeAxis(window: plan.window, end: plan.end)
        next = axis.intervals > 1 ? axis.lowerBound(of: 1) : .never
    }

    /// Whether any budget asks to be watched.
    public var isNeeded: Bool { !watched.isEmpty }

    /// The first budget that is breached for certain, as a reason to stop; nil: carry on.
    /// - Parameters:
    ///   - now: how far the run has come.
    ///   - snapshot: gives the recording so far; asked only when an interval has ended since the last time.
    public mutating func breach(at now: Instant, snapshot: () -> Recording) -> Recording.Stop? {
        guard isNeeded, now >= next else { return nil }
        let interval = axis.index(of: now)
        next = interval + 1 < axis.intervals ? axis.lowerBound(of: interval + 1) : .never
        let readings = Readings(snapshot())
        let breach = Breach(readings, orders: orders, since: seen)
        seen = readings.recording.reached
        return watched.first { breach.isCertain(of: plan.budgets[$0]) }.map { .aborted(budget: $0) }
    }
}
