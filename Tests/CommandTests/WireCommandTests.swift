import Foundation
import Glibc
import Testing

/// The wire from the command line: a shipped scenario over HTTP, and records in a system that is not ours.
///
/// What lives by the wall clock here, in this suite and in those within it, comes one after the other: each starts programs,
/// and would make the others late.
@Suite("The wire as a program", .serialized)
struct WireCommandTests {
    @Test("Served smoke over HTTP counts what it counts in virtual time, outcome by outcome")
    func servedSmoke() throws {
        try withFolder { folder in
            let program = Program.release ?? Program.debug
            func counts(_ clock: String) throws -> [String: Double] {
                let out = folder.appending(path: clock)
                let result = try program.run(
                    "run", Program.scenario("served-smoke"), "--clock", clock, "--out", out.path, "--quiet", in: folder)
                #expect(result.status == 0, "\(result.output) \(result.errors)")
                let summary = try Summary(out.appending(path: "summary.json"))
                var counts: [String: Double] = [:]
                for name in ["due", "completed", "failed", "parked"] {
                    counts["orders \(name)"] = try summary.orders(name)
                }
                for (name, edge) in try summary.all("edges") {
                    for (outcome, count) in try #require(edge["attempts"] as? [String: Any]) {
                        counts["\(name) \(outcome)"] = (count as? NSNumber)?.doubleValue
                    }
                }
                return counts
            }
            let wall = try counts("wall")
            let virtual = try counts("virtual")
            #expect(wall["orders due"] == 1_000)
            #expect(virtual.keys.sorted() == wall.keys.sorted())
            for (name, count) in virtual {
                // One per cent, and one where there are few.
                #expect(abs((wall[name] ?? .nan) - count) <= max(1, count / 100), "\(name)")
            }
        }
    }

    private static func odoo(_ placement: String) -> String {
        """
        rehearse: 1
        name: Records
        clock: { from: 2026-11-27 16:59:55, for: 2s, drain: 20s, zone: Europe/Brussels }
        seed: 3
        lag tolerance: 10s
        mark: REHEARSE
        calendars:
          cut-off: { days: all, at: "17:00" }
        orders:
          total: 6
          lines: 2
          products: 5
        systems:
          odoo:
            role: erp
        \(placement)
            protocol: odoo-json-rpc
            workers: 4
            operations:
              create order: { steps: [ { work: 5ms } ] }
              confirm order: { steps: [ { work: 5ms } ] }
        journey:
          promise: { event: released, by: cut-off }
          steps:
            - call: odoo.create order
            - call: odoo.confirm order
            - emit: released
        budgets:
          - orders completed >= 99%

        """
    }

    @Test("Sessions are opened before orders come; cleanup takes back what a run created, again and again")
    func cleanup() throws {
        try withFolder { folder in
            func write(_ name: String, _ text: String) throws -> String {
                let file = folder.appending(path: name)
                try Data(text.utf8).write(to: file)
                return file.path
            }
            let served = try write("served.yaml", Self.odoo("    options: { database: test, login: admin }"))
            let (process, output, _) = try Program.debug.start(
                ["serve", served, "--for", "90"], in: folder, environment: [:])
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            let url = try #require(try Self.url(in: output, of: process))
            let real = try write(
                "real.yaml",
                Self.odoo(
                    """
                        placement: real
                        url: \(url)
                        options: { database: test, login: admin }
                        auth: { password: "${env:RECORDS_PASSWORD}" }
                    """))
            let environment = ["RECORDS_PASSWORD": "served-by-ourselves"]
            let out = folder.appending(path: "out").path
            let run = try Program.debug.run("run", real, "--out", out, in: folder, environment: environment)
            #expect(run.status == 0, "\(run.output) \(run.errors)")
            let dry = try Program.debug.run("cleanup", out, "--dry-run", in: folder)
            #expect(dry.output.contains("odoo: 6 sale.order would be taken back\n"))
            #expect(dry.output.contains("odoo: 1 res.partner would be taken back\n"))
            for _ in 0..<2 {
                let cleanup = try Program.debug.run("cleanup", out, in: folder, environment: environment)
                #expect(cleanup.status == 0, "\(cleanup.output) \(cleanup.errors)")
                #expect(cleanup.output.contains("odoo: 6 sale.order taken back\n"))
                #expect(!cleanup.output.contains("NOT"))
            }
            // The customer is in the archive now: the next run takes it out, and its cleanup puts it back.
            let next = folder.appending(path: "next").path
            let second = try Program.debug.run("run", real, "--out", next, in: folder, environment: environment)
            #expect(second.status == 0, "\(second.output) \(second.errors)")
            let again = try Program.debug.run("cleanup", next, "--dry-run", in: folder)
            #expect(again.output.contains("odoo: 1 res.partner would be taken back\n"), "\(again.output)")
            let secretless = try Program.debug.run("cleanup", out, in: folder)
            #expect(secretless.status == 2)
            #expect(secretless.errors.contains("the environment variable RECORDS_PASSWORD is not set"))
        }
    }

    @Test("What cannot be reached, or not be asked, is told before the first order, with what to do")
    func unreachable() throws {
        try withFolder { folder in
            func run(_ speech: String) throws -> Program.Result {
                // Port 9, discard: nothing listens there.
                let text = Self.odoo("    placement: real\n    url: http://127.0.0.1:9")
                    .replacingOccurrences(of: "protocol: odoo-json-rpc", with: "protocol: \(speech)")
                let file = folder.appending(path: "gone.yaml")
                try Data(text.utf8).write(to: file)
                return try Program.debug.run("run", file.path, "--out", "out", in: folder)
            }
            let gone = try run("plain")
            #expect(gone.status == 2)
            #expect(gone.errors.contains("systems.odoo: its session cannot be opened"), "\(gone.errors)")
            #expect(gone.errors.contains("connection refused"))
            #expect(gone.errors.contains("start the server, or correct host and port"))
            let dumb = try run("wms")
            #expect(dumb.status == 2)
            #expect(
                dumb.errors.contains("the protocol wms has no operation \"create order\"; it has"), "\(dumb.errors)")
        }
    }

    @Test("A run that does not begin leaves no folder of its own; one killed in its opening can still be taken back")
    func opening() throws {
        try withFolder { folder in
            let shut = folder.appending(path: "shut.yaml")
            let plain = Self.odoo("    placement: real\n    url: http://127.0.0.1:9")
                .replacingOccurrences(of: "protocol: odoo-json-rpc", with: "protocol: plain")
            try Data(plain.utf8).write(to: shut)
            #expect(try Program.debug.run("run", shut.path, in: folder).errors.contains("session cannot be opened"))
            let shelf = folder.appending(path: "Reports/shut").path
            #expect(try FileManager.default.contentsOfDirectory(atPath: shelf).isEmpty)

            // Whoever connects to it waits: it accepts, and says nothing.
            let port = try LoopbackListener(backlog: 16)
            defer { port.stop() }
            let silent = folder.appending(path: "silent.yaml")
            let text = Self.odoo(
                """
                    placement: real
                    url: http://127.0.0.1:\(port.port)
                    options: { database: test, login: admin }
                    auth: { password: "${env:RECORDS_PASSWORD}" }
                """)
            try Data(text.utf8).write(to: silent)
            let environment = ["RECORDS_PASSWORD": "x"]
            let out = folder.appending(path: "out").path
            let (process, _, errors) = try Program.debug.start(
                ["run", silent.path, "--out", out], in: folder, environment: environment)
            let end = ContinuousClock.now + .seconds(30)
            while !FileManager.default.fileExists(atPath: "\(out)/recording.rehearsal"), process.isRunning,
                ContinuousClock.now < end
            { Thread.sleep(forTimeInterval: 0.02) }
            let complaints = try String(contentsOf: errors, encoding: .utf8)
            #expect(process.isRunning, "\(complaints)")
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // What the opening had created by then.
            let line = #"{"system":"odoo","record":{"kind":"res.partner","id":"7","reference":"REHEARSE"}}"#
            try Data("\(line)\n".utf8).write(to: URL(fileURLWithPath: "\(out)/created.jsonl"))
            let cleanup = try Program.debug.run("cleanup", out, "--dry-run", in: folder)
            #expect(cleanup.status == 0, "\(cleanup.errors)")
            #expect(cleanup.output == "odoo: 1 res.partner would be taken back\n")
        }
    }

    /// The URL that a service says it listens on.
    private static func url(in output: URL, of process: Process) throws -> String? {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end, process.isRunning {
            let text = try String(contentsOf: output, encoding: .utf8)
            if text.contains("Ready."), let start = text.range(of: "http://") {
                return String(text[start.lowerBound...].prefix { !$0.isWhitespace })
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return nil
    }
}
