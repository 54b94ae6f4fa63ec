/// A straight line through points, by least squares.
public struct LineFit: Sendable, Hashable {
    /// Its value at zero.
    public var intercept: Double
    /// Its rise for each unit of x.
    public var slope: Double
    /// Standard error of the intercept; nil with two points.
    public var interceptError: Double?
    /// Standard error of the slope; nil with two points.
    public var slopeError: Double?
    /// sqrt(residual squares / (n - 2)); nil with two points.
    public var residualStandardError: Double?
    /// The share of the (weighted) variance that the line explains; nil where all values are alike.
    public var explained: Double?

    /// The line through some points.
    /// - Parameters:
    ///   - x: where.
    ///   - y: what was seen there.
    ///   - weights: proportional to 1 / variance; nil: all alike.
    /// - Returns: nil below two different x, for lengths that differ, or numbers that are not finite.
    public init?(x: [Double], y: [Double], weights: [Double]? = nil) {
        guard x.count == y.count, !x.isEmpty, weights.map({ $0.count == x.count }) ?? true else { return nil }
        let weight = weights ?? [Double](repeating: 1, count: x.count)
        let total = weight.reduce(0, +)
        guard total > 0 else { return nil }
        // About the centre of x both coefficients are independent.
        let centre = zip(x, weight).reduce(0) { $0 + $1.0 * $1.1 } / total
        let mean = zip(y, weight).reduce(0) { $0 + $1.0 * $1.1 } / total
        guard let fit = LeastSquares(rows: x.map { [1, $0 - centre] }, values: y, weights: weights) else { return nil }
        slope = fit.coefficients[1]
        intercept = fit.coefficients[0] - slope * centre
        residualStandardError = fit.residualStandardError
        slopeError = fit.standardErrors?[1]
        interceptError = fit.covariance.map {
            ($0[0][0] - 2 * centre * $0[0][1] + centre * centre * $0[1][1]).squareRoot()
        }
        let spread = zip(y, weight).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        explained = spread > 0 ? 1 - fit.residualSquares / spread : nil
    }

    /// The line's value at x.
    public func value(at x: Double) -> Double { intercept + slope * x }
}
