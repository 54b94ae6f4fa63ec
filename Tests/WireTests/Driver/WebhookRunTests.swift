import Foundation
import HTTPTypes
import Kernel
import Synchronization
import Testing

@testable import Wire

/// Webhooks of served systems, over HTTP on loopback.
@Suite("Webhooks out of runs", .serialized)
struct WebhookRunTests {
    /// "secret" in base64 behind the prefix of Standard Webhooks.
    private static let secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"

    private static func landscape(_ receiver: FaultServer, orders: Int = 10) -> WireLandscape {
        var landscape = WireLandscape(.served, orders: orders, over: 300 * .millisecond)
        landscape.operation = [.emit(WireLandscape.picked)]
        landscape.endpoint.webhooks = [
            WebhookPlan(
                url: "\(receiver.url)/hooks/", events: [WireLandscape.picked], scheme: .standard,
                secret: .environment("HOOK"))
        ]
        return landscape
    }

    private static func fields(_ request: FaultServer.Request) -> HTTPFields {
        var fields = HTTPFields()
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            if let field = HTTPField.Name(name) { fields[field] = request.field(name) }
        }
        return fields
    }

    @Test("Each event is told once, signed, and names its order, its event and its system")
    func delivered() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        let recording = try Self.landscape(receiver).run(environment: ["HOOK": Self.secret])
        #expect(recording.books.completed == 10)
        let requests = receiver.requests
        try #require(requests.count == 10)
        let signer = try WebhookSigner(.standard, secrets: [Secret(Self.secret)])
        var orders: Set<Int64> = []
        for request in requests {
            #expect(request.line == "POST /hooks/ HTTP/1.1")
            let check = signer.check(fields: Self.fields(request), body: request.body)
            guard case .valid(let id, let timestamp) = check else {
                Issue.record("\(check)")
                continue
            }
            #expect(abs(Double(timestamp ?? 0) - Date().timeIntervalSince1970) < 30)
            let body = try JSON(reading: request.body)
            let order = try #require(body["data"]?["order"]?.integer)
            orders.insert(order)
            #expect(body["id"]?.text == id)
            #expect(body["type"]?.text == "picked" && body["data"]?["event"]?.text == "picked")
            #expect(body["data"]?["reference"]?.text == "REHEARSE-test-\(order)")
            #expect(body["data"]?["system"]?.text == "warehouse")
            #expect(request.field("X-Correlation-ID") == "REHEARSE-test-\(order)")
        }
        #expect(orders == Set(0..<10))
        #expect(Set(requests.compactMap { $0.field("webhook-id") }).count == 10)
        let facts = try #require(recording.warehouse.webhooks)
        #expect(facts.events == 10 && facts.sent == 10 && facts.delivered == 10 && facts.retried == 0)
        #expect(facts.pending == 0 && facts.disabled == 0)
        // They are no requests to the system itself.
        #expect(recording.warehouse.statuses == [200: 10])
    }

    @Test("While a secret changes, each webhook is signed with both, and a receiver that knows either takes it")
    func changingSecret() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        let next = "whsec_bmV4dG5leHRuZXh0bmV4dG5leHRuZXh0"
        var landscape = Self.landscape(receiver, orders: 3)
        landscape.endpoint.webhooks[0].secret = CredentialReference(
            .environment("NEXT"), others: [.environment("HOOK")])
        let recording = try landscape.run(environment: ["HOOK": Self.secret, "NEXT": next])
        #expect(recording.warehouse.webhooks?.delivered == 3)
        for request in receiver.requests {
            for secret in [Self.secret, next] {
                let signer = try WebhookSigner(.standard, secrets: [Secret(secret)])
                guard case .valid = signer.check(fields: Self.fields(request), body: request.body) else {
                    Issue.record("not signed with each")
                    continue
                }
            }
        }
    }

    @Test("A delivery that fails is retried by the vendor's schedule; one that finds the endpoint gone ends it")
    func retried() throws {
        let receiver = try FaultServer { request in
            request.number < 3 ? [.answer("later", status: "500 Oops")] : [.answer("ok")]
        }
        let gone = try FaultServer { _ in [.answer("", status: "410 Gone")] }
        defer {
            receiver.stop()
            gone.stop()
        }
        var landscape = Self.landscape(receiver)
        landscape.endpoint.webhooks.append(
            WebhookPlan(
                url: gone.url, events: [WireLandscape.picked], scheme: .standard, secret: .environment("HOOK")))
        let began = MonotonicClock.now
        let recording = try landscape.run(environment: ["HOOK": Self.secret])
        // The first retry of Standard Webhooks' example comes after 5 s, and it is waited for.
        #expect(MonotonicClock.now - began > 5 * .second)
        #expect(receiver.requests.count == 13)
        let ids = receiver.requests.compactMap { $0.field("webhook-id") }
        #expect(Set(ids).count == 10 && Set(ids[..<3]) == Set(ids[10...]))
        let facts = try #require(recording.warehouse.webhooks)
        #expect(facts.events == 20 && facts.delivered == 10 && facts.retried == 3)
        #expect(facts.disabled == 1 && facts.dropped == 10)
        #expect(facts.failures["status 500"] == 3 && facts.words["status 500"] == "status 500: later")
        #expect(facts.words["ended"]?.contains("410") == true)
        #expect(facts.sent == 13 + Int64(gone.requests.count))
    }

    @Test("The body and the topic are the vendor's where the scenario writes them; what lacks a fact is not sent")
    func vendorsBody() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        var landscape = Self.landscape(receiver, orders: 4)
        let text =
            #"{"admin_id": "{event.id}", "topic": "{event.topic}", "at": {event.seconds}, "name": "{record.reference}", "n": {record.number}}"#
        landscape.endpoint.webhooks = [
            WebhookPlan(
                url: receiver.url, events: [WireLandscape.picked], scheme: .shopify, secret: .environment("HOOK"),
                topic: "fulfillments/update", body: try TextTemplate(parsing: text, as: .json, in: .event)),
            WebhookPlan(
                url: receiver.url, events: [WireLandscape.picked], scheme: .none,
                body: try TextTemplate(parsing: #"{"t": "{facts.tracking}"}"#, as: .json, in: .event)),
        ]
        let recording = try landscape.run(environment: ["HOOK": "shh"])
        let requests = receiver.requests
        try #require(requests.count == 4)
        #expect(requests.allSatisfy { $0.field("X-Shopify-Topic") == "fulfillments/update" })
        let bodies = try requests.map { try JSON(reading: $0.body) }
        #expect(Set(bodies.compactMap { $0["name"]?.text }) == Set((0..<4).map { "REHEARSE-test-\($0)" }))
        #expect(bodies.allSatisfy { $0["topic"]?.text == "fulfillments/update" && $0["at"]?.integer != nil })
        #expect(Set(bodies.compactMap { $0["n"]?.integer }) == [1, 2, 3, 4])
        #expect(bodies.map { $0["admin_id"]?.text } == requests.map { $0.field("X-Shopify-Webhook-Id") })
        let facts = try #require(recording.warehouse.webhooks)
        #expect(facts.events == 4 && facts.delivered == 4 && facts.unwritten == 4)
        #expect(facts.words["body not written"]?.contains("{facts.tracking}") == true)
        #expect(recording.warehouse.versions == ["1.1": 4])
    }

    @Test("Events that a fault loses are never sent, those it doubles are sent twice under one id")
    func faults() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        var landscape = Self.landscape(receiver)
        landscape.endpoint.webhooks[0].duplicates = 1
        landscape.endpoint.webhooks.append(landscape.endpoint.webhooks[0])
        landscape.endpoint.webhooks[1].duplicates = 0
        landscape.endpoint.webhooks[1].loss = 1
        let recording = try landscape.run(environment: ["HOOK": Self.secret])
        let facts = try #require(recording.warehouse.webhooks)
        #expect(facts.events == 20 && facts.lost == 10 && facts.copies == 10)
        #expect(facts.delivered == 20 && receiver.requests.count == 20)
        let ids = Dictionary(grouping: receiver.requests.compactMap { $0.field("webhook-id") }, by: { $0 })
        #expect(ids.count == 10 && ids.values.allSatisfy { $0.count == 2 })
    }

    @Test("Webhooks to another machine are refused at set-up unless it is allowed, as are secrets that cannot sign")
    func refused() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        func message(_ change: (inout WireLandscape) -> Void, _ secret: String = WebhookRunTests.secret) -> String {
            var landscape = Self.landscape(receiver)
            change(&landscape)
            do {
                try landscape.session { $0.environment = ["HOOK": secret] }.close()
                return ""
            } catch {
                return "\(error)"
            }
        }
        let elsewhere = message { $0.endpoint.webhooks[0].url = "https://hooks.example.com/in" }
        #expect(elsewhere.hasPrefix("systems.warehouse.webhooks: hooks.example.com is not this machine"))
        let plain = message({ _ in }, "whsec_no base64 at all!")
        #expect(plain.contains("expected whsec_") && !plain.contains("no base64 at all"))
        #expect(message { _ in } == "")
    }

    @Test("Strangers' orders are named in webhooks as they named them")
    func strangers() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        let landscape = Self.landscape(receiver, orders: 1)
        let session = try landscape.session {
            $0.environment = ["HOOK": Self.secret]
            $0.isService = true
        }
        defer { session.close() }
        let url = try #require(session.listeners.first?.url)
        let asker = try ClientHarness(url)
        asker.send(.post("/pick", json: ["reference": "SO-4711"]))
        var finished: [Transfer] = []
        var nobody = OrderSchedule(Plan(title: "", seed: 1, window: 1, end: 1))
        let end = MonotonicClock.now + 20 * .second
        _ = session.run(orders: &nobody, tracing: .none) { _, _ in
            asker.client.turn(until: 0, into: &finished)
            return !receiver.requests.isEmpty || MonotonicClock.now > end ? .stop(.finished) : .carryOn
        }
        let body = try JSON(reading: #require(receiver.requests.first).body)
        #expect(body["data"]?["reference"]?.text == "SO-4711")
        #expect(body["data"]?["order"] == .null)
    }
}
