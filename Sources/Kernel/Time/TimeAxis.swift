/// The intervals into which every series over time is cut: fine ones while orders arrive, coarser ones while the landscape drains.
///
/// A few hundred intervals at most, whatever the length of the run, so memory and report size do not grow with it.
public struct TimeAxis: Sendable, Hashable, Codable {
    /// The first instant of the run (always 0).
    public var start: Instant
    /// Length of an interval while orders arrive.
    public var step: Nanoseconds
    /// Number of intervals of length `step`.
    public var count: Int
    /// Length of an interval after that.
    public var drainStep: Nanoseconds
    /// Number of intervals of length `drainStep`.
    public var drainCount: Int

    /// The bounds of intervals of any length, the end included; empty for an axis of equal steps.
    private var bounds: [Instant] = []

    /// The most intervals in the order window, and again in the drain.
    public static let limit = 300

    /// An axis for orders during `[0, window)` and a drain until `end`.
    /// - Parameters:
    ///   - window: length of the order window, positive.
    ///   - end: when the run ends at the latest, at or after `window`.
    public init(window: Nanoseconds, end: Instant) {
        start = 0
        step = TimeAxis.niceStep(for: window, intervals: TimeAxis.limit)
        count = Int((max(window, 1) + step - 1) / step)
        let covered = step * Int64(count)
        let rest = max(0, end - covered)
        drainStep = max(step, TimeAxis.niceStep(for: rest, intervals: 120))
        drainCount = Int((rest + drainStep - 1) / drainStep)
    }

    /// An axis cut at these instants: ascending, the first 0, two at least.
    init(cutAt bounds: [Instant]) {
        start = 0
        step = 0
        count = max(0, bounds.count - 1)
        drainStep = 0
        drainCount = 0
        self.bounds = bounds
    }

    /// Total number of intervals.
    public var intervals: Int { count + drainCount }

    /// The first instant after the axis.
    public var end: Instant { bounds.last ?? start + step * Int64(count) + drainStep * Int64(drainCount) }

    /// The index of the interval that holds `instant`; instants outside fall to the nearest interval.
    public func index(of instant: Instant) -> Int {
        if !bounds.isEmpty { return cutIndex(of: instant) }
        let fine = step * Int64(count)
        if instant < fine || drainCount == 0 { return min(max(Int(instant / step), 0), count - 1) }
        return count + min(Int((instant - fine) / drainStep), drainCount - 1)
    }

    /// The first instant of interval `index`; `index == intervals` gives `end`.
    public func lowerBound(of index: Int) -> Instant {
        if !bounds.isEmpty { return bounds[index] }
        return index <= count ? step * Int64(index) : step * Int64(count) + drainStep * Int64(index - count)
    }

    /// The length of interval `index`.
    public func length(of index: Int) -> Nanoseconds {
        if !bounds.isEmpty { return bounds[index + 1] - bounds[index] }
        return index < count ? step : drainStep
    }

    /// The last cut at or before `instant`.
    private func cutIndex(of instant: Instant) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high + 1) / 2
            if bounds[middle] <= instant { low = middle } else { high = middle - 1 }
        }
        return min(low, count - 1)
    }

    /// The smallest round step that cuts `span` into at most `intervals`.
    static func niceStep(for span: Nanoseconds, intervals: Int) -> Nanoseconds {
        let second = Nanoseconds.second
        let steps: [Nanoseconds] =
            [1, 2, 5, 10, 20, 50, 100, 200, 500].map { $0 * .millisecond }
            + [1, 2, 5, 10, 15, 20, 30].map { $0 * second }
            + [1, 2, 5, 10, 15, 20, 30].map { $0 * 60 * second }
            + [1, 2, 3, 4, 6, 8, 12, 24].map { $0 * 3600 * second }
        for step in steps where span <= step * Int64(intervals) { return step }
        let day = Nanoseconds.day
        return (span / Int64(intervals) / day + 1) * day
    }
}
