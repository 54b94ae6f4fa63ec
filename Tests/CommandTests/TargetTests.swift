import Foundation
import Glibc
import Testing

extension WireCommandTests {
    /// Hosts that are not this machine: who may be reached, how often, how fast, and what a dry run says of it beforehand.
    ///
    /// The host "shop.example" is nowhere; the scenario's proxy, a server of the test, gets what is meant for it.
    @Suite("Targets")
    struct TargetTests {
        private static func scenario(_ proxy: UInt16, caps: String, orders: Int, over window: String) -> String {
            """
            rehearse: 1
            name: Targets
            clock: { from: 2026-11-27 08:00, for: \(window), drain: 10s, zone: UTC }
            seed: 3
            lag tolerance: 10s
            targets:
              shop.example: { \(caps) }
            orders: { total: \(orders), spacing: even }
            systems:
              box:
                role: other
                placement: real
                protocol: plain
                url: http://shop.example
                proxy: http://127.0.0.1:\(proxy)
                workers: 4
                operations: { ask: { steps: [ { work: 5ms } ] } }
            journey:
              steps:
                - call: box.ask
            budgets:
              - orders completed >= 99%

            """
        }

        /// Runs with a server in the host's place.
        private static func run(
            caps: String, orders: Int, over window: String, _ more: [String] = ["--allow-target", "SHOP.example"],
            _ check: (Program.Result, SmallServer, Summary?) throws -> Void
        ) throws {
            try withFolder { folder in
                let server = try SmallServer { _ in ("200 OK", #"{"result": "done"}"#) }
                defer { server.stop() }
                let file = try SmallScenario.write(
                    to: folder, scenario(server.port, caps: caps, orders: orders, over: window))
                let (process, output, errors) = try Program.debug.start(
                    ["run", file, "--out", "out"] + more, in: folder)
                process.waitUntilExit()
                let summary = folder.appending(path: "out/summary.json")
                try check(
                    try Program.result(process, output, errors), server,
                    FileManager.default.fileExists(atPath: summary.path) ? try Summary(summary) : nil)
            }
        }

        @Test(
            "Of twelve requests a total of five lets five out; the others are told as kept back, and their orders as failed"
        )
        func total() throws {
            try Self.run(caps: "rate: 100/s, total: 5", orders: 12, over: "1s") { result, server, summary in
                #expect(result.status == 3, "\(result.output) \(result.errors)")
                #expect(server.seen.count == 5)
                #expect(server.seen.allSatisfy { $0.head.hasPrefix("POST http://shop.example/ask HTTP/1.1") })
                let summary = try #require(summary)
                #expect(try summary.orders("completed") == 5)
                #expect(try summary.orders("failed") == 7)
                let attempts = try summary.edge("box: ask", "attempts")
                #expect(attempts.number("ok") == 5 && attempts.number("shed") == 7)
                let wire = try summary.wire("box")
                #expect(wire.number("requests") == 5 && wire.number("kept_back") == 7)
                // Seven of twelve.
                #expect(
                    result.output.contains("box: 7 of 12 requests not sent, kept back by the caps"), "\(result.output)")
            }
        }

        @Test("The rate is held in every second by the clock of whoever is asked, and used up where more is wanted")
        func rate() throws {
            // Forty in two seconds, one every 50 ms; ten a second may go out. The first ten go at once, up to 0.45 s; then none until
            // the first of them is a second old; then ten more.
            try Self.run(caps: "rate: 10/s, total: 1000", orders: 40, over: "2s") { result, server, summary in
                let times = server.seen.map(\.at)
                let wire = try #require(summary).wire("box")
                #expect(wire.number("requests") == Double(times.count))
                #expect(wire.number("requests") + wire.number("kept_back") == 40)
                // On a busy machine a request may be a little late, and the one a second later be kept back for it.
                #expect((17...20).contains(times.count), "\(times.count)")
                for (place, time) in times.enumerated() {
                    // Requests do not all take equally long to arrive; a twentieth of a second is left for that.
                    let within = times[place...].prefix { $0 - time < .milliseconds(950) }.count
                    #expect(within <= 10, "\(within) within a second of \(place)")
                }
            }
        }

        @Test("A host that the command line or the scenario does not name is not reached; one message says what to add")
        func refused() throws {
            try Self.run(caps: "rate: 10/s, total: 5", orders: 3, over: "1s", []) { result, server, summary in
                #expect(result.status == 2 && summary == nil)
                #expect(
                    result.errors
                        == "systems.box.url: shop.example is not this machine: to send it real requests, add --allow-target shop.example (the scenario caps them at 5 in all, 10 a second)\n"
                )
                #expect(server.seen.isEmpty)
            }
            try withFolder { folder in
                let text = Self.scenario(9, caps: "rate: 10/s, total: 5", orders: 3, over: "1s")
                    .replacingOccurrences(of: "  shop.example: {", with: "  other.example: {")
                let file = try SmallScenario.write(to: folder, text)
                let result = try Program.debug.run("run", file, "--allow-target", "shop.example", in: folder)
                #expect(result.status == 2)
                #expect(result.errors.contains("shop.example is not this machine and the scenario does not name it"))
            }
        }

