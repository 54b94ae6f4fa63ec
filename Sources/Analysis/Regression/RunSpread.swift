internal import Kernel

/// What several runs of each side tell of a measure: by how much runs of one build differ, which nothing within a run shows.
///
/// Student's t over the runs' own figures: of both sides with a common variance, or, where each run has its counterpart under
/// the same seed in virtual time, of the differences in pairs.
public struct RunSpread: Sendable, Hashable {
    /// Runs of the first side.
    public var baseRuns: Int
    /// Runs of the second side.
    public var runRuns: Int
    /// Whether runs were taken in pairs.
    public var arePaired: Bool
    /// Mean of the first side's figures.
    public var baseMean: Double
    /// Mean of the second side's figures.
    public var runMean: Double
    /// Mean of the second side's figures less that of the first's, and its interval.
    public var interval: ConfidenceInterval
    /// The probability of a difference at least as large, either way, if runs of both sides are alike.
    public var pValue: Double

    /// - Returns: nil where there are too few runs to differ, or a figure is missing.
    init?(_ base: [Double?], _ run: [Double?], arePaired: Bool, level: Double) {
        let one = base.compactMap { $0 }
        let two = run.compactMap { $0 }
        guard one.count == base.count, two.count == run.count, !one.isEmpty, !two.isEmpty else { return nil }
        self.arePaired = arePaired && one.count == two.count
        (baseRuns, runRuns) = (one.count, two.count)
        (baseMean, runMean) = (SampleMoments(one).mean, SampleMoments(two).mean)
        let freedom: Double
        let variance: Double
        let difference: Double
        if self.arePaired {
            let moments = SampleMoments(zip(one, two).map { $1 - $0 })
            freedom = Double(one.count - 1)
            difference = moments.mean
            variance = (moments.variance ?? 0) / Double(one.count)
        } else {
            let (first, second) = (SampleMoments(one), SampleMoments(two))
            freedom = Double(one.count + two.count - 2)
            difference = second.mean - first.mean
            variance =
                (first.squares + second.squares) / max(freedom, 1) * (1 / Double(one.count) + 1 / Double(two.count))
        }
        guard freedom >= 1, variance.isFinite else { return nil }
        let error = variance.squareRoot()
        interval = ConfidenceInterval(
            estimate: difference,
            halfWidth: StudentT.quantile((1 + level) / 2, degreesOfFreedom: freedom) * error, level: level)
        if difference == 0 {
            pValue = 1
        } else {
            pValue = error > 0 ? 2 * StudentT.cdf(-(difference / error).magnitude, degreesOfFreedom: freedom) : 0
        }
    }
}
