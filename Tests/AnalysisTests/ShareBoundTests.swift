import Testing

@testable import Analysis

@Suite("Bounds of a share")
struct ShareBoundTests {
    @Test("26 of 100,000: both ends are those of Clopper and Pearson at 95 %, a single bound is nearer")
    func figures() {
        let bound = ShareBound(seen: 26, of: 100_000, level: 0.95, isWatched: false)
        // scipy.stats.beta.ppf of 0.025 and 0.975, and of 0.05 and 0.95.
        #expect((bound.lower - 0.00016984743995762).magnitude < 1e-12)
        #expect((bound.upper - 0.00038093719982381).magnitude < 1e-12)
        #expect((bound.atLeast - 0.00018219164415595).magnitude < 1e-12)
        #expect((bound.atMost - 0.00036074790385021).magnitude < 1e-12)
    }

    @Test("Both ends of one interval cover 95 of 100 shares, two single bounds 90: of a share of 1 % in 2,000")
    func coverage() {
        // By the binomial distribution itself: the counts whose interval holds 1 %.
        func covered(_ holds: (ShareBound) -> Bool) -> Double {
            (0...60).reduce(0) { sum, seen in
                holds(ShareBound(seen: seen, of: 2_000, level: 0.95, isWatched: false))
                    ? sum + BinomialDistribution.cdf(seen, trials: 2_000, 0.01)
                        - BinomialDistribution.cdf(seen - 1, trials: 2_000, 0.01) : sum
            }
        }
        #expect(covered { $0.lower <= 0.01 && 0.01 <= $0.upper } >= 0.95)
        #expect(covered { $0.atLeast <= 0.01 && 0.01 <= $0.atMost } < 0.95)
    }

    @Test("Watched: the same interval at every look, wider than at one")
    func watched() {
        let bound = ShareBound(seen: 26, of: 100_000, level: 0.95, isWatched: true)
        #expect(bound.lower == bound.atLeast && bound.upper == bound.atMost)
        #expect(bound.lower < 0.000169 && bound.upper > 0.000381)
    }
}
