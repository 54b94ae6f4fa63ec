import Testing

@testable import Kernel

/// Facts of the wire, merged: sums worked out by hand, and the laws that merging keeps.
@Suite("Merging what went over the wire")
struct WireMergeTests {
    private static let plan: Plan = {
        var plan = Plan(title: "wire", seed: 1, window: .hour, end: .hour)
        plan.systems = [SystemPlan(name: "ups", role: .carrier), SystemPlan(name: "odoo", role: .erp)]
        return plan
    }()

    private static func recording(_ change: (inout WireFacts) -> Void) -> Recording {
        var recording = Recording(plan: plan)
        var wire = WireFacts()
        change(&wire)
        recording.wire = wire
        return recording
    }

    private static func times(_ all: Nanoseconds...) -> CompactTimes {
        var times = CompactTimes()
        for time in all { times.add(time) }
        return times
    }

    private static func limit(
        _ admitted: Int64, _ refused: Int64, sustained: Double? = nil, burst: Double? = nil, confidence: Double = 0,
        words: String
    ) -> LimitFacts {
        var facts = LimitFacts()
        facts.admitted = admitted
        facts.refused = refused
        facts.sustained = sustained
        facts.burst = burst
        facts.confidence = confidence
        facts.practice = words
        return facts
    }

    private static let parts: [Recording] = [
        recording { wire in
            var ups = WireFacts.System()
            ups.sent = 100
            ups.statuses = [200: 90, 429: 8]
            ups.failures = ["connection refused": 2]
            ups.words = ["connection refused": "second by the alphabet"]
            ups.details = ["rateLimited": "quota"]
            ups.reused = 95
            ups.bytesUp = 1_000
            ups.bytesDown = 5_000
            ups.parts = ["total": times(10, 30)]
            ups.limits = ["label": limit(90, 8, words: "not identified")]
            wire.systems = ["ups": ups]
            var inbox = InboxFacts()
            inbox.received = 7
            inbox.refused = ["mismatch": 2]
            inbox.words = ["mismatch": "not ours"]
            inbox.met = 4
            inbox.neverArrived = 1
            inbox.waiting = times(5, 15)
            wire.inbox = inbox
        },
        recording { wire in
            var ups = WireFacts.System()
            ups.sent = 50
            ups.statuses = [200: 49]
            ups.failures = ["connection refused": 1, "answer cut short": 1]
            ups.words = ["connection refused": "first by the alphabet", "answer cut short": "cut"]
            ups.reused = 40
            ups.keptBack = 3
            ups.met = 5
            ups.parts = ["total": times(50), "tls": times(7)]
            ups.limits = ["label": limit(49, 20, sustained: 10, burst: 4, confidence: 0.9, words: "10/s, burst 4")]
            var webhooks = WebhookFacts()
            webhooks.events = 10
            webhooks.delivered = 9
            webhooks.gaveUp = 1
            webhooks.failures = ["status 500": 3]
            ups.webhooks = webhooks
            var odoo = WireFacts.System()
            odoo.received = 12
            odoo.strangers = 2
            wire.systems = ["ups": ups, "odoo": odoo]
        },
        recording { wire in
            var ups = WireFacts.System()
            ups.sent = 10
            ups.tokens = 2
            ups.refusedTokens = 1
            ups.limits = [
                "label": limit(1_000, 1, sustained: 11, burst: 9, confidence: 0.8, words: "11/s, burst 9"),
                "track": limit(5, 0, words: "not reached"),
            ]
            var webhooks = WebhookFacts()
            webhooks.events = 5
            webhooks.delivered = 5
            webhooks.failures = ["status 500": 1]
            ups.webhooks = webhooks
            wire.systems = ["ups": ups]
            var inbox = InboxFacts()
            inbox.received = 3
            inbox.refused = ["mismatch": 1, "replay": 2]
            inbox.met = 2
            inbox.waiting = times(40)
            wire.inbox = inbox
        },
    ]

    @Test("Counts add up, longest times stay, words are kept")
    func sums() throws {
        let all = WireMergeTests.parts
        let wire = try #require(try all[0].merged(with: all[1]).merged(with: all[2]).wire)
        let ups = try #require(wire.systems["ups"])
        #expect(ups.sent == 160)
        #expect(ups.statuses == [200: 139, 429: 8])
        #expect(ups.failures == ["connection refused": 3, "answer cut short": 1])
        #expect(ups.words == ["connection refused": "first by the alphabet", "answer cut short": "cut"])
        #expect(ups.details == ["rateLimited": "quota"])
        #expect(ups.reused == 135)
        #expect(ups.bytesUp == 1_000 && ups.bytesDown == 5_000)
        #expect(ups.keptBack == 3 && ups.met == 5 && ups.tokens == 2 && ups.refusedTokens == 1)
        let total = try #require(ups.parts["total"])
        #expect(total.count == 3 && total.sum == 90 && total.most == 50)
        #expect(ups.parts["tls"]?.sum == 7)
        #expect(ups.webhooks?.events == 15 && ups.webhooks?.delivered == 14 && ups.webhooks?.gaveUp == 1)
        #expect(ups.webhooks?.failures == ["status 500": 4])
        #expect(wire.systems["odoo"]?.received == 12 && wire.systems["odoo"]?.strangers == 2)
        let inbox = try #require(wire.inbox)
        #expect(inbox.received == 10 && inbox.met == 6 && inbox.neverArrived == 1)
        #expect(inbox.refused == ["mismatch": 3, "replay": 2])
        #expect(inbox.words == ["mismatch": "not ours"])
        #expect(inbox.waiting.count == 3 && inbox.waiting.sum == 60 && inbox.waiting.most == 40)
    }

    @Test("Of a limit's inferences the surest one stays whole, its counts add up")
    func limits() throws {
        let all = WireMergeTests.parts
        let wire = try #require(try all[0].merged(with: all[1]).merged(with: all[2]).wire)
        let label = try #require(wire.systems["ups"]?.limits["label"])
        // 90 + 49 + 1,000 and 8 + 20 + 1; found at 0.9 goes before found at 0.8, and both before not found.
        #expect(label.admitted == 1_139 && label.refused == 29)
        #expect(label.sustained == 10 && label.burst == 4 && label.confidence == 0.9)
        #expect(label.practice == "10/s, burst 4")
        #expect(wire.systems["ups"]?.limits["track"]?.admitted == 5)
    }

    @Test("The order of merging does not matter, and a part without a wire changes nothing")
    func laws() throws {
        let all = WireMergeTests.parts
        let left = try all[0].merged(with: all[1]).merged(with: all[2])
        #expect(try left == all[0].merged(with: all[1].merged(with: all[2])))
        #expect(try left == all[2].merged(with: all[1]).merged(with: all[0]))
        #expect(try left == all[1].merged(with: all[0].merged(with: all[2])))
        let empty = Recording(plan: WireMergeTests.plan)
        #expect(try left.merged(with: empty) == left)
        #expect(try empty.merged(with: left) == left)
        #expect(try empty.merged(with: empty).wire == nil)
    }

    @Test("A time that a clock made negative counts as none")
    func backwards() {
        var times = CompactTimes()
        times.add(-5)
        times.add(3)
        #expect(times.count == 2 && times.sum == 3 && times.most == 3)
    }
}
