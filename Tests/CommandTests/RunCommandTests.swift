import Foundation
import Testing

@Suite("rehearse run")
struct RunCommandTests {
    private static let reports = ["report.html", "summary.json", "summary.md", "junit.xml"]

    @Test("A run writes its reports, its recording and its facts, points latest at itself, and says where")
    func writes() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let result = try Program.debug.run("run", scenario, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("PASS   1 of 1 budget"))
            #expect(result.output.contains("Reports/small/latest/report.html"))
            #expect(result.errors.isEmpty)
            let latest = folder.appending(path: "Reports/small/latest")
            for name in Self.reports + ["run.json", "recording.rehearsal", "scenario.yaml"] {
                #expect(FileManager.default.fileExists(atPath: latest.appending(path: name).path), "\(name) is missing")
            }
            let destination = try FileManager.default.destinationOfSymbolicLink(atPath: latest.path)
            #expect(!destination.contains("/"), "latest points beside itself, so that the folder can be moved")
        }
    }

    @Test("Two runs within one second keep both folders")
    func bothKept() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            try Program.debug.run("run", scenario, "--quiet", in: folder)
            try Program.debug.run("run", scenario, "--quiet", in: folder)
            let runs = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "Reports/small").path)
            #expect(runs.filter { !$0.hasPrefix("latest") }.count == 2)
        }
    }

    @Test(
        "The same scenario and seed give the same bytes in two processes, with one thread and two; another seed does not"
    )
    func deterministic() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            func reports(_ name: String, _ options: String...) throws -> [Data] {
                let out = folder.appending(path: name)
                let (process, output, errors) = try Program.debug.start(
                    ["run", scenario, "--quiet", "--out", out.path] + options, in: folder)
                process.waitUntilExit()
                let result = try Program.result(process, output, errors)
                #expect(result.status == 0, "\(result.errors)")
                #expect(result.output.isEmpty)
                return try (Self.reports + ["recording.rehearsal"]).map {
                    try Data(contentsOf: out.appending(path: $0))
                }
            }
            let first = try reports("first", "--threads", "1")
            #expect(try reports("second", "--threads", "1") == first)
            #expect(try reports("third", "--threads", "2") == first)
            #expect(try reports("fourth", "--seed", "8")[1] != first[1])
        }
    }

    @Test(
        "The exit code is that of the budgets",
        arguments: [
            ("orders completed >= 99%", Int32(0)), ("orders completed < 50%", 3), ("journey p99 < 1ms", 3),
            ("orders cancelled < 1%", 0),
        ])
    func exitCodes(budget: String, status: Int32) throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder, SmallScenario.text(budgets: [budget]))
            let result = try Program.debug.run("run", scenario, in: folder)
            #expect(result.status == status, "\(result.output)\(result.errors)")
        }
    }

    @Test("A budget that nothing was measured for is no pass: exit code 5")
    func noData() throws {
        try withFolder { folder in
            var text = SmallScenario.text(budgets: ["journey p99 < 1h during night"])
            text = text.replacingOccurrences(
                of: "calendars:\n", with: "calendars:\n  night: { days: all, from: \"02:00\", to: \"03:00\" }\n")
            let scenario = try SmallScenario.write(to: folder, text)
            let result = try Program.debug.run("run", scenario, in: folder)
            #expect(result.status == 5, "\(result.output)\(result.errors)")
            #expect(result.output.contains("no data") || result.output.contains("NO DATA"))
        }
    }

    @Test("Without a terminal there is no progress and no escape sequence, whatever the variables say")
    func plain() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let result = try Program.debug.run("run", scenario, in: folder, environment: ["TERM": "xterm-256color"])
            #expect(!result.output.contains("\u{1B}"))
            #expect(result.errors.isEmpty)
        }
    }

    @Test("With --format json standard output is summary.json and nothing else")
    func json() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let out = folder.appending(path: "out")
            let result = try Program.debug.run("run", scenario, "--format", "json", "--out", out.path, in: folder)
            #expect(try Data(result.output.utf8) == Data(contentsOf: out.appending(path: "summary.json")))
        }
    }

    @Test("A place that cannot be written to is told before the run, in the machine's words: exit code 2")
    func unwritable() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            try Data().write(to: folder.appending(path: "file"))
            let result = try Program.debug.run("run", scenario, "--out", folder.path + "/file/out", in: folder)
            #expect(result.status == 2)
            #expect(result.errors.contains("cannot write to \(folder.path)/file/out: Not a directory"))
            let empty = try Program.debug.run("run", scenario, "--out", "", in: folder)
            #expect(empty.status == 2)
            #expect(empty.errors.contains("--out: expected a folder"))
        }
    }

    @Test(
        "An interrupt stops the run, writes a partial report and judges no budget",
        arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func interrupted(signal: Int32, status: Int32) throws {
        try withFolder { folder in
            // Far more orders than a debug build does in the time this takes.
            let scenario = try SmallScenario.write(to: folder, SmallScenario.text(orders: 3_000_000))
            let out = folder.appending(path: "out")
            let (process, output, errors) = try Program.debug.start(["run", scenario, "--out", out.path], in: folder)
            // The folder is made after the signals are caught and before the first order.
            for _ in 0..<2_000 where !FileManager.default.fileExists(atPath: out.path) { usleep(10_000) }
            kill(process.processIdentifier, signal)
            // Should the signal be lost, the run is ended for good and the exit code tells.
            for _ in 0..<6_000 where process.isRunning { usleep(10_000) }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == status, "\(result.errors)")
            #expect(result.output.contains("INTERRUPTED"))
            let summary = try String(contentsOf: out.appending(path: "summary.json"), encoding: .utf8)
            #expect(summary.contains("interrupted"))
            #expect(FileManager.default.fileExists(atPath: out.appending(path: "report.html").path))
        }
    }
}
