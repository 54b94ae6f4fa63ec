import Foundation
import Kernel
import Testing

@testable import Wire

/// Runs against partners whose sessions end before the run does.
@Suite("Runs with sessions", .serialized)
struct SessionRunTests {
    private static func karrio() -> KarrioProtocol {
        KarrioProtocol(KarrioOptions(access: .user("me@example.com", Secret("canary-password"))))
    }

    private static func odoo() -> OdooJSONRPC {
        var options = OdooOptions(database: "peak", login: "me", secret: Secret("canary-password"))
        options.isWebSession = true
        return OdooJSONRPC(options)
    }

    private static func landscape(_ partner: SessionPartner, _ dialect: Dialect, orders: Int = 30) -> WireLandscape {
        var landscape = WireLandscape(.real, orders: orders, over: 600 * .millisecond)
        landscape.endpoint.url = partner.url
        landscape.endpoint.dialect = dialect
        landscape.endpoint.auth =
            dialect == .karrio
            ? .basic(user: "me@example.com", password: .environment("SECRET")) : .password(.environment("SECRET"))
        landscape.plan.operations[0].name = dialect == .karrio ? "label" : "create order"
        if dialect == .odooJSONRPC {
            landscape.endpoint.options = ["database": "peak", "login": "me", "session": "web"]
        }
        return landscape
    }

    /// Opens the sessions, and runs.
    private static func run(_ landscape: WireLandscape, secret: String = "canary-password") throws -> Recording {
        let session = try landscape.session { $0.environment = ["SECRET": secret] }
        try session.open()
        return try session.runToEnd()
    }

    private static func shows(_ recording: Recording, _ secret: String) throws -> Bool {
        String(decoding: try JSONEncoder().encode(recording.wire), as: UTF8.self).contains(secret)
    }

    @Test("karrio's token ends every 40 requests: it is fetched anew, once for all who wait, and no order is lost")
    func karrioSessions() throws {
        let partner = try SessionPartner(Self.karrio(), uses: 40)
        defer { partner.stop() }
        let recording = try Self.run(Self.landscape(partner, .karrio))
        #expect(recording.books.completed == 30)
        #expect(recording.attempts(.ok) == 30 && recording.attempts(.businessError) == 0)
        // A label takes three requests, 90 in all, one more looks for the connection with each session.
        #expect((2...4).contains(partner.sessions), "\(partner.sessions)")
        #expect(partner.refused >= 1)
        #expect(recording.warehouse.tokens == Int64(partner.sessions - 1))
        #expect(recording.warehouse.refusedTokens == recording.warehouse.tokens)
        // What was done before the session ended was not done again.
        let made = partner.requests.filter { $0.line == "POST /v1/shipments HTTP/1.1" }
        let answered = Set(partner.requests.compactMap { $0.field("X-Correlation-ID") })
        #expect(answered.count == 31)
        #expect(partner.book.count == 30 && made.count >= 30)
        #expect(try !Self.shows(recording, "canary"))
    }

    @Test("Odoo's web session ends every 25 requests: it is opened anew, and each order is created once")
    func odooSessions() throws {
        let partner = try SessionPartner(Self.odoo(), uses: 25)
        defer { partner.stop() }
        let recording = try Self.run(Self.landscape(partner, .odooJSONRPC))
        #expect(recording.books.completed == 30)
        #expect(recording.attempts(.ok) == 30 && recording.attempts(.businessError) == 0)
        #expect(partner.sessions >= 3 && partner.refused >= 2)
        #expect(recording.warehouse.tokens == Int64(partner.sessions - 1))
        #expect(try !Self.shows(recording, "canary"))
    }

    @Test("Many at once find the session over: one log-in")
    func storm() throws {
        let partner = try SessionPartner(Self.karrio(), uses: 100, pause: 300)
        defer { partner.stop() }
        var landscape = Self.landscape(partner, .karrio, orders: 60)
        landscape.plan.demand.streams[0].slices[0].end = 200 * .millisecond
        let recording = try Self.run(landscape)
        #expect(recording.books.completed == 60 && recording.attempts(.businessError) == 0)
        // 180 requests for labels and a few for the connection, a hundred in each session.
        #expect((2...3).contains(partner.sessions))
        #expect(partner.refused >= 1)
        // Who waits for a session waits for the partner: the generator was not late.
        let lag = recording.tracks[TrackLayout(recording.plan).index(.scheduleLag)].total
        #expect((lag.quantile(0.5) ?? .never) < 200 * .millisecond)
    }

