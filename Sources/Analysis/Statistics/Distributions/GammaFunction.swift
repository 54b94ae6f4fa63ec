internal import Kernel

/// The gamma function's logarithm and what is built on it.
///
/// Stirling's formula with its error term kept apart, ln G(x) = (x - 1/2) ln x - x + ln(2 pi)/2 + d(x), so that ratios of
/// gamma functions of large arguments lose no digits: the large parts are cancelled on paper, not in floating point
/// (C. Loader, "Fast and accurate computation of binomial probabilities", 2000). Only `Elementary` functions are used:
/// results are the same bits on every machine.
enum GammaFunction {
    /// ln(2 pi) / 2.
    static let halfLogTwoPi = 0.918938533204672742

    /// ln G(x) for x > 0; infinity at zero, NaN below.
    static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? .infinity : .nan }
        guard x.isFinite else { return x }
        return (x - 0.5) * Elementary.log(x) - x + halfLogTwoPi + stirlingError(x)
    }

    /// d(x) = ln G(x) - ((x - 1/2) ln x - x + ln(2 pi)/2), for x > 0; about 1 / 12x.
    ///
    /// The asymptotic series from 12 on (Abramowitz and Stegun 6.1.41), carried down by
    /// d(x) = d(x + 1) + (x + 1/2) ln(1 + 1/x) - 1.
    static func stirlingError(_ x: Double) -> Double {
        var carried = 0.0
        var x = x
        while x < 12 {
            carried += (x + 0.5) * Elementary.log1p(1 / x) - 1
            x += 1
        }
        let z = 1 / (x * x)
        let series =
            1.0 / 12 - z
            * (1.0 / 360 - z * (1.0 / 1_260 - z * (1.0 / 1_680 - z * (1.0 / 1_188 - z * (691.0 / 360_360)))))
        return carried + series / x
    }

    /// x ln(x / m) + m - x, without cancellation where x is near m (Loader's bd0); x and m not below zero.
    static func deviance(_ x: Double, _ m: Double) -> Double {
        guard x > 0 else { return m }
        guard m > 0 else { return .infinity }
        guard (x - m).magnitude < 0.1 * (x + m) else { return x * Elementary.log(x / m) + m - x }
        let v = (x - m) / (x + m)
        var sum = (x - m) * v
        var term = 2 * x * v
        for j in 1...1_000 {
            term *= v * v
            let next = sum + term / Double(2 * j + 1)
            if next == sum { break }
            sum = next
        }
        return sum
    }

    /// x^a y^b / B(a, b) with y = 1 - x given apart, for a, b > 0 and 0 < x < 1.
    static func betaPower(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        let n = a + b
        let exponent =
            stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y)
        return (a / n * b / (2 * Double.pi)).squareRoot() * Elementary.exp(exponent)
    }
}
