/// A quantile watched live: bounds that hold at every moment at once.
///
/// Of values at or below the true quantile there are as many as of successes with probability q; the counts that
/// `AlwaysValidShare` does not reject for q enclose it by order statistics, at every moment at once (the idea of
/// S. Howard and A. Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm
/// identification", Bernoulli 28, 2022). Values are taken for independent.
public enum AlwaysValidQuantile {
    /// The bounds of a quantile.
    /// - Returns: nil where so few values are there that an end is unbounded, or for parameters that make no sense.
    public static func interval(ofSorted values: [Double], quantile: Double, level: Double = 0.95)
        -> ConfidenceInterval?
    {
        guard let ranks = ranks(count: values.count, quantile: quantile, level: level) else { return nil }
        return ConfidenceInterval(
            estimate: values[QuantileEstimate.nearestRank(quantile, of: values.count) - 1],
            lower: values[ranks.lower - 1], upper: values[ranks.upper - 1], level: level)
    }

    /// The quantile of one stream less that of another, each bounded at half the error.
    public static func difference(
        ofSorted first: [Double], _ second: [Double], quantile: Double, level: Double = 0.95
    ) -> QuantileEstimate? {
        guard quantile > 0, quantile < 1, level > 0, level < 1 else { return nil }
        let half = (1 + level) / 2
        guard let one = interval(ofSorted: first, quantile: quantile, level: half),
            let two = interval(ofSorted: second, quantile: quantile, level: half)
        else {
            let count = min(first.count, second.count)
            return .insufficient(count: count, needed: needed(quantile: quantile, level: half, from: count))
        }
        return .interval(
            ConfidenceInterval(
                estimate: one.estimate - two.estimate, lower: one.lower - two.upper, upper: one.upper - two.lower,
                level: level))
    }

    /// Ranks, counted from one, that enclose the quantile: the counts below it that are not rejected, and one more.
    static func ranks(count: Int, quantile: Double, level: Double) -> (lower: Int, upper: Int)? {
        guard count > 0, quantile > 0, quantile < 1, level > 0, level < 1 else { return nil }
        let error = 1 - level
        func isRejected(_ below: Int) -> Bool {
            AlwaysValidShare(seen: below, trials: count).pValue(of: quantile) <= error
        }
        let middle = min(max(Int((quantile * Double(count)).rounded()), 0), count)
        guard isRejected(0), isRejected(count) else { return nil }
        var (low, high) = (0, middle)
        while high - low > 1 {
            let half = (low + high) / 2
            if isRejected(half) { low = half } else { high = half }
        }
        let least = high
        (low, high) = (middle, count)
        while high - low > 1 {
            let half = (low + high) / 2
            if isRejected(half) { high = half } else { low = half }
        }
        // At least `least` values are at or below the quantile, at most `low`: it lies from the one to the one after.
        guard least >= 1, low + 1 <= count else { return nil }
        return (least, low + 1)
    }

    private static func needed(quantile: Double, level: Double, from count: Int) -> Int {
        var low = max(count, 1)
        var high = low
        while ranks(count: high, quantile: quantile, level: level) == nil, high < 1 << 40 {
            low = high
            high *= 2
        }
        while high - low > 1 {
            let half = (low + high) / 2
            if ranks(count: half, quantile: quantile, level: level) == nil { low = half } else { high = half }
        }
        return high
    }
}
