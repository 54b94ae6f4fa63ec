import Foundation
import HTTPTypes
import Kernel
import Synchronization
import Testing

@testable import Wire

/// Runs against real systems on loopback that ask who calls.
@Suite("Runs with credentials", .serialized)
struct CredentialRunTests {
    /// A token endpoint that hands out t1, t2, ...
    private static func tokens(
        lifetime: Int, pause: Int = 0, status: String = "200 OK", body: String? = nil
    ) throws -> FaultServer {
        try FaultServer { request in
            let text =
                body
                ?? #"{"access_token": "t\#(request.number + 1)", "token_type": "Bearer", "expires_in": \#(lifetime)}"#
            return [.pause(pause), .answer(text, status: status, fields: "Content-Type: application/json\r\n")]
        }
    }

    private static func landscape(
        _ server: FaultServer, _ auth: AuthPlan, orders: Int = 20, over window: Nanoseconds = 500 * .millisecond
    ) -> WireLandscape {
        var landscape = WireLandscape(.real, orders: orders, over: window)
        landscape.endpoint.url = server.url
        landscape.endpoint.auth = auth
        return landscape
    }

    private static func oauth(_ tokens: FaultServer) -> AuthPlan {
        .clientCredentials(
            tokenURL: "\(tokens.url)/oauth/token", client: "id", secret: .environment("SECRET"), scope: "ship")
    }

    @Test("User and password, a key and a token go out as RFC 7617, the scenario's field and RFC 6750 have them")
    func plainCredentials() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        let ways: [(auth: AuthPlan, field: String, value: String, secret: String)] = [
            // The example of RFC 7617, section 2.
            (
                .basic(user: "Aladdin", password: .environment("SECRET")), "Authorization",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "open sesame"
            ),
            (.key(field: "DHL-API-Key", key: .environment("SECRET")), "DHL-API-Key", "abc-123", "abc-123"),
            // The example of RFC 6750, section 2.1.
            (.bearer(.environment("SECRET")), "Authorization", "Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
        ]
        for way in ways {
            let before = server.requests.count
            let recording = try Self.landscape(server, way.auth, orders: 3, over: 100 * .millisecond)
                .run(environment: ["SECRET": way.secret])
            #expect(recording.books.completed == 3)
            let requests = server.requests[before...]
            #expect(requests.count == 3 && requests.allSatisfy { $0.field(way.field) == way.value })
        }
    }

