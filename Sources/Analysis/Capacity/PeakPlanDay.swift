public import Kernel

/// The scenario's day with so many times as many orders.
public struct PeakPlanDay: Sendable, Codable, Hashable {
    /// In times of the forecast.
    public var factor: Double
    /// Orders.
    public var orders: Int64
    /// Whether all budgets hold; nil: none could be judged.
    public var isKept: Bool?
    /// Budgets that do not hold.
    public var breached: [TrialReading.Judged]
    /// Orders with a cut-off, and those that make it.
    public var cutoff: TrialReading.Cutoff
    /// When the backlog is gone; nil: not in the run. Says something where one builds up only.
    public var drained: Instant?
    /// Orders by hour.
    public var hours: TrialReading.Hours

    /// Orders that failed or were cancelled before they were done.
    public var lost: Int64 { hours.lost.reduce(0, &+) }
    /// Most orders that were due and not done at the end of an hour.
    public var mostWaiting: Int64 { hours.open.max() ?? 0 }
    /// Whether that is a backlog: a few orders are always under way. What is less than a hundredth of the busiest hour's orders
    /// is none.
    public var hasBacklog: Bool { Double(mostWaiting) > 0.01 * Double(hours.due.max() ?? 0) }

    init(_ factor: Double, _ reading: TrialReading) {
        self.factor = factor
        orders = reading.due
        isKept = reading.isKept
        breached = reading.judged.filter { !$0.holds }
        cutoff = reading.cutoff
        drained = reading.drained
        hours = reading.hours
    }
}
