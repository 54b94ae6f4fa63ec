public import Kernel

/// Differences of quantiles between two series whose values depend on their neighbours.
///
/// Circular blocks (D. Politis and J. Romano 1992) of neighbouring values are drawn with replacement, so that the
/// resampled series keep the dependence within blocks; the interval is that of the resampled differences (percentile
/// method). Draws come from a key: the same key gives the same interval.
public struct BlockBootstrap: Sendable {
    /// Probability that the interval covers, 0 < level < 1.
    public var level: Double
    /// How many resampled differences.
    public var repetitions: Int
    /// Values in a block; nil: the rule of Politis and White (`BlockLength`) on the series "at or below the quantile".
    public var blockLength: Int?

    /// A bootstrap.
    public init(level: Double = 0.95, repetitions: Int = 1_000, blockLength: Int? = nil) {
        self.level = level
        self.repetitions = repetitions
        self.blockLength = blockLength
    }

    /// The quantile of the first series less that of the second.
    ///
    /// - Parameters:
    ///   - first: values in the order in which they arose.
    ///   - second: likewise.
    ///   - quantile: 0 < quantile < 1.
    ///   - paired: whether values of one index belong together (the same order on both sides): both series are then
    ///     resampled by the same blocks, which keeps what they have in common out of the difference.
    ///   - key: of the draws.
    /// - Returns: nil for parameters that make no sense, values that are not finite, or paired series of unequal length;
    ///   `insufficient` where a side has fewer independent values (after allowing for its dependence) than
    ///   `RankInterval.minimumCount`. `needed` then counts dependent values.
    public func quantileDifference(
        _ first: [Double], _ second: [Double], quantile: Double, paired: Bool = false, key: RandomKey
    ) -> QuantileEstimate? {
        guard let minimum = RankInterval.minimumCount(quantile: quantile, level: level), repetitions >= 40,
            !paired || first.count == second.count, blockLength ?? 1 >= 1,
            first.allSatisfy(\.isFinite), second.allSatisfy(\.isFinite)
        else { return nil }
        let count = min(first.count, second.count)
        guard count >= minimum else { return .insufficient(count: count, needed: minimum) }
        let one = Ranked(first, quantile: quantile)
        let two = Ranked(second, quantile: quantile)
        let dependence = [one.dependence, two.dependence]
        for (series, side) in zip([first, second], dependence) {
            let needed = Int((Double(minimum) * side.inflation).rounded(.up))
            if series.count < needed { return .insufficient(count: series.count, needed: needed) }
        }
        let longer = max(dependence[0].length, dependence[1].length)
        let lengths = paired ? [longer, longer] : dependence.map(\.length)
        var differences: [Double] = []
        for repetition in 0..<repetitions {
            let own = key.child(UInt64(repetition))
            let draw = one.quantile(block: blockLength ?? lengths[0], own.child(0))
            differences.append(draw - two.quantile(block: blockLength ?? lengths[1], own.child(paired ? 0 : 1)))
        }
        differences.sort()
        let tail = (1 - level) / 2
        let lower = QuantileEstimate.nearestRank(tail, of: repetitions)
        return .interval(
            ConfidenceInterval(
                estimate: one.estimate - two.estimate, lower: differences[lower - 1],
                upper: differences[repetitions - lower], level: level))
    }

    /// A series by ranks, so that the quantile of a resample is found by counting.
    private struct Ranked {
        let sorted: [Double]
        /// For each value in the series' order, its place in `sorted`.
        let places: [Int32]
        let rank: Int
        let dependence: BlockLength
        /// Places between which the quantile of a resample nearly always lies: others are counted together.
        let window: Range<Int>

        var estimate: Double { sorted[rank - 1] }

        init(_ series: [Double], quantile: Double) {
            let order = series.indices.sorted { (series[$0], $0) < (series[$1], $1) }
            sorted = order.map { series[$0] }
            var places = [Int32](repeating: 0, count: series.count)
            for (place, index) in order.enumerated() { places[index] = Int32(place) }
            self.places = places
            rank = QuantileEstimate.nearestRank(quantile, of: series.count)
            let estimate = sorted[rank - 1]
            dependence = BlockLength(series.map { $0 <= estimate ? 1 : 0 })
            let spread = Double(series.count) * quantile * (1 - quantile) * dependence.inflation
            let reach = Int(min(6 * spread.squareRoot() + 8, Double(series.count)))
            window = max(rank - reach, 0)..<min(rank + reach, series.count)
        }

        func quantile(block: Int, _ key: RandomKey) -> Double {
            quantile(block: block, key, within: window)
                ?? quantile(block: block, key, within: 0..<places.count) ?? sorted[places.count - 1]
        }

        /// The quantile of a resample; nil where it lies outside the places.
        private func quantile(block: Int, _ key: RandomKey, within window: Range<Int>) -> Double? {
            let n = places.count
            // What lies below, each place, and what lies above.
            var counts = [Int32](repeating: 0, count: window.count + 2)
            let first = Int32(window.lowerBound) - 1
            let last = Int32(window.count) + 1
            var generator = key.generator
            var drawn = 0
            while drawn < n {
                var index = Int(generator.next().multipliedFullWidth(by: UInt64(n)).high)
                for _ in 0..<min(block, n - drawn) {
                    counts[Int(min(max(places[index] - first, 0), last))] += 1
                    index = index + 1 == n ? 0 : index + 1
                }
                drawn += min(block, n - drawn)
            }
            var below = Int(counts[0])
            guard below < rank else { return nil }
            for place in window {
                below += Int(counts[place - window.lowerBound + 1])
                if below >= rank { return sorted[place] }
            }
            return nil
        }
    }
}
