internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Scenario
internal import Wire

/// `rehearse serve SCENARIO`
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a scenario's systems over HTTP.",
        discussion: """
            Every simulated system of the scenario listens on a port of its own and behaves as its model says: same limits, same \
            faults, same delays, now with true HTTP. Point your own Odoo or middleware at them. Ends on an interrupt.

            With --admin-port an endpoint on this machine only tells and changes what goes on, in JSON:
              GET  /ready                                            whether it is ready; 503 while it is not
              GET  /state?key=&system=&limit=                        what systems know of an order or tracking number
              GET  /counters                                         requests, limits, lines and queues
              GET  /ledger?order=&correlation=&system=&limit=        the latest requests
              GET  /incidents, POST /incidents/NAME/on|off|auto      the scenario's faults, switched by hand
              GET  /webhooks, POST /webhooks/SYSTEM/on               subscriptions, and those that ended switched on again
              POST /reset?seed=                                      all anew
            """)

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"))
    var path: String

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Root of all randomness, instead of the scenario's.", valueName: "number"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "The first system's port, the others following; any that are free if left out.", valueName: "port"))
    var port: Int = 0

    @Option(
        name: .customLong("allow-target"),
        help: ArgumentHelp("A host other than this machine that may be sent webhooks.", valueName: "host"))
    var allowedTargets: [String] = []

    @Option(
        help: ArgumentHelp(
            "The address to listen on; 0.0.0.0 lets other machines call, as shards of a run in a cluster do.",
            valueName: "address"))
    var host: String = "127.0.0.1"

    @Flag(name: .customLong("by-path"), help: "One port for all systems: http://127.0.0.1:PORT/SYSTEM/...")
    var isByPath = false

    @Option(
        name: .customLong("admin-port"),
        help: ArgumentHelp("The admin endpoint's port on this machine; 0: any that is free.", valueName: "port"))
    var adminPort: Int?

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
    var `for`: Double?

    func validate() throws {
        try HostArgument.check(allowedTargets)
        guard (0...65_000).contains(port) else { throw ValidationError("--port: expected 1 to 65000, found \(port)") }
        if let port = adminPort, !(0...65_535).contains(port) {
            throw ValidationError("--admin-port: expected 0 to 65535, found \(port)")
        }
        if let seconds = `for`, !(seconds > 0 && seconds < 1e9) {
            throw ValidationError("--for: expected seconds, found \(seconds)")
        }
    }

    func run() throws {
        let scenario = try options.load(path, seed: seed)
        Interrupts.catchThem()
        let session: WireSession
        do {
            session = try WireSession(
                scenario.plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, environment: ProcessInfo.processInfo.environment, isService: true,
                    host: host, firstPort: port, run: RunFolder.stamp(Date()), version: Version.text,
                    adminPort: adminPort,
                    isByPath: isByPath))
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
        defer { session.close() }
        do {
            try session.open { Interrupts.status != nil }
        } catch {
            throw CommandFailure("\(error)", code: Interrupts.status ?? .usage)
        }
        guard !session.listeners.isEmpty else {
            throw CommandFailure(
                "\(path): nothing to serve: expected a system with operations and placement served or simulated, found none",
                code: .usage)
        }
        let widest = session.listeners.map(\.system.count).max() ?? 0
        for listener in session.listeners {
            let name = listener.system.padding(toLength: widest, withPad: " ", startingAt: 0)
            Streams.say("\(name)   \(listener.url)   \(listener.dialect.rawValue)")
        }
        if let url = session.adminURL { Streams.say("The admin endpoint is \(url)") }
        Streams.say("Ready. An interrupt ends it.")
        // By a clock of its own: a reset begins rehearsal time anew.
        let end = `for`.map { ContinuousClock.now + .seconds($0) }
        var nobody = NoOrders()
        _ = session.run(orders: &nobody, tracing: .none) { _, _ in
            Interrupts.status != nil || end.map { ContinuousClock.now >= $0 } == true ? .stop(.finished) : .carryOn
        }
    }
}

/// No orders of our own.
private struct NoOrders: OrderSource {
    mutating func next() -> Order? { nil }
}
