import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite struct ClientPartsTests {
    @Test("Registrations outlive the interest of a transfer, and end with the descriptor or with an unwanted event")
    func registrations() {
        var set = PollRegistrations()
        set.opened(7)
        #expect(set.wanted(.writing, 7, lane: 2) == .add(.writing, tag: 1 << 32 | 7))
        #expect(set.wanted(.reading, 7, lane: 2) == .modify(.reading, tag: 1 << 32 | 7))
        #expect(set.wanted([], 7, lane: 2) == .none)
        #expect(set.wanted(.reading, 7, lane: 2) == .none)
        let event = PollRegistrations.Delivery(lane: 2, descriptor: 7, ready: .reading)
        #expect(set.received(tag: 1 << 32 | 7, ready: .reading, broken: false) == .deliver(event))
        #expect(set.received(tag: 1 << 32 | 7, ready: [], broken: true) == .deliver(event))
        #expect(set.wanted([], 7, lane: 2) == .none)
        #expect(set.received(tag: 1 << 32 | 7, ready: .reading, broken: true) == .remove(descriptor: 7))
        #expect(set.wanted(.reading, 7, lane: 2) == .add(.reading, tag: 1 << 32 | 7))
        set.closed(7)
        #expect(set.received(tag: 1 << 32 | 7, ready: .reading, broken: false) == .stale)
        set.opened(7)
        #expect(set.wanted(.reading, 7, lane: 0) == .add(.reading, tag: 3 << 32 | 7))
    }

    @Test("Descriptors of others are taken out at once")
    func foreignDescriptors() {
        var set = PollRegistrations()
        #expect(set.wanted(.reading, 9, lane: 0) == .add(.reading, tag: 9))
        #expect(set.wanted([], 9, lane: 0) == .remove)
        #expect(set.wanted([], 9, lane: 0) == .none)
        #expect(set.wanted(.reading, 9, lane: 0) == .add(.reading, tag: 1 << 32 | 9))
        #expect(set.wanted(.reading, -1, lane: 0) == .none)
    }

    @Test(
        "URLs become endpoints",
        arguments: [
            ("http://a", "http://a", "a", 80, ""),
            ("HTTPS://A.example:8443/odoo/", "https://a.example:8443", "a.example", 8443, "/odoo"),
            ("http://[::1]:8080/a/b", "http://[::1]:8080", "::1", 8080, "/a/b"),
            ("https://[2001:db8::1]", "https://[2001:db8::1]", "2001:db8::1", 443, ""),
        ] as [(String, String, String, UInt16, String)])
    func endpoints(url: String, origin: String, host: String, port: UInt16, base: String) throws {
        let endpoint = try Endpoint(url: url)
        #expect(
            endpoint.origin == origin && endpoint.host == host && endpoint.port == port && endpoint.basePath == base)
    }

    @Test(
        "What is no URL of a system is refused",
        arguments: [
            "", "a", "ftp://a", "http://", "http://a?x", "http://a#x", "http://a:99999", "http://u:p@a",
            "file:///etc/passwd",
            "http://a b",
        ])
    func badEndpoints(url: String) {
        #expect { try Endpoint(url: url) } throws: { !"\($0)".contains("u:p") && "\($0)".contains("expected") }
    }

    @Test(
        "A location is within the origin or elsewhere",
        arguments: [
            ("/x?y#z", Redirection.within("/x?y")), ("x", .within("/a/x")), ("?q", .within("/a/b?q")),
            ("", .within("/a/b?c")),
            ("http://h:81/x", .within("/x")), ("HTTP://H:81", .within("/")), ("//h:81/x", .within("/x")),
            ("http://h/x", .elsewhere("http://h")), ("https://h:81/x", .elsewhere("https://h:81")),
            ("//other/x", .elsewhere("http://other")), ("http://h:81@evil/x", .elsewhere("http://evil")),
            ("http://h:81.evil/", .elsewhere("http://h:81.evil")), ("javascript:x", .elsewhere("javascript:")),
            ("http://[::1]:81/", .elsewhere("http://[::1]:81")), ("a/b:c", .within("/a/a/b:c")),
        ])
    func redirection(location: String, expected: Redirection) throws {
        let endpoint = try Endpoint(url: "http://h:81")
        #expect(Redirection(location, from: endpoint, target: "/a/b?c") == expected)
    }

    @Test("A line gives its requests back in order, without those taken out and those whose time is up")
    func line() {
        var line = WaitingLine()
        func request(_ token: UInt64, _ total: Int64) -> WaitingRequest {
            WaitingRequest(token: token, request: .get("/"), limits: TransferLimits(total: total), accepted: 100)
        }
        for token in 1...5 { line.append(request(UInt64(token), token == 3 ? 10 : token == 4 ? .never : 1_000)) }
        #expect(line.earliest == 110)
        #expect(line.remove(2)?.token == 2 && line.remove(2) == nil)
        #expect(line.expired(109).isEmpty)
        #expect(line.expired(110).map(\.token) == [3] && line.earliest == 1_100)
        #expect(line.count == 3)
        #expect([line.next()?.token, line.next()?.token, line.next()?.token, line.next()?.token] == [1, 4, 5, nil])
        #expect(line.count == 0 && line.earliest == .never)
        line.append(request(6, 10))
        #expect(line.remove(6) != nil && line.earliest == .never)
        line.append(request(7, 10))
        #expect(line.expired(200).count == 1 && line.earliest == .never)
        for token in 1...5_000 { line.append(request(UInt64(token), 1_000)) }
        #expect((1...5_000).allSatisfy { line.next()?.token == UInt64($0) })
    }
}
