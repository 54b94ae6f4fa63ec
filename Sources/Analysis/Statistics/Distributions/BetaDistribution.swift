internal import Kernel

/// The beta distribution: the regularised incomplete beta function and its inverse.
enum BetaDistribution {
    /// I_x(a, b), the share of the distribution below x; a, b > 0.
    static func cdf(_ x: Double, _ a: Double, _ b: Double) -> Double { shares(x, 1 - x, a, b).below }

    /// 1 - I_x(a, b), exact where it is small.
    static func upperTail(_ x: Double, _ a: Double, _ b: Double) -> Double { shares(x, 1 - x, a, b).above }

    /// The shares below and above x, where y = 1 - x is given apart so that neither end loses digits.
    ///
    /// The continued fraction of Abramowitz and Stegun 26.5.8, evaluated by Lentz's method on the side where it converges
    /// in about the square root of max(a, b) steps.
    static func shares(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> (below: Double, above: Double) {
        guard a > 0, b > 0, !x.isNaN else { return (.nan, .nan) }
        guard x > 0 else { return (0, 1) }
        guard y > 0 else { return (1, 0) }
        if x < (a + 1) / (a + b + 2) {
            let below = min(GammaFunction.betaPower(x, y, a, b) * fraction(x, a, b) / a, 1)
            return (below, 1 - below)
        }
        let above = min(GammaFunction.betaPower(x, y, a, b) * fraction(y, b, a) / b, 1)
        return (1 - above, above)
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func safe(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / safe(1 - (a + b) * x / (a + 1))
        var result = d
        for step in 1...200_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / safe(1 + even * d)
            c = safe(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / safe(1 + odd * d)
            c = safe(1 + odd / c)
            let change = d * c
            result *= change
            if (change - 1).magnitude < 1e-16 { break }
        }
        return result
    }

    /// The x below which a share p of the distribution lies: Newton's steps kept inside a shrinking bracket.
    static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
        guard a > 0, b > 0, p >= 0, p <= 1 else { return .nan }
        if p == 0 || p == 1 { return p }
        var low = 0.0
        var high = 1.0
        var x = a / (a + b)
        for _ in 0..<1_200 {
            let miss = cdf(x, a, b) - p
            if miss == 0 { return x }
            if miss < 0 { low = x } else { high = x }
            let density = GammaFunction.betaPower(x, 1 - x, a, b) / (x * (1 - x))
            var next = x - miss / density
            // Near zero halving the exponent gets there where halving the distance would not.
            if !(next > low && next < high) { next = low > 0 || high > 1e-3 ? (low + high) / 2 : high * 1e-3 }
            if (next - x).magnitude <= 2 * x.ulp || next <= low || next >= high { return next }
            x = next
        }
        return x
    }
}
