internal import Kernel

/// By how much one side of pairs lies above the other: the median of the means of all pairs of differences (J. Hodges and
/// E. Lehmann 1963), with the interval that inverts Wilcoxon's signed-rank test (Hollander and Wolfe, Nonparametric
/// Statistical Methods, 3.2-3.3), in its normal approximation.
///
/// Orders that wait for the same batch or stand in the same jam share a difference: then n of them tell less than n
/// independent ones. The variance of the test's statistic, the sum of the signed ranks about the shift, is raised by the
/// factor by which their dependence in the order of time inflates it (`BlockLength`, the long-run variance over the plain
/// one; for rank tests of dependent series see R. Serfling 1968, "The Wilcoxon two-sample statistic on strongly mixing
/// processes"). Dependence over more than about the square root of n neighbours is not seen whole.
///
/// The differences are taken for symmetric about the shift.
public enum SignedRankShift {
    /// The shift and its interval.
    /// - Parameter differences: in the order in which they arose.
    /// - Returns: nil for fewer than six differences, of which no two ranks enclose the shift at 95 %, or where they depend on
    ///   each other so much that they count for fewer.
    public static func interval(_ differences: [Double], level: Double = 0.95) -> ConfidenceInterval? {
        let n = differences.count
        guard n >= 6, level > 0, level < 1, differences.allSatisfy(\.isFinite) else { return nil }
        let means = PairMeans(differences.sorted())
        let count = means.count
        let middle =
            count % 2 == 1
            ? means.ranked(count / 2 + 1) : (means.ranked(count / 2) + means.ranked(count / 2 + 1)) / 2
        let inflation = BlockLength(signedRanks(differences.map { $0 - middle })).inflation
        let deviation = (Double(n) * Double(n + 1) * Double(2 * n + 1) / 24 * inflation).squareRoot()
        let reach = Double(count) / 2 - NormalDistribution.quantile((1 + level) / 2) * deviation
        let rank = Int(reach.rounded(.down))
        guard rank >= 1 else { return nil }
        return ConfidenceInterval(
            estimate: middle, lower: means.ranked(rank), upper: means.ranked(count + 1 - rank), level: level)
    }

    /// Ranks of the sizes with the signs of the values, in shares of their count; ties share the mean of their ranks.
    private static func signedRanks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0].magnitude, $0) < (values[$1].magnitude, $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]].magnitude == values[order[start]].magnitude { end += 1 }
            let rank = Double(start + end + 1) / 2 / Double(values.count)
            for index in order[start..<end] {
                ranks[index] = values[index] == 0 ? 0 : values[index] > 0 ? rank : -rank
            }
            start = end
        }
        return ranks
    }
}
