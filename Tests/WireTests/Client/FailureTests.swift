import Foundation
import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite(.timeLimit(.minutes(1))) struct FailureTests {
    private static let head = "HTTP/1.1 200 OK\r\n"

    /// What a server does, and the class that it makes.
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var actions: [FaultServer.Action]
        var kind: TransferFailure.Kind
        var status: Int?
        var testDescription: String { name }
    }

    static let faults: [Fault] = [
        Fault(name: "reset before any byte", actions: [.reset], kind: .reset),
        Fault(
            name: "reset amid the body", actions: [.text(head + "Content-Length: 10\r\n\r\nabc"), .pause(50), .reset],
            kind: .reset, status: 200),
        Fault(name: "closed before any byte", actions: [.close], kind: .closed),
        Fault(
            name: "body shorter than its length", actions: [.text(head + "Content-Length: 10\r\n\r\nabc"), .close],
            kind: .truncated, status: 200),
        Fault(
            name: "chunks without their end",
            actions: [.text(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), .close], kind: .truncated,
            status: 200),
        Fault(
            name: "half-open after half a body", actions: [.text(head + "Content-Length: 9\r\n\r\nabc"), .shut, .hang],
            kind: .truncated, status: 200),
        Fault(name: "nothing ever", actions: [.hang], kind: .timeout(.waiting)),
        Fault(
            name: "half a body, then nothing", actions: [.text(head + "Content-Length: 10\r\n\r\nabc"), .hang],
            kind: .timeout(.receiving), status: 200),
        Fault(
            name: "half a head, then nothing", actions: [.text(head + "X: "), .hang], kind: .timeout(.receiving),
            status: 200),
        Fault(
            name: "a drip too slow",
            actions: [
                .text(head + "Content-Length: 600\r\n\r\n"),
                .drip([UInt8](repeating: 0x61, count: 600), count: 1, every: 10),
            ], kind: .timeout(.receiving), status: 200),
        Fault(name: "garbage", actions: [.bytes([0, 1, 2, 0xff, 0xfe, 10, 13, 7]), .close], kind: .badHTTP),
        Fault(name: "another protocol", actions: [.text("SSH-2.0-OpenSSH_9.2\r\n"), .close], kind: .badHTTP),
        Fault(
            name: "a chunk's length that is none",
            actions: [.text(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n"), .close],
            kind: .badHTTP,
            status: 200),
        Fault(
            name: "a length over the limit", actions: [.text(head + "Content-Length: 2000000\r\n\r\nabc"), .hang],
            kind: .tooLarge, status: 200),
        Fault(
            name: "a body over the limit",
            actions: [
                .text(head + "Transfer-Encoding: chunked\r\n\r\n"),
                .bytes(Array("100001\r\n".utf8) + [UInt8](repeating: 0x61, count: 0x100001)), .hang,
            ], kind: .tooLarge, status: 200),
        Fault(
            name: "a head without end",
            actions: [.text(head)]
                + [FaultServer.Action](
                    repeating: .text("X-Long: " + String(repeating: "a", count: 8_000) + "\r\n"), count: 40) + [.hang],
            kind: .tooLarge, status: 200),
        Fault(
            name: "a redirect to another host",
            actions: [.text("HTTP/1.1 302 Found\r\nLocation: http://example.com/x\r\nContent-Length: 0\r\n\r\n")],
            kind: .redirectRefused, status: 302),
    ]

    @Test("Each fault of a server has its class", arguments: faults)
    func fault(_ fault: Fault) throws {
        let server = try FaultServer { _ in fault.actions }
        let harness = try ClientHarness(server.url)
        let limits = TransferLimits(total: 700 * .millisecond, connect: .second, responseBytes: 1 << 20)
        let transfer = try harness.exchange(.get("/"), limits: limits)
        let failure = try #require(transfer.failure, "\(transfer.result)")
        #expect(failure.kind == fault.kind, "\(failure)")
        #expect(failure.status == fault.status, "\(failure)")
        #expect(failure.place == "GET \(server.url)" && !failure.words.isEmpty)
        #expect(transfer.outcome == fault.kind.outcome)
        #expect(server.requests.count == 1)
    }

    @Test("The target of a refused redirect is named")
    func redirectTarget() throws {
        let server = try FaultServer { _ in
            [.answer("", status: "301 Moved Permanently", fields: "Location: //evil.example:81/x?secret\r\n")]
        }
        let failure = try #require(try ClientHarness(server.url).exchange(.get("/")).failure)
        #expect(failure.kind == .redirectRefused)
        #expect(failure.words.contains("http://evil.example:81,") && !failure.words.contains("secret"))
    }

    @Test("A failure does not colour the next one over the same handle")
    func oneAfterTheOther() throws {
        let server = try FaultServer {
            [[.reset], [.text("garbage\r\n\r\n"), .close], [.close], [.answer("x")]][$0.number]
        }
        let harness = try ClientHarness(server.url)
        var results: [Transfer] = []
        for _ in 0..<4 { results.append(try harness.exchange(.get("/"))) }
        #expect(results.map(\.failure?.kind) == [.reset, .badHTTP, .closed, nil])
        #expect(results.map(\.failure?.systemError) == [ECONNRESET, 0, 0, nil])
    }

    @Test("A closed port refuses")
    func refused() throws {
        let socket = LoopbackSocket.bound()
        defer { close(socket) }
        let transfer = try ClientHarness("http://127.0.0.1:\(LoopbackSocket.port(of: socket))").exchange(.get("/"))
        let failure = try #require(transfer.failure)
        #expect(failure.kind == .refused && failure.systemError == ECONNREFUSED && transfer.outcome == .connection)
        #expect(transfer.timings.sent == 0 && transfer.version == .none)
    }

    @Test("A name that is not known is told apart")
    func name() throws {
        let limits = TransferLimits(total: 3 * .second, connect: 3 * .second)
        let failure = try #require(
            try ClientHarness("http://no-such-host.invalid").exchange(.get("/"), limits: limits).failure)
        // Without a resolver within reach the look-up itself takes too long.
        #expect([.nameNotFound, .timeout(.name)].contains(failure.kind), "\(failure)")
    }

    @Test("Time that runs out while connecting is told apart")
    func connecting() throws {
        // Two connections fill a line of length 0; what comes after them gets no answer to its SYN.
        let listener = try LoopbackSocket.listening(backlog: 0)
        defer { close(listener) }
        let harness = try ClientHarness("http://127.0.0.1:\(LoopbackSocket.port(of: listener))")
        let limits = TransferLimits(total: 600 * .millisecond, connect: 500 * .millisecond)
        for _ in 0..<6 { harness.send(.get("/"), limits: limits) }
        let kinds = try harness.results(6).compactMap { $0.failure?.kind }
        #expect(kinds.contains(.timeout(.connect)), "\(kinds)")
        #expect(Set(kinds).isSubset(of: [.timeout(.connect), .timeout(.waiting)]), "\(kinds)")
    }

    @Test("Time that runs out while sending, and in the middle of TLS, is told apart")
    func sending() throws {
        // Nobody accepts, so nobody reads: the kernel takes the connection and a little of the body.
        let listener = try LoopbackSocket.listening(backlog: 16)
        defer { close(listener) }
        let port = LoopbackSocket.port(of: listener)
        let limits = TransferLimits(total: 500 * .millisecond, connect: 400 * .millisecond)
        let body = [UInt8](repeating: 0x61, count: 20 << 20)
        let plain = try ClientHarness("http://127.0.0.1:\(port)").exchange(
            WireRequest(.post, "/", body: body), limits: limits)
        #expect(plain.failure?.kind == .timeout(.sending), "\(plain.result)")
        let secure = try ClientHarness("https://127.0.0.1:\(port)").exchange(.get("/"), limits: limits)
        #expect(secure.failure?.kind == .timeout(.tls), "\(secure.result)")
    }

    @Test("A plain server behind an https URL is no TLS")
    func plainServer() throws {
        let server = try FaultServer(greet: [.text("HTTP/1.1 400 Bad Request\r\n\r\n"), .close]) { _ in [.close] }
        let failure = try #require(try ClientHarness("https://127.0.0.1:\(server.port)").exchange(.get("/")).failure)
        #expect(failure.kind == .tlsHandshake, "\(failure)")
    }

    @Test("Many connections to a closed port: each is refused, none is left open")
    func closedPort() throws {
        let socket = LoopbackSocket.bound()
        defer { close(socket) }
        let harness = try ClientHarness("http://127.0.0.1:\(LoopbackSocket.port(of: socket))") {
            $0.maxConnections = 64
        }
        for _ in 0..<5_000 { harness.send(.get("/")) }
        let results = try harness.results(5_000)
        #expect(results.allSatisfy { $0.failure?.kind == .refused })
        let counts = harness.client.counts(harness.endpoint)
        #expect(counts.opened == 5_000 && counts.open == 0 && counts.failed == 5_000)
    }

    @Test("A server that goes and comes back: failures in between, answers before and after")
    func restart() throws {
        let first = try FaultServer { _ in [.answer("1")] }
        let port = first.port
        let harness = try ClientHarness(first.url)
        #expect(try harness.exchange(.get("/")).text == "1")
        first.stop()
        let between = try #require(try harness.exchange(.get("/")).failure)
        #expect([.refused, .closed, .reset].contains(between.kind), "\(between)")
        let second = try FaultServer(port: port) { _ in [.answer("2")] }
        #expect(try harness.exchange(.get("/")).text == "2")
        second.stop()
    }

    @Test("A thousand malformed answers: each ends in time, and the client goes on working")
    func malformed() throws {
        let valid = Array(
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n"
                + "b\r\n{\"a\":[1,2]}\r\n0\r\n\r\n").utf8)
        let server = try FaultServer { request in
            guard request.target != "/good" else { return [.answer("good")] }
            var random = SplitMix(state: UInt64(request.number))
            var bytes = valid
            for _ in 0...(random.next() % 6) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: bytes.replaceSubrange(place..., with: bytes[place...].prefix(Int(random.next() % 40)))
                }
                if bytes.isEmpty { bytes = [0x0a] }
            }
            return [.bytes(bytes), .close]
        }
        let harness = try ClientHarness(server.url) { $0.maxConnections = 32 }
        for _ in 0..<1_000 { harness.send(.get("/bad")) }
        let results = try harness.results(1_000)
        #expect(Set(results.map(\.token)).count == 1_000)
        // A mutation may leave an answer valid; most do not. None may look like a fault of the network's.
        let kinds = results.compactMap { $0.failure?.kind }
        #expect(kinds.count > 300)
        #expect(
            Set(kinds).isSubset(of: [.badHTTP, .truncated, .closed, .tooLarge, .reset, .timeout(.receiving)]),
            "\(results.compactMap(\.failure).filter { $0.kind == .other })")
        #expect(try harness.exchange(.get("/good")).text == "good")
    }
}

/// Numbers from a seed (SplitMix64, Steele et al. 2014).
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
