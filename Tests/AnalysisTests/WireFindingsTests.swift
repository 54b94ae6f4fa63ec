import Kernel
import Testing

@testable import Analysis

/// What a run over the wire learnt, worked out by hand.
@Suite("The wire in findings")
struct WireFindingsTests {
    private func hand(_ change: (inout WireFacts) -> Void = { _ in }) -> HandMade {
        var plan = HandMade.plan()
        plan.wire = WirePlan()
        var hand = HandMade(plan)
        hand.orders(10)
        var wire = WireFacts()
        change(&wire)
        hand.recording.wire = wire
        return hand
    }

    @Test("In virtual time there is nothing of it")
    func virtual() {
        var hand = HandMade(HandMade.plan())
        hand.orders(10)
        #expect(Findings(hand.recording).wire == nil)
    }

    @Test("Requests, shares, means, and the worst first")
    func system() throws {
        var hand = hand { wire in
            var ups = WireFacts.System()
            ups.sent = 400
            ups.statuses = [429: 30, 200: 300]
            ups.failures = [
                "connection refused": 40, "timed out connecting": 20, "answer cut short": 5, "cancelled": 0,
            ]
            ups.words = ["connection refused": "Couldn't connect; start the server"]
            ups.details = ["rateLimited": "quota", "businessError": "wrong password"]
            ups.reused = 300
            var total = CompactTimes()
            for time in [10, 20, 60] as [Nanoseconds] { total.add(time) }
            ups.parts = ["total": total, "tls": CompactTimes()]
            wire.systems["ups"] = ups
            wire.systems["fedex"] = WireFacts.System()
        }
        hand.add(300, { $0.attempts(0, .ok) }, in: 1)
        hand.add(30, { $0.attempts(0, .rateLimited) }, in: 1)
        hand.add(25, { $0.attempts(0, .timeout) }, in: 1)
        hand.add(45, { $0.attempts(0, .connection) }, in: 1)
        hand.add(2, { $0.attempts(0, .businessError) }, in: 2)
        // Of another system.
        hand.add(7, { $0.attempts(1, .timeout) }, in: 2)
        let wire = try #require(Findings(hand.recording).wire)
        #expect(wire.systems.map(\.system) == [1, 2])
        let ups = wire.systems[0]
        #expect(ups.statuses == [.init(code: 200, count: 300), .init(code: 429, count: 30)])
        #expect(ups.answered == 330)
        #expect(ups.failures.map(\.kind) == ["connection refused", "timed out connecting", "answer cut short"])
        #expect(ups.failures.map(\.words) == ["Couldn't connect; start the server", "", ""])
        // 25 attempts timed out, 20 of them by the client's own limit.
        #expect(ups.timedOut == 5)
        #expect(ups.unanswered == 70)
        #expect(ups.requests == 400)
        #expect(ups.attempts == 402)
        #expect(ups.reuse == 0.75)
        #expect(
            ups.badAnswers == [
                .init(outcome: .rateLimited, attempts: 30, detail: "quota"),
                .init(outcome: .businessError, attempts: 2, detail: "wrong password"),
            ])
        #expect(ups.parts == [.init(name: .total, count: 3, mean: 30, most: 60)])
        #expect(wire.systems[1].reuse == nil && wire.systems[1].timedOut == 7)
    }

    @Test("Requests that never had a connection are requests nevertheless")
    func notSent() throws {
        let hand = hand { wire in
            var ups = WireFacts.System()
            ups.sent = 10
            ups.statuses = [200: 10]
            ups.failures = ["not sent: the endpoint's limits had no place": 5]
            wire.systems["ups"] = ups
        }
        let ups = try #require(Findings(hand.recording).wire?.systems.first)
        #expect(ups.requests == 15 && ups.unanswered == 5)
    }

    @Test("By the wall clock the scenario's tolerance decides whether the generator kept up", arguments: [2, 1_500])
    func tolerance(milliseconds: Int64) throws {
        var hand = hand()
        hand.recording.plan.wire?.lagTolerance = milliseconds * .millisecond
        // 1 in 100 and no more is later than this, so it is the 99th percentile.
        hand.record([milliseconds * .millisecond / 2], .scheduleLag, in: 0, count: 98)
        hand.record([milliseconds * .millisecond * 9 / 10], .scheduleLag, in: 0, count: 1)
        hand.record([10 * .second], .scheduleLag, in: 0, count: 1)
        let good = Findings(hand.recording)
        #expect(good.doubts.isEmpty && good.status == .pass)
        let schedule = try #require(good.wire?.schedule)
        #expect(schedule.keptUp && schedule.tolerance == milliseconds * .millisecond)
        #expect(schedule.lag?.maximum == 10 * .second && schedule.lag?.count == 100)
        hand.record([milliseconds * .millisecond * 11 / 10], .scheduleLag, in: 0, count: 4)
        let bad = Findings(hand.recording)
        #expect(bad.status == .invalid && bad.status.exitCode == 5)
        #expect(bad.wire?.schedule.keptUp == false)
        guard case .lateSchedule(let lag, let tolerance) = bad.doubts.first else {
            Issue.record("\(bad.doubts)")
            return
        }
        #expect(tolerance == milliseconds * .millisecond)
        // The histogram's cells are 1/1024 wide.
        let true99 = Double(milliseconds) * 1.1e6
        #expect(Double(lag) >= true99 && Double(lag) <= true99 * (1 + 1.0 / 1_024))
    }

    @Test("In virtual time the scenario's tolerance for the wall clock does not count")
    func virtualTolerance() {
        var hand = hand()
        hand.recording.wire = nil
        hand.recording.plan.wire?.lagTolerance = 2 * .millisecond
        hand.record([500 * .millisecond], .scheduleLag, in: 0, count: 100)
        #expect(Findings(hand.recording).status == .pass)
        hand.recording.wire = WireFacts()
        #expect(Findings(hand.recording).status == .invalid)
    }
}
