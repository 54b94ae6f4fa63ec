public import Kernel

/// A distribution of service times as a scenario can say it; times in nanoseconds.
public enum ServiceForm: Sendable, Hashable {
    /// Always the same.
    case fixed(Double)
    /// Exponential with this mean.
    case exponential(mean: Double)
    /// Lognormal by the logarithm of its median in ns and the deviation of the logarithms.
    case lognormal(mu: Double, sigma: Double)
    /// Gamma with this mean and shape.
    case gamma(mean: Double, shape: Double)
    /// Quantiles as they were measured, from 0 to 1, both ascending.
    case measured([Quantile])

    /// A measured quantile.
    public struct Quantile: Sendable, Hashable {
        /// The share of times below, 0...1.
        public var share: Double
        /// In ns.
        public var time: Nanoseconds

        /// A quantile.
        public init(share: Double, time: Nanoseconds) {
            self.share = share
            self.time = time
        }
    }

    /// What it is called.
    public var name: String {
        switch self {
        case .fixed: "fixed"
        case .exponential: "exponential"
        case .lognormal: "lognormal"
        case .gamma: "gamma"
        case .measured: "measured quantiles"
        }
    }

    /// Its mean in ns.
    public var mean: Double {
        switch self {
        case .fixed(let mean), .exponential(let mean), .gamma(let mean, _): mean
        case .lognormal(let mu, let sigma): Elementary.exp(mu + sigma * sigma / 2)
        case .measured(let quantiles):
            zip(quantiles, quantiles.dropFirst()).reduce(0) { sum, pair in
                sum + (pair.1.share - pair.0.share) * (Double(pair.0.time) + Double(pair.1.time)) / 2
            }
        }
    }

    /// The share of times at or below a time; nil where only quantiles are known.
    func share(atOrBelow time: Double) -> Double? {
        switch self {
        case .fixed(let mean): time >= mean ? 1 : 0
        case .exponential(let mean): time <= 0 ? 0 : -Elementary.expm1(-time / mean)
        case .lognormal(let mu, let sigma):
            time <= 0 ? 0 : NormalDistribution.cdf((Elementary.log(time) - mu) / sigma)
        case .gamma(let mean, let shape): GammaDistribution.cdf(time / mean * shape, shape: shape)
        case .measured: nil
        }
    }

    /// The logarithm of the density at a time above zero.
    func logDensity(_ time: Double) -> Double {
        switch self {
        case .exponential(let mean): return -time / mean - Elementary.log(mean)
        case .lognormal(let mu, let sigma):
            let log = Elementary.log(time)
            let z = (log - mu) / sigma
            return -z * z / 2 - log - Elementary.log(sigma) - GammaFunction.halfLogTwoPi
        case .gamma(let mean, let shape):
            // x^k e^-x / G(k + 1) * k / time, with x = time / scale.
            let x = time / mean * shape
            return -GammaFunction.deviance(shape, x) - GammaFunction.stirlingError(shape)
                - Elementary.log(2 * Double.pi * shape) / 2 + Elementary.log(shape / time)
        case .fixed, .measured: return 0
        }
    }
}
