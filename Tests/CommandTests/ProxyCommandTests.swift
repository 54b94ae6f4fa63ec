import Foundation
import Testing

/// Which way a run goes is the scenario's to say, and not the environment's.
@Suite("The way out", .serialized)
struct ProxyCommandTests {
    private static func scenario(_ keys: String) -> String {
        """
        rehearse: 1
        name: Way
        clock: { from: 2026-11-27 16:59:55, for: 1s, drain: 10s, zone: Europe/Brussels }
        seed: 3
        lag tolerance: 10s
        calendars:
          cut-off: { days: all, at: "17:00" }
        orders:
          total: 10
        systems:
          box:
            role: other
            placement: real
        \(keys)
            workers: 4
            operations: { ask: { steps: [ { work: 5ms } ] } }
        journey:
          promise: { event: done, by: cut-off }
          steps:
            - call: box.ask
            - emit: done
        budgets:
          - orders completed >= 99%

        """
    }

    /// Every name by which programs look for proxies, all of the same value.
    private static func environment(proxy: String, none: String) -> [String: String] {
        var variables: [String: String] = [:]
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            variables[name] = proxy
            variables[name.uppercased()] = proxy
        }
        variables["no_proxy"] = none
        variables["NO_PROXY"] = none
        return variables
    }

    @Test("Proxies of the environment are not used, and its exceptions do not keep a run from the scenario's own proxy")
    func environment() throws {
        try withFolder { folder in
            let trap = try SmallServer { _ in ("502 Trapped", "{}") }
            let server = try SmallServer { _ in ("200 OK", #"{"result": "done"}"#) }
            defer {
                trap.stop()
                server.stop()
            }
            let url = "http://127.0.0.1:\(server.port)"
            let direct = try SmallScenario.write(to: folder, Self.scenario("    url: \(url)"))
            let trapped = Self.environment(proxy: "http://127.0.0.1:\(trap.port)", none: "")
            let first = try Program.debug.run("run", direct, "--out", "a", in: folder, environment: trapped)
            #expect(first.status == 0, "\(first.output) \(first.errors)")
            #expect(trap.seen.isEmpty && server.seen.count == 10)
            #expect(server.seen.allSatisfy { $0.head.hasPrefix("POST /ask HTTP/1.1") })

            // Here the server plays the proxy; the system itself is nowhere.
            let proxied = try SmallScenario.write(
                to: folder, Self.scenario("    url: http://127.0.0.1:9\n    proxy: \(url)"))
            let excepted = Self.environment(proxy: "http://127.0.0.1:\(trap.port)", none: "*")
            let second = try Program.debug.run("run", proxied, "--out", "b", in: folder, environment: excepted)
            #expect(second.status == 0, "\(second.output) \(second.errors)")
            #expect(trap.seen.isEmpty && server.seen.count == 20)
            #expect(server.seen.dropFirst(10).allSatisfy { $0.head.hasPrefix("POST http://127.0.0.1:9/ask HTTP/1.1") })

            let dry = try Program.debug.run("run", proxied, "--dry-run", in: folder, environment: excepted)
            #expect(
                dry.output.contains("  by the proxy \(url)   127.0.0.1 is this machine: no caps\n"), "\(dry.output)")
        }
    }

    @Test("A certificate or key that cannot be read ends a run before it begins, with one message and no files")
    func files() throws {
        try withFolder { folder in
            let file = try SmallScenario.write(
                to: folder,
                Self.scenario(
                    """
                        url: https://127.0.0.1:9
                        tls: { certificate: certificates/us.pem, key: certificates/us.key }
                    """))
            let result = try Program.debug.run("run", file, "--out", "out", in: folder)
            #expect(result.status == 2)
            let path = folder.appending(path: "certificates/us.pem").path
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            #expect(
                result.errors.contains(
                    "systems.box.tls.certificate: expected a PEM file at \(path), found none that can be read (No such file or directory); correct the path, or the rights on the file"
                ), "\(result.errors)")
            // A folder that the user named stays; there is nothing in it.
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
            #expect(left.isEmpty, "\(left)")
        }
    }
}
