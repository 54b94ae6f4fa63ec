import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Subscriptions seen and switched through the admin endpoint, while systems are served.
@Suite("Webhooks in the admin endpoint")
struct WebhookAdminTests {
    /// "box" tells of "asked" whenever it is asked.
    private static func plan(_ webhook: WebhookPlan) -> Plan {
        var plan = SmallPlan(orders: 0).plan
        plan.journey.events.append(JourneyPlan.Event(name: "asked"))
        plan.steps = [.call(0), .finish(.completed), .work(0), .emit(1), .reply]
        var endpoint = EndpointPlan(system: 0)
        endpoint.webhooks = [webhook]
        plan.wire = WirePlan()
        plan.wire?.endpoints = [endpoint]
        return plan
    }

    private static func ask(_ client: ClientHarness, _ orders: Range<Int>) throws {
        for order in orders {
            let request = WireRequest.post("/ask", json: ["reference": .string("SO-\(order)")])
            #expect(try client.exchange(request).response?.status == 200)
        }
    }

    private static func standing(_ service: ServiceHarness) throws -> JSON {
        try #require(try service.admin("GET", "/webhooks").json["subscriptions"]?[0])
    }

    /// Asks until a subscription stands so; for five seconds at most.
    private static func wait(_ service: ServiceHarness, until isSo: (JSON) -> Bool) throws -> JSON {
        let end = MonotonicClock.now + 5 * .second
        var found = try standing(service)
        while !isSo(found), MonotonicClock.now < end { found = try standing(service) }
        return found
    }

    @Test("A subscription that 410 Gone ended is told with its reason, and goes on when it is switched on again")
    func switchedOn() throws {
        let receiver = try FaultServer { request in
            [.answer("", status: request.number == 0 ? "410 Gone" : "200 OK")]
        }
        defer { receiver.stop() }
        let service = try ServiceHarness(
            Self.plan(
                WebhookPlan(
                    url: "\(receiver.url)/hooks", events: [1], scheme: .none, vendor: .standard,
                    topic: "box/asked")))
        defer { service.stop() }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        try Self.ask(client, 0..<1)
        let ended = try Self.wait(service) { $0["state"]?.text == "disabled" }
        #expect(ended["system"]?.text == "box" && ended["to"]?.text?.hasSuffix("/hooks") == true)
        #expect(ended["topics"]?[0]?.text == "box/asked")
        #expect(ended["reason"]?.text?.contains("410") == true)
        #expect(ended["events"]?.integer == 1 && ended["dropped"]?.integer == 1)
        try Self.ask(client, 1..<2)
        #expect(try Self.wait(service) { $0["dropped"]?.integer == 2 }["sent"]?.integer == 1)

        let on = try service.admin("POST", "/webhooks/box/on")
        #expect(on.status == 200 && on.json["subscriptions"]?[0]?["state"]?.text == "active")
        try Self.ask(client, 2..<3)
        let last = try Self.wait(service) { $0["delivered"]?.integer == 1 }
        #expect(last["delivered"]?.integer == 1 && last["reason"] == .null)
        #expect(receiver.requests.count == 2)

        let unknown = try service.admin("POST", "/webhooks/nobody/on")
        #expect(unknown.status == 404 && unknown.json["systems"]?[0]?.text == "box")
        #expect(try service.admin("GET", "/webhooks/box/on").status == 405)
        #expect(try service.admin("POST", "/webhooks/box/off").status == 404)
        #expect(try service.admin("GET", "/webhooks").json["inbox"] == .null)
    }

    @Test("A reset with a seed draws losses anew, and the same ones for the same seed")
    func reseeded() throws {
        let receiver = try FaultServer { _ in [.answer("ok")] }
        defer { receiver.stop() }
        let service = try ServiceHarness(
            Self.plan(WebhookPlan(url: receiver.url, events: [1], scheme: .none, loss: 0.5)))
        defer { service.stop() }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        var seen = 0
        func told(_ seed: Int) throws -> Set<String> {
            #expect(try service.admin("POST", "/reset?seed=\(seed)").status == 200)
            try Self.ask(client, 0..<40)
            let standing = try Self.wait(service) {
                ($0["lost"]?.integer ?? 0) + ($0["delivered"]?.integer ?? 0) == 40
            }
            // All of them, and of this seed only.
            #expect(standing["events"]?.integer == 40)
            let new = receiver.requests.dropFirst(seen)
            seen += new.count
            return Set(new.compactMap { (try? JSON(reading: $0.body))?["data"]?["reference"]?.text })
        }
        let first = try told(1)
        let second = try told(2)
        #expect((5...35).contains(first.count) && first != second)
        #expect(try told(1) == first)
    }
}
