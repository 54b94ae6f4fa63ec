/// A distribution of a length of time (or, for order attributes, of a count: then the unit is one).
public enum Distribution: Sendable, Codable, Hashable {
    /// Always the same.
    case fixed(Nanoseconds)
    /// Even over `[low, high]`.
    case uniform(low: Nanoseconds, high: Nanoseconds)
    /// Exponential with this mean.
    case exponential(mean: Nanoseconds)
    /// Lognormal; `mu` is the natural logarithm of the median in ns, `sigma` = ln(p99 / median) / 2.3263478740408408.
    case lognormal(mu: Double, sigma: Double)
    /// Gamma with this shape and a scale in ns (mean = shape * scale).
    case gamma(shape: Double, scale: Double)
    /// Pareto: P(X > x) = (minimum / x)^shape, cut off at `maximum` by resampling (truncated, no spike at the end).
    case pareto(minimum: Nanoseconds, shape: Double, maximum: Nanoseconds)
    /// Monotone interpolation in `Plan.tables[index]`.
    case empirical(Int)
}

/// Quantiles of a measured distribution.
public struct EmpiricalTable: Sendable, Codable, Hashable {
    /// Probabilities, ascending, from 0 to 1.
    public var probabilities: [Double]
    /// The value at each probability, ascending; same count.
    public var values: [Nanoseconds]

    /// A table of quantiles.
    public init(probabilities: [Double], values: [Nanoseconds]) {
        self.probabilities = probabilities
        self.values = values
    }
}
