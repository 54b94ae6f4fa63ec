import Foundation
import Glibc
import Kernel
import Testing

@testable import Wire

/// Whole runs by a proxy, as a scenario's `proxy` asks for them.
@Suite("Runs by a proxy", .serialized, .timeLimit(.minutes(1)))
struct ProxyRunTests {
    private static func landscape(_ url: String, by proxy: String) -> WireLandscape {
        var landscape = WireLandscape(.real, orders: 20, over: 300 * .millisecond)
        landscape.endpoint.url = url
        landscape.endpoint.proxy = proxy
        return landscape
    }

    /// An answer of a proxy that ends the connection.
    private static func answer(_ status: String, _ fields: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\(fields)\r\n"
    }

    @Test("Requests to an http system go through the proxy with their whole URL, each and every one")
    func forwarding() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        let proxy = try ForwardProxy()
        defer {
            proxy.stop()
            server.stop()
        }
        let recording = try Self.landscape(server.url, by: proxy.url).run()
        #expect(recording.books.completed == 20)
        #expect(recording.warehouse.failures.isEmpty && recording.warehouse.statuses == [200: 20])
        // RFC 9112, 3.2.2: a server takes the absolute form as well, so the proxy hands it on as it is.
        #expect(server.requests.count == 20)
        #expect(server.requests.allSatisfy { $0.line == "POST \(server.url)/pick HTTP/1.1" }, "\(server.requests)")
        #expect(server.requests.allSatisfy { $0.field("Host") == "127.0.0.1:\(server.port)" })
        #expect(proxy.accepted > 0 && proxy.heads.count == server.connections)
    }

    @Test(
        "To an https system the proxy makes a tunnel and sees nothing of what is in it",
        .enabled(if: Program.find("openssl") != nil && OpenSSL.isThere, "no openssl: no tunnel is tested"))
    func tunnel() throws {
        try Program.withFolder { folder in
            try Certificates.make(folder, [("good", "IP:127.0.0.1", 2)])
            let server = try FaultServer { _ in [WireLandscape.done] }
            let front = try TLSFront(folder, "good", before: server.port)
            let proxy = try ForwardProxy()
            defer {
                proxy.stop()
                front.stop()
                server.stop()
            }
            var landscape = Self.landscape(front.url, by: proxy.url)
            landscape.endpoint.tls = TLSPlan(
                authorities: folder.appending(path: "ca.pem").path(percentEncoded: false))
            landscape.endpoint.auth = .bearer(.environment("SECRET"))
            let recording = try landscape.run(environment: ["SECRET": "canary-51d0"])
            #expect(recording.books.completed == 20 && recording.warehouse.failures.isEmpty)
            #expect(server.requests.count == 20)
            #expect(
                server.requests.allSatisfy {
                    $0.line == "POST /pick HTTP/1.1" && $0.field("Authorization") == "Bearer canary-51d0"
                })
            #expect(!proxy.heads.isEmpty && proxy.heads.count == front.accepted)
            for head in proxy.heads {
                #expect(head.hasPrefix("CONNECT 127.0.0.1:\(front.port) HTTP/1.1\r\n"))
                for name in ["canary", "authorization:", "traceparent", "correlation", "idempotency", "/pick"] {
                    #expect(!head.lowercased().contains(name), "\(head)")
                }
            }
            // What goes wrong inside of the tunnel is the system's failure, and says which way it went.
            landscape.endpoint.tls = nil
            let words = landscape.trouble(["SECRET": "canary-51d0"])
            #expect(
                words.contains("GET \(front.url) by the proxy \(proxy.url): certificate not accepted: "), "\(words)")
        }
    }

    @Test(
        "A proxy that refuses the tunnel is told before the first order, with its status and libcurl's words",
        arguments: ["407 Proxy Authentication Required", "502 Bad Gateway", "403 Forbidden"])
    func refusedTunnel(_ status: String) throws {
        let proxy = try ForwardProxy { _ in
            Self.answer(status, status.hasPrefix("407") ? "Proxy-Authenticate: Basic realm=\"p\"\r\n" : "")
        }
        defer { proxy.stop() }
        let landscape = Self.landscape("https://127.0.0.1:9", by: proxy.url)
        let words = landscape.trouble()
        #expect(
            words.hasPrefix(
                "systems.warehouse: its session cannot be opened: GET https://127.0.0.1:9 by the proxy \(proxy.url): proxy failed: "
            ), "\(words)")
        // "CONNECT tunnel failed, response 407", or with older ones "Received HTTP code 407 from proxy after CONNECT".
        #expect(words.contains(status.prefix(3)) && words.contains("CONNECT"), "\(words)")
        #expect(words.hasSuffix("check the proxy's address, its user (`proxy user`), and what its rules allow"))
        let recording = try landscape.run()
        #expect(recording.books.failed == 20)
        #expect(recording.warehouse.failures == ["proxy failed": 20])
    }

    @Test("A proxy that breaks off, closes or says nonsense before the tunnel stands is the proxy's failure")
    func brokenTunnel() throws {
        for actions in [[FaultServer.Action.reset], [.close], [.text("\u{1}\u{2}\r\n\r\n"), .close]] {
            let proxy = try FaultServer { _ in actions }
            defer { proxy.stop() }
            let words = Self.landscape("https://127.0.0.1:9", by: proxy.url).trouble()
            #expect(words.contains("by the proxy \(proxy.url): proxy failed: "), "\(actions): \(words)")
        }
    }

    @Test("A proxy that is not there is told before the first order, for http and https alike")
    func absent() throws {
        let socket = LoopbackSocket.bound()
        defer { Glibc.close(socket) }
        let proxy = "http://127.0.0.1:\(LoopbackSocket.port(of: socket))"
        for url in ["http://127.0.0.1:9", "https://127.0.0.1:9"] {
            let words = Self.landscape(url, by: proxy).trouble()
            #expect(words.contains("GET \(url) by the proxy \(proxy): proxy failed: Failed to connect"), "\(words)")
        }
    }

    @Test("A proxy that goes away amid a run: orders fail by its fault and are counted so")
    func goesAway() throws {
        let server = try FaultServer { _ in [WireLandscape.done, .close] }
        let proxy = try ForwardProxy()
        defer { server.stop() }
        var landscape = Self.landscape(server.url, by: proxy.url)
        landscape.plan.demand.streams[0].slices[0].end = 2 * .second
        landscape.plan.window = 2 * .second
        landscape.plan.demand.streams[0].slices[0].count = 200
        let recording = try landscape.run { if $0 > .second { proxy.stop() } }
        #expect(recording.books.completed + recording.books.failed == 200)
        #expect(recording.books.completed > 0)
        #expect((recording.warehouse.failures["proxy failed"] ?? 0) > 0, "\(recording.warehouse.failures)")
        #expect(recording.warehouse.failures["connection refused"] == nil)
        #expect(recording.warehouse.words["proxy failed"]?.contains("by the proxy \(proxy.url)") == true)
    }

    @Test("A forwarding proxy that wants to know who we are fails; any other status is an answer like the system's")
    func refusedForwarding() throws {
        let strict = try ForwardProxy { _ in
            Self.answer("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"p\"\r\n")
        }
        let broken = try ForwardProxy { _ in Self.answer("502 Bad Gateway") }
        defer {
            strict.stop()
            broken.stop()
        }
        let refused = try Self.landscape("http://127.0.0.1:9", by: strict.url).run()
        #expect(refused.books.failed == 20)
        #expect(refused.warehouse.failures == ["proxy failed": 20] && refused.warehouse.statuses.isEmpty)
        #expect(refused.warehouse.words["proxy failed"]?.contains("status 407") == true)
        let failed = try Self.landscape("http://127.0.0.1:9", by: broken.url).run()
        #expect(failed.warehouse.statuses == [502: 20] && failed.attempts(.serverError) == 20)
    }

    @Test("User and password reach the proxy and nobody else; a secret that is missing is told by its key")
    func user() throws {
        let server = try FaultServer { _ in [WireLandscape.done] }
        // "Aladdin:open sesame", the example of RFC 7617, section 2.
        let proxy = try ForwardProxy { head in
            head.contains("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
                ? nil : Self.answer("407 Proxy Authentication Required")
        }
        defer {
            proxy.stop()
            server.stop()
        }
        var landscape = Self.landscape(server.url, by: proxy.url)
        landscape.endpoint.proxyUser = "Aladdin"
        landscape.endpoint.proxyPassword = .environment("PROXY_PASSWORD")
        let recording = try landscape.run(environment: ["PROXY_PASSWORD": "open sesame"])
        #expect(recording.books.completed == 20 && recording.warehouse.failures.isEmpty)
        #expect(
            landscape.trouble()
                == "systems.warehouse.proxy user: ${env:PROXY_PASSWORD}: the environment variable PROXY_PASSWORD is not set; set it before the run"
        )
        landscape.endpoint.url = "https://127.0.0.1:9"
        // The tunnel is let through, and the proxy finds nobody at its end.
        let words = landscape.trouble(["PROXY_PASSWORD": "open sesame"])
        #expect(words.contains("proxy failed: ") && words.contains("502"), "\(words)")
        let wrong = landscape.trouble(["PROXY_PASSWORD": "canary-2b77"])
        #expect(wrong.contains("407") && !wrong.contains("canary"), "\(wrong)")
    }

    @Test("A proxy elsewhere must be allowed; it and TLS do not stand before a system that is served here")
    func placement() throws {
        var landscape = Self.landscape("http://127.0.0.1:9", by: "http://proxy.example.com:3128")
        #expect(
            landscape.trouble()
                == "systems.warehouse.proxy: proxy.example.com is not this machine and the scenario does not name it: add it under targets, with a rate and a total"
        )
        landscape.plan.systems[0].placement = .served
        landscape.endpoint.tls = TLSPlan(authorities: "/nowhere/ca.pem")
        #expect(try landscape.run().books.completed == 20)
    }
}
