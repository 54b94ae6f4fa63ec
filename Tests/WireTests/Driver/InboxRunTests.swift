import Foundation
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Journeys that await real webhooks.
@Suite("Webhooks into runs", .serialized)
struct InboxRunTests {
    private static let secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"

    /// Orders are picked by a real system, wait 600 ms, await "picked" for 2 s, and linger for 2 s where it does not come.
    private static func landscape(_ server: FaultServer, orders: Int) -> WireLandscape {
        var landscape = WireLandscape(.real, orders: orders, over: 300 * .millisecond)
        landscape.endpoint.url = server.url
        let pause = landscape.wait(600 * .millisecond)
        landscape.after = [pause, landscape.awaitPicked(atMost: 2 * .second)]
        landscape.afterTimeout = [landscape.wait(2 * .second)]
        landscape.plan.wire?.inbox = InboxPlan(
            sources: [
                InboxPlan.Source(
                    path: "/hooks/picked", event: WireLandscape.picked, scheme: .standard,
                    secret: .environment("HOOK"), reference: JSONPointer(["data", "reference"]))
            ])
        return landscape
    }

    /// A signed webhook.
    private static func webhook(_ id: String, reference: String, secret: String = InboxRunTests.secret) throws
        -> WireRequest
    {
        let signer = try WebhookSigner(.standard, secrets: [Secret(secret)])
        let body: JSON = ["type": "picked", "data": ["reference": .string(reference)]]
        var fields = signer.fields(
            id: id, timestamp: Int64(Date().timeIntervalSince1970), body: body.bytes)
        fields[.contentType] = "application/json"
        return WireRequest(.post, "/hooks/picked", fields: fields, body: body.bytes)
    }

