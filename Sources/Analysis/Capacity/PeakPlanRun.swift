public import Kernel

/// A day that is planned for, on one seed.
public struct PeakPlanRun: Sendable, Codable, Hashable {
    /// Orders.
    public var orders: Int64
    /// Whether all budgets hold; nil: none could be judged.
    public var isKept: Bool?
    /// How budgets came out.
    public var judged: [TrialReading.Judged]
    /// Orders with a cut-off, and those that make it.
    public var cutoff: TrialReading.Cutoff
    /// When the backlog is gone; nil: not in the run. Says something where one builds up only.
    public var drained: Instant?
    /// Orders by hour.
    public var hours: TrialReading.Hours

    /// Orders that failed or were cancelled before they were done.
    public var lost: Int64 { hours.lost.reduce(0, &+) }
    /// Orders that did not make their cut-off.
    public var missed: Int64 { cutoff.judged - cutoff.met }
    /// Most orders that were due and not done at the end of an interval.
    public var mostWaiting: Int64 { hours.most }
    /// Whether that is a backlog: some orders are always under way. What comes in six minutes of the busiest hour is none, nor
    /// are five orders.
    public var hasBacklog: Bool { Double(mostWaiting) > max(5, 0.1 * Double(hours.due.max() ?? 0)) }

    init(_ reading: TrialReading) {
        orders = reading.due
        isKept = reading.isKept
        judged = reading.judged
        cutoff = reading.cutoff
        drained = reading.drained
        hours = reading.hours
    }
}
