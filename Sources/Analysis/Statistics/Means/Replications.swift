/// Independent repetitions of one experiment under different seeds: one number each.
public enum Replications {
    /// The mean and its interval, mean ± t s / sqrt(n) with Student's t of n - 1 degrees of freedom.
    ///
    /// - Parameters:
    ///   - values: the result of each repetition.
    ///   - level: of the interval, 0 < level < 1.
    /// - Returns: nil below two repetitions, or where one has no finite result.
    public static func mean(_ values: [Double], level: Double = 0.95) -> ConfidenceInterval? {
        let moments = SampleMoments(values)
        guard let variance = moments.variance, variance.isFinite, level > 0, level < 1 else { return nil }
        let n = Double(values.count)
        let t = StudentT.quantile((1 + level) / 2, degreesOfFreedom: n - 1)
        return ConfidenceInterval(
            estimate: moments.mean, halfWidth: t * (variance / n).squareRoot(), level: level)
    }

    /// How many repetitions would bring the half-width down to a value, judged by those at hand: n (h / target)^2, at
    /// least as many as there are (Law, Simulation Modeling and Analysis, 9.4.1).
    public static func needed(for target: Double, having interval: ConfidenceInterval, of count: Int) -> Int? {
        guard target > 0, interval.halfWidth.isFinite else { return nil }
        let ratio = interval.halfWidth / target
        let needed = (Double(count) * ratio * ratio).rounded(.up)
        guard needed < 1e15 else { return nil }
        return max(count, Int(needed))
    }
}
