import Foundation
import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: Program.find("nghttpd") != nil, "nghttpd is not installed: HTTP/2 is not tested"))
struct HTTP2Tests {
    /// nghttpd, over TLS if there is an openssl to make its certificate.
    private func withServer(secure: Bool, _ body: (ServerProcess, Endpoint) throws -> Void) throws {
        try Program.withFolder { folder in
            try Data("hello".utf8).write(to: folder.appending(path: "a.txt"))
            try Data(count: 64 << 20).write(to: folder.appending(path: "large"))
            if secure { try Certificates.make(folder, [("good", "IP:127.0.0.1", 2)]) }
            let server = try ServerProcess(Program.find("nghttpd") ?? "", in: folder) {
                let common = ["-a", "127.0.0.1", "-d", folder.path(percentEncoded: false)]
                return common + (secure ? ["\($0)", "good.key", "good.pem"] : ["--no-tls", "\($0)"])
            }
            var endpoint = Endpoint(secure ? .https : .http, host: "127.0.0.1", port: server.port)
            endpoint.version = secure ? .http2 : .http2PriorKnowledge
            endpoint.tls.authorities = .file(folder.appending(path: "ca.pem").path(percentEncoded: false))
            endpoint.maxConnections = 1
            try body(server, endpoint)
        }
    }

    @Test("Many requests share one connection, each with its own answer", .enabled(if: Program.find("openssl") != nil))
    func multiplexed() throws {
        try withServer(secure: true) { _, endpoint in
            let harness = try ClientHarness(endpoint)
            for k in 0..<300 { harness.send(.get(k % 10 == 9 ? "/none" : "/a.txt")) }
            let results = try harness.results(300)
            #expect(results.filter { $0.text == "hello" && $0.version == .http2 }.count == 270, "\(results[0].result)")
            #expect(results.filter { $0.response?.status == 404 }.count == 30)
            #expect(harness.client.counts(harness.endpoint).opened == 1)
            #expect(try #require(results[0].response).fields[.contentLength] == nil)
        }
    }

    @Test("With prior knowledge it needs no TLS, and no more connections at once than allowed")
    func priorKnowledge() throws {
        try withServer(secure: false) { _, endpoint in
            let harness = try ClientHarness(endpoint)
            for _ in 0..<20 { harness.send(.get("/a.txt")) }
            let results = try harness.results(20)
            #expect(results.allSatisfy { $0.text == "hello" && $0.version == .http2 }, "\(results[0].result)")
            #expect(harness.client.counts(harness.endpoint).open <= 1)
        }
    }

    @Test("A cancelled or a too long answer ends its stream alone", .enabled(if: Program.find("openssl") != nil))
    func streams() throws {
        try withServer(secure: true) { _, endpoint in
            let harness = try ClientHarness(endpoint)
            #expect(try harness.exchange(.get("/a.txt")).text == "hello")
            let long = harness.send(.get("/large"))
            let cancelled = harness.send(.get("/large"), limits: TransferLimits(responseBytes: 128 << 20))
            let fine = harness.send(.get("/a.txt"))
            var finished: [Transfer] = []
            harness.client.turn(until: MonotonicClock.now, into: &finished)
            harness.client.cancel(cancelled)
            finished += try harness.results(3 - finished.count)
            #expect(finished.first { $0.token == long }?.failure?.kind == .tooLarge)
            let ended = finished.first { $0.token == cancelled }?.failure
            #expect(ended?.kind == .cancelled, "\(String(describing: ended))")
            #expect(finished.first { $0.token == fine }?.text == "hello")
            let after = try harness.exchange(.get("/a.txt"))
            #expect(after.text == "hello" && after.reused)
        }
    }

    @Test("A server that speaks only HTTP/1.1 is a failure with prior knowledge, and is taken as it is without")
    func fallback() throws {
        let server = try FaultServer { _ in [.answer("old")] }
        let strict = try ClientHarness(server.url) { $0.version = .http2PriorKnowledge }
        let limits = TransferLimits(total: .second, connect: .second)
        #expect(try strict.exchange(.get("/"), limits: limits).failure != nil)
        let lenient = try ClientHarness(server.url) { $0.version = .http2 }
        let transfer = try lenient.exchange(.get("/"))
        #expect(transfer.text == "old" && transfer.version == .http11, "\(transfer.result)")
    }
}
