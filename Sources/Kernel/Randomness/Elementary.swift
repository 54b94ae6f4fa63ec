/// Logarithms and exponentials that give the same bits on every machine.
///
/// A platform's mathematics library may round differently from another's, so draws would differ between machines.
/// These functions use only IEEE 754 additions, multiplications and divisions, without fused operations. The argument
/// is reduced exactly and a Taylor series, long enough for the reduced range, does the rest; errors stay below one unit
/// in the last place.
public enum Elementary {
    /// ln 2, its leading 33 bits: products with exponents are exact.
    static let ln2High = 0x1.62e42feep-1
    /// ln 2 less `ln2High`.
    static let ln2Low = 0x1.a39ef35793c76p-33
    /// 1 / ln 2.
    private static let inverseLn2 = 0x1.71547652b82fep0
    /// The largest argument with a finite exponential.
    private static let expOverflow = 0x1.62e42fefa39efp9
    /// The smallest argument with a positive exponential.
    private static let expUnderflow = -0x1.74910d52d3051p9

    /// The natural logarithm; NaN below zero, minus infinity at zero.
    @inline(__always)
    public static func log(_ x: Double) -> Double {
        let bits = x.bitPattern
        // Positive, normal and finite in one comparison.
        guard bits &- 0x0010_0000_0000_0000 < 0x7fe0_0000_0000_0000 else { return unusualLog(x) }
        return log(normal: bits, scale: 0)
    }

    /// Zero, negative, subnormal, infinite or not a number.
    @inline(never)
    private static func unusualLog(_ x: Double) -> Double {
        if x == 0 { return -.infinity }
        if x < 0 { return .nan }
        guard x.isFinite else { return x }
        return log(normal: (x * 0x1p54).bitPattern, scale: -54)
    }

    /// The logarithm of a positive normal number times 2^scale.
    ///
    /// x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2); with s = f / (2 + f), ln(1 + f) = 2 artanh(s).
    @inline(__always)
    private static func log(normal bits: UInt64, scale: Int64) -> Double {
        let (k, f) = split(bits)
        let s = f / (2 + f)
        let tail = artanhTail(s * s)
        let half = 0.5 * f * f
        let exponent = Double(k + scale)
        return exponent * ln2High - ((half - (s * (half + tail) + exponent * ln2Low)) - f)
    }

    /// The exponent k and f with x = 2^k (1 + f) and sqrt(1/2) <= 1 + f < sqrt(2).
    @inline(__always)
    static func split(_ bits: UInt64) -> (k: Int64, f: Double) {
        // The bits of sqrt(1/2), so that the exponent changes there.
        let root: UInt64 = 0x3fe6_a09e_667f_3bcd
        let offset = Int64(bitPattern: bits &- root) >> 52
        let mantissa = Double(bitPattern: bits &- UInt64(bitPattern: offset << 52))
        return (offset, mantissa - 1)
    }

    /// 2 artanh(s) / s - 2 as a function of z = s^2 <= 0.0295: the sum of 2 z^n / (2n + 1) for n = 1...10.
    @inline(__always)
    private static func artanhTail(_ z: Double) -> Double {
        let z2 = z * z
        let z4 = z2 * z2
        let low = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9))
        let middle = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17))
        let high = 2.0 / 19 + z * (2.0 / 21)
        return z * (low + z4 * (middle + z4 * high))
    }

    /// The natural logarithm of 1 + x, exact for small x too; NaN below -1, minus infinity at -1.
    public static func log1p(_ x: Double) -> Double {
        guard x > -1 else { return x == -1 ? -.infinity : .nan }
        guard x < 0x1p53 else { return log(x) }
        if x > -0.29 && x < 0.41 {
            if x.magnitude < 0x1p-54 { return x }
            let s = x / (2 + x)
            let half = 0.5 * x * x
            return x - (half - s * (half + artanhTail(s * s)))
        }
        // ln(1 + x) = ln u + ln(1 + c / u), where c is what rounding 1 + x to u lost.
        let u = 1 + x
        let lost = x >= 1 ? 1 - (u - x) : x - (u - 1)
        let (k, f) = split(u.bitPattern)
        let s = f / (2 + f)
        let half = 0.5 * f * f
        let exponent = Double(k)
        let low = exponent * ln2Low + lost / u
        return exponent * ln2High - ((half - (s * (half + artanhTail(s * s)) + low)) - f)
    }

    /// e to the power of x; infinity above 709.78, zero below -745.13.
    public static func exp(_ x: Double) -> Double { exp(x, low: 0) }

    /// e to the power of x + low, where |low| is far below |x|.
    @inline(__always)
    static func exp(_ x: Double, low: Double) -> Double {
        guard x <= expOverflow else { return x.isNaN ? x : .infinity }
        guard x >= expUnderflow else { return x.isNaN ? x : 0 }
        let k = (x * inverseLn2).rounded(.toNearestOrEven)
        let high = x - k * ln2High
        let rest = k * ln2Low - low
        let r = high - rest
        return scaled(1 + (high - (rest - expTail(r))), by: Int(k))
    }

    /// e to the power of x, less 1, exact for small x too.
    public static func expm1(_ x: Double) -> Double {
        guard x.magnitude < 0.35 else { return exp(x) - 1 }
        return x + expTail(x)
    }

    /// e^r - 1 - r for |r| <= 0.35: the sum of r^n / n! for n = 2...14.
    @inline(__always)
    private static func expTail(_ r: Double) -> Double {
        let r2 = r * r
        let r4 = r2 * r2
        let low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120))
        let middle = (1.0 / 720 + r * (1.0 / 5_040)) + r2 * (1.0 / 40_320 + r * (1.0 / 362_880))
        let high =
            (1.0 / 3_628_800 + r * (1.0 / 39_916_800))
            + r2 * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800 + r * (1.0 / 87_178_291_200)))
        return r2 * (low + r4 * (middle + r4 * high))
    }

    /// x times 2^k, rounded once; x near 1, k within the range of exponents of positive numbers.
    @inline(__always)
    private static func scaled(_ x: Double, by k: Int) -> Double {
        if k > -1022 && k < 1023 { return x * power(k) }
        if k > 0 { return x * 2 * power(k - 1) }
        // Below the normal numbers: the last product alone rounds.
        return x * power(k + 200) * 0x1p-200
    }

    /// 2^k for a normal result.
    @inline(__always)
    private static func power(_ k: Int) -> Double {
        Double(bitPattern: UInt64(bitPattern: Int64(k &+ 1023)) << 52)
    }
}
