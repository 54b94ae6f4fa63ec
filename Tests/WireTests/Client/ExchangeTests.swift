import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    @Test("A GET is answered, with status, fields in order, body and times")
    func get() throws {
        let server = try FaultServer { _ in
            [.answer("{\"ok\":true}", fields: "X-One: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\n")]
        }
        let harness = try ClientHarness(server.url + "/base/")
        let transfer = try harness.exchange(.get("/x?y=%20/../z", fields: [.accept: "application/json"]))
        let response = try #require(transfer.response, "\(transfer.result)")
        #expect(response.status == 200 && transfer.text == "{\"ok\":true}")
        let fields = response.fields.map { "\($0.name.rawName)=\($0.value)" }
        #expect(fields == ["X-One=1", "Set-Cookie=a=1", "Set-Cookie=b=2", "X-Empty="])
        #expect(transfer.outcome == .ok && transfer.version == .http11 && !transfer.reused)
        #expect(transfer.address == "127.0.0.1")
        let times = transfer.timings
        #expect(times.accepted <= times.started && times.started <= times.sent && times.sent <= times.finished)
        #expect(
            times.connect > 0 && times.connect <= times.firstByte && times.firstByte <= times.total && times.tls == 0)
        let request = server.requests[0]
        #expect(request.line == "GET /base/x?y=%20/../z HTTP/1.1")
        #expect(request.field("Host") == "127.0.0.1:\(server.port)" && request.field("Accept") == "application/json")
        #expect(request.field("User-Agent") == "Rehearse")
        #expect(transfer.bytesUp == request.head.utf8.count + 4)
    }

    @Test("Methods, fields and bodies arrive as they were given, one after the other over one handle")
    func methods() throws {
        let server = try FaultServer { request in
            [.answer(request.line.hasPrefix("HEAD") ? "" : "\(request.body.count)")]
        }
        let harness = try ClientHarness(server.url)
        let large = [UInt8](repeating: 0x62, count: 3 << 20)
        var empty = HTTPFields()
        empty[.init("X-Empty") ?? .accept] = ""
        empty[.contentLength] = "77"
        let requests = [
            WireRequest.post("/p", json: ["a": 1]), .get("/g"), WireRequest(.put, "/u", body: [1, 2, 3]),
            WireRequest(.head, "/h"), WireRequest(.delete, "/d"), WireRequest(.post, "/e"),
            WireRequest(.patch, "/t", body: Array("x".utf8)), WireRequest(.delete, "/b", body: [1]),
            WireRequest(.post, "/l", body: large), WireRequest(.options, "/o", fields: empty), .get("/g"),
        ]
        for request in requests {
            let transfer = try harness.exchange(request)
            #expect(transfer.response?.status == 200, "\(transfer.result)")
            if request.method != .head { #expect(transfer.text == "\(request.body.count)") }
        }
        let seen = server.requests
        let lines = [
            "POST /p", "GET /g", "PUT /u", "HEAD /h", "DELETE /d", "POST /e", "PATCH /t", "DELETE /b", "POST /l",
            "OPTIONS /o", "GET /g",
        ]
        #expect(seen.map(\.line) == lines.map { $0 + " HTTP/1.1" })
        #expect(zip(seen, requests).allSatisfy { $0.body == $1.body })
        #expect(seen[0].field("Content-Type") == "application/json")
        #expect(seen.dropFirst().allSatisfy { $0.field("Content-Type") == nil && $0.field("Expect") == nil })
        #expect(seen[5].field("Content-Length") == "0" && seen[1].field("Content-Length") == nil)
        #expect(seen[9].field("X-Empty") == "" && seen[9].field("Content-Length") == nil)
        #expect(server.connections == 1)
    }

    @Test("An answer to HEAD may name a length beyond the limit")
    func head() throws {
        let server = try FaultServer { _ in [.text("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")] }
        #expect(try ClientHarness(server.url).exchange(WireRequest(.head, "/")).response?.status == 200)
    }

    @Test("Interim answers are passed over, trailers too, folded fields are joined")
    func interim() throws {
        let server = try FaultServer { _ in
            [
                .text("HTTP/1.1 100 Continue\r\nX-A: 0\r\n\r\n"), .pause(20),
                .text("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                .text(
                    "HTTP/1.1 200 Fine\r\nX-A: 1\r\n  2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-B: 3\r\n\r\n"
                ),
            ]
        }
        let response = try #require(try ClientHarness(server.url).exchange(.get("/")).response)
        #expect(response.status == 200 && response.body == Array("ok".utf8))
        #expect(response.fields.map { "\($0.name.rawName)=\($0.value)" } == ["X-A=1 2"])
    }

    @Test(
        "A slow answer is whole; one longer than its length is cut at it; one without length ends with the connection")
    func lengths() throws {
        let server = try FaultServer { request in
            switch request.target {
            case "/slow":
                [.text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), .drip(Array("abcde".utf8), count: 1, every: 5)]
            case "/long": [.text("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef")]
            default: [.text("HTTP/1.0 200 OK\r\n\r\nabcdefg"), .close]
            }
        }
        let harness = try ClientHarness(server.url)
        #expect(try harness.exchange(.get("/slow")).text == "abcde")
        #expect(try harness.exchange(.get("/long")).text == "abc")
        let old = try harness.exchange(.get("/old"))
        #expect(old.text == "abcdefg" && old.version == .http10)
    }

    @Test(
        "Status codes become outcomes",
        arguments: [
            (200, Outcome.ok), (204, .ok), (304, .ok), (400, .businessError), (404, .businessError),
            (429, .rateLimited),
            (500, .serverError), (503, .serverError),
        ])
    func outcomes(status: Int, outcome: Outcome) throws {
        let server = try FaultServer { _ in
            status == 204 || status == 304
                ? [.text("HTTP/1.1 \(status) X\r\n\r\n")] : [.answer("", status: "\(status) X")]
        }
        let transfer = try ClientHarness(server.url).exchange(.get("/"))
        #expect(transfer.response?.status == status && transfer.outcome == outcome)
    }

    @Test("Redirects within the origin are answers, or are followed as far as allowed")
    func redirects() throws {
        let server = try FaultServer { request in
            guard let step = Int(request.target.dropFirst(3)), step > 0 else { return [.answer(request.line)] }
            return [.answer("", status: "302 Found", fields: "Location: \(step - 1)\r\n")]
        }
        let plain = try ClientHarness(server.url).exchange(.get("/r/2"))
        #expect(plain.response?.status == 302 && plain.response?.fields[.location] == "1")
        let follower = try ClientHarness(server.url) { $0.redirects = .followed(atMost: 3) }
        let followed = try follower.exchange(.get("/r/3"))
        #expect(followed.text == "GET /r/0 HTTP/1.1" && followed.redirects == 3)
        #expect(try follower.exchange(.get("/r/4")).failure?.kind == .redirectRefused)
        #expect(try follower.exchange(WireRequest(.post, "/r/1")).response?.status == 302)
    }

    @Test(
        "A path that could break the request line is not sent", arguments: ["", "x", "/a b", "/a\r\nX: y", "/\u{7f}"])
    func paths(path: String) throws {
        let server = try FaultServer { _ in [.answer("")] }
        #expect(try ClientHarness(server.url).exchange(.get(path)).failure?.kind == .badRequest)
        #expect(server.connections == 0)
    }

    @Test("Compressed answers arrive decompressed, within the limit on bytes")
    func compression() throws {
        // gzip of "rehearse rehearse rehearse\n" made with `gzip -9n`.
        let gzip: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0x4a, 0xcd, 0x48, 0x4d, 0x2c, 0x2a, 0x4e,
            0x55, 0x28, 0x42, 0x67, 0x70, 0x01, 0x00, 0x83, 0x20, 0xd6, 0xd5, 0x1b, 0x00, 0x00, 0x00,
        ]
        let server = try FaultServer { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n"), .bytes(gzip)]
        }
        let harness = try ClientHarness(server.url) { $0.compression = true }
        let transfer = try harness.exchange(.get("/"))
        #expect(transfer.text == "rehearse rehearse rehearse\n", "\(transfer.result)")
        #expect(transfer.response?.fields.isEmpty == true)
        #expect(server.requests[0].field("Accept-Encoding")?.contains("gzip") == true)
        let small = TransferLimits(total: 5 * .second, connect: .second, responseBytes: 26)
        #expect(try harness.exchange(.get("/"), limits: small).failure?.kind == .tooLarge)
        let plain = try ClientHarness(server.url).exchange(.get("/"))
        #expect(plain.response?.body == gzip && plain.response?.fields[.contentEncoding] == "gzip")
    }
}
