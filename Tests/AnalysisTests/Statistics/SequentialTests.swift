import Kernel
import Testing

@testable import Analysis

/// Tests that may be looked at after every value.
@Suite("Statistics: always-valid intervals")
struct SequentialTests {
    @Test("Evidence and interval agree with SciPy's beta function")
    func values() throws {
        // SciPy 1.17.1: betaln(3.5, 17.5) - betaln(.5, .5) and brentq for its level lines.
        let share = AlwaysValidShare(seen: 3, trials: 20)
        #expect(agree(share.evidence(against: 0.5), 39.043865203857415))
        #expect(agree(share.pValue(of: 0.5), 1 / 39.043865203857415))
        let interval = try #require(share.interval())
        #expect(agree(interval.lower, 0.013269321691109814, within: 1e-9))
        #expect(agree(interval.upper, 0.4752530970767664, within: 1e-9))
        #expect(AlwaysValidShare().interval() == ConfidenceInterval(estimate: 0.5, lower: 0, upper: 1, level: 0.95))
        #expect(AlwaysValidShare(seen: 1, trials: 1).evidence(against: 0) == .infinity)
        #expect(AlwaysValidShare(seen: 0, trials: 3_000).interval()?.lower == 0)
    }

    @Test(
        "Looking after every one of 1,000 trials rejects the truth in at most 5 % of 500 seeds",
        arguments: [0.5, 0.05])
    func peekingAtShares(truth: Double) {
        let fooled = (0..<500).count { seed in
            var generator = RandomKey(seed: 8, path: "peeking").child(UInt64(seed)).generator
            var share = AlwaysValidShare()
            for _ in 0..<1_000 {
                share.add(generator.uniform() < truth)
                if share.pValue(of: truth) <= 0.05 { return true }
            }
            return false
        }
        // Three standard errors above 5 %.
        #expect(fooled <= 39, "\(fooled) of 500")
    }

    @Test("A fixed-sample test looked at as often is fooled several times as often: what the sequence is for")
    func peekingAtFixedTest() {
        let fooled = (0..<200).count { seed in
            var generator = RandomKey(seed: 8, path: "peeking").child(UInt64(seed)).generator
            var test = McNemarTest(onlyFirst: 0, onlySecond: 0)
            for trial in 1...1_000 {
                if generator.uniform() < 0.5 { test.onlyFirst += 1 } else { test.onlySecond += 1 }
                if trial % 20 == 0 && test.pValue <= 0.05 { return true }
            }
            return false
        }
        #expect(fooled > 40, "\(fooled) of 200")
    }

    @Test("A defect in 80 % of the discordant orders is found within 15 to 50 of them (median of 200 seeds)")
    func power() {
        var needed: [Int] = []
        for seed in 0..<200 as Range<UInt64> {
            var generator = RandomKey(seed: 9, path: "power").child(seed).generator
            var share = AlwaysValidShare()
            while share.trials < 2_000 && share.pValue(of: 0.5) > 0.05 { share.add(generator.uniform() < 0.8) }
            needed.append(share.trials)
        }
        // ln 20 at a gain of 0.193 nats a trial less what the mixture costs, about ln(n) / 2: some 25 to 40 trials.
        #expect((15...50).contains(needed.sorted()[100]), "\(needed.sorted()[100])")
        #expect(needed.max() ?? 0 < 400)
    }

    @Test("The difference of two streams holds whenever it is looked at")
    func difference() throws {
        let fooled = (0..<100).count { seed in
            var generator = RandomKey(seed: 10, path: "difference").child(UInt64(seed)).generator
            var (one, two) = (AlwaysValidShare(), AlwaysValidShare())
            for trial in 1...1_000 {
                one.add(generator.uniform() < 0.3)
                two.add(generator.uniform() < 0.1)
                guard trial % 20 == 0, let interval = AlwaysValidShare.difference(one, two) else { continue }
                if !interval.contains(0.2) { return true }
            }
            return false
        }
        #expect(fooled <= 5, "\(fooled) of 100")
        let late = try #require(
            AlwaysValidShare.difference(.init(seen: 300, trials: 1_000), .init(seen: 100, trials: 1_000)))
        #expect(late.lower > 0.1 && late.upper < 0.3 && agree(late.estimate, 0.2))
    }

    @Test("The width of the mean's interval is the published formula's")
    func meanWidth() throws {
        var mean = AlwaysValidMean(tunedFor: 2_000)
        // 500 values of variance 4 exactly: 250 times ±2 sqrt(499/500).
        let size = 2 * (499.0 / 500).squareRoot()
        for i in 0..<500 { mean.add(i % 2 == 0 ? size : -size) }
        // NumPy 2.4.6: 2 sqrt(2 (t r2 + 1) / (t^2 r2) ln(sqrt(t r2 + 1) / .05)), r2 = (-2 ln a + ln(1 - 2 ln a)) / 2000.
        #expect(agree(try #require(mean.interval()).halfWidth, 0.29196727511623355))
        #expect(AlwaysValidMean().interval() == nil)
    }

    @Test("Looking after every one of 3,000 skewed values misses the mean in at most 5 % of 600 seeds")
    func peekingAtMeans() {
        let fooled = (0..<600).count { seed in
            var generator = RandomKey(seed: 11, path: "means").child(UInt64(seed)).generator
            var mean = AlwaysValidMean()
            for _ in 0..<3_000 {
                mean.add(-Elementary.log(generator.uniform()))
                if let interval = mean.interval(), !interval.contains(1) { return true }
            }
            return false
        }
        // Three standard errors above 5 %.
        #expect(fooled <= 46, "\(fooled) of 600")
    }
}
