import Foundation
import Testing

/// Runs that are divided, in virtual time, and what is no division.
@Suite("rehearse run --shard")
struct RunShardTests {
    /// Orders that share nothing: as many hands as there are orders.
    private static let independent = SmallScenario.text(orders: 300).replacing("    workers: 4\n", with: "")

    private static func shards(_ count: Int, _ scenario: String, _ shared: URL, only: Range<Int>? = nil, in folder: URL)
        throws
    {
        for index in only ?? 0..<count {
            let result = try Program.debug.run(
                "run", scenario, "--shard", "\(index)/\(count)", "--out", shared.path, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("shard \(index) of \(count): ") && result.output.contains("no verdict"))
        }
    }

    @Test("Where orders share nothing, three shards merged are the undivided run, byte for byte")
    func sameBytes() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder, Self.independent)
            let whole = folder.appending(path: "whole")
            #expect(try Program.debug.run("run", scenario, "--out", whole.path, "--quiet", in: folder).status == 0)
            let shared = folder.appending(path: "shared")
            try Self.shards(3, scenario, shared, in: folder)
            let merged = folder.appending(path: "merged")
            let result = try Program.debug.run("merge", shared.path, "--out", merged.path, in: folder)
            #expect(result.status == 0 && result.output.contains("PASS"), "\(result.output) \(result.errors)")
            for name in ["summary.json", "summary.md", "junit.xml", "report.html"] {
                #expect(
                    try Data(contentsOf: merged.appending(path: name))
                        == Data(contentsOf: whole.appending(path: name)), "\(name)")
            }
        }
    }

    /// Two carriers, failures, timeouts, retries: all of it drawn by order.
    private static let eventful = """
        rehearse: 1
        name: Eventful
        clock: { from: 2026-11-27 08:00, for: 2h, drain: 4h, zone: Europe/Brussels }
        seed: 11
        orders: { total: 900, lines: { median: 2, p99: 14 } }
        systems:
          odoo:
            role: erp
            operations: { create: { steps: [ { work: lognormal 400ms p99 3s } ] } }
            faults:
              bad: { effect: server error, for: create, share: 5% }
          ups: { role: carrier, share: 60%, operations: { label: { steps: [ { work: lognormal 600ms p99 6s } ] } } }
          dhl: { role: carrier, share: 40%, operations: { label: { steps: [ { work: lognormal 800ms p99 4s } ] } } }
        links:
          journey -> odoo: { timeout: 2s, attempts: 3, backoff: { from: 100ms, to: 2s, jitter: full } }
          journey -> carriers: { timeout: 3s, attempts: 2, backoff: { from: 50ms, to: 1s, jitter: decorrelated } }
        journey:
          legs: { order release: ordered -> released }
          steps: [ call: odoo.create, emit: released, call: carriers.label ]
        budgets:
          - orders completed >= 90%
          - p95 of order release < 5s

        """

    @Test("With retries, timeouts and failures as well, all figures of the whole but the number of simulated events")
    func sameFigures() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder, Self.eventful)
            #expect(try Program.debug.run("run", scenario, "--out", "whole", "--quiet", in: folder).status == 0)
            try Self.shards(4, scenario, folder.appending(path: "shared"), in: folder)
            #expect(try Program.debug.run("merge", "shared", "--out", "merged", "--quiet", in: folder).status == 0)
            func lines(_ place: String) throws -> [Substring] {
                try String(contentsOf: folder.appending(path: "\(place)/summary.json"), encoding: .utf8)
                    .split(separator: "\n").filter { !$0.contains("\"events\": ") || $0.contains("[") }
            }
            let (whole, merged) = try (lines("whole"), lines("merged"))
            #expect(whole == merged)
            #expect(try Summary(folder.appending(path: "whole/summary.json")).orders("due") == 900)
        }
    }

    @Test("A missing shard is told, and the result is that of a part; a shard alone is no whole")
    func missing() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder, Self.independent)
            let shared = folder.appending(path: "shared")
            try Self.shards(3, scenario, shared, only: 0..<2, in: folder)
            let out = folder.appending(path: "merged")
            let merged = try Program.debug.run("merge", shared.path, "--out", out.path, in: folder)
            #expect(merged.status == 5)
            #expect(merged.errors.contains("shard 2 of 3 is missing"), "\(merged.errors)")
            #expect(merged.output.contains("Shard 2 of the 3 of this run is missing"), "\(merged.output)")
            #expect(try Summary(out.appending(path: "summary.json")).orders("due") == 200)
            let alone = try Program.debug.run("report", shared.path + "/shard-1-of-3", in: folder)
            #expect(alone.status == 5 && alone.output.contains("a part of a whole"), "\(alone.output)")
            // The one that came later makes it whole.
            try Self.shards(3, scenario, shared, only: 2..<3, in: folder)
            let whole = try Program.debug.run("merge", shared.path, "--out", out.path, "--quiet", in: folder)
            #expect(whole.status == 0, "\(whole.errors)")
        }
    }

    @Test("What is no shard, or would be several of one thing, is refused with the reason")
    func refused() throws {
        try withFolder { folder in
            let small = try SmallScenario.write(to: folder)
            let served = Program.scenario("served-smoke")
            func write(_ name: String, _ text: String) throws -> String {
                let file = folder.appending(path: name)
                try Data(text.utf8).write(to: file)
                return file.path
            }
            let smoke = try String(contentsOfFile: served, encoding: .utf8)
            let narrow = try write(
                "narrow.yaml",
                smoke.replacing("role: warehouse\n", with: "role: warehouse\n    in flight: 1\n"))
            let mixed = try write(
                "mixed.yaml", smoke.replacing("role: warehouse\n    placement: served\n", with: "role: warehouse\n"))
            let events = try write(
                "events.yaml",
                smoke.replacing(
                    "      - work: lognormal 20ms p99 90ms\n", with: "      - work: 20ms\n          - emit: packed\n"
                )
                .replacing("    - emit: packed\n    - call: carriers", with: "    - call: carriers"))
            let at = "--served-at=http://127.0.0.1:9"
            let cases: [(arguments: [String], words: String)] = [
                ([small, "--shard", "2/2", "--out", "o"], "'2/2' is invalid"),
                ([small, "--shard", "half", "--out", "o"], "'half' is invalid"),
                ([small, "--shard", "0/2"], "expected --out with the folder that all shards share"),
                ([small, "--shard", "0/2", "--out", "o"], "systems.shop: its workers"),
                ([small, "--start-at", "+5s"], "--start-at: this run is in virtual time"),
                ([small, "--served-at", "http://127.0.0.1:9", "--clock", "wall"], "none of the scenario's systems"),
                ([served, "--shard", "0/2", "--out", "o", "--start-at", "+5s"], "systems.warehouse is served"),
                ([served, "--shard", "0/2", "--out", "o", at], "expected --start-at"),
                ([mixed, "--shard", "0/2", "--out", "o", at, "--start-at", "+5s"], "systems.warehouse: its workers"),
                (
                    [narrow, "--shard", "0/2", "--out", "o", at, "--start-at", "+5s"],
                    "in flight: expected at least one"
                ),
                (
                    [events, "--shard", "0/2", "--out", "o", at, "--start-at", "+5s"],
                    "warehouse.operations.pick: the event packed"
                ),
                ([served, "--start-at", "soon"], "found \"soon\""),
                ([served, "--start-at", "25:00"], "found \"25:00\""),
                ([served, "--start-at", "2026-11-27T09:30:00"], "a date and time with its zone"),
                ([served, "--start-at", "2020-02-29T09:30:00+01:00"], "has passed: it is"),
                ([served, "--start-at", "+400h"], "within seven days"),
                ([served, "--served-at", "127.0.0.1"], "systems.warehouse.url"),
            ]
            for (arguments, words) in cases {
                let (process, output, errors) = try Program.debug.start(["run"] + arguments, in: folder)
                process.waitUntilExit()
                let result = try Program.result(process, output, errors)
                #expect(result.status == 2 && result.errors.contains(words), "\(arguments): \(result.errors)")
            }
        }
    }

    @Test("Shards of different runs do not merge: other seeds, scenarios, divisions, wholes, doubles, nothing")
    func strangers() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder, Self.independent)
            func run(_ arguments: String...) throws {
                let (process, output, errors) = try Program.debug.start(
                    ["run", scenario, "--quiet"] + arguments, in: folder)
                process.waitUntilExit()
                #expect(try Program.result(process, output, errors).status == 0)
            }
            try run("--shard", "0/2", "--out", "a")
            try run("--shard", "1/2", "--out", "seed", "--seed", "8")
            try run("--shard", "1/3", "--out", "three")
            try run("--shard", "0/2", "--out", "again")
            try run("--out", "whole")
            _ = try SmallScenario.write(
                to: folder, Self.independent.replacing("exponential 50ms", with: "exponential 60ms"))
            try run("--shard", "1/2", "--out", "other")
            try FileManager.default.createDirectory(
                at: folder.appending(path: "empty"), withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "bad/shard-1-of-2"), withIntermediateDirectories: true)
            try Data("REHEARSE, but not".utf8).write(to: folder.appending(path: "bad/shard-1-of-2/recording.rehearsal"))
            for (other, words) in [
                ("seed", "with the seed 7, found 8"), ("three", "divided into 2, found 3"),
                ("again", "shard 0 is there twice"), ("whole", "found a whole one"), ("other", "one that differs in"),
                ("empty", "expected a folder that rehearse capacity"), ("bad", "recording"),
                ("nowhere", "expected a folder"),
            ] {
                let result = try Program.debug.run("merge", "a", other, "--out", "m", in: folder)
                #expect(result.status == 2 && result.errors.contains(words), "\(other): \(result.errors)")
            }
            // The same folder named twice is there once.
            #expect(try Program.debug.run("merge", "a", "a/shard-0-of-2", "--out", "m", in: folder).status == 5)
        }
    }
}
