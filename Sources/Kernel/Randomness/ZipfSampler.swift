/// Draws ranks with P(rank k) proportional to 1 / (k + 1)^exponent, k = 0, 1, ... count - 1, in constant time and space.
///
/// Rejection-inversion (Hörmann and Derflinger 1996): the hat is the integral of the density, which for a monotone
/// density encloses every bar; more than 70 % of the first draws are accepted, whatever the exponent.
public struct ZipfSampler: Sendable {
    /// The number of ranks.
    public let count: Int
    /// 0: all ranks alike; 1: Zipf's law.
    public let exponent: Double
    /// The hat's integral at the end of the last bar and at the start of the first.
    private let top: Double
    private let bottom: Double
    /// 1 / (1 - exponent); not used near exponent 1.
    private let power: Double
    /// Distance from a bar's right end within which no test is needed.
    private let sure: Double

    /// A sampler.
    /// - Parameters:
    ///   - count: number of ranks; below 1 counts as 1.
    ///   - exponent: at least 0; below, or not finite, counts as 0.
    public init(count: Int, exponent: Double) {
        self.count = max(count, 1)
        let exponent = exponent > 0 && exponent.isFinite ? exponent : 0
        self.exponent = exponent
        power = 1 / (1 - exponent)
        bottom = ZipfSampler.integral(1.5, exponent) - 1
        top = ZipfSampler.integral(Double(self.count) + 0.5, exponent)
        sure =
            2
            - ZipfSampler.inverse(
                ZipfSampler.integral(2.5, exponent) - Elementary.exp(-exponent * Elementary.log(2)), exponent)
    }

    /// The rank of a key, 0 the most frequent.
    public func rank(_ key: RandomKey) -> Int {
        guard count > 1 else { return 0 }
        var generator = key.generator
        while true {
            let u = top + generator.uniform() * (bottom - top)
            let t = u * (1 - exponent)
            // The same as `inverse`, with a division less.
            let x =
                t.magnitude > 1e-8 && t > -1
                ? Elementary.exp(Elementary.log1p(t) * power) : ZipfSampler.inverse(u, exponent)
            let k = min(max((x + 0.5).rounded(.down), 1), Double(count))
            if k - x <= sure
                || u >= ZipfSampler.integral(k + 0.5, exponent) - Elementary.exp(-exponent * Elementary.log(k))
            {
                return Int(k) - 1
            }
        }
    }

    /// (x^(1 - e) - 1) / (1 - e), which is ln x for e = 1.
    private static func integral(_ x: Double, _ exponent: Double) -> Double {
        let logarithm = Elementary.log(x)
        let t = (1 - exponent) * logarithm
        let factor = t.magnitude > 1e-8 ? Elementary.expm1(t) / t : 1 + t / 2 * (1 + t / 3)
        return factor * logarithm
    }

    /// The inverse of `integral`.
    private static func inverse(_ y: Double, _ exponent: Double) -> Double {
        let t = max(y * (1 - exponent), -1)
        let factor = t.magnitude > 1e-8 ? Elementary.log1p(t) / t : 1 - t * (0.5 - t / 3)
        return Elementary.exp(factor * y)
    }
}
