/// Student's t distribution.
public enum StudentT {
    /// The share below t with a number of degrees of freedom, which need not be whole.
    public static func cdf(_ t: Double, degreesOfFreedom n: Double) -> Double {
        guard n > 0, !t.isNaN else { return .nan }
        let square = t * t
        guard square.isFinite else { return t < 0 ? 0 : 1 }
        // P(|T| > |t|) = I_x(n/2, 1/2) with x = n / (n + t^2).
        let half = BetaDistribution.shares(n / (n + square), square / (n + square), n / 2, 0.5).below / 2
        return t < 0 ? half : 1 - half
    }

    /// The value below which a share p lies; 0 < p < 1.
    public static func quantile(_ p: Double, degreesOfFreedom n: Double) -> Double {
        guard n > 0, p > 0, p < 1 else { return .nan }
        guard n < 1e10 else { return NormalDistribution.quantile(p) }
        let tails = 2 * min(p, 1 - p)
        let size: Double
        if tails < 0.5 {
            let x = BetaDistribution.quantile(tails, n / 2, 0.5)
            size = (n * (1 - x) / x).squareRoot()
        } else {
            let y = BetaDistribution.quantile(1 - tails, 0.5, n / 2)
            size = (n * y / (1 - y)).squareRoot()
        }
        return p < 0.5 ? -size : size
    }
}
