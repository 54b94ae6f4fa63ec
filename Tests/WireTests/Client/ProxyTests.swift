import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    @Test("A forwarding proxy gets the whole URL and its own user, the system's fields stay the system's")
    func forwarding() throws {
        let proxy = try FaultServer { _ in [.answer("by proxy")] }
        let harness = try ClientHarness("http://system.example/base") {
            $0.proxy = ProxySettings(host: "127.0.0.1", port: proxy.port, user: "u", password: Secret("canary-81b2"))
        }
        let transfer = try harness.exchange(.get("/x?y"))
        #expect(transfer.text == "by proxy", "\(transfer.result)")
        let request = proxy.requests[0]
        #expect(
            request.line == "GET http://system.example/base/x?y HTTP/1.1" && request.field("Host") == "system.example")
        // base64 of "u:canary-81b2"
        #expect(request.field("Proxy-Authorization") == "Basic dTpjYW5hcnktODFiMg==")
        #expect(!"\(transfer)".contains("canary"))
    }

    @Test("A proxy that refuses a tunnel, or that is not there, is the proxy's failure")
    func failing() throws {
        let proxy = try FaultServer { _ in [.answer("", status: "407 Proxy Authentication Required"), .close] }
        let tunnel = try ClientHarness("https://system.example") {
            $0.proxy = ProxySettings(host: "127.0.0.1", port: proxy.port)
        }
        let refused = try tunnel.exchange(.get("/"))
        #expect(refused.failure?.kind == .proxy, "\(refused.result)")
        #expect(proxy.requests[0].line == "CONNECT system.example:443 HTTP/1.1")
        let socket = LoopbackSocket.bound()
        let absent = try ClientHarness("http://system.example") {
            $0.proxy = ProxySettings(host: "127.0.0.1", port: LoopbackSocket.port(of: socket))
        }
        #expect(try absent.exchange(.get("/")).failure?.kind == .proxy)
        Glibc.close(socket)
    }

    @Test("A proxy of the environment is not used")
    func environment() throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        let server = try FaultServer { _ in [.answer("direct")] }
        #expect(try ClientHarness(server.url).exchange(.get("/")).text == "direct")
    }
}