        @Test("A dry run tells calls by operation and host and their peak, by hand the same, and connects to nobody")
        func dryRun() throws {
            try withFolder { folder in
                let port = try LoopbackListener(backlog: 16)
                defer { port.stop() }
                _ = fcntl(port.descriptor, F_SETFL, O_NONBLOCK)
                // 1,050 orders: 50 of them in one second, the others evenly over 10 s: 100 a second, at most 150. Half of them ask for a price,
                // each is shipped in two parcels, and a tenth is looked at by somebody.
                let text = """
                    rehearse: 1
                    name: Ahead
                    clock: { from: 2026-11-27 08:00, for: 10s, drain: 10s, zone: UTC }
                    targets:
                      shop.example: { rate: 20/s, total: 2500 }
                    orders:
                      total: 1050
                      spacing: even
                      bursts:
                        - { at: "08:00:05", orders: 50, within: 1s, name: drop }
                    systems:
                      box:
                        role: other
                        placement: real
                        protocol: plain
                        url: http://127.0.0.1:\(port.port)
                        operations:
                          price: { steps: [ { work: 5ms } ] }
                          ship: { steps: [ { work: 5ms } ] }
                          never: { steps: [ { work: 5ms } ] }
                      shop:
                        role: other
                        placement: real
                        protocol: plain
                        url: http://shop.example
                        proxy: http://127.0.0.1:\(port.port)
                        operations:
                          look: { steps: [ { work: 5ms } ] }
                    journey:
                      steps:
                        - if: 50% of orders
                          then: [ { call: box.price } ]
                        - call: box.ship
                        - call: box.ship
                        - if: 10% of orders
                          then: [ { call: shop.look } ]

                    """
                let file = try SmallScenario.write(to: folder, text)
                let result = try Program.debug.run(
                    "run", file, "--dry-run", "--allow-target", "shop.example", in: folder)
                #expect(result.status == 0, "\(result.errors)")
                let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
                for line in [
                    "Ahead: by the wall clock, 1,050 orders. Nothing is sent now.",
                    "box http://127.0.0.1:\(port.port) plain", "127.0.0.1 is this machine: no caps",
                    "price 525 calls, at most about 75 a second", "ship 2,100 calls, at most about 300 a second",
                    "shop http://shop.example plain", "shop.example: allowed, capped at 20 a second and 2,500 in all",
                    "look 105 calls, at most about 15 a second",
                ] { #expect(lines.contains(line), "\(line) is not in \(result.output)") }
                #expect(!result.output.contains("never"))
                let without = try Program.debug.run("run", file, "--dry-run", in: folder)
                #expect(without.output.contains("refused: shop.example is not this machine: to send it real requests"))
                #expect(accept(port.descriptor, nil, nil) < 0 && errno == EAGAIN)
                #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "Reports").path))
            }
        }
    }
}
