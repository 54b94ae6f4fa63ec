import Foundation
import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Runs out of local ports for true, in a network with four of them.
@Suite(
    "Local ports", .serialized, .timeLimit(.minutes(1)),
    .enabled(if: NetworkNamespace.isAllowed, "no network namespace without the rights of an administrator"))
struct PortExhaustionTests {
    @Test("The fifth connection over four ports is a failure of this machine, not of the server, and says what to do")
    func fifth() throws {
        let failures = try NetworkNamespace.run(ports: 50_000...50_003) {
            let server = try FaultServer(port: 40_000) { _ in [.hang] }
            let harness = try ClientHarness(server.url)
            defer { harness.client.close() }
            for _ in 0..<6 { harness.send(.get("/"), limits: TransferLimits(total: 2 * .second, connect: .second)) }
            return try harness.results(6).map(\.failure)
        }
        #expect(failures.count { $0?.kind == .timeout(.waiting) } == 4, "\(failures)")
        let exhausted = failures.compactMap { $0 }.filter { $0.kind == .exhausted(.ports) }
        try #require(exhausted.count == 2, "\(failures)")
        #expect(exhausted[0].systemError == EADDRNOTAVAIL && exhausted[0].kind.outcome == .connection)
        let words = "\(exhausted[0])"
        #expect(words.hasPrefix("GET http://127.0.0.1:40000: this machine ran out of local ports: "), "\(words)")
        #expect(words.contains("net.ipv4.ip_local_port_range") && !words.contains("refused"), "\(words)")
        // libcurl's own words.
        #expect(words.contains("Failed to connect to 127.0.0.1 port 40000"), "\(words)")
    }

    @Test("Through a proxy it is this machine's failure all the same")
    func towardsProxy() throws {
        let kinds = try NetworkNamespace.run(ports: 50_000...50_001) {
            let server = try FaultServer(port: 40_000) { _ in [.hang] }
            let harness = try ClientHarness("http://system.example") {
                $0.proxy = ProxySettings(host: "127.0.0.1", port: server.port)
            }
            defer { harness.client.close() }
            for _ in 0..<3 { harness.send(.get("/"), limits: TransferLimits(total: 2 * .second, connect: .second)) }
            return try harness.results(3).compactMap(\.failure?.kind)
        }
        #expect(kinds.count { $0 == .exhausted(.ports) } == 1 && kinds.count { $0 == .timeout(.waiting) } == 2)
    }

    @Test("A run that runs out of ports names them, and the remedy, in its recording; every order is accounted for")
    func run() throws {
        let recording = try NetworkNamespace.run(ports: 50_000...50_003) {
            let server = try FaultServer(port: 40_000) { _ in [.pause(300), WireLandscape.done] }
            defer { server.stop() }
            var landscape = WireLandscape(.real, orders: 40, over: 500 * .millisecond)
            landscape.endpoint.url = server.url
            landscape.plan.links[0].timeout = 10 * .second
            return try landscape.run()
        }
        // Four at a time of 300 ms each, where forty come in 500 ms.
        #expect(recording.books.completed >= 4 && recording.books.completed + recording.books.failed == 40)
        let wire = recording.warehouse
        #expect(Set(wire.failures.keys) == ["this machine ran out of local ports"], "\(wire.failures)")
        #expect(wire.failures["this machine ran out of local ports"] == recording.books.failed)
        let words = try #require(wire.words["this machine ran out of local ports"])
        #expect(words.contains("keep connections alive, lower the rate, or widen net.ipv4.ip_local_port_range"))
    }
}
