public import Kernel

/// What became of a pool's callers after a stumble.
public struct StumbleReading: Sendable, Codable, Hashable {
    /// Share of calls answered well before the stumble; nil: none ended.
    public var before: Double?
    /// Share of calls answered well in the last quarter of what was watched; nil: none ended.
    public var after: Double?
    /// From the end of the stumble until calls went as well as before and the line was as short, for good: the end of the first
    /// whole interval that did; nil: not while it was watched.
    public var recovery: Nanoseconds?

    /// Whether it healed while it was watched.
    public var isHealed: Bool { recovery != nil }
}

extension StumbleReading {
    /// How much worse than before still counts as well, as a share of calls.
    private static let slack = 0.05

    /// - Parameters:
    ///   - pool: which stumbled.
    ///   - stumble: when.
    ///   - hold: what was judged; it is watched to its end.
    init(_ readings: Readings, _ pool: PoolID, during stumble: Intervals.Stretch, _ hold: Trial.Hold) {
        let axis = readings.axis
        let plan = readings.plan
        let edges = plan.edges.indices.filter { plan.operations[plan.edges[$0].operation].pool == pool }
        let good = readings.series(readings.callMeters(edges, Outcome.Set([.ok])))
        let ended = readings.series(readings.callMeters(edges))
        let line = readings.depth(ofPool: pool)
        func share(_ span: Range<Int>) -> Double? {
            let all = span.reduce(Int64(0)) { $0 &+ ended[$1] }
            return all > 0 ? Double(span.reduce(Int64(0)) { $0 &+ good[$1] }) / Double(all) : nil
        }
        let bound = min(axis.count, good.count)
        func index(_ instant: Instant) -> Int { min(bound, max(0, axis.index(of: instant))) }
        // Half of the warm-up is enough to know how it goes by itself.
        let calm = index(hold.from + hold.warmUp / 2)..<max(index(hold.from + hold.warmUp / 2), index(stumble.start))
        let end = index(hold.judged.end)
        let first = min(end, index(stumble.end) + (axis.lowerBound(of: index(stumble.end)) < stumble.end ? 1 : 0))
        before = share(calm)
        after = share(max(first, end - max(1, (end - first) / 4))..<end)
        let usual = (before ?? 1) - StumbleReading.slack
        let longest = 2 * (calm.map { line[$0] }.max() ?? 0) + 10
        // The last interval that was not well; what is well after it is well for good.
        let bad = (first..<end).last { interval in
            line[interval] > longest || (share(interval..<(interval + 1)) ?? 1) < usual
        }
        let well = bad.map { $0 + 1 } ?? first
        recovery = well < end ? max(0, axis.lowerBound(of: well) - stumble.end) : nil
    }
}
