import Foundation
import Kernel
import Testing

@testable import Wire

/// Whole runs over TLS, as a scenario's `tls` asks for them, against a server in this process.
@Suite(
    "Runs over TLS", .serialized, .timeLimit(.minutes(1)),
    .enabled(
        if: Program.find("openssl") != nil && OpenSSL.isThere,
        "no openssl, or a libcurl without it: runs over TLS are not tested"))
struct TLSRunTests {
    private static let orders = 20

    /// A folder with certificates, a plain server, and TLS before it.
    private func withServer(
        authorities: String? = nil, newest: OpenSSL.Version = .tls13, leaf: String = "good",
        _ body: (_ folder: URL, _ server: FaultServer, _ front: TLSFront) throws -> Void
    ) throws {
        try Program.withFolder { folder in
            try Certificates.make(
                folder, [("good", "IP:127.0.0.1", 2), ("other", "DNS:elsewhere.example", 2), ("us", "DNS:us", 2)])
            try Certificates.authority("stranger", folder)
            let server = try FaultServer { _ in [WireLandscape.done] }
            defer { server.stop() }
            let front = try TLSFront(folder, leaf, authorities: authorities, newest: newest, before: server.port)
            defer { front.stop() }
            try body(folder, server, front)
        }
    }

    private func landscape(_ front: TLSFront, _ tls: TLSPlan?) -> WireLandscape {
        var landscape = WireLandscape(.real, orders: TLSRunTests.orders, over: 300 * .millisecond)
        landscape.endpoint.url = front.url
        landscape.endpoint.tls = tls
        return landscape
    }

    private func path(_ folder: URL, _ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }

    @Test("A certificate of the scenario's own authority: every order is served over TLS")
    func ownAuthority() throws {
        try withServer { folder, server, front in
            let session = try landscape(front, TLSPlan(authorities: path(folder, "ca.pem"))).session()
            try session.open()
            #expect(server.requests.isEmpty)
            let recording = try session.runToEnd()
            #expect(recording.books.completed == 20 && server.requests.count == 20)
            #expect(recording.warehouse.failures.isEmpty && recording.warehouse.statuses == [200: 20])
            #expect(front.refused == 0)
        }
    }

