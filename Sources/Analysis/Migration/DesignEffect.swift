internal import Kernel
internal import Reconciliation

/// By how much a share of what comes in clusters is less sure than a share of as many independent cases: the variance of
/// its estimate over that of a simple random sample (L. Kish, Survey Sampling, 1965). Bounds of a share are those of so many
/// times fewer cases (E. Korn and B. Graubard, "Confidence intervals for proportions with small expected number of positive
/// counts estimated from survey data", Survey Methodology 24, 1998).
enum DesignEffect {
    /// The effect, at least 1: what avoids its neighbours earns no credit.
    ///
    /// By interval of time, what was seen less the share of what was judged; the variance of their sum allows for neighbouring
    /// intervals (`BlockLength`). Events of one order that differ together lie close to each other, and are in it.
    /// - Parameters:
    ///   - seen: cases by interval.
    ///   - judged: what they were among, by interval.
    static func of(_ seen: [Int32], among judged: [Int32]) -> Double {
        let cases = seen.reduce(0.0) { $0 + Double($1) }
        let all = judged.reduce(0.0) { $0 + Double($1) }
        guard cases > 0, cases < all, seen.count == judged.count else { return 1 }
        let share = cases / all
        let excess = zip(seen, judged).map { Double($0) - share * Double($1) }
        let squares = excess.reduce(0.0) { $0 + $1 * $1 }
        return max(squares * BlockLength(excess).inflation / (all * share * (1 - share)), 1)
    }

    /// The effect on a share of some classes.
    static func of(_ verdicts: [VerdictClass], in occurrences: [Occurrences]) -> Double {
        let all = occurrences.reduce(into: Occurrences?.none) { sum, more in
            if sum == nil { sum = more } else { sum?.merge(more) }
        }
        guard let all else { return 1 }
        return of(all.seen(verdicts), among: all.judged)
    }
}
