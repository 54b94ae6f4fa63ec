/// The quantile estimator of F. Harrell and C. Davis ("A new distribution-free quantile estimator", 1982): a mean of all
/// order statistics, weighted by where the quantile probably lies.
///
/// Smoother than one order statistic, so better for drawing curves; one outlier moves it, so it must not decide a
/// verdict on fewer than a thousand values.
public enum HarrellDavis {
    /// sum (I_(i/n)(a, b) - I_((i-1)/n)(a, b)) x_(i) with a = q (n + 1), b = (1 - q)(n + 1).
    /// - Returns: nil for an empty sample or a quantile outside 0...1.
    public static func quantile(ofSorted values: [Double], _ quantile: Double) -> Double? {
        guard !values.isEmpty, quantile > 0, quantile < 1 else { return nil }
        let n = Double(values.count)
        let a = quantile * (n + 1)
        let b = (1 - quantile) * (n + 1)
        // Beyond twelve standard deviations (and the skew of small samples) the weights are below rounding.
        let deviation = (quantile * (1 - quantile) / (n + 2)).squareRoot()
        let reach = 12 * deviation + 40 / n
        let first = max(Int((quantile - reach) * n), 0)
        let last = min(Int(((quantile + reach) * n).rounded(.up)), values.count)
        var sum = 0.0
        var total = 0.0
        var below = BetaDistribution.cdf(Double(first) / n, a, b)
        for i in first..<last {
            let next = BetaDistribution.shares(Double(i + 1) / n, Double(values.count - i - 1) / n, a, b).below
            sum += (next - below) * values[i]
            total += next - below
            below = next
        }
        return total > 0 ? sum / total : nil
    }
}
