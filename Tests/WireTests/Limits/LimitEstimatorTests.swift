import Testing

@testable import Kernel
@testable import Wire

/// Estimates against the limiters of the simulation, whose parameters are known.
@Suite("Limits: estimates")
struct LimitEstimatorTests {
    /// Requests at Poisson times against one limit, some of them late in the record as answers are.
    private func estimate(
        _ kind: LimiterPlan.Kind, rate: Double, seconds: Int64, seed: UInt64, phase: Nanoseconds = 0,
        noise: Nanoseconds = 0
    ) -> LimitEstimate {
        var plan = LimiterPlan(name: "limit", system: 0, kind: kind, tells: false, documented: "")
        plan.phase = phase
        var limiter = Limiter()
        var estimator = LimitEstimator()
        var random = RandomKey(seed: seed, path: "estimator").generator
        var now: Instant = 0
        while true {
            let gap = -Elementary.log(random.uniform()) / rate
            now += Nanoseconds(gap * 1e9)
            guard now < seconds * .second else { return estimator.estimate() }
            let isAdmitted = limiter.peek(&plan, points: 1, at: now, permille: 1000) == .room
            if isAdmitted { limiter.take(&plan, points: 1, at: now) }
            // We know when it was sent, not when it was judged.
            let travel = Nanoseconds(random.uniform() * Double(noise))
            estimator.record(at: now - travel, admitted: isAdmitted)
        }
    }

    @Test("Token bucket: the rate within 1 %, the burst within one", arguments: 1...3 as ClosedRange<UInt64>)
    func tokenBucket(seed: UInt64) throws {
        for (count, period, burst, rate, seconds) in [
            (10, Nanoseconds.second, 20, 25.0, 200), (2, .second, 40, 6.0, 200), (200, .minute, 1, 8.0, 200),
            (50, .second, 100, 80.0, 60),
        ] as [(Int, Nanoseconds, Int, Double, Int64)] {
            let found = estimate(
                .tokenBucket(count: count, period: period, burst: burst), rate: rate, seconds: seconds, seed: seed)
            guard case .identified(.tokenBucket(let fitted, let size)) = found.finding else {
                Issue.record("\(count)/\(period), \(burst): \(found)")
                continue
            }
            let truth = Double(count) * 1e9 / Double(period)
            #expect(abs(fitted / truth - 1) < 0.01, "\(found)")
            #expect(abs(size - Double(burst)) <= 1, "\(found)")
            #expect(found.confidence > 0.99, "\(found)")
            let range = try #require(found.rateRange)
            #expect(range.lowerBound * 0.999 <= truth && truth <= range.upperBound * 1.001, "\(range), \(truth)")
        }
    }

    @Test("Fixed window: count and period exactly, wherever windows begin", arguments: 1...3 as ClosedRange<UInt64>)
    func fixedWindow(seed: UInt64) {
        for (count, period, rate, seconds) in [
            (40, Nanoseconds.second, 90.0, 60), (100, .minute, 4.0, 1200), (1400, 10 * .second, 250.0, 60),
        ] as [(Int, Nanoseconds, Double, Int64)] {
            let found = estimate(
                .fixedWindow(count: count, period: period), rate: rate, seconds: seconds, seed: seed,
                phase: period / 3 + Nanoseconds(seed) * .millisecond)
            #expect(found.finding == .identified(.fixedWindow(count: count, period: period)), "\(found)")
        }
    }

    @Test("Sliding window: count and period exactly", arguments: 1...3 as ClosedRange<UInt64>)
    func slidingWindow(seed: UInt64) {
        let found = estimate(.slidingWindow(count: 60, period: .minute), rate: 2, seconds: 1200, seed: seed)
        #expect(found.finding == .identified(.slidingWindow(count: 60, period: .minute)), "\(found)")
    }

    @Test(
        "Times that are 20 ms off leave the rate within 2 % and the burst within two",
        arguments: 1...3 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        let found = estimate(
            .tokenBucket(count: 10, period: .second, burst: 20), rate: 25, seconds: 200, seed: seed,
            noise: 20 * .millisecond)
        guard case .identified(.tokenBucket(let rate, let burst)) = found.finding else {
            Issue.record("\(found)")
            return
        }
        #expect(abs(rate / 10 - 1) < 0.02, "\(found)")
        #expect(abs(burst - 20) <= 2, "\(found)")
        #expect(found.confidence < 1)
    }

    @Test("GCRA is the bucket that it is")
    func gcra() {
        let found = estimate(.gcra(count: 5, period: .second, burst: 5), rate: 12, seconds: 200, seed: 1)
        guard case .identified(.tokenBucket(let rate, let burst)) = found.finding else {
            Issue.record("\(found)")
            return
        }
        #expect(abs(rate / 5 - 1) < 0.01)
        #expect(abs(burst - 5) <= 1)
    }

    @Test("Nothing refused: not reached. One refusal: too few. Refusals by chance: not identified")
    func unknown() {
        let calm = estimate(.tokenBucket(count: 100, period: .second, burst: 100), rate: 5, seconds: 60, seed: 1)
        #expect(calm.finding == .notReached)
        #expect(calm.refused == 0)
        var one = LimitEstimator()
        for k in 0..<100 { one.record(at: Int64(k) * .second, admitted: k != 50) }
        #expect(one.estimate().finding == .tooFew)
        var chance = LimitEstimator()
        var random = RandomKey(3).generator
        for k in 0..<5000 { chance.record(at: Int64(k) * 100 * .millisecond, admitted: random.uniform() < 0.7) }
        let found = chance.estimate()
        guard case .notIdentified = found.finding else {
            Issue.record("\(found)")
            return
        }
        #expect(LimitEstimator().estimate().finding == .notReached)
    }

    @Test("Later decisions than fit are counted, and the estimate stands")
    func bounded() {
        var estimator = LimitEstimator(capacity: 1000)
        for k in 0..<100_000 { estimator.record(at: Int64(k) * 50 * .millisecond, admitted: k % 2 == 0) }
        let found = estimator.estimate()
        #expect(found.admitted == 50_000)
        #expect(found.refused == 50_000)
        guard case .identified(.tokenBucket(let rate, let burst)) = found.finding else {
            Issue.record("\(found)")
            return
        }
        // Every second request at 20/s: anything from 10/s to 20/s does that, with burst 1.
        #expect((10..<20).contains(rate))
        let range = found.rateRange ?? 0...0
        #expect(abs(range.lowerBound - 10) < 0.1 && abs(range.upperBound - 20) < 0.1, "\(range)")
        #expect(burst == 1)
    }

    @Test("For people: what is documented, announced and had, side by side")
    func words() {
        var announced = RateLimitBudget(.shopifyREST)
        announced.limit = 40
        announced.rate = 2
        var estimate = LimitEstimate(
            finding: .identified(.tokenBucket(rate: 1.98, burst: 40)), confidence: 0.998, rateRange: nil, admitted: 640,
            refused: 120, span: 300 * .second)
        #expect(RateLimitBudget.words([announced]) == "40, 2/s")
        #expect(RateLimitBudget.words([RateLimitBudget(.shopifyREST)]) == nil)
        #expect(estimate.words == "1.98/s, burst 40")
        #expect("\(estimate)" == "1.98/s, burst 40 (explains 99.8 %; 640 let through, 120 refused in 300 s)")
        estimate.finding = .notReached
        #expect("\(estimate)" == "not reached: above 2.13/s (640 let through, 120 refused in 300 s)")
    }
}
