internal import Kernel

/// How often something happens, from how often it was seen: exact bounds of a binomial share.
public enum RateBound {
    /// The interval of C. Clopper and E. Pearson (1934), from beta quantiles: covers in at least the stated level.
    /// - Returns: nil without trials, or for counts or a level that make no sense.
    public static func share(_ seen: Int, of trials: Int, level: Double = 0.95) -> ConfidenceInterval? {
        share(Double(seen), of: Double(trials), level: level)
    }

    /// The same of cases that were divided by a design effect, and so need not be whole.
    static func share(_ seen: Double, of trials: Double, level: Double) -> ConfidenceInterval? {
        guard trials > 0, seen >= 0, seen <= trials, level > 0, level < 1 else { return nil }
        let tail = (1 - level) / 2
        return ConfidenceInterval(
            estimate: seen / trials, lower: seen == 0 ? 0 : BetaDistribution.quantile(tail, seen, trials - seen + 1),
            upper: seen == trials ? 1 : BetaDistribution.quantile(1 - tail, seen + 1, trials - seen), level: level)
    }

    /// At most this share, with the probability `level`: the one-sided Clopper-Pearson bound. For none seen it is
    /// 1 - (1 - level)^(1/n), about 3 / n at 95 %: the rule of three.
    public static func atMost(_ seen: Int, of trials: Int, level: Double = 0.95) -> Double? {
        atMost(Double(seen), of: Double(trials), level: level)
    }

    /// The same of cases that need not be whole.
    static func atMost(_ seen: Double, of trials: Double, level: Double) -> Double? {
        guard trials > 0, seen >= 0, seen <= trials, level > 0, level < 1 else { return nil }
        guard seen > 0 else { return -Elementary.expm1(Elementary.log(1 - level) / trials) }
        guard seen < trials else { return 1 }
        return BetaDistribution.quantile(level, seen + 1, trials - seen)
    }

    /// At least this share, with the probability `level`.
    public static func atLeast(_ seen: Int, of trials: Int, level: Double = 0.95) -> Double? {
        atLeast(Double(seen), of: Double(trials), level: level)
    }

    /// The same of cases that need not be whole.
    static func atLeast(_ seen: Double, of trials: Double, level: Double) -> Double? {
        guard trials > 0, seen >= 0, seen <= trials else { return nil }
        return atMost(trials - seen, of: trials, level: level).map { 1 - $0 }
    }

    /// How many trials without a single case show that the share is at most `share`: ln(1 - level) / ln(1 - share).
    public static func trialsToShow(atMost share: Double, level: Double = 0.95) -> Int? {
        guard share > 0, share < 1, level > 0, level < 1 else { return nil }
        let count = (Elementary.log(1 - level) / Elementary.log1p(-share)).rounded(.up)
        return count < 1e15 ? Int(count) : nil
    }
}
