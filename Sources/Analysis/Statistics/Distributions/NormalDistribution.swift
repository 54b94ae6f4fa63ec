internal import Kernel

/// The standard normal distribution.
public enum NormalDistribution {
    /// The share below x.
    public static func cdf(_ x: Double) -> Double { upperTail(-x) }

    /// The share above x, exact where it is small.
    ///
    /// Near zero the series 1/2 - f(x) (x + x^3/3 + x^5/15 + ...), all of one sign (Abramowitz and Stegun 26.2.11);
    /// beyond 3 the continued fraction f(x) / (x + 1/(x + 2/(x + 3/...))) (26.2.14), with f the density.
    public static func upperTail(_ x: Double) -> Double {
        guard x.isFinite else { return x.isNaN ? .nan : (x < 0 ? 1 : 0) }
        let size = x.magnitude
        let density = Elementary.exp(-0.5 * size * size - GammaFunction.halfLogTwoPi)
        let tail: Double
        if size < 3 {
            var term = size
            var sum = size
            var n = 1.0
            while term > sum * 1e-17 {
                n += 2
                term *= size * size / n
                sum += term
            }
            tail = 0.5 - density * sum
        } else {
            var fraction = size
            for n in stride(from: 120.0, through: 1, by: -1) { fraction = size + n / fraction }
            tail = density / fraction
        }
        return x < 0 ? 1 - tail : tail
    }

    /// The value below which a share p lies; 0 < p < 1.
    public static func quantile(_ p: Double) -> Double { NormalQuantile.value(p) }
}
