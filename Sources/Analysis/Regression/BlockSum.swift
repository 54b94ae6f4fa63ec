internal import Kernel

/// How exactly the sum of a series over a run is known whose values depend on their neighbours.
///
/// By batch means (`BatchMeans`). Where neighbouring eighths of the run still depend on each other, the variance is raised by
/// (1 + c) / (1 - c), with c their correlation (that of a mean of first-order autoregressive values): a disturbance that
/// lasted for most of a run is one case, not hundreds.
struct BlockSum: Sendable, Hashable {
    /// The standard error of the sum.
    var standardError: Double
    /// Of Student's t.
    var degreesOfFreedom: Double
    /// How many blocks the run was cut into.
    var blocks: Int
    /// Correlation of neighbouring blocks.
    var correlation: Double
    /// Whether the blocks passed the test of independence.
    var isIndependent: Bool

    /// Fewest values of a series that can be judged.
    static let least = 16

    /// The most correlation that is allowed for: beyond it one run tells nothing.
    private static let mostCorrelation = 0.95

    /// - Returns: nil below `least` values, or where one is not finite.
    init?(_ values: [Double]) {
        guard values.allSatisfy(\.isFinite), let means = BatchMeans(values) else { return nil }
        blocks = means.batches
        degreesOfFreedom = Double(means.batches - 1)
        correlation = means.correlation
        isIndependent = means.isIndependent
        let t = StudentT.quantile((1 + means.interval.level) / 2, degreesOfFreedom: degreesOfFreedom)
        var error = means.interval.halfWidth / t * Double(values.count)
        if !isIndependent {
            let c = min(max(correlation, 0), BlockSum.mostCorrelation)
            error *= ((1 + c) / (1 - c)).squareRoot()
        }
        standardError = error
    }

    /// Half of an interval of the sum: Student's t times the standard error.
    func halfWidth(_ level: Double) -> Double {
        StudentT.quantile((1 + level) / 2, degreesOfFreedom: degreesOfFreedom) * standardError
    }

    /// The probability of a sum at least as far from zero, either way, if its expectation is zero.
    func pValue(of sum: Double) -> Double {
        guard sum != 0 else { return 1 }
        guard standardError > 0 else { return 0 }
        return min(1, 2 * StudentT.cdf(-(sum / standardError).magnitude, degreesOfFreedom: degreesOfFreedom))
    }

    /// The part of two series in which something happened on either side.
    static func active(_ first: [Int64], _ second: [Int64]) -> Range<Int> {
        let used = zip(first, second).map { $0 != 0 || $1 != 0 }
        guard let from = used.firstIndex(of: true), let to = used.lastIndex(of: true) else { return 0..<0 }
        return from..<to + 1
    }
}
