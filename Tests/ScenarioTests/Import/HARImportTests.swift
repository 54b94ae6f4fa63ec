import Foundation
import Kernel
import Testing

@testable import Scenario

/// HTTP archives: what becomes of requests, of what they share, of secrets, and of what cannot be had.
struct HARImportTests {
    /// An entry as browsers write it.
    private static func entry(
        _ method: String, _ url: String, headers: [(String, String)] = [], body: String? = nil,
        type: String = "application/json",
        status: Int = 200, answer: String = "{}", answerType: String = "application/json", wait: Double = 20
    ) throws -> String {
        func text(_ text: String) throws -> String {
            String(
                decoding: try JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed), as: UTF8.self)
        }
        let fields = try headers.map { "{\"name\":\(try text($0.0)),\"value\":\(try text($0.1))}" }.joined(
            separator: ",")
        let post = try body.map { ",\"postData\":{\"mimeType\":\(try text(type)),\"text\":\(try text($0))}" } ?? ""
        return """
            {"startedDateTime":"2026-11-20T09:00:00.000Z","time":\(wait + 5),"request":{"method":"\(method)","url":\(try text(url)),"httpVersion":"HTTP/2","cookies":[],"headers":[\(fields)],"queryString":[]\(post)},"response":{"status":\(status),"headers":[],"content":{"size":1,"mimeType":"\(answerType)","text":\(try text(answer))}},"timings":{"send":1,"wait":\(wait),"receive":1}}
            """
    }

    private static func archive(_ entries: [String]) -> String {
        "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"x\",\"version\":\"1\"},\"entries\":[\n\(entries.joined(separator: ",\n"))\n]}}\n"
    }

    private static let canary = "CANARY-7f3a"

    private static func session() throws -> String {
        archive([
            try entry("GET", "https://shop.example/app.js", answerType: "application/javascript"),
            try entry(
                "POST", "https://api.carrier.example:8443/v1/shipments?dry_run=false&api_key=\(canary)",
                headers: [
                    ("Authorization", "Bearer \(canary)"), ("Cookie", "sid=\(canary)"), ("X-Api-Key", canary),
                    ("X-Channel", "web"), (":authority", "api"), ("User-Agent", "Mozilla"), ("sec-ch-ua", "x"),
                ],
                body: """
                    {"orderReference":"SO-100045","currency":"EUR","password":"\(canary)","items":[{"sku":"P1","quantity":2,"price":12.10},{"sku":"P2","quantity":1,"price":3}],"note":"Dear {name}","to":{"zip":"01067"}}
                    """,
                status: 201, answer: #"{"id":"shp_88213","parcels":[{"tracking_number":"1Z999AA10123456784"}]}"#,
                wait: 200),
            try entry("GET", "https://api.carrier.example:8443/v1/shipments/shp_88213/label", wait: 40),
            try entry("GET", "https://api.carrier.example:8443/v1/shipments/shp_99999/label", wait: 60),
            try entry("GET", "https://api.carrier.example:8443/v1/shipments/shp_77777/label", status: 404, wait: 900),
            try entry("GET", "https://api.carrier.example:8443/v1/tracking?number=1Z999AA10123456784&order=SO-100045"),
            try entry("OPTIONS", "https://api.carrier.example:8443/v1/shipments"),
            try entry("GET", "wss://shop.example/live"),
        ])
    }

    @Test("Requests of one kind are one operation; what answers told is learnt, what the order says is named")
    func grouped() throws {
        let file = try ImportedFile(try Self.session())
        #expect(file.operations("api-carrier") == ["post v1 shipments", "get v1 shipments label", "get v1 tracking"])
        #expect(file["systems", "api-carrier", "url"]?.string == "https://api.carrier.example:8443")
        let post = try file.request("api-carrier", "post v1 shipments")
        #expect(post.message.method == "POST")
        #expect(post.message.path.source == "/v1/shipments")
        #expect(post.message.query.map(\.value.source) == ["false", "${env:API_CARRIER_API_KEY}"])
        #expect(post.statuses == StatusSet(201))
        #expect(
            post.learns == [
                HTTPFactPlan("shipment_id", from: .body(JSONPointer(["id"]))),
                HTTPFactPlan("tracking_number", from: .body(JSONPointer(["parcels", "0", "tracking_number"]))),
            ])
        guard case .text(let body) = post.message.body else {
            Issue.record("no body")
            return
        }
        let flat = body.source.split(whereSeparator: \.isWhitespace).joined()
        #expect(
            flat
                == #"{"orderReference":"{order.reference}","currency":"{order.currency}","password":"${env:API_CARRIER_PASSWORD}","items":[{eachorder.lines}{"sku":"{line.sku}","quantity":{line.quantity},"price":{line.price}}{end}],"note":"Dear{{name}","to":{"zip":"01067"}}"#
        )
        let label = try file.request("api-carrier", "get v1 shipments label")
        #expect(label.message.path.source == "/v1/shipments/{facts.shipment_id}/label")
        #expect(label.rules.map(\.outcome) == [.businessError])
        let track = try file.request("api-carrier", "get v1 tracking")
        #expect(track.message.query.map(\.value.source) == ["{facts.tracking_number}", "{order.reference}"])
        // Waits of 40, 60 and 900 ms.
        #expect(file.work("api-carrier", "get v1 shipments label") == "lognormal 60ms p99 900ms")
    }

    @Test("No secret and no cookie is taken over, into nothing that is written")
    func secrets() throws {
        let file = try ImportedFile(try Self.session())
        #expect(!file.result.scenario.contains(Self.canary))
        #expect(!file.result.notes.contains { $0.text.contains(Self.canary) })
        #expect(file["systems", "api-carrier", "auth", "bearer"]?.string == "${env:API_CARRIER_TOKEN}")
        let post = try file.request("api-carrier", "post v1 shipments")
        #expect(post.message.headers.map(\.name) == ["X-Api-Key", "X-Channel"])
        #expect(post.message.headers.first?.value.source == "${env:API_CARRIER_X_API_KEY}")
    }

    @Test("What is left out is listed with the entry and its line")
    func notes() throws {
        let notes = try ImportedFile(try Self.session()).result.notes.map(\.text)
        #expect(notes.contains("entry 1 (line 2): left out: a page's scripts, styles and pictures"))
        #expect(notes.contains("entry 7 (line 8): left out: a browser's preflight"))
        #expect(notes.contains { $0.hasPrefix("entry 8 (line 9): left out: not http") })
        #expect(notes.contains("entry 5 (line 6): answered 404"))
        #expect(notes.contains { $0.hasPrefix("entry 2 (line 3): cookies are left out") })
    }

    @Test("Operations of GraphQL and JSON-RPC are told apart by what they name")
    func verbs() throws {
        let file = try ImportedFile(
            Self.archive([
                try Self.entry(
                    "POST", "http://localhost:8069/graphql",
                    body: #"{"operationName":"createOrder","query":"mutation { a }"}"#),
                try Self.entry(
                    "POST", "http://localhost:8069/graphql", body: #"{"operationName":"getOrder","query":"{ a }"}"#),
                try Self.entry(
                    "POST", "http://localhost:8069/jsonrpc",
                    body: #"{"jsonrpc":"2.0","method":"call","params":{"method":"read"}}"#),
            ]))
        #expect(file.operations("localhost") == ["create order", "get order", "read"])
    }

    @Test("Forms are forms; an id that nobody told falls back to what it was and is listed")
    func forms() throws {
        let file = try ImportedFile(
            Self.archive([
                try Self.entry(
                    "POST", "http://a.example/carts/83745/pay",
                    body: "order_id=SO-1&amount=5&client_secret=\(Self.canary)",
                    type: "application/x-www-form-urlencoded")
            ]))
        let request = try file.request("a", "post carts pay")
        #expect(request.message.path.source == "/carts/{facts.cart_id or \"83745\"}/pay")
        guard case .form(let fields) = request.message.body else {
            Issue.record("no form")
            return
        }
        #expect(fields.map(\.value.source) == ["{order.reference}", "5", "${env:A_CLIENT_SECRET}"])
        #expect(file.result.notes.contains { $0.message.contains("no earlier answer told the \"83745\" of its path") })
    }

    @Test(
        "What is no archive is told",
        arguments: [
            ("{\"log\":", "s:1:8: it is not JSON, as a HAR file is: expected a JSON value, found the end"),
            ("{\"log\":{}}", "s: expected a HAR file, an object with log.entries; found none"),
            ("{\"log\":{\"entries\":[]}}", "s: none of its 0 entries is a request that can be imported"),
        ])
    func wrong(text: String, message: String) {
        #expect { try Importer(kind: .har).run(Array(text.utf8), source: "s") } throws: {
            ($0 as? ImportError)?.description == message
        }
    }

    @Test("Spoiled archives are imported as valid scenarios or refused")
    func fuzz() throws {
        let sound = try Self.session()
        for seed in 0..<150 {
            var mutant = Mutant(seed: UInt64(seed))
            let bytes = mutant.spoiled(bytes: Array(sound.utf8))
            guard let result = try? Importer(kind: .har).run(bytes, source: "s.har") else { continue }
            let (_, problems) = ScenarioFile.read(result.scenario, as: "imported.yaml")
            #expect(problems.map(\.description) == [], "seed \(seed)\n\(result.scenario)")
        }
    }
}
