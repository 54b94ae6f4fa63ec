internal import Kernel

/// By how much one side of pairs lies above the other: the median of the means of all pairs of differences (J. Hodges and
/// E. Lehmann 1963), with the interval that inverts Wilcoxon's signed-rank test (Hollander and Wolfe, Nonparametric
/// Statistical Methods, 3.2-3.3), in its normal approximation.
///
/// The differences are taken for independent and for symmetric about the shift.
public enum SignedRankShift {
    /// So many differences are used at most; there are n (n + 1) / 2 means of n of them.
    public static let limit = 600

    /// The shift and its interval.
    /// - Returns: nil for fewer than six differences, of which no two ranks enclose the shift at 95 %.
    public static func interval(_ differences: [Double], level: Double = 0.95) -> ConfidenceInterval? {
        let used = thinned(differences)
        let n = used.count
        guard n >= 6, level > 0, level < 1, used.allSatisfy(\.isFinite) else { return nil }
        let count = n * (n + 1) / 2
        var means: [Double] = []
        means.reserveCapacity(count)
        for i in 0..<n {
            for j in i..<n { means.append((used[i] + used[j]) / 2) }
        }
        means.sort()
        let middle = count % 2 == 1 ? means[count / 2] : (means[count / 2 - 1] + means[count / 2]) / 2
        let deviation = (Double(n) * Double(n + 1) * Double(2 * n + 1) / 24).squareRoot()
        let reach = Double(count) / 2 - NormalDistribution.quantile((1 + level) / 2) * deviation
        let rank = Int(reach.rounded(.down))
        guard rank >= 1 else { return nil }
        return ConfidenceInterval(estimate: middle, lower: means[rank - 1], upper: means[count - rank], level: level)
    }

    /// Every so many of them.
    private static func thinned(_ values: [Double]) -> [Double] {
        guard values.count > limit else { return values }
        return (0..<limit).map { values[$0 * values.count / limit] }
    }
}
