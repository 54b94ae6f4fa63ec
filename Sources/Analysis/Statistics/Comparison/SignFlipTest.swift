internal import Kernel

/// Whether a sum of whole differences lies above zero, where neighbours depend on each other: the differences are summed up in
/// blocks, and each block's sum may as well have had the other sign (R. Fisher 1935; for groups that depend within, and
/// hardly on each other, I. Canay, J. Romano and A. Shaikh, "Randomization tests under an approximate symmetry assumption",
/// Econometrica 85, 2017).
///
/// The share of all sign changes that reach the sum is counted, so the test is exact where blocks are independent. With blocks of
/// single pairs it is the exact test of McNemar; with dependence it needs several blocks that speak, however many pairs
/// are in them.
public struct SignFlipTest: Sendable, Hashable {
    /// Sums of the blocks that are not zero.
    public let blocks: [Int]
    /// Values in a block.
    public let length: Int

    /// There are so many blocks at least: a dependence over more than this part of the whole cannot be told from a trend.
    public static let leastBlocks = 16
    /// Larger sums are rounded to so many steps before they are counted.
    private static let steps = 20_000

    /// A test.
    /// - Parameters:
    ///   - differences: in the order of time, in equal intervals.
    ///   - length: of the blocks; nil: 1 where neighbours do not lean the same way, else the rule of Politis and White
    ///     (`BlockLength`).
    public init(_ differences: [Int], blockLength length: Int? = nil) {
        let rule = BlockLength(differences.map(Double.init))
        let found = length ?? (rule.inflation > 1 ? rule.length : 1)
        self.length = min(max(found, 1), max(differences.count / SignFlipTest.leastBlocks, 1))
        var sums: [Int] = []
        for start in stride(from: 0, to: differences.count, by: self.length) {
            let sum = differences[start..<min(start + self.length, differences.count)].reduce(0, +)
            if sum != 0 { sums.append(sum) }
        }
        blocks = sums
    }

    /// The sum of all.
    public var sum: Int { blocks.reduce(0, +) }

    /// The probability of a sum at least as large, if either sign is as likely for each block.
    public var pValue: Double {
        let total = blocks.reduce(0) { $0 + $1.magnitude }
        let step = max((Int(clamping: total) + SignFlipTest.steps - 1) / SignFlipTest.steps, 1)
        let sizes = blocks.map { (Int($0.magnitude) + step / 2) / step }
        // Of the sizes, the sum of those with a plus: a sum of signed sizes of t is (t + all) / 2 of it.
        let positive = zip(blocks, sizes).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
        let all = sizes.reduce(0, +)
        var probabilities = [Double](repeating: 0, count: all + 1)
        probabilities[0] = 1
        var reached = 0
        for size in sizes where size > 0 {
            reached += size
            for place in stride(from: reached, through: 0, by: -1) {
                let without = place <= reached - size ? probabilities[place] : 0
                let with = place >= size ? probabilities[place - size] : 0
                probabilities[place] = (without + with) / 2
            }
        }
        return min(probabilities[positive...].reduce(0, +), 1)
    }

    /// The sum may be as much as this, with the probability `level`: normal, with the variance of the blocks' signs.
    public func atMost(level: Double) -> Double {
        let squares = blocks.reduce(0.0) { $0 + Double($1) * Double($1) }
        return Double(sum) + NormalDistribution.quantile(level) * squares.squareRoot()
    }
}
