/// A quantile with its interval, or the plain statement that the sample is too small for one.
public enum QuantileEstimate: Sendable, Hashable {
    /// The quantile and its interval.
    case interval(ConfidenceInterval)
    /// Too few values for an interval at this level: how many there are and how many would do.
    case insufficient(count: Int, needed: Int)

    /// The interval, if there is one.
    public var interval: ConfidenceInterval? {
        if case .interval(let interval) = self { interval } else { nil }
    }

    /// The quantile of a sorted sample of independent values, enclosed by order statistics (`RankInterval`).
    ///
    /// The estimate is the nearest rank, the smallest value with at least a share q at or below it.
    /// - Returns: nil for a quantile or level outside 0...1.
    public static func ofSorted(_ values: [Double], quantile: Double, level: Double = 0.95) -> QuantileEstimate? {
        guard let needed = RankInterval.minimumCount(quantile: quantile, level: level) else { return nil }
        guard let ranks = RankInterval(count: values.count, quantile: quantile, level: level) else {
            return .insufficient(count: values.count, needed: max(needed, values.count + 1))
        }
        return .interval(
            ConfidenceInterval(
                estimate: values[nearestRank(quantile, of: values.count) - 1], lower: values[ranks.lower - 1],
                upper: values[ranks.upper - 1], level: level))
    }

    /// The smallest rank, counted from one, with at least a share q of the sample at or below it.
    static func nearestRank(_ quantile: Double, of count: Int) -> Int {
        let exact = quantile * Double(count)
        // A product that rounding put just above a whole number counts as that number.
        let whole = exact.rounded()
        let rank = (exact - whole).magnitude <= 1e-9 * max(whole, 1) ? whole : exact.rounded(.up)
        return min(max(Int(rank), 1), count)
    }
}
