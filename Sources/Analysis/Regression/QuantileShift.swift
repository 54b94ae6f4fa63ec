internal import Kernel

extension Shift {
    /// By how much a quantile of a latency differs between two runs whose intervals belong together.
    ///
    /// Stated in shares of the distribution, where no density is needed: of the samples above the quantile, the second run's
    /// less the first's are counted by interval of the recording. What both runs have in common (the hour, the orders) cancels
    /// in each interval; the sum of what is left has a standard error that respects dependence (`BlockSum`). With w = t times
    /// it, the interval of the second run's quantile, the first one's given, is that between its quantiles q - w and q + w
    /// (R. Woodruff, "Confidence intervals for medians and other position measures", 1952), less the first run's quantile. The
    /// noise of the first run counts as it shows at the second's quantile: by the ratio of the densities there.
    ///
    /// The p-value is that of the same sum above one value, the quantile of both runs together, where both are alike if there
    /// is no difference. The wider of the two errors makes the interval: a run that never saw a rare long queue knows nothing
    /// of it.
    ///
    /// - Parameters:
    ///   - base: the first run's samples.
    ///   - run: the second run's, over the same intervals.
    ///   - quantile: 0 < quantile < 1.
    ///   - level: of the interval.
    /// - Returns: nil where a side has no samples.
    static func quantile(_ base: LatencyTrack, _ run: LatencyTrack, _ quantile: Double, level: Double) -> Shift? {
        guard let x = base.total.quantile(quantile), let y = run.total.quantile(quantile),
            let needed = RankInterval.minimumCount(quantile: quantile, level: level)
        else { return nil }
        var shift = Shift(
            base: Double(x), run: Double(y), baseCount: Int64(clamping: base.total.count),
            runCount: Int64(clamping: run.total.count))
        let fewer = min(shift.baseCount, shift.runCount)
        guard fewer >= Int64(needed) else {
            shift.gap = .fewSamples(needed: Int64(needed))
            return shift
        }
        var both = base.total
        both.merge(run.total)
        let middle = both.quantile(quantile) ?? x
        let ratio = densityRatio(base.total, run.total, quantile)
        let active = BlockSum.active(Exceedance(base, above: x).counts, Exceedance(run, above: y).counts)
        /// What is above a value each, by interval.
        func block(_ first: Nanoseconds, _ second: Nanoseconds, ratio: Double) -> BlockSum? {
            let one = Exceedance(base, above: first)
            let two = Exceedance(run, above: second)
            return BlockSum(active.map { two.excess($0) - ratio * one.excess($0) })
        }
        guard let own = block(x, y, ratio: ratio), let common = block(middle, middle, ratio: 1) else {
            shift.gap = .fewIntervals(active.count, needed: BlockSum.least)
            return shift
        }
        shift.pValue = common.pValue(of: middleShare(base.total, at: middle) - middleShare(run.total, at: middle))
        let block = own.halfWidth(level) >= common.halfWidth(level) ? own : common
        shift.block = block
        let reach = block.halfWidth(level)
        let room = min(quantile, 1 - quantile) * 0.95
        let lower = reach < quantile ? run.total.quantile(quantile - reach).map { Double($0 - x) } : nil
        let upper = reach < 1 - quantile ? run.total.quantile(quantile + reach).map { Double($0 - x) } : nil
        if reach > room {
            let times = (reach / room) * (reach / room)
            shift.countForBounds = Int64((Double(fewer) * min(times, 1e6)).rounded(.up))
        }
        shift.interval = ConfidenceInterval(
            estimate: Double(y - x), lower: lower ?? -.infinity, upper: upper ?? .infinity, level: level)
        shift.reachZeroIfNotSure()
        return shift
    }

    /// Samples above a value, by interval.
    private struct Exceedance {
        /// Samples in each interval.
        let counts: [Int64]
        private let above: [Int64]
        private let share: Double
        private let total: Double

        init(_ track: LatencyTrack, above value: Nanoseconds) {
            counts = track.intervals.map { Int64(clamping: $0?.count ?? 0) }
            above = track.intervals.map { Int64(clamping: $0?.count(above: value) ?? 0) }
            total = Double(max(1, counts.reduce(0, &+)))
            share = Double(above.reduce(0, &+)) / total
        }

        /// What an interval has beyond its part, in shares of all samples.
        func excess(_ interval: Int) -> Double {
            (Double(above[interval]) - share * Double(counts[interval])) / total
        }
    }

    /// The share of samples below a value, half of those in its cell included.
    private static func middleShare(_ histogram: LatencyHistogram, at value: Nanoseconds) -> Double {
        let upTo = histogram.share(atOrBelow: value) ?? 0
        // Cells are no wider than 1/1024 of their values, or a microsecond.
        let below = histogram.share(atOrBelow: value - max(.microsecond, value / 1_024) - 1) ?? 0
        return (upTo + below) / 2
    }

    /// Density of the second at its quantile over that of the first, by how far neighbouring quantiles are apart.
    private static func densityRatio(_ base: LatencyHistogram, _ run: LatencyHistogram, _ quantile: Double) -> Double {
        let reach = min(0.1, min(quantile, 1 - quantile) / 2)
        func width(_ histogram: LatencyHistogram) -> Double {
            Double((histogram.quantile(quantile + reach) ?? 0) - (histogram.quantile(quantile - reach) ?? 0))
        }
        let (one, two) = (width(base), width(run))
        guard one > 0, two > 0 else { return 1 }
        return min(max(one / two, 0.1), 10)
    }
}
