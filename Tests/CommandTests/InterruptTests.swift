import Foundation
import Glibc
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension WireCommandTests {
    /// Runs by the wall clock that somebody ends, gently or not.
    @Suite("Ending a run by the wall clock")
    struct InterruptTests {
        /// Twenty orders a second for 20 s; each takes as long as a served system works on it.
        private static func scenario(work: String) -> String {
            """
            rehearse: 1
            name: Slow
            clock: { from: 2026-11-27 08:00, for: 20s, drain: 60s, zone: UTC }
            seed: 3
            lag tolerance: 10s
            orders: { total: 400, spacing: even }
            systems:
              box:
                role: other
                placement: served
                protocol: plain
                workers: 400
                operations: { ask: { steps: [ { work: \(work) } ] } }
            links:
              journey -> box: { timeout: 50s }
            journey:
              steps:
                - call: box.ask
            budgets:
              - orders completed >= 99%

            """
        }

        /// A run under way, with its admin endpoint.
        private struct Running {
            let process: Process
            let output: URL
            let errors: URL
            let admin: String

            init(work: String, in folder: URL, _ more: String...) throws {
                let file = folder.appending(path: "slow.yaml")
                try Data(InterruptTests.scenario(work: work).utf8).write(to: file)
                (process, output, errors) = try Program.debug.start(
                    ["run", file.path, "--admin-port", "0"] + more, in: folder)
                let end = ContinuousClock.now + .seconds(30)
                var text = ""
                while !text.contains("admin endpoint is http"), process.isRunning, ContinuousClock.now < end {
                    Thread.sleep(forTimeInterval: 0.02)
                    text = try String(contentsOf: errors, encoding: .utf8)
                }
                admin = try #require(
                    text.split(whereSeparator: \.isWhitespace).last { $0.hasPrefix("http://") }.map(String.init),
                    "\(text)")
            }

            /// Asks the admin endpoint until the answer is as wanted.
            func wait(_ path: String, until isFine: (Int, [String: Any]) -> Bool) throws {
                let url = try #require(URL(string: admin + path))
                let end = ContinuousClock.now + .seconds(20)
                while ContinuousClock.now < end, process.isRunning {
                    let (status, body) = try Service.answer(to: URLRequest(url: url))
                    if isFine(status, (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]) {
                        return
                    }
                    Thread.sleep(forTimeInterval: 0.02)
                }
                Issue.record("\(path) did not come to that")
            }

            func waitForOrders(_ name: String, _ count: Int) throws {
                try wait("/counters") { _, json in
                    ((json["orders"] as? [String: Any])?[name] as? NSNumber)?.intValue ?? 0 >= count
                }
            }

            func end() throws -> Program.Result {
                // Should it not end, it is ended for good and the exit code tells.
                for _ in 0..<2_000 where process.isRunning { usleep(10_000) }
                if process.isRunning { kill(process.processIdentifier, SIGKILL) }
                process.waitUntilExit()
                return try Program.result(process, output, errors)
            }
        }

        @Test(
            "The first interrupt stops new orders and waits for those under way, then reports",
            arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
        func drained(signal: Int32, status: Int32) throws {
            try withFolder { folder in
                let run = try Running(work: "700ms", in: folder, "--out", "out")
                try run.waitForOrders("due", 5)
                kill(run.process.processIdentifier, signal)
                let result = try run.end()
                #expect(result.status == status, "\(result.errors)")
                #expect(result.output.contains("INTERRUPTED"))
                let summary = try Summary(folder.appending(path: "out/summary.json"))
                let due = try summary.orders("due")
                #expect(due >= 5 && due < 100)
                #expect(try summary.orders("completed") == due)
                #expect(try summary.orders("in_flight") == 0)
            }
        }

        @Test("The second interrupt stops at once, and reports all the same what was under way")
        func stopped() throws {
            try withFolder { folder in
                let run = try Running(work: "40s", in: folder, "--out", "out")
                try run.waitForOrders("due", 5)
                kill(run.process.processIdentifier, SIGINT)
                // The first one was heard: no new orders come, and those under way would take 40 s.
                try run.wait("/ready") { status, json in status == 503 && json["ready"] as? Bool == false }
                let before = ContinuousClock.now
                kill(run.process.processIdentifier, SIGINT)
                let result = try run.end()
                #expect(ContinuousClock.now - before < .seconds(10))
                #expect(result.status == 130, "\(result.errors)")
                #expect(result.output.contains("INTERRUPTED"))
                let summary = try Summary(folder.appending(path: "out/summary.json"))
                let due = try summary.orders("due")
                #expect(due >= 5 && due < 100)
                #expect(try summary.orders("completed") == 0)
                #expect(try summary.orders("in_flight") == due)
                #expect(FileManager.default.fileExists(atPath: folder.appending(path: "out/report.html").path))
            }
        }

        @Test("Of a run that was killed outright there is a partial report, which says so, under its scenario's name")
        func killed() throws {
            try withFolder { folder in
                let run = try Running(work: "100ms", in: folder)
                let recording = folder.appending(path: "Reports/slow/latest/recording.rehearsal")
                try run.waitForOrders("due", 1)
                let before = try Data(contentsOf: recording)
                try run.waitForOrders("completed", 5)
                // What was done by then is on disk within a second or two.
                let end = ContinuousClock.now + .seconds(20)
                while try Data(contentsOf: recording) == before, ContinuousClock.now < end {
                    Thread.sleep(forTimeInterval: 0.02)
                }
                kill(run.process.processIdentifier, SIGKILL)
                #expect(try run.end().status == 128 + SIGKILL)
                let report = try Program.debug.run("report", "slow", in: folder)
                // Its budgets are not judged.
                #expect(report.status == 5, "\(report.output) \(report.errors)")
                #expect(report.output.contains("INTERRUPTED   0 of 1 budget"))
                #expect(report.output.contains("everything here ends there"), "\(report.output)")
                let latest = folder.appending(path: "Reports/slow/latest")
                let summary = try Summary(latest.appending(path: "summary.json"))
                let due = try summary.orders("due")
                let completed = try summary.orders("completed")
                let underWay = try summary.orders("in_flight")
                #expect(due > 0 && due < 400 && completed + underWay == due)
                let page = try String(contentsOf: latest.appending(path: "report.html"), encoding: .utf8)
                #expect(page.contains("everything here ends there"))
            }
        }
    }
}