    @Test(
        "A renewal that fails is told as what it is",
        arguments: [
            (
                Dialect.karrio, "500 Oops", #"{"detail": "database is locked"}"#, "serverError",
                "karrio, token: HTTP 500"
            ),
            (
                .karrio, "401 Unauthorized",
                #"{"errors": [{"code": "authentication_failed", "message": "No active account"}]}"#, "businessError",
                "No active account"
            ),
            (
                .odooJSONRPC, "200 OK",
                #"{"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": {"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"}}}"#,
                "businessError", "Odoo refused the login \"me\""
            ),
        ])
    func failing(dialect: Dialect, status: String, body: String, outcome: String, words: String) throws {
        let speech: any WireProtocol = dialect == .karrio ? Self.karrio() : Self.odoo()
        let partner = try SessionPartner(speech, uses: 20) { $0 == 1 ? nil : [.answer(body, status: status)] }
        defer { partner.stop() }
        let recording = try Self.run(Self.landscape(partner, dialect))
        #expect(recording.books.completed > 0 && recording.books.failed > 0)
        let detail = try #require(recording.warehouse.details[outcome])
        #expect(detail.contains("its session cannot be opened anew: ") && detail.contains(words), "\(detail)")
        // Not once for each order: it is left alone for a second.
        #expect(partner.sessions <= 3)
        #expect(try !Self.shows(recording, "canary"))
    }

    @Test("A kind of session that does not exist is refused where it stands")
    func unknownSession() throws {
        let partner = try SessionPartner(Self.odoo(), uses: 10)
        defer { partner.stop() }
        var landscape = Self.landscape(partner, .odooJSONRPC)
        landscape.endpoint.options["session"] = "cookie"
        #expect(
            landscape.trouble(["SECRET": "s"])
                == "systems.warehouse: options.session: expected web or none, found \"cookie\"")
    }

    @Test("Taking back goes on as well when its session ends", arguments: [Dialect.karrio, .odooJSONRPC])
    func undone(dialect: Dialect) throws {
        let speech: any WireProtocol = dialect == .karrio ? Self.karrio() : Self.odoo()
        let partner = try SessionPartner(speech, uses: 25)
        defer { partner.stop() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "undo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let journal = folder.appending(path: "created.jsonl").path
        let session = try Self.landscape(partner, dialect).session {
            $0.environment = ["SECRET": "canary-password"]
            $0.journal = journal
        }
        try session.open()
        _ = try session.runToEnd()
        let entries = RunJournal.entries(path: journal)
        #expect(entries.count >= 30)
        let before = partner.sessions
        let second = try Self.landscape(partner, dialect).session { $0.environment = ["SECRET": "canary-password"] }
        defer { second.close() }
        try second.openToUndo()
        let undone = second.undo(entries)
        #expect(undone.count >= 30 && undone.allSatisfy(\.isUndone))
        #expect(partner.sessions >= before + 2)
    }

    @Test("A password that changed meanwhile: the other one named opens the session, at the start and within the run")
    func passwords() throws {
        // The served side takes one only: the second of the two.
        let partner = try SessionPartner(Self.odoo(), uses: 25)
        defer { partner.stop() }
        var landscape = Self.landscape(partner, .odooJSONRPC)
        landscape.endpoint.auth = .password(
            CredentialReference(.environment("OLD"), others: [.environment("SECRET")]))
        let session = try landscape.session { $0.environment = ["SECRET": "canary-password", "OLD": "canary-old"] }
        try session.open()
        let recording = try session.runToEnd()
        #expect(recording.books.completed == 30)
        #expect(try !Self.shows(recording, "canary"))
    }

    @Test(
        "The session of a template protocol is opened anew when it is refused, with the secret that its file holds then"
    )
    func template() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("canary-old".utf8).write(to: URL(fileURLWithPath: path))
        let server = try FaultServer { request in
            if request.number == 12 {
                try? Data("canary-new".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            }
            let isNew = request.number >= 12
            if request.target == "/login" {
                let isGood = request.field("X-Pass") == (isNew ? "canary-new" : "canary-old")
                return [
                    isGood
                        ? .answer(#"{"token": "session-\#(isNew ? 2 : 1)"}"#)
                        : .answer("{}", status: "401 Unauthorized")
                ]
            }
            return request.field("X-Session") == "session-\(isNew ? 2 : 1)"
                ? [.answer("{}")] : [.answer("{}", status: "401 Unauthorized")]
        }
        defer { server.stop() }
        var landscape = WireLandscape(.real, orders: 30, over: 600 * .millisecond)
        landscape.endpoint.url = server.url
        landscape.endpoint.dialect = .http
        let pass = try TextTemplate(parsing: "${file:\(path)}", as: .header)
        landscape.endpoint.opening = HTTPOperationPlan([
            HTTPRequestPlan(
                HTTPMessagePlan(
                    method: "POST", path: try TextTemplate(parsing: "/login", as: .path),
                    headers: [.init("X-Pass", pass)]),
                learns: [HTTPFactPlan("token", from: .body(JSONPointer(["token"])))])
        ])
        landscape.endpoint.requests["pick"] = HTTPOperationPlan([
            HTTPRequestPlan(
                HTTPMessagePlan(
                    method: "POST", path: try TextTemplate(parsing: "/pick", as: .path),
                    headers: [.init("X-Session", try TextTemplate(parsing: "{session.token}", as: .header))]))
        ])
        let recording = try Self.run(landscape)
        #expect(recording.books.completed == 30 && recording.attempts(.businessError) == 0)
        #expect(server.requests.filter { $0.target == "/login" }.count == 2)
        #expect(try !Self.shows(recording, "canary"))
    }
}
