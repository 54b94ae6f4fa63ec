/// The exact test of Q. McNemar (1947) for pairs: of those in which just one side shows something, each side should have
/// half.
///
/// In a parallel run: for every order and field it is known whether the candidate differs from the baseline, and
/// whether the baseline differs from itself. Only discordant orders speak.
public struct McNemarTest: Sendable, Hashable {
    /// Pairs in which only the first shows it.
    public var onlyFirst: Int
    /// Pairs in which only the second shows it.
    public var onlySecond: Int

    /// A test of the discordant pairs.
    public init(onlyFirst: Int, onlySecond: Int) {
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// The probability of a split at least as uneven, either way, if both sides are alike.
    public var pValue: Double {
        let n = onlyFirst + onlySecond
        return min(1, 2 * BinomialDistribution.cdf(min(onlyFirst, onlySecond), trials: n, 0.5))
    }

    /// The probability of at least as many for the first, if both sides are alike.
    public var pValueFirstMore: Double {
        BinomialDistribution.upperTail(onlyFirst - 1, trials: onlyFirst + onlySecond, 0.5)
    }
}
