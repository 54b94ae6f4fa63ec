import Foundation
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// The admin endpoint of runs and of vendors' systems.
@Suite("Admin endpoint of runs", .serialized)
struct AdminRunTests {
    private static let secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"

    @Test("It is ready once its sessions are open and until it drains, and says why it is not")
    func ready() throws {
        // Logging in takes a second; each order is under way for as long.
        let server = try FaultServer { _ in [.pause(1_000), WireLandscape.done] }
        defer { server.stop() }
        var landscape = WireLandscape(.real, orders: 100, over: 20 * .second)
        landscape.endpoint.dialect = .http
        landscape.endpoint.url = server.url
        let get = {
            HTTPOperationPlan([HTTPRequestPlan(HTTPMessagePlan(method: "GET", path: TextTemplate(literal: $0)))])
        }
        landscape.endpoint.opening = get("/login")
        landscape.endpoint.requests = ["pick": get("/pick")]
        let run = try RunHarness(landscape.finished)
        defer { run.stop() }
        let opening = try run.admin("/ready")
        #expect(opening.status == 503)
        #expect(opening.json["ready"]?.bool == false && opening.json["because"]?.text == "sessions are being opened")
        // What else is asked waits until the run can tell.
        #expect(try run.admin("/counters").json["orders"]?["due"]?.integer != nil)
        let ready = try run.admin("/ready")
        #expect(ready.status == 200 && ready.json["ready"]?.bool == true)
        #expect(ready.json["systems"]?.array == ["warehouse"])
        _ = try run.await("/counters") { $1["orders"]?["due"]?.integer ?? 0 > 0 }
        run.tell(.drain)
        let draining = try run.await("/ready") { status, _ in status == 503 }
        #expect(draining["ready"]?.bool == false)
        #expect(draining["because"]?.text?.hasPrefix("no new orders come") == true)
        let recording = try run.end()
        #expect(recording.books.due < 100 && recording.books.completed == recording.books.due)
    }

    /// The seed and the order whose webhook is held back: by the sender's own dice one of six, for half a second to one and a
    /// half.
    private static func held() throws -> (seed: UInt64, order: Int) {
        for seed in UInt64(1)...5_000 {
            var sender = try WebhookSender(
                path: "/", profile: .vendor(.standard),
                signer: WebhookSigner(.standard, secrets: [Secret(Self.secret)]),
                faults: WebhookFaults(reordering: Self.share),
                key: RandomKey(seed: seed, path: "webhooks").child(0).child(0), origin: EpochOrigin(seconds: 0))
            let held = (0..<6).filter { number in
                sender.publish(
                    WebhookEvent(id: "\(number)", topic: "t", occurred: 0, body: [], reference: nil), at: 0
                ).isEmpty
            }
            if held.count == 1, held[0] < 3, let due = sender.nextDue,
                (500 * .millisecond...1_500 * .millisecond).contains(due)
            {
                return (seed, held[0])
            }
        }
        throw ClientError("no seed holds back one webhook of six")
    }

    private static let share = 0.2

    @Test(
        "The ledger has webhooks out and in, found by order and correlation id; one held back is overtaken by later ones"
    )
    func webhooks() throws {
        let probe = LoopbackSocket.bound()
        let port = LoopbackSocket.port(of: probe)
        close(probe)
        let (seed, late) = try Self.held()
        var landscape = WireLandscape(.served, orders: 6, over: 300 * .millisecond, seed: seed)
        landscape.operation = [.emit(WireLandscape.picked)]
        landscape.after = [landscape.awaitPicked(atMost: 8 * .second), landscape.wait(20 * .second)]
        landscape.endpoint.webhooks = [
            WebhookPlan(
                url: "http://127.0.0.1:\(port)/hooks/picked", events: [WireLandscape.picked], scheme: .standard,
                secret: .environment("HOOK"), reordering: Self.share)
        ]
        landscape.plan.wire?.inbox = InboxPlan(
            port: Int(port),
            sources: [
                InboxPlan.Source(
                    path: "/hooks/picked", event: WireLandscape.picked, scheme: .standard,
                    secret: .environment("HOOK"), reference: JSONPointer(["data", "reference"]))
            ])
        let run = try RunHarness(landscape.finished, environment: ["HOOK": Self.secret])
        defer { run.stop() }
        func entries(_ query: String) throws -> [JSON] {
            try #require(try run.admin("/ledger?\(query)").json["entries"]?.array)
        }
        // Each of the six is asked for, told of, and heard of.
        let all = try #require(
            try run.await("/ledger") { $1["entries"]?.array?.count ?? 0 >= 18 }["entries"]?.array)
        #expect(all.count == 18 && all.allSatisfy { $0["status"]?.integer == 200 })
        func references(_ kind: String) -> [String] {
            all.reversed().filter { $0["kind"]?.text == kind }.compactMap { $0["reference"]?.text }
        }
        let orders = (0..<6).map { "REHEARSE-test-\($0)" }
        #expect(references("request") == orders)
        // Both ends see the one that was held back as the last, and the others in their order.
        let overtaken = orders.filter { $0 != orders[late] } + [orders[late]]
        #expect(references("webhook out") == overtaken)
        #expect(references("webhook in") == overtaken)
        for query in ["order=REHEARSE-test-4", "correlation=REHEARSE-test-4"] {
            let found = try entries(query)
            #expect(found.compactMap { $0["kind"]?.text }.sorted() == ["request", "webhook in", "webhook out"])
            #expect(found.allSatisfy { $0["reference"]?.text == orders[4] && $0["correlation"]?.text == orders[4] })
        }
        let told = try entries("system=warehouse&order=REHEARSE-test-4")
        #expect(told.compactMap { $0["kind"]?.text }.sorted() == ["request", "webhook out"])
        let out = try #require(told.first { $0["kind"]?.text == "webhook out" })
        #expect(out["method"]?.text == "POST" && out["path"]?.text == "/hooks/picked")
        #expect(try entries("order=REHEARSE-test-6").isEmpty)
    }

    @Test(
        "Served carriers tell what they know of a parcel by its tracking number",
        arguments: [Dialect.ups, .fedex, .dhlExpress, .karrio])
    func tracking(dialect: Dialect) throws {
        var plan = SmallPlan(orders: 0).plan
        plan.operations[0].name = "label"
        var endpoint = EndpointPlan(system: 0)
        endpoint.dialect = dialect
        plan.wire = WirePlan()
        plan.wire?.endpoints = [endpoint]
        let service = try ServiceHarness(plan)
        defer { service.stop() }
        let speech = try ProtocolCatalog.make(endpoint, of: 0, in: plan, credentials: []) { _ in Secret("") }
        let client = try ClientHarness(service.url())
        defer { client.client.close() }
        var conversation = try #require(speech.conversation("label", for: .sample, session: [:]))
        var response: WireResponse?
        var result: ConversationResult?
        for _ in 0..<10 where result == nil {
            switch conversation.next(response) {
            case .send(let request, _): response = try client.exchange(request).response
            case .end(let end): result = end
            }
        }
        let tracking = try #require(result?.learnt[FactName.tracking]?.text, "\(String(describing: result))")
        let state = try service.admin("GET", "/state?key=\(tracking)")
        #expect(state.status == 200)
        let records = try #require(state.json["records"]?.array)
        try #require(records.count == 1)
        #expect(records[0]["system"]?.text == "box")
        #expect(records[0]["reference"]?.text == BusinessOrder.sample.reference)
        #expect(records[0]["keys"]?.array?.contains(.string(tracking)) == true)
        #expect(try service.admin("GET", "/state?key=\(tracking)0").status == 404)
    }
}
