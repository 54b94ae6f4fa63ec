/// The mean of one long run whose numbers depend on their neighbours, with an interval that respects it.
///
/// The stated rule: the run is cut into 32 batches of equal length (a remainder is dropped from the beginning), whose
/// means are treated as independent if von Neumann's test does not object at 5 % one-sided; if it does, neighbours are
/// joined to 16, then 8 batches. Between 10 and 30 batches is what B. Schmeiser recommends ("Batch size effects in the
/// analysis of simulation output", 1982); halving until independence is the LBATCH rule of G. Fishman (1996, 2001).
/// Where the test still objects to 8 batches the run is too short for its dependence: `isIndependent` is false, and
/// the interval must not be trusted.
public struct BatchMeans: Sendable, Hashable {
    /// The mean and its interval, by Student's t over the batch means.
    public var interval: ConfidenceInterval
    /// How many batches.
    public var batches: Int
    /// How many numbers in each.
    public var batchSize: Int
    /// Correlation of neighbouring batch means, by von Neumann's ratio.
    public var correlation: Double
    /// Whether the batches passed the test of independence.
    public var isIndependent: Bool
    /// How many independent numbers would tell as much about the mean as those of the run.
    public var effectiveCount: Double

    /// The mean of a run from which the warm-up has been cut.
    /// - Returns: nil below 16 numbers, or where one is not finite.
    public init?(_ values: [Double], level: Double = 0.95) {
        guard values.count >= 16, level > 0, level < 1 else { return nil }
        var batches = values.count >= 64 ? 32 : values.count >= 32 ? 16 : 8
        var means = BatchMeans.means(values, batches: batches)
        var test = BatchMeans.independence(means)
        while !test.passed && batches > 8 {
            batches /= 2
            means = BatchMeans.means(values, batches: batches)
            test = BatchMeans.independence(means)
        }
        guard let interval = Replications.mean(means, level: level) else { return nil }
        self.interval = interval
        self.batches = batches
        batchSize = values.count / batches
        correlation = test.correlation
        isIndependent = test.passed
        let used = Double(batches * batchSize)
        let spread = SampleMoments(values.suffix(batches * batchSize)).variance ?? 0
        let ofMean = (SampleMoments(means).variance ?? 0) / Double(batches)
        effectiveCount = ofMean > 0 ? min(spread / ofMean, used) : used
    }

    private static func means(_ values: [Double], batches: Int) -> [Double] {
        let size = values.count / batches
        let first = values.count - size * batches
        return (0..<batches).map { batch in
            var sum = 0.0
            for i in (first + batch * size)..<(first + (batch + 1) * size) { sum += values[i] }
            return sum / Double(size)
        }
    }

    /// C = 1 - sum (y_i - y_(i+1))^2 / (2 sum (y_i - mean)^2), which under independence has mean 0 and variance
    /// (k - 2) / (k^2 - 1) (von Neumann 1941; Fishman 2001, section 6.6).
    private static func independence(_ means: [Double]) -> (correlation: Double, passed: Bool) {
        let squares = SampleMoments(means).squares
        guard squares > 0 else { return (0, true) }
        var steps = 0.0
        for (earlier, later) in zip(means, means.dropFirst()) { steps += (later - earlier) * (later - earlier) }
        let correlation = 1 - steps / (2 * squares)
        let k = Double(means.count)
        let bound = NormalDistribution.quantile(0.95) * ((k - 2) / (k * k - 1)).squareRoot()
        return (correlation, correlation <= bound)
    }
}
