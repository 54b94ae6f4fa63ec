internal import Kernel

/// Whether two counts of rare events come from the same rate: the E-test of K. Krishnamoorthy and J. Thomson, "A more powerful
/// test for comparing two Poisson means" (2004).
///
/// It assumes events that come one by one. Where they come in bursts, bursts are to be counted.
public enum PoissonMeansTest {
    /// The probability of rates at least as far apart, either way, if both are the same: over all pairs of counts, by the
    /// rate that both together show.
    ///
    /// - Parameters:
    ///   - first: events seen.
    ///   - second: likewise.
    ///   - exposure: in what the events were seen (calls, orders), of each side.
    /// - Returns: nil for counts below zero, no exposure, or more than 10,000 events, which need no exact test.
    public static func pValue(_ first: Int, _ second: Int, exposure: (first: Double, second: Double)) -> Double? {
        guard first >= 0, second >= 0, first + second <= 10_000, exposure.first > 0, exposure.second > 0,
            exposure.first.isFinite, exposure.second.isFinite
        else { return nil }
        guard first + second > 0 else { return 1 }
        let (n, m) = exposure
        func statistic(_ x: Int, _ y: Int) -> Double {
            let (a, b) = (Double(x) / n, Double(y) / m)
            let variance = a / n + b / m
            return variance > 0 ? (a - b).magnitude / variance.squareRoot() : 0
        }
        let seen = statistic(first, second) * (1 - 1e-12)
        let rate = Double(first + second) / (n + m)
        let one = probabilities(mean: rate * n)
        let two = probabilities(mean: rate * m)
        var sum = 0.0
        for x in one.counts {
            for y in two.counts where statistic(x, y) >= seen {
                sum += one.shares[x - one.counts.lowerBound] * two.shares[y - two.counts.lowerBound]
            }
        }
        return min(1, sum)
    }

    /// Counts that are not all but impossible, and how probable each is.
    private static func probabilities(mean: Double) -> (counts: ClosedRange<Int>, shares: [Double]) {
        let reach = 10 * mean.squareRoot() + 20
        let lowest = max(0, Int(mean - reach))
        let counts = lowest...Int(mean + reach)
        let logMean = Elementary.log(mean)
        return (
            counts,
            counts.map { Elementary.exp(Double($0) * logMean - mean - GammaFunction.log(Double($0) + 1)) }
        )
    }
}
