import Foundation
import Testing

extension WireCommandTests {
    /// The shipped scenarios for real systems, from beginning to end, against the same systems served in another process: the
    /// lines that a user must change are changed, and the minute is made a few seconds.
    @Suite("Scenarios for real systems")
    struct RealScenarioTests {
        /// A text with parts exchanged; each must be there once.
        private static func exchanging(_ text: String, _ parts: [(String, String)]) throws -> String {
            var text = text
            for (old, new) in parts {
                try #require(text.components(separatedBy: old).count == 2, "\"\(old)\" does not stand there once")
                text = text.replacingOccurrences(of: old, with: new)
            }
            return text
        }

        /// What is done with a scenario.
        private struct Course {
            var run: Program.Result
            var summary: Summary
            var cleanups: [Program.Result]
        }

        /// Serves a scenario's systems, runs the scenario against one of them, and takes back what it created, twice.
        private static func rehearse(
            _ name: String, _ system: String, url: String, secret: String, shortened: [(String, String)]
        ) throws -> Course {
            try withFolder { folder in
                let text = try exchanging(
                    String(contentsOf: URL(fileURLWithPath: Program.scenario(name)), encoding: .utf8), shortened)
                func write(_ file: String, _ text: String) throws -> String {
                    let path = folder.appending(path: file)
                    try Data(text.utf8).write(to: path)
                    return path.path
                }
                let environment = [secret: "served-by-ourselves"]
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                let served = lines.filter { !$0.hasPrefix("    placement: real") && !$0.hasPrefix("    url: ") }
                try #require(lines.count - served.count == 2)
                let service = try Service(
                    try write("served.yaml", served.joined(separator: "\n")), in: folder, environment: environment)
                defer { service.stop() }
                let place = try #require(service.urls[system])
                let file = try write("real.yaml", try exchanging(text, [(url, place)]))
                func program(_ arguments: String...) throws -> Program.Result {
                    let (process, output, errors) = try Program.debug.start(
                        arguments, in: folder, environment: environment)
                    process.waitUntilExit()
                    return try Program.result(process, output, errors)
                }
                return Course(
                    run: try program("run", file, "--out", "out"),
                    summary: try Summary(folder.appending(path: "out/summary.json")),
                    cleanups: try (0..<2).map { _ in try program("cleanup", "out") })
            }
        }

        @Test("odoo-real.yaml: each order is created, picked, labelled and invoiced, and all of it taken back, twice")
        func odoo() throws {
            let course = try Self.rehearse(
                "odoo-real", "odoo", url: "http://127.0.0.1:8069", secret: "ODOO_PASSWORD",
                shortened: [
                    ("from: 2026-11-27 16:59:30, for: 1m, drain: 1m", "from: 2026-11-27 17:00:50, for: 2s, drain: 30s"),
                    // Beside other tests the generator may be late; here it is asked what it does, not how fast.
                    ("total: 60", "total: 6"), ("seed: 16\n", "seed: 16\nlag tolerance: 10s\n"),
                ])
            #expect(course.run.status == 0, "\(course.run.output) \(course.run.errors)")
            #expect(course.run.output.contains("PASS   4 of 4 budgets"), "\(course.run.output)")
            #expect(try course.summary.orders("completed") == 6)
            for operation in ["create order", "confirm order", "validate picking", "update tracking", "invoice"] {
                #expect(try course.summary.edge("odoo: \(operation)", "attempts").number("ok") == 6, "\(operation)")
            }
            for cleanup in course.cleanups {
                #expect(cleanup.status == 0, "\(cleanup.errors)")
                for part in ["6 account.move taken back\n", "6 sale.order taken back\n", "1 res.partner taken back\n"] {
                    #expect(cleanup.output.contains("odoo: \(part)"), "\(cleanup.output)")
                }
            }
        }

        @Test("karrio-real.yaml: each order is rated and labelled, and each label cancelled, twice")
        func karrio() throws {
            let course = try Self.rehearse(
                "karrio-real", "karrio", url: "http://127.0.0.1:5002", secret: "KARRIO_API_KEY",
                shortened: [
                    ("from: 2026-11-27 16:59:30, for: 1m, drain: 1m", "from: 2026-11-27 17:00:50, for: 2s, drain: 30s"),
                    ("total: 40", "total: 6"), ("seed: 5\n", "seed: 5\nlag tolerance: 10s\n"),
                ])
            #expect(course.run.status == 0, "\(course.run.output) \(course.run.errors)")
            #expect(course.run.output.contains("PASS   4 of 4 budgets"), "\(course.run.output)")
            #expect(try course.summary.orders("completed") == 6)
            for operation in ["rate", "label"] {
                #expect(try course.summary.edge("karrio: \(operation)", "attempts").number("ok") == 6, "\(operation)")
            }
            for cleanup in course.cleanups {
                #expect(cleanup.status == 0 && cleanup.output == "karrio: 6 karrio shipment taken back\n")
            }
        }
    }
}
