internal import Kernel

/// The rank test of H. Mann and D. Whitney (1947), also Wilcoxon's rank sum: whether values of one sample tend to lie above
/// those of another.
///
/// It assumes independent values within each sample; correlated ones make it too sure. It sees shifts, not a longer tail
/// or a larger spread, so it never stands alone as a verdict on latency.
public struct MannWhitneyTest: Sendable, Hashable {
    /// How the p-value was found.
    public enum Method: Sendable, Hashable {
        /// By counting all arrangements; only without ties.
        case exact
        /// By the normal approximation, corrected for ties and, if asked for, for continuity.
        case asymptotic(continuity: Bool)
    }

    /// Pairs in which the first sample's value is the larger, equal ones counted half.
    public var u: Double
    /// The probability of a result at least as extreme, either way, if both samples come from one distribution.
    public var pValue: Double
    /// How the p-value was found.
    public var method: Method
    /// The common-language effect size u / (n m): the probability that a value of the first lies above one of the second.
    public var superiority: Double

    /// A test of two samples.
    /// - Parameters:
    ///   - first: one sample.
    ///   - second: the other.
    ///   - method: nil: exact without ties and up to 400 pairs, otherwise asymptotic with both corrections.
    /// - Returns: nil where a sample is empty, a value is NaN, or the exact method is asked for with ties or for more
    ///   than 10,000 pairs.
    public init?(_ first: [Double], _ second: [Double], method: Method? = nil) {
        guard !first.isEmpty, !second.isEmpty, !(first + second).contains(where: \.isNaN) else { return nil }
        let ranks = MidRanks(first, second)
        let (n, m) = (first.count, second.count)
        let product = Double(n) * Double(m)
        u = ranks.sumOfFirst - Double(n) * Double(n + 1) / 2
        superiority = u / product
        self.method = method ?? (ranks.tied == 0 && product <= 400 ? .exact : .asymptotic(continuity: true))
        switch self.method {
        case .exact:
            guard ranks.tied == 0, product <= 10_000 else { return nil }
            pValue = MannWhitneyTest.exact(max(u, product - u), n, m)
        case .asymptotic(let continuity):
            let total = Double(n + m)
            let variance = product / 12 * (total + 1 - ranks.tied / (total * (total - 1)))
            let distance = max((u - product / 2).magnitude - (continuity ? 0.5 : 0), 0)
            pValue = variance > 0 ? min(1, 2 * NormalDistribution.upperTail(distance / variance.squareRoot())) : 1
        }
    }

    /// Twice the share of arrangements with at least this u.
    private static func exact(_ u: Double, _ n: Int, _ m: Int) -> Double {
        let counts = arrangements(n, m)
        var total = 0.0
        var tail = 0.0
        for (value, count) in counts.enumerated() {
            total += count
            if Double(value) >= u { tail += count }
        }
        return min(1, 2 * tail / total)
    }

    /// How many of the (n + m)! / (n! m!) arrangements give each u: sums of n different ranks, built by additions alone.
    static func arrangements(_ n: Int, _ m: Int) -> [Double] {
        let top = n * m
        // counts[k][s]: ways to choose k of the ranks seen so far with u-sum s, where rank r as the k-th adds r - k.
        var counts = [[Double]](repeating: [Double](repeating: 0, count: top + 1), count: n + 1)
        counts[0][0] = 1
        for rank in 1...(n + m) {
            for k in stride(from: min(n, rank), through: 1, by: -1) {
                let added = rank - k
                guard added <= m else { continue }
                for sum in stride(from: top, through: added, by: -1) { counts[k][sum] += counts[k - 1][sum - added] }
            }
        }
        return counts[n]
    }
}
