internal import Kernel

/// Which two numbers of a sorted sample enclose a quantile of where it came from, whatever the distribution.
///
/// The number of values below the quantile is binomial: the l-th and u-th smallest (counted from one) enclose it with
/// probability Binom.cdf(u - 1) - Binom.cdf(l - 1) (Hahn and Meeker, Statistical Intervals, chapter 5). Each tail gets at
/// most half of what the level leaves. Below `minimumCount` no two ranks do: that is said, not papered over.
public struct RankInterval: Sendable, Hashable {
    /// Rank of the lower end, counted from one.
    public var lower: Int
    /// Rank of the upper end, counted from one.
    public var upper: Int
    /// The probability with which they enclose the quantile: at least the level asked for.
    public var coverage: Double

    /// The ranks for a sample.
    /// - Parameters:
    ///   - count: how many independent values.
    ///   - quantile: 0 < quantile < 1.
    ///   - level: of the interval, 0 < level < 1.
    /// - Returns: nil where the sample is smaller than `minimumCount`.
    public init?(count: Int, quantile: Double, level: Double = 0.95) {
        guard quantile > 0, quantile < 1, level > 0, level < 1, count > 0 else { return nil }
        let tail = (1 - level) / 2
        // The largest l with cdf(l - 1) <= tail, the smallest u with upperTail(u - 1) <= tail.
        let below = RankInterval.first(in: 0..<(count + 1)) {
            BinomialDistribution.cdf($0, trials: count, quantile) > tail
        }
        let above = RankInterval.first(in: 0..<(count + 1)) {
            BinomialDistribution.upperTail($0, trials: count, quantile) <= tail
        }
        guard below >= 1, above + 1 <= count else { return nil }
        lower = below
        upper = above + 1
        coverage =
            1 - BinomialDistribution.upperTail(above, trials: count, quantile)
            - BinomialDistribution.cdf(below - 1, trials: count, quantile)
    }

    /// The smallest sample that has an interval: both (1 - q)^n and q^n at most half of 1 - level.
    /// - Returns: nil for a quantile or a level outside 0...1.
    public static func minimumCount(quantile: Double, level: Double = 0.95) -> Int? {
        guard level > 0, level < 1 else { return nil }
        let farther = max(quantile, 1 - quantile)
        return smallestCount(share: (1 - level) / 2, quantile: farther)
    }

    /// The rank, counted from one, that lies above the quantile with the probability `level`.
    /// - Returns: nil where the sample is smaller than `minimumCountOfUpperBound`.
    public static func upperBound(count: Int, quantile: Double, level: Double = 0.95) -> Int? {
        guard quantile > 0, quantile < 1, level > 0, level < 1, count > 0 else { return nil }
        let above = first(in: 0..<(count + 1)) {
            BinomialDistribution.upperTail($0, trials: count, quantile) <= 1 - level
        }
        return above + 1 <= count ? above + 1 : nil
    }

    /// The smallest sample with an upper bound of a quantile: q^n at most 1 - level.
    public static func minimumCountOfUpperBound(quantile: Double, level: Double = 0.95) -> Int? {
        guard level > 0, level < 1 else { return nil }
        return smallestCount(share: 1 - level, quantile: quantile)
    }

    /// How many independent values place a quantile within ± `shares` of the distribution: z^2 q (1 - q) / shares^2.
    public static func count(quantile: Double, within shares: Double, level: Double = 0.95) -> Int? {
        guard quantile > 0, quantile < 1, shares > 0, level > 0, level < 1 else { return nil }
        let z = NormalDistribution.quantile((1 + level) / 2)
        let count = (z * z * quantile * (1 - quantile) / (shares * shares)).rounded(.up)
        return count < 1e15 ? Int(count) : nil
    }

    /// How many independent values place a quantile within ± `share` of its own value: z^2 q (1 - q) / (share x f(x))^2, with f
    /// the density at the quantile x (asymptotic; David and Nagaraja, Order Statistics, 10.2).
    ///
    /// - Parameter density: x f(x), which has no unit: 0.046 at the p99 of exponential times.
    public static func count(
        quantile: Double, withinShareOfValue share: Double, densityTimesValue density: Double, level: Double = 0.95
    ) -> Int? {
        guard density > 0 else { return nil }
        return count(quantile: quantile, within: share * density, level: level)
    }

    private static func smallestCount(share: Double, quantile: Double) -> Int? {
        guard quantile > 0, quantile < 1 else { return nil }
        let count = (Elementary.log(share) / Elementary.log(quantile)).rounded(.up)
        return count < 1e15 ? max(Int(count), 1) : nil
    }

    /// The first of a range for which a condition holds that, once true, stays true; the range's end if none.
    private static func first(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
