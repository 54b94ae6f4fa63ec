/// The Universal Scalability Law fitted to measured throughput (N. Gunther, Guerrilla Capacity Planning, 2007):
/// X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)).
///
/// N is what grows (workers, callers, load), alpha the contention, beta the crosstalk, gamma the throughput of one.
/// Non-linear least squares with gamma free: a linear fit of N / X weighted by (X^2 / N)^2 starts it, Gauss-Newton steps
/// damped after Levenberg and Marquardt end it. Parameters are not confined: a negative one is not a result but a warning
/// (`ScalabilityWarning`).
public struct ScalabilityFit: Sendable, Hashable {
    /// A parameter and its standard error, both in the parameter's unit.
    public struct Parameter: Sendable, Codable, Hashable {
        /// The value.
        public var value: Double
        /// Its standard error, linearised at the minimum; nil with as many points as parameters.
        public var standardError: Double?
    }

    /// Contention: the share of work that is done one after the other.
    public internal(set) var alpha: Parameter
    /// Crosstalk: what each pair of them costs.
    public internal(set) var beta: Parameter
    /// Throughput of one, in the unit of the measured throughput.
    public internal(set) var gamma: Parameter
    /// sqrt(residual squares / (n - 3)); nil with three points.
    public internal(set) var residualStandardError: Double?
    /// Points less three.
    public internal(set) var degreesOfFreedom: Int
    /// Covariance of alpha, beta, gamma; nil with three points.
    var covariance: [[Double]]?
    /// Why the fit is not to be trusted; empty if nothing speaks against it.
    public internal(set) var warnings: [ScalabilityWarning]

    /// X(N).
    public func throughput(_ n: Double) -> Double {
        gamma.value * n / (1 + alpha.value * (n - 1) + beta.value * n * (n - 1))
    }

    /// X(N) / (gamma N): what of linear growth is reached.
    public func efficiency(_ n: Double) -> Double { throughput(n) / (gamma.value * n) }

    /// Where throughput is largest: sqrt((1 - alpha) / beta). Nil where it has no maximum.
    public var peak: Double? {
        guard beta.value > 0, alpha.value < 1 else { return nil }
        return ((1 - alpha.value) / beta.value).squareRoot()
    }

    /// Amdahl's limit gamma / alpha: what throughput would tend to without crosstalk. Nil without contention.
    public var amdahlLimit: Double? { alpha.value > 0 ? gamma.value / alpha.value : nil }

    /// 1 / alpha: where linear growth would reach Amdahl's limit, beyond which more gains little. Nil without contention.
    public var optimum: Double? { alpha.value > 0 ? 1 / alpha.value : nil }

    /// The interval of a parameter or of its function, linearised: value ± t se.
    private func interval(_ value: Double, gradient: [Double], level: Double) -> ConfidenceInterval? {
        guard let covariance, degreesOfFreedom > 0, level > 0, level < 1 else { return nil }
        var variance = 0.0
        for i in 0..<3 { for j in 0..<3 { variance += gradient[i] * covariance[i][j] * gradient[j] } }
        let t = StudentT.quantile((1 + level) / 2, degreesOfFreedom: Double(degreesOfFreedom))
        return ConfidenceInterval(estimate: value, halfWidth: t * max(variance, 0).squareRoot(), level: level)
    }

    /// The interval of the peak's place; nil without a peak or with three points.
    public func peakInterval(level: Double = 0.95) -> ConfidenceInterval? {
        guard let peak else { return nil }
        let gradient = [-peak / (2 * (1 - alpha.value)), -peak / (2 * beta.value), 0]
        return interval(peak, gradient: gradient, level: level)
    }

    /// The interval of Amdahl's limit; nil without contention or with three points.
    public func amdahlInterval(level: Double = 0.95) -> ConfidenceInterval? {
        guard let amdahlLimit else { return nil }
        return interval(amdahlLimit, gradient: [-amdahlLimit / alpha.value, 0, 1 / alpha.value], level: level)
    }

    /// The interval of the optimum; nil without contention or with three points.
    public func optimumInterval(level: Double = 0.95) -> ConfidenceInterval? {
        guard let optimum else { return nil }
        return interval(optimum, gradient: [-optimum / alpha.value, 0, 0], level: level)
    }
}
