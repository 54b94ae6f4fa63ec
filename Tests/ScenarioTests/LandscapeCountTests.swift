import Kernel
import Testing

@testable import Scenario

/// A number and what follows it: only k, M and their words belong to the number.
struct LandscapeCountTests {
    @Test(
        "counts with their multiples",
        arguments: [
            ("200", 200), ("40k", 40_000), ("40 thousand", 40_000), ("1M", 1_000_000), ("1.5M", 1_500_000),
            ("20,000", 20_000),
        ])
    func counts(text: String, count: Int) throws {
        #expect(try CountNotation.parse(text) == count)
    }

    @Test("no other letter belongs to a count", arguments: ["4m", "4 x", "4kk", "4%", "k"])
    func notCounts(text: String) {
        #expect(throws: (any Error).self) { try CountNotation.parse(text) }
    }

    @Test("a distribution of counts reads as that of times does")
    func distribution() throws {
        let notation = DistributionNotation(quantity: .count)
        guard case .closed(.lognormal(let mu, let sigma)) = try notation.parse("lognormal 2 p99 14").form else {
            Issue.record("expected a lognormal distribution")
            return
        }
        // ln 2 and ln 7 / 2.3263478740408408.
        #expect(abs(mu - 0.693_147_180_56) < 1e-9)
        #expect(abs(sigma - 0.836_465_1) < 1e-6)
        guard case .closed(.uniform(1, 5)) = try notation.parse("uniform 1 to 5").form else {
            Issue.record("expected 1 to 5")
            return
        }
    }

    @Test("a rate may be written with per")
    func per() throws {
        let rate = try Rate.parse("20 per hour")
        #expect(rate.count == 20)
        #expect(rate.period == .hour)
        #expect(try Rate.parse("2k/min").count == 2000)
    }
}
