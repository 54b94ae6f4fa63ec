import Foundation
import Glibc
import Kernel
import NIOCore
import Testing

@testable import Wire

/// Bytes on connections of served systems, by plain sockets.
@Suite("Served connections")
struct ServedConnectionTests {
    /// Sends bytes and reads until the peer closes or so much has come.
    private func exchange(_ port: UInt16, _ text: String, until enough: (String) -> Bool) throws -> String {
        let descriptor = try LoopbackSocket.connected(to: port)
        defer { Glibc.close(descriptor) }
        var sent = text
        _ = sent.withUTF8 { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !enough(String(decoding: received, as: UTF8.self)) {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            received += chunk[..<count]
        }
        return String(decoding: received, as: UTF8.self)
    }

    private func asking(_ reference: String, fields: String = "") -> String {
        let body = "{\"reference\":\"\(reference)\"}"
        return "POST /ask HTTP/1.1\r\nHost: box\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("forty pipelined requests are answered in their order, more than are kept waiting in line")
    func pipelined() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0, workers: 8).plan)
        defer { service.stop() }
        let text = (1...40).map { asking("SO-\($0).") }.joined()
        let answers = try exchange(service.port, text) { $0.contains("SO-40.") }
        let positions = (1...40).compactMap { answers.range(of: "SO-\($0).")?.lowerBound }
        #expect(positions.count == 40)
        #expect(positions == positions.sorted())
    }

    @Test("the admin endpoint answers nobody who asks for another host than this machine; served systems do")
    func hosts() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0).plan)
        defer { service.stop() }
        let admin = try #require(UInt16(service.adminURL.split(separator: ":").last ?? ""))
        func status(_ port: UInt16, _ path: String, host: String) throws -> Substring {
            try exchange(port, "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n") { _ in false }
                .prefix(13)
        }
        #expect(try status(admin, "/ready", host: "elsewhere.example:\(admin)") == "HTTP/1.1 403 ")
        #expect(try status(admin, "/ready", host: "localhost:\(admin)") == "HTTP/1.1 200 ")
        #expect(try status(service.port, "/ask", host: "elsewhere.example") == "HTTP/1.1 405 ")
    }

    @Test("a body announced by Expect is asked for; Connection: close is followed; HEAD has no body")
    func conventions() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0).plan)
        defer { service.stop() }
        let continued = try exchange(service.port, asking("A", fields: "Expect: 100-continue\r\nConnection: close\r\n"))
        {
            _ in false
        }
        #expect(continued.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        #expect(continued.hasSuffix("{\"reference\":\"A\",\"result\":\"done\"}"))
        let head = try exchange(service.port, "HEAD /ask HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n") { _ in
            false
        }
        #expect(head.hasPrefix("HTTP/1.1 405 "))
        #expect(head.hasSuffix("\r\n\r\n"))
    }

    @Test("what is not HTTP is answered 400 and closed")
    func malformed() throws {
        let service = try ServiceHarness(SmallPlan(orders: 0).plan)
        defer { service.stop() }
        let answer = try exchange(service.port, "\u{1}\u{2}\u{3} nonsense\r\n\r\n") { _ in false }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }

    // MARK: Scripts

    private func script(_ effect: FaultPlan.Effect, body: String = "0123456789", status: Int = 200) -> AnswerScript {
        let answer = AnswerBytes(
            response: WireResponse(status, body: Array(body.utf8)), keepsAlive: true, isHead: false)
        return AnswerScript(answer, effect, hasInterim: true)
    }

    private func text(_ script: AnswerScript) -> String { script.steps.map { String(buffer: $0.bytes) }.joined() }

    @Test("scripts of faults have the bytes and the ends that they are named for")
    func scripts() {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n"
        #expect(text(script(.resetBeforeBody)) == head)
        #expect(script(.resetBeforeBody).end == .reset)
        #expect(text(script(.resetAmidBody)) == head + "01234")
        #expect(script(.resetAmidBody).end == .reset)
        #expect(text(script(.truncated)) == head + "01234")
        #expect(script(.truncated).end == .close)
        #expect(text(script(.lessThanAnnounced(.second))) == "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n0123456789")
        #expect(script(.lessThanAnnounced(.second)).pause == .second)
        #expect(text(script(.moreThanAnnounced)).hasPrefix(head + "0123456789more"))
        #expect(!text(script(.garbage)).hasPrefix("HTTP"))
        #expect(text(script(.interimFirst)).hasPrefix("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n"))
        #expect(text(script(.interimFirst)).hasSuffix(head + "0123456789"))
        #expect(text(script(.truncated, body: "", status: 204)) == "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n")
    }

    @Test("a dripping body is whole and takes exactly its time")
    func drip() {
        let dripping = script(.drip(1_234_567_891))
        #expect(text(dripping) == "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789")
        #expect(dripping.steps.reduce(0) { $0 + $1.after } == 1_234_567_891)
        #expect(dripping.steps.count == 11)
        #expect(script(.drip(.second), body: "", status: 204).steps.map(\.after) == [.second])
    }
}
