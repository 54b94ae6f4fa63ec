/// The two-sample test of A. Kolmogorov and N. Smirnov: the largest distance between the shares of both samples at or below
/// any value. Unlike a test of ranks it sees differences of spread and shape.
public struct KolmogorovSmirnovTest: Sendable, Hashable {
    /// The largest distance, 0...1.
    public var distance: Double
    /// The probability of a distance at least as large, if both samples come from one distribution. With ties it is an
    /// upper bound.
    public var pValue: Double
    /// Whether the p-value was counted (up to 100,000 pairs) and not taken from the limit distribution.
    public var isExact: Bool

    /// A test of two samples of independent values.
    /// - Returns: nil where a sample is empty or a value is NaN.
    public init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty, !(first + second).contains(where: \.isNaN) else { return nil }
        let gap = KolmogorovSmirnovTest.gap(first.sorted(), second.sorted())
        let (n, m) = (Double(first.count), Double(second.count))
        distance = Double(gap) / (n * m)
        isExact = n * m <= 100_000
        pValue =
            isExact
            ? KolmogorovSmirnovTest.exact(gap, first.count, second.count)
            : KolmogorovDistribution.upperTail((n * m / (n + m)).squareRoot() * distance)
    }

    /// The distance times both counts: a whole number.
    private static func gap(_ first: [Double], _ second: [Double]) -> Int {
        var (i, j, gap) = (0, 0, 0)
        while i < first.count && j < second.count {
            let value = min(first[i], second[j])
            while i < first.count && first[i] <= value { i += 1 }
            while j < second.count && second[j] <= value { j += 1 }
            gap = max(gap, abs(i * second.count - j * first.count))
        }
        return gap
    }

    /// The share of arrangements that reach the distance: along the lattice of (i of the first, j of the second), the
    /// last step to (i, j) came from the first sample with probability i / (i + j).
    private static func exact(_ gap: Int, _ n: Int, _ m: Int) -> Double {
        guard gap > 0 else { return 1 }
        var row = [Double](repeating: 0, count: m + 1)
        for i in 0...n {
            for j in 0...m {
                if abs(i * m - j * n) >= gap {
                    row[j] = 1
                } else if i + j > 0 {
                    let fromFirst = i > 0 ? Double(i) * row[j] : 0
                    let fromSecond = j > 0 ? Double(j) * row[j - 1] : 0
                    row[j] = (fromFirst + fromSecond) / Double(i + j)
                }
            }
        }
        return min(row[m], 1)
    }
}
