extension Elementary {
    /// x to the power of y, by the rules of IEEE 754 `pow`; NaN for a negative x with a y that is not whole.
    ///
    /// exp(y ln x), with the logarithm and the product carried in pairs of numbers (Dekker 1971), so that the error of
    /// the product does not grow with its size.
    public static func pow(_ x: Double, _ y: Double) -> Double {
        if y == 0 || x == 1 { return 1 }
        guard !x.isNaN, !y.isNaN else { return .nan }
        let whole = y.rounded(.towardZero) == y
        let odd = whole && y.magnitude < 0x1p53 && (y / 2).rounded(.towardZero) != y / 2
        let negative = x.sign == .minus && odd
        let size = x.magnitude
        if size == 0 || size.isInfinite {
            let result: Double = (size == 0) == (y > 0) ? 0 : .infinity
            return negative ? -result : result
        }
        if y.isInfinite {
            if size == 1 { return 1 }
            return (size > 1) == (y > 0) ? .infinity : 0
        }
        guard x > 0 || whole else { return .nan }
        let logarithm = pairedLog(size)
        guard (logarithm.high * y).magnitude < 1_000 else {
            let result: Double = (logarithm.high > 0) == (y > 0) ? .infinity : 0
            return negative ? -result : result
        }
        let product = multiply(logarithm, Pair(high: y, low: 0))
        let result = exp(product.high, low: product.low)
        return negative ? -result : result
    }

    /// The unevaluated sum of two numbers, the second below half a unit in the last place of the first.
    struct Pair {
        var high: Double
        var low: Double
    }

    /// ln x of a positive finite number to about 100 bits where |ln x| is not small against the series' first terms.
    private static func pairedLog(_ x: Double) -> Pair {
        var scale: Int64 = 0
        var normal = x
        if x < 0x1p-1022 {
            normal *= 0x1p54
            scale = -54
        }
        let (k, f) = split(normal.bitPattern)
        // s = f / (2 + f); the sum is exact in a pair, the quotient gets one correction.
        let divisor = sum(2, f)
        let quotient = f / divisor.high
        let back = product(quotient, divisor.high)
        let correction = (((f - back.high) - back.low) - quotient * divisor.low) / divisor.high
        let s = fastSum(quotient, correction)
        // 2 artanh(s) = 2s + 2s z (1/3 + z/5 + z^2/7 + ...), z = s^2; the first two terms in pairs.
        let z = multiply(s, s)
        var series = 0.0
        for n in stride(from: 23.0, through: 7, by: -2) { series = series * z.high + 1 / n }
        let fifth = Pair(high: 0.2, low: -0x1.999999999999ap-57)
        let third = Pair(high: 0x1.5555555555555p-2, low: 0x1.5555555555555p-56)
        let inner = add(third, multiply(z, add(fifth, product(z.high, series))))
        let tail = multiply(multiply(s, z), inner)
        let logarithm = add(s, tail)
        let exponent = Double(k + scale)
        // exponent * ln2High is exact; the rest of ln 2 as a pair.
        let rest = add(product(exponent, ln2Low), Pair(high: exponent * ln2Rest, low: 0))
        let twoLogs = Pair(high: 2 * logarithm.high, low: 2 * logarithm.low)
        return add(add(Pair(high: exponent * ln2High, low: 0), rest), twoLogs)
    }

    /// ln 2 less `ln2High` and `ln2Low`.
    private static let ln2Rest = 0x1.cc01f97b57a08p-87

    /// a + b exactly (Knuth).
    @inline(__always)
    private static func sum(_ a: Double, _ b: Double) -> Pair {
        let high = a + b
        let part = high - a
        return Pair(high: high, low: (a - (high - part)) + (b - part))
    }

    /// a + b exactly where |a| >= |b| (Dekker).
    @inline(__always)
    private static func fastSum(_ a: Double, _ b: Double) -> Pair {
        let high = a + b
        return Pair(high: high, low: b - (high - a))
    }

    /// a * b exactly (Veltkamp's splitting, Dekker's product).
    @inline(__always)
    private static func product(_ a: Double, _ b: Double) -> Pair {
        let (aHigh, aLow) = halves(a)
        let (bHigh, bLow) = halves(b)
        let high = a * b
        return Pair(high: high, low: ((aHigh * bHigh - high) + aHigh * bLow + aLow * bHigh) + aLow * bLow)
    }

    /// A number as the sum of two of 26 bits. Cut by bits, so that large numbers do not overflow.
    @inline(__always)
    private static func halves(_ a: Double) -> (Double, Double) {
        let high = Double(bitPattern: a.bitPattern & ~0x7ff_ffff)
        return (high, a - high)
    }

    @inline(__always)
    private static func add(_ a: Pair, _ b: Pair) -> Pair {
        let high = sum(a.high, b.high)
        return fastSum(high.high, high.low + (a.low + b.low))
    }

    @inline(__always)
    private static func multiply(_ a: Pair, _ b: Pair) -> Pair {
        let high = product(a.high, b.high)
        return fastSum(high.high, high.low + (a.high * b.low + a.low * b.high))
    }
}