    @Test("Unknown authorities and wrong names are told before the first order, with libcurl's words and the remedy")
    func notTrusted() throws {
        try withServer { folder, server, front in
            // The machine's own authorities do not know ours, and a stranger does not vouch for it.
            for tls in [nil, TLSPlan(authorities: path(folder, "stranger.pem"))] {
                let words = landscape(front, tls).trouble()
                #expect(words.hasPrefix("systems.warehouse: its session cannot be opened: "), "\(words)")
                #expect(words.contains("GET \(front.url): certificate not accepted: "), "\(words)")
                #expect(words.contains("SSL certificate problem"), "\(words)")
                #expect(words.contains("check the name in the certificate, its dates, `authorities`"), "\(words)")
            }
            #expect(server.requests.isEmpty && front.refusals(expecting: 2) == 2)
        }
        try withServer(leaf: "other") { folder, server, front in
            let words = landscape(front, TLSPlan(authorities: path(folder, "ca.pem"))).trouble()
            #expect(words.contains("certificate not accepted") && words.contains("subject name"), "\(words)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("A run that nobody opened sessions for counts the same failure, order by order")
    func notTrustedInTheRun() throws {
        try withServer { folder, server, front in
            let recording = try landscape(front, TLSPlan(authorities: path(folder, "stranger.pem"))).run()
            #expect(recording.books.failed == 20 && server.requests.isEmpty)
            #expect(recording.warehouse.failures == ["certificate not accepted": 20])
            #expect(recording.attempts(.connection) == 20)
        }
    }

    @Test("A server that demands a certificate of ours gets it, and its key out of a locked file", arguments: [12, 13])
    func clientCertificate(_ version: Int) throws {
        try withServer(authorities: "ca.pem", newest: version == 12 ? .tls12 : .tls13) { folder, server, front in
            try Program.run(
                Program.find("openssl") ?? "",
                ["rsa", "-aes256", "-passout", "pass:canary-7f3a", "-in", "us.key", "-out", "locked.key"], in: folder)
            var tls = TLSPlan(
                authorities: path(folder, "ca.pem"), certificate: path(folder, "us.pem"), key: path(folder, "us.key"))
            #expect(try landscape(front, tls).run().books.completed == 20)
            tls.key = path(folder, "locked.key")
            tls.password = .environment("KEY_PASSWORD")
            #expect(try landscape(front, tls).run(environment: ["KEY_PASSWORD": "canary-7f3a"]).books.completed == 20)
            #expect(server.requests.count == 40 && front.refused == 0)
            // What the library says of a password that does not fit, it says before it sends anything.
            let wrong = landscape(front, tls).trouble(["KEY_PASSWORD": "canary-0000"])
            #expect(wrong.contains("certificate not accepted: ") && wrong.contains("locked.key"), "\(wrong)")
            #expect(!wrong.contains("canary"))
            tls.key = path(folder, "good.key")
            let mismatch = landscape(front, tls).trouble(["KEY_PASSWORD": "canary-7f3a"])
            #expect(mismatch.contains("certificate not accepted: ") && mismatch.contains("good.key"), "\(mismatch)")
            #expect(server.requests.count == 40)
        }
    }

    @Test("Without it, or with one of a stranger, the server refuses: with TLS 1.2 at the opening, with 1.3 each order")
    func noClientCertificate() throws {
        for version in [OpenSSL.Version.tls12, .tls13] {
            try withServer(authorities: "ca.pem", newest: version) { folder, server, front in
                let none = TLSPlan(authorities: path(folder, "ca.pem"))
                // Signed by nobody but itself.
                let foreign = TLSPlan(
                    authorities: path(folder, "ca.pem"), certificate: path(folder, "stranger.pem"),
                    key: path(folder, "stranger.key"))
                for tls in [none, foreign] {
                    if version == .tls12 {
                        let words = landscape(front, tls).trouble()
                        // Up to TLS 1.2 a server says of a certificate that is missing no more than that there was a failure.
                        let kind = tls == none ? "no agreement on TLS" : "certificate not accepted"
                        #expect(words.contains(kind) && words.contains("alert"), "\(words)")
                        if tls == none { #expect(words.contains("whether the server wants a certificate of ours")) }
                    } else {
                        // For TLS 1.3 the handshake is over when the server looks at ours.
                        let recording = try landscape(front, tls).run()
                        #expect(recording.books.failed == 20)
                        #expect(recording.warehouse.failures == ["certificate not accepted": 20])
                        let words = recording.warehouse.words["certificate not accepted"] ?? ""
                        #expect(words.contains(tls == none ? "certificate required" : "unknown ca"), "\(words)")
                    }
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test("A server too old for the scenario's minimum is told before the first order; one that is not is spoken with")
    func minimum() throws {
        try withServer(newest: .tls12) { folder, server, front in
            var tls = TLSPlan(authorities: path(folder, "ca.pem"), minimum: .three)
            let words = landscape(front, tls).trouble()
            #expect(words.contains("no agreement on TLS: ") && words.contains("protocol version"), "\(words)")
            #expect(words.contains("the versions both sides allow"), "\(words)")
            #expect(server.requests.isEmpty && front.refusals(expecting: 1) == 1)
            tls.minimum = .two
            let recording = try landscape(front, tls).run()
            #expect(recording.books.completed == 20)
        }
        try withServer(newest: .tls13) { folder, _, front in
            let tls = TLSPlan(authorities: path(folder, "ca.pem"), minimum: .three)
            let recording = try landscape(front, tls).run()
            #expect(recording.books.completed == 20)
            // Nobody connected before the first order, so that connecting is in the recording.
            let parts = recording.warehouse.parts
            #expect(parts["tls"]?.count == parts["connect"]?.count && (parts["tls"]?.sum ?? 0) > 0)
        }
    }

    @Test("Files that are missing, of the wrong kind or locked are told at set-up, by the scenario's key for them")
    func files() throws {
        try withServer { folder, server, front in
            let ca = path(folder, "ca.pem")
            let ours = (certificate: path(folder, "us.pem"), key: path(folder, "us.key"))
            try Program.run(
                Program.find("openssl") ?? "",
                ["pkcs8", "-topk8", "-passout", "pass:x", "-in", "us.key", "-out", "locked.key"], in: folder)
            let locked = path(folder, "locked.key")
            let cases: [(tls: TLSPlan, words: String)] = [
                (
                    TLSPlan(authorities: "/nowhere/ca.pem"),
                    "systems.warehouse.tls.authorities: expected a PEM file at /nowhere/ca.pem, found none that can be read (No such file or directory); correct the path, or the rights on the file"
                ),
                (
                    TLSPlan(authorities: path(folder, "")),
                    "systems.warehouse.tls.authorities: expected a PEM file at \(path(folder, "")), found none that can be read (not a regular file); correct the path, or the rights on the file"
                ),
                (
                    TLSPlan(authorities: ca, certificate: "/nowhere/us.pem", key: ours.key),
                    "systems.warehouse.tls.certificate: expected a PEM file at /nowhere/us.pem, found none that can be read (No such file or directory); correct the path, or the rights on the file"
                ),
                (
                    TLSPlan(authorities: ca, certificate: ours.certificate, key: "/nowhere/us.key"),
                    "systems.warehouse.tls.key: expected a PEM file at /nowhere/us.key, found none that can be read (No such file or directory); correct the path, or the rights on the file"
                ),
                (
                    TLSPlan(authorities: ca, certificate: ours.key, key: ours.key),
                    "systems.warehouse.tls.certificate: \(ours.key): expected a certificate in PEM (-----BEGIN CERTIFICATE-----), found -----BEGIN PRIVATE KEY-----; name the right file, or convert it (openssl x509)"
                ),
                (
                    TLSPlan(authorities: ca, certificate: ours.certificate, key: path(folder, "us.ext")),
                    "systems.warehouse.tls.key: \(path(folder, "us.ext")): expected a private key in PEM (-----BEGIN PRIVATE KEY-----), found nothing in PEM; name the right file, or convert it (openssl pkey)"
                ),
                (
                    TLSPlan(authorities: ca, certificate: ours.certificate, key: locked),
                    "systems.warehouse.tls.key: the key in \(locked) is locked with a password, and none is given: expected \"password\" beside it, as ${env:NAME} or ${file:PATH}"
                ),
                (
                    TLSPlan(
                        authorities: ca, certificate: ours.certificate, key: locked, password: .environment("MISSING")),
                    "systems.warehouse.tls.password: ${env:MISSING}: the environment variable MISSING is not set; set it before the run"
                ),
            ]
            for (tls, words) in cases { #expect(landscape(front, tls).trouble() == words) }
            #expect(front.accepted == 0 && server.requests.isEmpty)
        }
    }

    @Test("Tokens are fetched with the system's TLS, and what tells of it is told of the token endpoint")
    func tokens() throws {
        try withServer { folder, _, front in
            let answers = try FaultServer { _ in
                [
                    .answer(
                        #"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#,
                        fields: "Content-Type: application/json\r\n")
                ]
            }
            defer { answers.stop() }
            let tokens = try TLSFront(folder, "good", authorities: "ca.pem", before: answers.port)
            defer { tokens.stop() }
            var landscape = landscape(
                front,
                TLSPlan(
                    authorities: path(folder, "ca.pem"), certificate: path(folder, "us.pem"),
                    key: path(folder, "us.key")))
            landscape.endpoint.auth = .clientCredentials(
                tokenURL: "\(tokens.url)/token", client: "id", secret: .environment("SECRET"), scope: nil)
            #expect(try landscape.run(environment: ["SECRET": "s3cret"]).books.completed == 20)
            #expect(answers.requests.count == 1 && tokens.refused == 0)
            landscape.endpoint.tls?.authorities = path(folder, "stranger.pem")
            let words = landscape.trouble(["SECRET": "s3cret"])
            #expect(words.contains("POST \(tokens.url): certificate not accepted"), "\(words)")
        }
    }
}
