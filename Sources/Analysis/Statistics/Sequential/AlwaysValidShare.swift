internal import Kernel

/// A share watched live: an interval that holds at every moment at once, so that whoever looks may stop whenever they like.
///
/// Trials are 0 or 1. The likelihood mixed over a beta prior, divided by the likelihood at p,
/// M(p) = B(a + s, b + f) / (B(a, b) p^s (1 - p)^f), is a martingale with mean 1 if p is the truth, and by Ville's inequality
/// ever reaches 1 / alpha with probability at most alpha (J. Ville 1939; H. Robbins 1970; the beta-binomial mixture of
/// S. Howard, A. Ramdas, J. McAuliffe and J. Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences",
/// Annals of Statistics 49, 2021). Exact for any number of trials; a = b = 1/2.
///
/// A paired comparison (an order that only one side got wrong, which side?) is a share that should be 1/2: the sequential
/// counterpart of `McNemarTest`.
public struct AlwaysValidShare: Sendable, Hashable {
    /// How many trials were ones.
    public var seen: Int
    /// How many trials.
    public var trials: Int

    /// What was seen so far.
    public init(seen: Int = 0, trials: Int = 0) {
        self.seen = max(seen, 0)
        self.trials = max(trials, seen, 0)
    }

    /// Takes one trial in.
    public mutating func add(_ hit: Bool) {
        trials += 1
        if hit { seen += 1 }
    }

    /// The evidence against a share p: a bet that starts with 1 and wins on average nothing if p is the truth. 20 or more
    /// rejects p at 5 %, at whatever moment it is reached. Infinite where p is impossible.
    public func evidence(against p: Double) -> Double { Elementary.exp(logEvidence(p)) }

    /// The always-valid p-value of a share: 1 / evidence, at most 1.
    public func pValue(of p: Double) -> Double { min(1, Elementary.exp(-logEvidence(p))) }

    /// All shares that the evidence does not reject.
    /// - Returns: nil for a level outside 0...1. Without trials it is 0...1 and the estimate 1/2.
    public func interval(level: Double = 0.95) -> ConfidenceInterval? {
        guard level > 0, level < 1 else { return nil }
        let bound = -Elementary.log(1 - level)
        let best = trials > 0 ? Double(seen) / Double(trials) : 0.5
        func end(_ outer: Double) -> Double {
            guard best != outer, logEvidence(outer) >= bound else { return outer }
            var (kept, rejected) = (best, outer)
            for _ in 0..<200 {
                let middle = (kept + rejected) / 2
                if middle == kept || middle == rejected { break }
                if logEvidence(middle) < bound { kept = middle } else { rejected = middle }
            }
            // The rejected end: rounding never narrows the interval.
            return rejected
        }
        return ConfidenceInterval(estimate: best, lower: end(0), upper: end(1), level: level)
    }

    /// The share of one stream less that of another, independent one: each side's interval at half the error, so that both
    /// hold at every moment with the level asked for.
    public static func difference(
        _ first: AlwaysValidShare, _ second: AlwaysValidShare, level: Double = 0.95
    ) -> ConfidenceInterval? {
        guard let one = first.interval(level: (1 + level) / 2), let two = second.interval(level: (1 + level) / 2)
        else { return nil }
        return ConfidenceInterval(
            estimate: one.estimate - two.estimate, lower: one.lower - two.upper, upper: one.upper - two.lower,
            level: level)
    }

    private func logEvidence(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .infinity }
        let (s, f) = (Double(seen), Double(trials - seen))
        if (p == 0 && s > 0) || (p == 1 && f > 0) { return .infinity }
        let mixture =
            GammaFunction.log(0.5 + s) + GammaFunction.log(0.5 + f) - GammaFunction.log(1 + s + f)
            - 2 * GammaFunction.log(0.5)
        return mixture - (s > 0 ? s * Elementary.log(p) : 0) - (f > 0 ? f * Elementary.log1p(-p) : 0)
    }
}