    @Test("While a secret changes, webhooks signed with either are taken, and no others")
    func changingSecret() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        var landscape = Self.landscape(server, orders: 1)
        let next = "whsec_bmV4dG5leHRuZXh0bmV4dG5leHRuZXh0"
        landscape.plan.wire?.inbox?.sources[0].secret = CredentialReference(
            .environment("HOOK"), others: [.environment("NEXT")])
        let session = try landscape.session { $0.environment = ["HOOK": Self.secret, "NEXT": next] }
        defer { session.close() }
        var desk = try #require(session.inboxDesk)
        desk.doors["/hooks/picked"]?.receiver.origin = EpochOrigin(
            nanoseconds: Int64(Date().timeIntervalSince1970) * 1_000_000_000)
        for (number, secret) in [Self.secret, next, "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg=="].enumerated() {
            let step = desk.take(try Self.webhook("event-\(number)", reference: "R", secret: secret), at: 0)
            switch step {
            case .event: #expect(number < 2)
            case .answer(let response): #expect(number == 2 && response.status == 401)
            }
        }
    }

    @Test("On time, early, twice, late, never, forged and for nobody: each is counted apart, each order goes its way")
    func ways() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "inbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let journal = folder.appending(path: "received.jsonl").path
        let session = try Self.landscape(server, orders: 12).session {
            $0.environment = ["HOOK": Self.secret]
            $0.inboxJournal = journal
        }
        let address = try #require(session.inboxes.first)
        #expect(address.event == "picked" && address.url.hasSuffix("/hooks/picked"))
        let sender = try ClientHarness(String(address.url.dropLast("/hooks/picked".count)))
        var due: [(at: Instant, request: () throws -> WireRequest)] = [
            (0, { try Self.webhook("nobody", reference: "SO-1") })
        ]
        var seen = 0
        var finished: [Transfer] = []
        let recording = try session.runToEnd { now in
            for request in server.requests.dropFirst(seen) {
                seen += 1
                guard let order = WireLandscape.order(request.body) else { continue }
                let reference = "REHEARSE-test-\(order)"
                let real = { try Self.webhook("event-\(order)", reference: reference) }
                switch order % 6 {
                case 0: due.append((now, real))
                case 1: due.append((now + 1_100 * .millisecond, real))
                case 2:
                    due.append((now + 1_100 * .millisecond, real))
                    // A second sending within the same second would be a replay.
                    due.append((now + 2_300 * .millisecond, real))
                case 3: due.append((now + 3_300 * .millisecond, real))
                case 4: break
                default:
                    due.append(
                        (
                            now + 1_100 * .millisecond,
                            {
                                try Self.webhook(
                                    "event-\(order)", reference: reference, secret: "whsec_Zm9yZ2VkZm9yZ2Vk")
                            }
                        ))
                }
            }
            for entry in due where entry.at <= now {
                if let request = try? entry.request() { sender.send(request) }
            }
            due.removeAll { $0.at <= now }
            sender.client.turn(until: 0, into: &finished)
        }
        #expect(recording.books.completed == 6 && recording.books.failed == 6)
        let facts = try #require(recording.wire?.inbox)
        #expect(facts.received == 13)
        #expect(facts.met == 6 && facts.metEarly == 2)
        #expect(facts.duplicate == 2)
        #expect(facts.late == 2)
        #expect(facts.neverArrived == 4)
        #expect(facts.orphan == 1)
        #expect(facts.unawaited == 0 && facts.withdrawn == 0 && facts.unstored == 0)
        #expect(facts.refused == ["mismatch": 2])
        #expect(facts.kept == 9)
        #expect(facts.waiting.count == 6)
        // Those on time came about half a second after the await began.
        #expect((400 * .millisecond...1_200 * .millisecond).contains(facts.waiting.most))
        let lines = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 9)
        #expect(lines.filter { $0.contains("REHEARSE-test-3\"") }.count == 1)
        let statuses = finished.compactMap { $0.response?.status }
        #expect(statuses.count { $0 == 200 } == 11 && statuses.count { $0 == 401 } == 2)
    }

    @Test("What cannot be written down is not answered with success, and nobody learns of it")
    func unsafe() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        let session = try Self.landscape(server, orders: 1).session {
            $0.environment = ["HOOK": Self.secret]
            // Every write to it fails: no space left.
            $0.inboxJournal = "/dev/full"
        }
        let address = try #require(session.inboxes.first)
        let sender = try ClientHarness(String(address.url.dropLast("/hooks/picked".count)))
        var finished: [Transfer] = []
        var isSent = false
        let recording = try session.runToEnd { _ in
            if !isSent, !server.requests.isEmpty, let hook = try? Self.webhook("1", reference: "REHEARSE-test-0") {
                isSent = true
                sender.send(hook)
            }
            sender.client.turn(until: 0, into: &finished)
        }
        #expect(finished.first?.response?.status == 503)
        #expect(recording.books.failed == 1)
        let facts = try #require(recording.wire?.inbox)
        #expect(facts.unstored == 1 && facts.kept == 0 && facts.neverArrived == 1)
    }

    @Test("A served system's event reaches a journey by its webhook alone: what is lost on the way is never learnt of")
    func aroundTheCorner() throws {
        // A port that is free now, for both sides to know.
        let probe = LoopbackSocket.bound()
        let port = LoopbackSocket.port(of: probe)
        close(probe)
        var landscape = WireLandscape(.served, orders: 40, over: .second)
        landscape.operation = [.emit(WireLandscape.picked)]
        landscape.after = [landscape.awaitPicked(atMost: 2 * .second)]
        landscape.endpoint.webhooks = [
            WebhookPlan(
                url: "http://127.0.0.1:\(port)/hooks/picked", events: [WireLandscape.picked], scheme: .standard,
                secret: .environment("HOOK"), loss: 0.4)
        ]
        landscape.plan.wire?.inbox = InboxPlan(
            port: Int(port),
            sources: [
                InboxPlan.Source(
                    path: "/hooks/picked", event: WireLandscape.picked, scheme: .standard,
                    secret: .environment("HOOK"), reference: JSONPointer(["data", "reference"]))
            ])
        let recording = try landscape.run(environment: ["HOOK": Self.secret])
        let told = try #require(recording.warehouse.webhooks)
        let heard = try #require(recording.wire?.inbox)
        #expect(told.events == 40 && (5...30).contains(told.lost))
        #expect(heard.met == 40 - told.lost && heard.neverArrived == told.lost)
        #expect(recording.books.completed == 40 - told.lost && recording.books.failed == told.lost)
        // It happened all the same.
        #expect(recording.total(MeterLayout(recording.plan).events(WireLandscape.picked)) == 40)
        // The same in virtual time: there nothing is lost.
        var orders = OrderSchedule(landscape.finished)
        let virtual = VirtualDriver.run(
            landscape.finished, orders: &orders, tracing: .none)
        #expect(virtual.books.completed == 40)
    }

    @Test("Of a vendor's updates only the one meets an await for which its condition holds")
    func conditions() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        var landscape = Self.landscape(server, orders: 6)
        let status = try JSONPointer(parsing: "/data/status")
        landscape.plan.wire?.inbox?.sources[0].conditions = [
            HTTPConditionPlan(.body(status), .oneOf([.init(try TextTemplate(parsing: "delivered"))]))
        ]
        let session = try landscape.session { $0.environment = ["HOOK": Self.secret] }
        let address = try #require(session.inboxes.first)
        let sender = try ClientHarness(String(address.url.dropLast("/hooks/picked".count)))
        let signer = try WebhookSigner(.standard, secrets: [Secret(Self.secret)])
        func update(_ order: UInt64, _ status: String) -> WireRequest {
            let body: JSON = ["data": ["reference": .string("REHEARSE-test-\(order)"), "status": .string(status)]]
            let fields = signer.fields(
                id: "\(order)-\(status)", timestamp: Int64(Date().timeIntervalSince1970), body: body.bytes)
            return WireRequest(.post, "/hooks/picked", fields: fields, body: body.bytes)
        }
        var seen = 0
        var finished: [Transfer] = []
        let recording = try session.runToEnd { _ in
            for request in server.requests.dropFirst(seen) {
                seen += 1
                guard let order = WireLandscape.order(request.body) else { continue }
                sender.send(update(order, "in transit"))
                // Half of them arrive.
                if order % 2 == 0 { sender.send(update(order, "delivered")) }
            }
            sender.client.turn(until: 0, into: &finished)
        }
        #expect(finished.count == 9 && finished.allSatisfy { $0.response?.status == 200 })
        let facts = try #require(recording.wire?.inbox)
        #expect(facts.kept == 9 && facts.met == 3 && facts.unawaited == 6 && facts.neverArrived == 3)
        #expect(recording.books.completed == 3 && recording.books.failed == 3)
    }

    @Test(
        "Kinds at one path are told apart by topic, by condition, or else by the event's name",
        arguments: [
            ("orders/updated", "open", "by topic"), ("x", "delivered", "by condition"), ("x", "open", nil),
            ("byname", "open", "byname"),
        ] as [(String, String, String?)])
    func kinds(told: String, status: String, expected: String?) throws {
        func source(_ name: String, topic: String? = nil, _ conditions: [HTTPConditionPlan] = []) -> InboxDesk.Source {
            InboxDesk.Source(
                event: 1, name: name, topic: topic, conditions: conditions, reading: Arrival.Reading(keys: []))
        }
        let condition = HTTPConditionPlan(
            .body(JSONPointer(["status"])), .oneOf([.init(try TextTemplate(parsing: "delivered"))]))
        let door = InboxDesk.Door(
            sources: [
                source("by topic", topic: "Orders/Updated"), source("by condition", [condition]), source("ByName"),
            ], scheme: .shopify, secret: nil,
            receiver: WebhookReceiver(
                signer: try WebhookSigner(.shopify, secrets: [Secret("s")]), policy: WebhookReceiver.Policy(key: nil),
                origin: EpochOrigin(seconds: 0)))
        var request = WireRequest.post("/hook", json: ["status": .string(status)])
        request.fields[try #require(HTTPField.Name("X-Shopify-Topic"))] = told
        #expect(door.source(request)?.name.lowercased() == expected)
    }

    @Test("Two kinds at one path must be signed alike")
    func paths() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        var landscape = Self.landscape(server, orders: 1)
        let source = try #require(landscape.plan.wire?.inbox?.sources.first)
        var other = source
        other.scheme = .github
        landscape.plan.wire?.inbox?.sources.append(other)
        #expect(throws: WireSession.SetupError.self) {
            try landscape.session { $0.environment = ["HOOK": Self.secret] }
        }
    }
}
