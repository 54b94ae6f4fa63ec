internal import Kernel

/// The binomial distribution: successes in n independent trials, each with probability p.
public enum BinomialDistribution {
    /// The probability of exactly k successes (Loader 2000).
    public static func probability(_ k: Int, trials n: Int, _ p: Double) -> Double {
        guard k >= 0, k <= n, p >= 0, p <= 1 else { return 0 }
        if p == 0 || p == 1 { return (p == 0 ? k == 0 : k == n) ? 1 : 0 }
        let (x, y, m) = (Double(k), Double(n - k), Double(n))
        // The density of the beta distribution's ends, p^n and (1 - p)^n, has no Stirling term.
        guard k > 0 else { return power(1 - p, p, m) }
        guard k < n else { return power(p, 1 - p, m) }
        return GammaFunction.betaPower(p, 1 - p, x, y) * m / (x * y)
    }

    /// The probability of at most k successes.
    public static func cdf(_ k: Int, trials n: Int, _ p: Double) -> Double {
        guard k >= 0 else { return 0 }
        guard k < n else { return 1 }
        return BetaDistribution.shares(p, 1 - p, Double(k + 1), Double(n - k)).above
    }

    /// The probability of more than k successes, exact where it is small.
    public static func upperTail(_ k: Int, trials n: Int, _ p: Double) -> Double {
        guard k >= 0 else { return 1 }
        guard k < n else { return 0 }
        return BetaDistribution.shares(p, 1 - p, Double(k + 1), Double(n - k)).below
    }

    /// base^n by its logarithm, taken from whichever of base and 1 - base is the smaller.
    private static func power(_ base: Double, _ rest: Double, _ n: Double) -> Double {
        Elementary.exp(n * (rest < 0.5 ? Elementary.log1p(-rest) : Elementary.log(base)))
    }
}
