internal import Kernel

/// The gamma distribution.
enum GammaDistribution {
    /// The share below x of a gamma distribution with scale 1.
    ///
    /// Below a + 1 the series of the incomplete gamma function (Abramowitz and Stegun 6.5.29), above it the continued
    /// fraction (6.5.31) by Lentz's method.
    static func cdf(_ x: Double, shape a: Double) -> Double {
        guard x > 0, a > 0 else { return x.isNaN || a.isNaN ? .nan : 0 }
        guard x.isFinite else { return 1 }
        // x^a e^-x / G(a + 1)
        let front =
            Elementary.exp(-GammaFunction.deviance(a, x) - GammaFunction.stirlingError(a))
            / (2 * Double.pi * a).squareRoot()
        if x < a + 1 {
            var term = 1.0
            var sum = 1.0
            var n = a
            while term > sum * 1e-16 {
                n += 1
                term *= x / n
                sum += term
            }
            return min(1, front * sum)
        }
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var fraction = d
        for n in 1..<100_000 {
            let step = -Double(n) * (Double(n) - a)
            b += 2
            d = step * d + b
            if d.magnitude < tiny { d = tiny }
            c = b + step / c
            if c.magnitude < tiny { c = tiny }
            d = 1 / d
            fraction *= d * c
            if (d * c - 1).magnitude < 1e-15 { break }
        }
        return max(0, 1 - front * a * fraction)
    }

    /// The shape that makes a sample most likely, from the logarithm of its mean less the mean of its logarithms; above 0.
    ///
    /// Newton's method on ln k - digamma(k) = s from Thom's approximation (1958).
    static func shape(logMeanLessMeanLog s: Double) -> Double {
        guard s > 1e-9 else { return 1e9 }
        var k = (3 - s + ((s - 3) * (s - 3) + 24 * s).squareRoot()) / (12 * s)
        for _ in 0..<20 {
            let step = (Elementary.log(k) - digamma(k) - s) / (1 / k - trigamma(k))
            let next = k - step
            guard next > 0, next.isFinite else { break }
            let isThere = (next - k).magnitude <= 1e-12 * k
            k = next
            if isThere { break }
        }
        return k
    }

    /// The derivative of ln G, for x > 0: the asymptotic series (Abramowitz and Stegun 6.3.18) from 10 on, carried down.
    static func digamma(_ x: Double) -> Double {
        var carried = 0.0
        var x = x
        while x < 10 {
            carried -= 1 / x
            x += 1
        }
        let z = 1 / (x * x)
        return carried + Elementary.log(x) - 0.5 / x
            - z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z / 132))))
    }

    /// The derivative of digamma, for x > 0 (6.4.12).
    static func trigamma(_ x: Double) -> Double {
        var carried = 0.0
        var x = x
        while x < 10 {
            carried += 1 / (x * x)
            x += 1
        }
        let z = 1 / (x * x)
        return carried + 1 / x + z / 2 + z / x * (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z / 30)))
    }
}
