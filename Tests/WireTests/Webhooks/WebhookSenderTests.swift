import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Webhooks: senders")
struct WebhookSenderTests {
    private let origin = EpochOrigin(seconds: 1_795_737_600)

    private func sender(
        _ profile: WebhookProfile, faults: WebhookFaults = .none, seed: UInt64 = 1, jitter: Double? = 0
    ) throws -> WebhookSender {
        var profile = profile
        if let jitter { profile.jitter = jitter }
        let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        return try WebhookSender(
            path: "/hooks", profile: profile,
            signer: WebhookSigner(profile.scheme, secrets: profile.scheme == .none ? [] : [secret]), faults: faults,
            key: RandomKey(seed: seed, path: "hooks"), origin: origin)
    }

    private func event(_ number: Int = 1) -> WebhookEvent {
        WebhookEvent(
            id: "evt_\(number)", topic: "order.created", occurred: 1_795_737_600, body: Array("{\"n\":\(number)}".utf8),
            reference: "REHEARSE-\(number)")
    }

    private func sends(_ actions: [WebhookSender.Action]) -> [(WebhookSender.AttemptID, WireRequest)] {
        actions.compactMap { if case .send(let id, let request, _) = $0 { (id, request) } else { nil } }
    }

    private func status(_ status: Int, _ fields: HTTPFields = [:]) -> WebhookSender.Answer {
        .response(WireResponse(status, fields: fields))
    }

    /// Fails every attempt at once, and says when each was sent.
    private func failing(
        _ sender: inout WebhookSender, _ answer: WebhookSender.Answer
    ) -> (times: [Instant], last: [WebhookSender.Action]) {
        var times: [Instant] = []
        var now: Instant = 0
        var actions = sender.publish(event(), at: 0)
        while true {
            let attempts = sends(actions)
            times += attempts.map { _ in now }
            actions = attempts.flatMap { sender.answered($0.0, answer, at: now) }
            if !actions.isEmpty { return (times, actions) }
            guard let next = sender.nextDue else { return (times, actions) }
            now = next
            actions = sender.due(at: now)
        }
    }

    @Test("Standard Webhooks: the attempts stand where the specification's table has them")
    func standardSchedule() throws {
        var profile = WebhookProfile.standard
        profile.endsAfterFailing = nil
        var sender = try sender(profile)
        let run = failing(&sender, status(500))
        // 00:00:00, 00:00:05, 00:05:05, 00:35:05, 02:35:05, 07:35:05, 17:35:05, 31:35:05, 51:35:05, 75:35:05
        #expect(run.times.map { $0 / .second } == [0, 5, 305, 2105, 9305, 27305, 63305, 113_705, 185_705, 272_105])
        #expect(run.last == [.gaveUp(delivery: 1)])
        #expect(sender.state == .active)
        #expect(sender.ledger.counts.attempts == 10)
        #expect(sender.ledger.counts.amplification == 10)
        #expect(sender.ledger.entries[0].fate == .gaveUp)
    }

    @Test("Shopify: eight retries in four hours, then the subscription is deleted and events go nowhere")
    func shopify() throws {
        var sender = try sender(.shopify)
        let run = failing(&sender, .failure(.timeout, "no answer in 5 s"))
        #expect(run.times.count == 9)
        let last = try #require(run.times.last)
        #expect(last <= 4 * .hour)
        #expect(last > 4 * .hour - .second)
        #expect(run.last.count == 2)
        guard case .removed = sender.state else {
            Issue.record("\(sender.state)")
            return
        }
        #expect(sender.publish(event(2), at: 5 * .hour).isEmpty)
        #expect(sender.ledger.counts.suppressed == 1)
        #expect(sender.nextDue == nil)
        sender.enable()
        #expect(sends(sender.publish(event(3), at: 6 * .hour)).count == 1)
    }

    @Test("WooCommerce: one attempt each, off after five failures in a row; a success or a 302 in between starts anew")
    func wooCommerce() throws {
        var sender = try sender(.wooCommerce)
        var ended = 0
        for number in 1...14 {
            let attempt = try #require(sends(sender.publish(event(number), at: Int64(number) * .second)).first)
            let answer = number == 5 ? status(302) : (number == 7 ? status(200) : status(500))
            let actions = sender.answered(attempt.0, answer, at: Int64(number) * .second)
            if actions.count == 2 { ended = number }
            guard case .active = sender.state else { break }
        }
        // Failures 8 to 12 are the first five in a row.
        #expect(ended == 12)
        guard case .disabled = sender.state else {
            Issue.record("\(sender.state)")
            return
        }
    }

