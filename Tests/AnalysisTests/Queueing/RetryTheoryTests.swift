import Testing

@testable import Analysis

/// References: exact fractions (Python's `fractions`); budgets as published by Google (SRE book) and AWS.
@Suite("Queueing: retries")
struct RetryTheoryTests {
    @Test(
        "Attempts for each call",
        arguments: [
            (0.1, 3, 1, 1.11), (0.5, 3, 1, 1.75), (0.5, 3, 2, 1.99609375), (0.5, 3, 3, 1.9999999850988388),
            (0.9, 3, 1, 2.71), (0.9, 3, 2, 6.12579511), (0.9, 3, 3, 9.418502629969602),
            (0.99, 3, 3, 23.765728565289624),
            (0.999999999, 3, 3, 26.999999649), (1, 3, 1, 3), (1, 3, 2, 9), (1, 3, 3, 27), (1, 4, 3, 64), (1, 3, 5, 243),
            (0, 3, 3, 1), (0.7, 1, 5, 1), (0.7, 3, 0, 1),
        ] as [(Double, Int, Int, Double)])
    func attempts(failure: Double, attempts: Int, layers: Int, mean: Double) throws {
        let amplification = try #require(RetryAmplification(failure: failure, attempts: attempts, layers: layers))
        #expect(agree(amplification.mean, mean, within: 1e-8))
    }

    @Test("What the user sees fail, and the worst case")
    func userFailure() throws {
        let amplification = try #require(RetryAmplification(failure: 0.9, attempts: 3, layers: 2))
        #expect(agree(amplification.userFailure, 0.387420489))
        #expect(amplification.worst == 9)
        // Every call ends either in success or in failure: (1 - failures) of the calls succeed, each with one success.
        #expect(agree(amplification.mean * 0.1, 1 - amplification.userFailure))
        #expect(RetryAmplification(failure: 1.1, attempts: 3) == nil)
        #expect(RetryAmplification(failure: 0.5, attempts: 0) == nil)
    }

    @Test("Budgets: ratio and floor, compounded over layers")
    func budgets() {
        let finagle = RetryBudgetBound(ratio: 0.2, minimumPerSecond: 10)
        #expect(agree(finagle.amplification(callsPerSecond: 100), 1.3))
        #expect(finagle.amplification(callsPerSecond: 0) == .infinity)
        #expect(agree(RetryBudgetBound.compounded([0.1, 0.1, 0.1]), 1.331))
        #expect(agree(RetryBudgetBound.compounded([0.2, 0.2, 0.2]), 1.728))
        #expect(agree(RetryBudgetBound.compounded([0.1, 0.1, 0.1, 0.1, 0.1]), 1.61051))
    }

    @Test(
        "Hidden capacity of 300 a second: the verdicts of the simulated landscapes",
        arguments: [
            (140, 2, .stable), (160, 2, .vulnerable), (240, 2, .vulnerable),
            (280, 2, .vulnerable), (280, 1, .stable), (250, 1.1, .stable), (250, 1.25, .vulnerable),
            (300, 1, .overloaded),
        ] as [(Double, Double, RetryStability.Region)])
    func regions(load: Double, amplification: Double, region: RetryStability.Region) throws {
        let stability = try #require(RetryStability(capacity: 300, amplification: amplification))
        #expect(stability.region(load) == region)
        #expect((stability.vulnerability(load) >= 1) == (region != .stable))
    }

    @Test("Recovery takes the backlog over what the retries leave, and where they leave nothing there is none")
    func recovery() throws {
        let two = try #require(RetryStability(capacity: 300, amplification: 2))
        #expect(two.hiddenCapacity == 150)
        #expect(two.recovery(backlog: 1_400, load: 140) == 70)
        #expect(two.recovery(backlog: 1_400, load: 150) == nil)
        #expect(agree(two.safeBudget(250), 0.2))
        #expect(two.safeBudget(300) == nil)
        // 280 a second with a budget of 5 %: 294 of 300, so 2,800 waiting take 466.7 s.
        let tight = try #require(RetryStability(capacity: 300, amplification: 1.05))
        #expect(agree(tight.recovery(backlog: 2_800, load: 280), 2_800.0 / 6, within: 1e-9))
        #expect(RetryStability(capacity: 0, amplification: 2) == nil)
    }
}
