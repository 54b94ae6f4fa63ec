/// By how much the values of one sample lie above those of another: the median of all pairwise differences
/// (J. Hodges and E. Lehmann 1963), with the interval that inverts the Mann-Whitney test (Hollander and Wolfe,
/// Nonparametric Statistical Methods, 4.2-4.3).
///
/// It assumes that the distributions differ by a shift and that values are independent. The k-th difference is found by
/// bisecting over the ordered bit patterns of floating-point numbers and counting, 64 passes over both sorted samples, so
/// a million values a side need no table of 10^12 differences.
public struct HodgesLehmannShift: Sendable, Hashable {
    /// First less second: the median difference and its interval. Its ends are infinite where the samples are too small
    /// for the level.
    public var interval: ConfidenceInterval

    /// The shift from the second sample to the first.
    /// - Returns: nil where a sample is empty or a value is not finite.
    public init?(_ first: [Double], _ second: [Double], level: Double = 0.95) {
        guard !first.isEmpty, !second.isEmpty, level > 0, level < 1,
            first.allSatisfy(\.isFinite), second.allSatisfy(\.isFinite)
        else { return nil }
        let differences = PairwiseDifferences(first.sorted(), second.sorted())
        let pairs = differences.count
        let middle =
            pairs % 2 == 1
            ? differences.ranked(pairs / 2 + 1)
            : (differences.ranked(pairs / 2) + differences.ranked(pairs / 2 + 1)) / 2
        let rank = HodgesLehmannShift.rank(first, second, level: level)
        interval = ConfidenceInterval(
            estimate: middle, lower: rank > 0 ? differences.ranked(rank) : -.infinity,
            upper: rank > 0 ? differences.ranked(pairs + 1 - rank) : .infinity, level: level)
    }

    /// The rank of the lower end, counted from one: the largest c with P(U <= c - 1) <= (1 - level) / 2; zero if none.
    private static func rank(_ first: [Double], _ second: [Double], level: Double) -> Int {
        let (n, m) = (first.count, second.count)
        let tail = (1 - level) / 2
        let product = Double(n) * Double(m)
        let tied = MidRanks(first, second).tied
        if product <= 400 && tied == 0 {
            let counts = MannWhitneyTest.arrangements(n, m)
            let total = counts.reduce(0, +)
            var below = 0.0
            var rank = 0
            for count in counts {
                below += count
                guard below <= tail * total else { break }
                rank += 1
            }
            return rank
        }
        let sum = Double(n + m)
        let deviation = (product / 12 * (sum + 1 - tied / (sum * (sum - 1)))).squareRoot()
        let exact = product / 2 - NormalDistribution.quantile((1 + level) / 2) * deviation
        return max(Int(exact.rounded(.down)), 0)
    }
}