    @Test("GitHub and Odoo try once", arguments: [WebhookProfile.gitHub, .odoo])
    func once(profile: WebhookProfile) throws {
        var sender = try sender(profile)
        let run = failing(&sender, status(503))
        #expect(run.times == [0])
        #expect(run.last == [.gaveUp(delivery: 1)])
        #expect(sender.state == .active)
    }

    @Test("Sendcloud: ten retries from 5 min to 1 h")
    func sendcloud() throws {
        var sender = try sender(.sendcloud)
        let times = failing(&sender, status(500)).times
        #expect(zip(times.dropFirst(), times).map { ($0 - $1) / .minute } == [5, 10, 20, 40, 60, 60, 60, 60, 60, 60])
    }

    @Test("Retries keep id and body; the time and with it the signature are of the attempt")
    func attempts() throws {
        var sender = try sender(.standard)
        let first = try #require(sends(sender.publish(event(), at: 0)).first)
        #expect(sender.answered(first.0, status(500), at: .second).isEmpty)
        #expect(sender.nextDue == 6 * .second)
        #expect(sender.due(at: 6 * .second - 1).isEmpty)
        let second = try #require(sends(sender.due(at: 6 * .second)).first)
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature"].map { HTTPField.Name($0) }
        let (id, time, signature) = (try #require(names[0]), try #require(names[1]), try #require(names[2]))
        #expect(first.1.fields[id] == "evt_1")
        #expect(second.1.fields[id] == "evt_1")
        #expect(first.1.fields[time] == "1795737600")
        #expect(second.1.fields[time] == "1795737606")
        #expect(first.1.fields[signature] != second.1.fields[signature])
        #expect(first.1.body == second.1.body)
        // An answer to the first attempt that comes now is too late to count.
        #expect(sender.answered(first.0, status(200), at: 7 * .second).isEmpty)
        #expect(sender.ledger.counts.delivered == 0)
        #expect(sender.answered(second.0, status(204), at: 8 * .second).isEmpty)
        #expect(sender.ledger.entries(for: "REHEARSE-1").map(\.fate) == [.delivered(8 * .second)])
        #expect(sender.ledger.entries[0].attempts.map(\.status) == [500, 204])
        #expect(sender.ledger.counts.pending == 0)
    }

    @Test("410 switches off at once, and what waits is dropped; a redirect is only a failure")
    func gone() throws {
        var sender = try sender(.standard)
        let attempts = (1...3).flatMap { sends(sender.publish(event($0), at: 0)) }
        #expect(sender.answered(attempts[0].0, status(301), at: 0).isEmpty)
        #expect(sender.state == .active)
        #expect(sender.answered(attempts[1].0, status(410), at: 0) == [.disabled("the receiver answered 410 Gone")])
        #expect(sender.ledger.counts.dropped == 3)
        #expect(sender.nextDue == nil)
        #expect(sender.answered(attempts[2].0, status(200), at: 1).isEmpty)
    }

    @Test("Retry-After holds back the retry and everything else to the endpoint; 429 without it throttles for a while")
    func throttled() throws {
        var sender = try sender(.standard)
        let first = try #require(sends(sender.publish(event(1), at: 0)).first)
        _ = sender.answered(first.0, status(429, [.retryAfter: "60"]), at: 0)
        #expect(sender.publish(event(2), at: .second).isEmpty)
        #expect(sender.nextDue == 60 * .second)
        #expect(sender.due(at: 59 * .second).isEmpty)
        let released = sends(sender.due(at: 60 * .second))
        #expect(released.map { $0.0.delivery } == [2, 1])
        _ = sender.answered(released[0].0, status(502), at: 60 * .second)
        #expect(sender.publish(event(3), at: 61 * .second).isEmpty)
        #expect(sender.nextDue == 65 * .second)
    }

    @Test("A vendor that does not honour Retry-After keeps to its schedule")
    func unhonoured() throws {
        var sender = try sender(.sendcloud)
        let first = try #require(sends(sender.publish(event(1), at: 0)).first)
        _ = sender.answered(first.0, status(429, [.retryAfter: "7200"]), at: 0)
        #expect(sender.nextDue == 5 * .minute)
    }

    @Test(
        "Five days of nothing but failures switch a Standard Webhooks endpoint off; one success does not let it come to that"
    )
    func failingForDays() throws {
        var sender = try sender(.standard)
        var ended: Instant?
        for hour in 0..<200 where ended == nil {
            let now = Int64(hour) * .hour
            for attempt in sends(sender.publish(event(hour), at: now) + sender.due(at: now)) {
                if sender.answered(attempt.0, status(hour == 3 ? 200 : 500), at: now).contains(where: {
                    if case .disabled = $0 { true } else { false }
                }) {
                    ended = now
                }
            }
        }
        #expect(ended == 124 * .hour)
    }

    @Test("Jitter adds up to its share, differs between deliveries, and is the same for the same key")
    func jitter() throws {
        func delays(_ seed: UInt64) throws -> [Instant] {
            var sender = try sender(.svix, seed: seed, jitter: 0.5)
            return try (1...50).map { number in
                let attempt = try #require(sends(sender.publish(event(number), at: Int64(number) * .hour)).last)
                _ = sender.answered(attempt.0, status(500), at: Int64(number) * .hour)
                let due = try #require(sender.nextDue) - Int64(number) * .hour
                for retry in sends(sender.due(at: Int64(number) * .hour + due)) {
                    _ = sender.answered(retry.0, status(200), at: Int64(number) * .hour + due)
                }
                return due
            }
        }
        let one = try delays(1)
        #expect(one.allSatisfy { (5 * .second..<7_500_000_000).contains($0) })
        #expect(Set(one).count == 50)
        #expect(try delays(1) == one)
        #expect(try delays(2) != one)
    }

    @Test("Loss, duplicates and reordering come at their rates, seeded, and every event is accounted for")
    func faults() throws {
        let faults = WebhookFaults(loss: 0.1, duplication: 0.2, reordering: 0.3, heldBackUpTo: 10 * .second)
        var sender = try sender(.gitHub, faults: faults)
        var order: [String] = []
        let name = try #require(HTTPField.Name("X-GitHub-Delivery"))
        func run(_ actions: [WebhookSender.Action], _ now: Instant) {
            for attempt in sends(actions) {
                order.append(attempt.1.fields[name] ?? "")
                _ = sender.answered(attempt.0, status(200), at: now)
            }
        }
        for number in 1...2000 {
            let now = Int64(number) * .second
            while let due = sender.nextDue, due <= now { run(sender.due(at: due), due) }
            run(sender.publish(event(number), at: now), now)
        }
        while let due = sender.nextDue { run(sender.due(at: due), due) }
        let counts = sender.ledger.counts
        #expect(counts.events == 2000)
        #expect(counts.pending == 0)
        // Four standard deviations about the mean of a binomial distribution.
        #expect((146...254).contains(counts.lost))
        #expect((290...430).contains(counts.copies))
        #expect(order.count == 2000 - counts.lost + counts.copies)
        #expect(Set(order).count == 2000 - counts.lost)
        let numbers = order.compactMap { Int($0.dropFirst(4)) }
        #expect(zip(numbers, numbers.dropFirst()).contains { $0 > $1 + 3 })
    }

    @Test("A full queue and the ledger's end are counted, not hidden")
    func bounded() throws {
        var profile = WebhookProfile.standard
        profile.jitter = 0
        var sender = try WebhookSender(
            path: "/", profile: profile,
            signer: WebhookSigner(.standard, secrets: [Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]),
            key: RandomKey(1), origin: origin, capacity: 3, ledger: 2)
        for number in 1...5 { _ = sender.publish(event(number), at: 0) }
        #expect(sender.ledger.counts.overflowed == 2)
        #expect(sender.ledger.entries.map(\.eventID) == ["evt_4", "evt_5"])
        #expect(sender.ledger.counts.pending == 3)
    }

    @Test("A key that can only check, or one for another scheme, makes no sender")
    func wrongKey() {
        #expect(throws: WebhookKeyError.self) {
            try WebhookSender(
                path: "/", profile: .standard,
                signer: WebhookSigner(
                    .standard, secrets: [Secret("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]),
                key: RandomKey(1), origin: origin)
        }
        #expect(throws: WebhookKeyError.self) {
            try WebhookSender(
                path: "/", profile: .shopify, signer: WebhookSigner(.stripe, secrets: [Secret("x")]),
                key: RandomKey(1), origin: origin)
        }
    }

    @Test("Shopify's fields go along: topic, id, and the time of the event")
    func fields() throws {
        var sender = try sender(.shopify)
        let request = try #require(sends(sender.publish(event(), at: 0)).first).1
        let text = Dictionary(uniqueKeysWithValues: request.fields.map { ($0.name.rawName, $0.value) })
        #expect(text["X-Shopify-Topic"] == "order.created")
        #expect(text["X-Shopify-Webhook-Id"] == "evt_1")
        #expect(text["X-Shopify-Triggered-At"] == "2026-11-27T00:00:00Z")
        #expect(text["Content-Type"] == "application/json")
    }
}