    @Test("Thirty orders at once and no token: it is fetched once, they wait, and the wait is service time, not lag")
    func singleFlight() throws {
        let tokens = try Self.tokens(lifetime: 3600, pause: 400)
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer {
            tokens.stop()
            server.stop()
        }
        let recording = try Self.landscape(server, Self.oauth(tokens), orders: 30, over: 100 * .millisecond)
            .run(environment: ["SECRET": "s3cret"])
        #expect(recording.books.completed == 30)
        #expect(tokens.requests.count == 1)
        #expect(tokens.requests.first?.line == "POST /oauth/token HTTP/1.1")
        // "id:s3cret" in base64.
        #expect(tokens.requests.first?.field("Authorization") == "Basic aWQ6czNjcmV0")
        #expect(
            tokens.requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                == "grant_type=client_credentials&scope=ship")
        #expect(server.requests.count == 30 && server.requests.allSatisfy { $0.field("Authorization") == "Bearer t1" })
        #expect(recording.warehouse.tokens == 1 && recording.warehouse.refusedTokens == 0)
        let lag = recording.tracks[TrackLayout(recording.plan).index(.scheduleLag)].total
        #expect((lag.quantile(0.5) ?? .never) < 200 * .millisecond)
    }

    @Test("A token that is refused is fetched anew, and the request goes out once more within its attempt")
    func refusedToken() throws {
        let tokens = try Self.tokens(lifetime: 3600)
        // The first token is good for five requests, whatever was promised.
        let server = try FaultServer { request in
            request.field("Authorization") == "Bearer t1" && request.number >= 5
                ? [.answer("{}", status: "401 Unauthorized")] : [WireLandscape.done]
        }
        defer {
            tokens.stop()
            server.stop()
        }
        let recording = try Self.landscape(server, Self.oauth(tokens)).run(environment: ["SECRET": "s3cret"])
        #expect(recording.books.completed == 20)
        #expect(recording.attempts(.ok) == 20 && recording.attempts(.businessError) == 0)
        #expect(tokens.requests.count == 2)
        #expect(recording.warehouse.statuses[200] == 20)
        #expect((recording.warehouse.statuses[401] ?? 0) >= 1)
        #expect(recording.warehouse.refusedTokens == 1)
        // Sent again, it is the same request: the same span, whatever the token.
        let refused = server.requests.filter { $0.field("Authorization") == "Bearer t1" }.dropFirst(5)
        let parents = Set(
            server.requests.filter { $0.field("Authorization") == "Bearer t2" }.compactMap { $0.field("traceparent") })
        #expect(refused.allSatisfy { parents.contains($0.field("traceparent") ?? "") })
    }

    @Test("Tokens are renewed before they expire: no request ever carries an old one")
    func renewal() throws {
        let tokens = try Self.tokens(lifetime: 2)
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer {
            tokens.stop()
            server.stop()
        }
        let recording = try Self.landscape(server, Self.oauth(tokens), orders: 50, over: 5 * .second)
            .run(environment: ["SECRET": "s3cret"])
        #expect(recording.books.completed == 50)
        // At 0, 1.5, 3 and 4.5 s: a quarter of the lifetime before it ends. A slow machine may miss one.
        #expect((3...4).contains(tokens.requests.count))
        #expect(recording.warehouse.statuses == [200: 50])
    }

    @Test("Wrong credentials fail each order with one clear message; the token endpoint is not asked for each")
    func denied() throws {
        let tokens = try Self.tokens(
            lifetime: 0, status: "401 Unauthorized", body: #"{"error": "invalid_client", "hint": "s3cret"}"#)
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer {
            tokens.stop()
            server.stop()
        }
        let recording = try Self.landscape(server, Self.oauth(tokens)).run(environment: ["SECRET": "s3cret"])
        #expect(recording.books.failed == 20 && server.requests.isEmpty)
        #expect(tokens.requests.count <= 3)
        let detail = try #require(recording.warehouse.details["businessError"])
        #expect(detail.contains("invalid_client") && detail.contains("check the client's id"))
        #expect(!detail.contains("s3cret"))
    }

    @Test("A secret that is not there, a token endpoint elsewhere and a key no header can carry are refused at set-up")
    func refusedAtSetUp() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        defer { server.stop() }
        func message(_ auth: AuthPlan, _ environment: [String: String] = ["SECRET": "s3cret"]) -> String {
            do {
                try Self.landscape(server, auth).session { $0.environment = environment }.close()
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(
            message(.bearer(.environment("SECRET")), [:])
                == "systems.warehouse.auth: ${env:SECRET}: the environment variable SECRET is not set; set it before the run"
        )
        let elsewhere = AuthPlan.clientCredentials(
            tokenURL: "https://login.example.com/token", client: "id", secret: .environment("SECRET"), scope: nil)
        #expect(message(elsewhere).contains("login.example.com is not this machine and the scenario does not name it"))
        let broken = message(.bearer(.environment("SECRET")), ["SECRET": "two\nlines"])
        #expect(broken.contains("line breaks") && !broken.contains("two"))
        #expect(server.requests.isEmpty)
    }

    @Test("A partner that repeats what it was sent does not bring the secret into the recording")
    func echoes() throws {
        let server = try FaultServer { request in
            let said = request.field("Authorization") ?? ""
            return [
                .answer(
                    #"{"error": "unknown credentials \#(said)"}"#, status: "401 Unauthorized",
                    fields: "Content-Type: application/json\r\n")
            ]
        }
        defer { server.stop() }
        let recording = try Self.landscape(server, .basic(user: "me", password: .environment("SECRET")), orders: 2)
            .run(environment: ["SECRET": "correct horse"])
        let detail = try #require(recording.warehouse.details["businessError"])
        // "me:correct horse" in base64 is bWU6Y29ycmVjdCBob3JzZQ==.
        #expect(detail.hasPrefix("status 401: unknown credentials"))
        #expect(!detail.contains("Y29ycmVjdCBob3JzZ"))
    }

    @Test("Each attempt has its span, each call its key, each order its trace; we say what we are")
    func names() throws {
        let server = try FaultServer { request in
            request.number.isMultiple(of: 2) ? [.answer("{}", status: "500 Oops")] : [WireLandscape.done]
        }
        defer { server.stop() }
        var landscape = WireLandscape(.real, orders: 2, over: .second)
        landscape.endpoint.url = server.url
        landscape.plan.links[0].attempts = 2
        landscape.plan.links[0].retries = Outcome.Set([.serverError])
        landscape.plan.links[0].idempotent = true
        let recording = try landscape.session { $0.version = "1.2.3" }.runToEnd()
        #expect(recording.books.completed == 2)
        let requests = server.requests
        try #require(requests.count == 4)
        func traces(_ requests: ArraySlice<FaultServer.Request>) -> [TraceParent] {
            requests.compactMap { $0.field("traceparent").flatMap { TraceParent($0) } }
        }
        let first = traces(requests[..<2])
        let second = traces(requests[2...])
        #expect(Set(first.map(\.traceID)).count == 1 && Set(second.map(\.traceID)).count == 1)
        #expect(first.first?.traceID != second.first?.traceID)
        #expect(Set((first + second).map(\.parentID)).count == 4)
        let keys = requests.map { $0.field("Idempotency-Key") ?? "" }
        #expect(keys[0] == keys[1] && keys[2] == keys[3] && keys[0] != keys[2] && !keys[0].isEmpty)
        #expect(requests[0].field("X-Correlation-ID") == "REHEARSE-test-0")
        #expect(requests.allSatisfy { $0.field("User-Agent") == "rehearse/1.2.3 (load test)" })
    }

    // MARK: Credentials that change

    /// What a server takes, and what it answers otherwise; it repeats what it was sent.
    private static func server(_ isGood: @escaping @Sendable (FaultServer.Request) -> Bool) throws -> FaultServer {
        try FaultServer { request in
            if isGood(request) { return [WireLandscape.done] }
            let said = request.field("Authorization") ?? request.field("X-Key") ?? ""
            return [
                .answer(
                    #"{"error": "unknown credentials \#(said)"}"#, status: "401 Unauthorized",
                    fields: "Content-Type: application/json\r\n")
            ]
        }
    }

    /// Whether a recording, written out, holds any of these.
    private static func shows(_ recording: Recording, _ secrets: [String]) throws -> Bool {
        let facts = String(decoding: try JSONEncoder().encode(recording.wire), as: UTF8.self)
        let plan = String(decoding: try JSONEncoder().encode(recording.plan), as: UTF8.self)
        let forms = secrets + secrets.map { Data("me:\($0)".utf8).base64EncodedString() }
        return forms.contains { facts.contains($0) || plan.contains($0) }
    }

    @Test(
        "A partner that changes its key in the middle of a run loses no order where both are named, whichever comes first"
    )
    func changedKey() throws {
        let both = CredentialReference(.environment("OLD"), others: [.environment("NEW")])
        let ways: [(auth: AuthPlan, field: String, old: String, new: String)] = [
            (.key(field: "X-Key", key: both), "X-Key", "canary-old", "canary-new"),
            (.bearer(both), "Authorization", "Bearer canary-old", "Bearer canary-new"),
            // base64 of "me:canary-old" and "me:canary-new"
            (
                .basic(user: "me", password: both), "Authorization", "Basic bWU6Y2FuYXJ5LW9sZA==",
                "Basic bWU6Y2FuYXJ5LW5ldw=="
            ),
        ]
        for way in ways {
            // Ten requests with the old key, then only the new one is good.
            let server = try Self.server { request in
                request.field(way.field) == (request.number < 10 ? way.old : way.new)
            }
            defer { server.stop() }
            let recording = try Self.landscape(server, way.auth, orders: 30)
                .run(environment: ["OLD": "canary-old", "NEW": "canary-new"])
            #expect(recording.books.completed == 30)
            #expect(recording.attempts(.ok) == 30 && recording.attempts(.businessError) == 0)
            #expect(recording.warehouse.statuses[200] == 30)
            // The refused ones are those that were on their way; from then on the new key is used.
            let refused = recording.warehouse.statuses[401] ?? 0
            #expect((1...5).contains(refused))
            #expect(server.requests.last?.field(way.field) == way.new)
            #expect(try !Self.shows(recording, ["canary-old", "canary-new"]))
        }
    }

    @Test("A partner that takes the second key from the first request on is asked twice once, and never again")
    func secondKey() throws {
        let server = try Self.server { $0.field("Authorization") == "Bearer b" }
        defer { server.stop() }
        let auth = AuthPlan.bearer(CredentialReference(.environment("A"), others: [.environment("B")]))
        var landscape = Self.landscape(server, auth, orders: 10)
        // One at a time: a second request that is under way before the first is refused would be refused as well.
        landscape.endpoint.inFlight = 1
        let recording = try landscape.run(environment: ["A": "a", "B": "b"])
        #expect(recording.books.completed == 10)
        #expect(recording.warehouse.statuses == [401: 1, 200: 10])
    }

    @Test("Where both keys are refused each order fails with the partner's words, and no secret is in them")
    func neitherKey() throws {
        let server = try Self.server { _ in false }
        defer { server.stop() }
        let auth = AuthPlan.bearer(CredentialReference(.environment("A"), others: [.environment("B")]))
        let recording = try Self.landscape(server, auth, orders: 10)
            .run(environment: ["A": "canary-aaaa", "B": "canary-bbbb"])
        #expect(recording.books.failed == 10)
        // Once with each, then with the first alone.
        #expect(recording.warehouse.statuses == [401: 11])
        let detail = try #require(recording.warehouse.details["businessError"])
        #expect(detail.hasPrefix("status 401: unknown credentials"))
        #expect(try !Self.shows(recording, ["canary-aaaa", "canary-bbbb"]))
    }

    @Test("A key in a file that changes in the middle of a run is read once more, and no order is lost")
    func changedFile() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("canary-old\n".utf8).write(to: URL(fileURLWithPath: path))
        let server = try FaultServer { request in
            if request.number == 10 {
                try? Data("canary-new\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            }
            let good = request.number < 10 ? "Bearer canary-old" : "Bearer canary-new"
            return request.field("Authorization") == good
                ? [WireLandscape.done] : [.answer("{}", status: "401 Unauthorized")]
        }
        defer { server.stop() }
        let recording = try Self.landscape(server, .bearer(.file(path)), orders: 30).run()
        #expect(recording.books.completed == 30)
        #expect(recording.attempts(.businessError) == 0)
        #expect(recording.warehouse.statuses[200] == 30)
        #expect((1...5).contains(recording.warehouse.statuses[401] ?? 0))
        #expect(try !Self.shows(recording, ["canary-old", "canary-new"]))
    }

    @Test("A secret of an OAuth client that is revoked in the middle of a run gives way to the next")
    func changedClientSecret() throws {
        // "id:canary-old" and "id:canary-new" in base64.
        let tokens = try FaultServer { request in
            let good = request.number < 1 ? "Basic aWQ6Y2FuYXJ5LW9sZA==" : "Basic aWQ6Y2FuYXJ5LW5ldw=="
            guard request.field("Authorization") == good else {
                return [.answer(#"{"error": "invalid_client"}"#, status: "401 Unauthorized")]
            }
            return [.answer(#"{"access_token": "t\#(request.number)", "token_type": "Bearer", "expires_in": 3600}"#)]
        }
        let server = try FaultServer { request in
            request.field("Authorization") == "Bearer t0" && request.number >= 10
                ? [.answer("{}", status: "401 Unauthorized")] : [WireLandscape.done]
        }
        defer {
            tokens.stop()
            server.stop()
        }
        let both = CredentialReference(.environment("OLD"), others: [.environment("NEW")])
        let auth = AuthPlan.clientCredentials(
            tokenURL: "\(tokens.url)/token", client: "id", secret: both, scope: nil)
        let recording = try Self.landscape(server, auth, orders: 30)
            .run(environment: ["OLD": "canary-old", "NEW": "canary-new"])
        #expect(recording.books.completed == 30 && recording.attempts(.businessError) == 0)
        // One at the start, one refused, one with the new secret.
        #expect(tokens.requests.count == 3)
        #expect(try !Self.shows(recording, ["canary-old", "canary-new"]))
    }
}
