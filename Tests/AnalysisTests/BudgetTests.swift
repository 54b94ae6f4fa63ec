import Kernel
import Testing

@testable import Analysis

@Suite("Verdicts on budgets, worked out by hand")
struct BudgetTests {
    private func verdict(_ hand: HandMade) throws -> Verdict { try #require(Findings(hand.recording).verdicts.first) }

    @Test(
        "A bound that is hit exactly holds for <= and >= only",
        arguments: [
            (Budget.Comparison.less, Verdict.Status.fail), (.lessOrEqual, .pass), (.greater, .fail),
            (.greaterOrEqual, .pass),
        ])
    func boundary(comparison: Budget.Comparison, status: Verdict.Status) throws {
        // 15 attempts for 10 calls: 1.5 exactly.
        var hand = HandMade(budget: .on(.amplification, .edges([0]), comparison, 1.5))
        hand.orders(10)
        hand.add(10, { $0.attempts(0, .ok) }, in: 3)
        hand.add(5, { $0.attempts(0, .rateLimited) }, in: 3)
        hand.add(10, { $0.calls(0, .ok) }, in: 3)
        let verdict = try verdict(hand)
        #expect(verdict.value == 1.5)
        #expect(verdict.samples == 10)
        #expect(verdict.status == status)
    }

    @Test("The maximum is exact, and a single sample of exactly the bound breaches <")
    func maximum() throws {
        var hand = HandMade(budget: .on(.maximum, .leg(0), .less, 2e9))
        hand.orders(2)
        hand.record([.second, 2 * .second], .leg(0), in: 7)
        let verdict = try verdict(hand)
        #expect(verdict.value == 2e9)
        #expect(verdict.status == .fail)
        #expect(verdict.worst?.span == Span(start: 7 * .minute, end: 8 * .minute))
    }

    @Test("A quantile over the whole run takes all edges together and is at most 1/1024 too high")
    func quantile() throws {
        // 97 of 1 s at UPS, 3 of 9 s at FedEx: rank 97 of 100 is the last of the first kind.
        var hand = HandMade(budget: .on(.quantile(0.97), .edges([0, 1]), .less, 2e9))
        hand.orders(100)
        hand.record([.second], .call(0), in: 1, count: 97)
        hand.record([9 * .second], .call(1), in: 2, count: 3)
        let verdict = try verdict(hand)
        let value = try #require(verdict.value)
        #expect(value >= 1e9 && value <= 1e9 * (1 + 1 / 1_024))
        #expect(verdict.error == 1.0 / 1_024)
        #expect(verdict.samples == 100)
        #expect(verdict.status == .pass)
        #expect(verdict.members.map(\.part) == [.system(2), .system(1)])
        #expect(verdict.members.map(\.samples) == [3, 97])
    }

    @Test("The mean is exact")
    func mean() throws {
        var hand = HandMade(budget: .on(.mean, .journey, .less, 2e9))
        hand.orders(2)
        hand.record([.second, 4 * .second], .journey, in: 0)
        let verdict = try verdict(hand)
        #expect(verdict.value == 2.5e9)
        #expect(verdict.error == 0)
        #expect(verdict.status == .fail)
    }

    @Test("Amplification is broken down by partner, worst first, and says when it was worst")
    func amplification() throws {
        var hand = HandMade(budget: .on(.amplification, .edges([0, 1]), .less, 1.3))
        hand.orders(200)
        for interval in [10, 11] {
            hand.add(46, { $0.attempts(0, .ok) }, in: interval)
            hand.add(46, { $0.attempts(0, .rateLimited) }, in: interval)
            hand.add(50, { $0.calls(0, .ok) }, in: interval)
        }
        hand.add(102, { $0.attempts(1, .ok) }, in: 40)
        hand.add(100, { $0.calls(1, .ok) }, in: 40)
        let verdict = try verdict(hand)
        // (184 + 102) / 200
        #expect(verdict.value == 1.43)
        #expect(verdict.status == .fail)
        #expect(verdict.members.map(\.part) == [.system(1), .system(2)])
        #expect(verdict.members.map(\.value) == [1.84, 1.02])
        #expect(verdict.worst?.span == Span(start: 10 * .minute, end: 12 * .minute))
        #expect(verdict.worst?.value == 1.84)
    }

    @Test("Shares of outcomes count attempts, and calls that an open breaker never let out")
    func outcomes() throws {
        let refused = Outcome.Set([.rateLimited, .breakerOpen])
        var hand = HandMade(budget: .on(.outcomeShare(refused), .edges([0]), .less, 0.3))
        hand.orders(10)
        hand.add(6, { $0.attempts(0, .ok) }, in: 0)
        hand.add(2, { $0.attempts(0, .rateLimited) }, in: 0)
        hand.add(2, { $0.calls(0, .breakerOpen) }, in: 0)
        hand.add(6, { $0.calls(0, .ok) }, in: 0)
        let verdict = try verdict(hand)
        #expect(verdict.value == 0.4)
        #expect(verdict.status == .fail)
    }

    @Test("Shares of endings are of all orders due")
    func endings() throws {
        var completed = HandMade(budget: .on(.endingShare(.completed), .orders, .greaterOrEqual, 0.99))
        completed.orders(1_000, failed: 4, parked: 3, inFlight: 3)
        let verdict = try verdict(completed)
        #expect(verdict.value == 0.99)
        #expect(verdict.status == .pass)
        #expect(verdict.orders == 10)
        var failed = HandMade(budget: .on(.endingShare(.failed), .orders, .less, 0.004))
        failed.orders(1_000, failed: 4)
        #expect(try self.verdict(failed).status == .fail)
        var parked = HandMade(budget: .on(.parkedShare, .orders, .lessOrEqual, 0.006))
        parked.orders(1_000, parked: 3, inFlight: 3)
        #expect(try self.verdict(parked).status == .pass)
        #expect(try self.verdict(parked).value == 0.006)
    }

    @Test("A queue that is worked off without new messages is as deep as what is left")
    func depth() throws {
        let calendar = HandMade.calendar([20..<22])
        var hand = HandMade(budget: .on(.depth, .queue(0), .less, 70, during: 0), calendars: [calendar])
        hand.orders(100)
        hand.add(100, { $0.queueArrived(0) }, in: 10)
        hand.raise(100, { $0.queueDepth(0) }, in: 10)
        // Nothing arrives any more: no marks, but 70 are left when the calendar opens.
        hand.add(30, { $0.queueTaken(0) }, in: 15)
        hand.add(70, { $0.queueTaken(0) }, in: 21)
        let verdict = try verdict(hand)
        #expect(verdict.value == 70)
        #expect(verdict.status == .fail)
    }

    @Test("Waiting lines, indicators and ages take the highest")
    func heights() throws {
        var pool = HandMade(budget: .on(.depth, .pool(0), .lessOrEqual, 5))
        pool.orders(1)
        pool.add(9, { $0.poolServed(0) }, in: 3)
        pool.add(5, { $0.poolArrived(0) }, in: 3)
        pool.raise(5, { $0.poolWaiting(0) }, in: 3)
        #expect(try verdict(pool).value == 5)
        #expect(try verdict(pool).status == .pass)
        var indicator = HandMade(budget: .on(.depth, .indicator(0), .less, 8))
        indicator.orders(1)
        indicator.add(9, { $0.indicatorIn(0) }, in: 3)
        indicator.add(1, { $0.indicatorOut(0) }, in: 3)
        indicator.add(8, { $0.indicatorOut(0) }, in: 5)
        #expect(try verdict(indicator).value == 8)
        #expect(try verdict(indicator).status == .fail)
        #expect(try verdict(indicator).worst?.span == Span(start: 3 * .minute, end: 5 * .minute))
        var age = HandMade(budget: .on(.age, .queue(0), .less, 9e9))
        age.orders(1)
        age.add(1, { $0.queueArrived(0) }, in: 3)
        age.raise(8 * .second, { $0.queueAge(0) }, in: 4)
        #expect(try verdict(age).value == 8e9)
        #expect(try verdict(age).status == .pass)
    }

    @Test("Throughput is per hour; the first and the last interval count where most was done in them")
    func rate() throws {
        // 90 in three minutes: 1800 an hour.
        var hand = HandMade(budget: .on(.rate, .edges([0]), .greaterOrEqual, 1_800))
        hand.orders(90)
        for interval in [100, 102] { hand.add(45, { $0.calls(0, .ok) }, in: interval) }
        hand.add(500, { $0.calls(0, .timeout) }, in: 200)
        let verdict = try verdict(hand)
        #expect(verdict.value == 1_800)
        #expect(verdict.status == .pass)
    }

    /// Intervals of 15 s for an hour, then of 30 s or 15 minutes.
    private func hour(drain: Nanoseconds, _ fill: (inout HandMade) -> Void) throws -> Verdict {
        var plan = HandMade.plan()
        plan.window = .hour
        plan.end = .hour + drain
        plan.budgets = [.on(.rate, .edges([0]), .greater, 3_500)]
        var hand = HandMade(plan)
        hand.orders(3_600)
        fill(&hand)
        return try verdict(hand)
    }

    @Test("Throughput does not depend on how long the landscape may drain", arguments: [.hour, 24 * Nanoseconds.hour])
    func rateAndDrain(drain: Nanoseconds) throws {
        // One a second, each done a second later: 14 in the first 15 s, the last one after the hour.
        let steady = try hour(drain: drain) { hand in
            for interval in 0..<240 { hand.add(interval == 0 ? 14 : 15, { $0.calls(0, .ok) }, in: interval) }
            hand.add(1, { $0.calls(0, .ok) }, in: 240)
        }
        #expect(steady.value == 3_600)
        #expect(steady.status == .pass)
        // No more than 2,880 an hour: a fifth is done in the drain, in one interval of 15 min or 30 of 30 s.
        let busy = try hour(drain: drain) { hand in
            for interval in 0..<240 { hand.add(12, { $0.calls(0, .ok) }, in: interval) }
            let (intervals, each): (Int, Int64) = drain == .hour ? (30, 24) : (1, 720)
            for interval in 240..<240 + intervals { hand.add(each, { $0.calls(0, .ok) }, in: interval) }
        }
        #expect(busy.value == 2_880)
        #expect(busy.status == .fail)
    }

    @Test("The age of the oldest order in an indicator's count is judged like that of a message")
    func ageOfIndicator() throws {
        var hand = HandMade(budget: .on(.age, .indicator(0), .less, 60e9))
        hand.orders(1)
        hand.raise(90 * .second, { $0.indicatorAge(0) }, in: 2)
        // Nothing had been counted before interval 3.
        hand.add(1, { $0.indicatorIn(0) }, in: 3)
        hand.raise(61 * .second, { $0.indicatorAge(0) }, in: 4)
        #expect(try verdict(hand).value == 61e9)
        #expect(try verdict(hand).status == .fail)
        #expect(try verdict(hand).worst?.span == Span(start: 4 * .minute, end: 5 * .minute))
    }

    @Test(
        "Nothing measured is no data, never a pass",
        arguments: [
            Budget.on(.quantile(0.99), .edges([0]), .less, 1e9), .on(.mean, .leg(0), .less, 1e9),
            .on(.maximum, .journey, .less, 1e9), .on(.amplification, .edges([0, 1]), .less, 2),
            .on(.outcomeShare(Outcome.Set([.timeout])), .edges([0]), .less, 0.1),
            .on(.cutoffShare, .orders, .greater, 0),
            .on(.depth, .queue(0), .less, 10), .on(.depth, .pool(0), .less, 10), .on(.depth, .indicator(0), .less, 10),
            .on(.age, .queue(0), .less, 1e9), .on(.rate, .journey, .less, 10),
            .on(.quantile(0.9), .leg(0), .less, 1e9, anyWindow: 10 * .minute),
            .on(.rate, .edges([0]), .greater, 1, anyWindow: 10 * .minute),
        ])
    func noData(budget: Budget) throws {
        let findings = Findings(HandMade(budget: budget).recording)
        #expect(findings.verdicts.map(\.status) == [.noData])
        #expect(findings.verdicts.map(\.value) == [nil])
        #expect(findings.verdicts.map(\.gap) == [.nothingHappened])
        #expect(findings.status == .noData)
        #expect(findings.status.exitCode == 5)
    }

    @Test("A measure that its subject does not have is no data, whatever happened")
    func notMeasured() throws {
        var hand = HandMade(budget: .on(.amplification, .orders, .less, 2))
        hand.orders(10)
        #expect(try verdict(hand).gap == .notMeasured)
        var parked = HandMade(budget: .on(.parkedShare, .orders, .less, 0.1, anyWindow: .hour))
        parked.orders(10)
        #expect(try verdict(parked).gap == .onlyAtTheEnd)
    }
}
