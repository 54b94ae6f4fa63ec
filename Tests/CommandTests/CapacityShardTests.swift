import Foundation
import Testing

/// Capacity studies that are divided.
@Suite("rehearse capacity --shard")
struct CapacityShardTests {
    private static let options = ["--hold", "120", "--seeds", "2", "--budget", "200", "--quiet"]

    private static func text() -> String {
        CapacityScenario.text(
            CapacityScenario.station("desk", workers: 2, mean: "20s"), calls: ["desk.ask"], budget: "desk p95 < 90s")
                + """
                levers:
                  another desk: { change: desk workers +50%, cost: 100 EUR }
                  faster desk:
                    cost: 100 EUR
                    with: { systems: { desk: { operations: { ask: { steps: [ { work: exponential 15s } ] } } } } }

                """
    }

    /// Runs shards at the same time, to their end.
    private static func shards(_ count: Int, _ file: URL, _ shared: URL, only: Range<Int>? = nil, in folder: URL) throws
    {
        let running = try (only ?? 0..<count).map { index in
            try Program.debug.start(
                ["capacity", file.path, "--out", shared.path, "--shard", "\(index)/\(count)"] + options, in: folder)
        }
        for (process, output, errors) in running {
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test("Two and four shards give the bytes of one process; each of two has made a part")
    func sameBytes() throws {
        try withFolder { folder in
            let (_, whole) = try CapacityScenario.study(Self.text(), Self.options, in: folder)
            let file = folder.appending(path: "known.yaml")
            for count in [2, 4] {
                let shared = folder.appending(path: "shared-\(count)")
                try Self.shards(count, file, shared, in: folder)
                let merged = try Program.debug.run("merge", shared.path, "--quiet", in: folder)
                #expect(merged.status == 0, "\(merged.errors)")
                #expect(try CapacityAnswer(shared).bytes == whole.bytes)
                guard count == 2 else { continue }
                for index in 0..<2 {
                    let lines = try String(
                        contentsOf: shared.appending(path: "trials-\(index)-of-2.jsonl"), encoding: .utf8)
                    #expect(lines.split(separator: "\n").count > 3)
                }
            }
        }
    }

    @Test("A shard whose sibling never comes makes all of it; a part alone is merged as far as it goes")
    func alone() throws {
        try withFolder { folder in
            let (_, whole) = try CapacityScenario.study(Self.text(), Self.options, in: folder)
            let file = folder.appending(path: "known.yaml")
            let shared = folder.appending(path: "shared")
            try Self.shards(2, file, shared, only: 1..<2, in: folder)
            #expect(try Program.debug.run("merge", shared.path, "--quiet", in: folder).status == 0)
            #expect(try CapacityAnswer(shared).bytes == whole.bytes)
            // What was made after the first lines is gone.
            let trials = shared.appending(path: "trials-1-of-2.jsonl")
            let lines = try String(contentsOf: trials, encoding: .utf8).split(separator: "\n").prefix(3)
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: trials)
            let part = try Program.debug.run("merge", shared.path, in: folder)
            #expect(part.status == 5 && part.output.contains("missing"), "\(part.output)")
        }
    }

    @Test(
        "A lever that adds a system, and one that adds a cache: divided, merged and resumed they give the bytes of one process"
    )
    func newSystem() throws {
        try withFolder { folder in
            let text =
                CapacityScenario.text(
                    CapacityScenario.station("desk", workers: 2, mean: "20s"), calls: ["desk.ask"],
                    budget: "desk p95 < 90s") + """
                    levers:
                      annex:
                        cost: 100 EUR
                        with:
                          systems:
                            annex: { role: other, workers: 3, operations: { ask: { steps: [ { work: exponential 20s } ] } } }
                          journey:
                            steps:
                              - if: 50% of orders
                                then: [ { call: annex.ask } ]
                                else: [ { call: desk.ask } ]
                      answers kept: { change: journey -> desk cache 40%, cost: 100 EUR }

                    """
            let (result, whole) = try CapacityScenario.study(text, Self.options, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let whatIf = try #require(whole.json["what_if"] as? [String: Any])
            let gains = try #require(whatIf["levers"] as? [[String: Any]]).map {
                ($0["gain_between"] as? [NSNumber])?.map(\.doubleValue) ?? []
            }
            // The desk is what the budget speaks of: it gets half the orders, or three fifths of them, and both by chance, so
            // it is the same queue at the same load.
            try #require(gains.map(\.count) == [2, 2])
            #expect(gains[0][0] < 2 && gains[0][1] > 2 && gains[1][0] < 1 / 0.6 && gains[1][1] > 1 / 0.6, "\(gains)")
            let file = folder.appending(path: "known.yaml")
            let shared = folder.appending(path: "shared")
            try Self.shards(2, file, shared, in: folder)
            let merged = try Program.debug.run("merge", shared.path, "--quiet", in: folder)
            #expect(merged.status == 0, "\(merged.errors)")
            #expect(try CapacityAnswer(shared).bytes == whole.bytes)
            // As if it had been killed in the middle, with trials of the levers already made.
            let again = folder.appending(path: "again")
            let study = ["capacity", file.path, "--out", again.path] + Self.options
            let (first, firstOutput, firstErrors) = try Program.debug.start(study, in: folder)
            first.waitUntilExit()
            #expect(try Program.result(first, firstOutput, firstErrors).status == 0)
            let journal = again.appending(path: "trials.jsonl")
            let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
            try Data((lines.dropLast(3).joined(separator: "\n") + "\n").utf8).write(to: journal)
            let resume = ["capacity", file.path, "--resume", again.path] + Self.options
            let (second, output, errors) = try Program.debug.start(resume, in: folder)
            second.waitUntilExit()
            let resumed = try Program.result(second, output, errors)
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(try CapacityAnswer(again).bytes == whole.bytes)
        }
    }

    @Test("Shards that are none, folders without a study and studies of different questions are refused")
    func refused() throws {
        try withFolder { folder in
            let file = folder.appending(path: "known.yaml")
            try Data(Self.text().utf8).write(to: file)
            for shard in ["2/2", "x", "1/0", "-1/2"] {
                let result = try Program.debug.run(
                    "capacity", file.path, "--out", "o", "--shard=\(shard)", in: folder)
                #expect(result.status == 2 && result.errors.contains("shard"), "\(shard): \(result.errors)")
            }
            let last = try Program.debug.run("capacity", file.path, "--out", "o", "--shard", "2/2", in: folder)
            #expect(
                last.errors.contains("parts are counted from 0: expected 0/2 for the first of 2 to 1/2 for the last"),
                "\(last.errors)")
            let nowhere = try Program.debug.run("capacity", file.path, "--shard", "0/2", in: folder)
            #expect(nowhere.status == 2 && nowhere.errors.contains("expected --out"))
            let none = try Program.debug.run("merge", folder.path, in: folder)
            #expect(none.status == 2 && none.errors.contains("expected a folder"))
        }
    }

    @Test("Levers: what they buy by theory, what they cost, and the best plan for a budget")
    func levers() throws {
        try withFolder { folder in
            let text =
                CapacityScenario.text(
                    CapacityScenario.station("desk", workers: 1, mean: "9s"), calls: ["desk.ask"],
                    budget: "desk p95 < 60s") + """
                    levers:
                      faster desk:
                        cost: 300 EUR
                        with: { systems: { desk: { operations: { ask: { steps: [ { work: exponential 6s } ] } } } } }
                      second desk: { change: desk workers x2, cost: 500 EUR }
                      nothing: { change: desk queue 1000000, cost: 1 EUR }
                      answers kept: { change: journey -> desk cache 40%, cost: 700 EUR }

                    """
            let (result, answer) = try CapacityScenario.study(
                text, ["--hold", "600", "--warm-up", "60", "--seeds", "6", "--budget", "400", "--quiet"], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let whatIf = try #require(answer.json["what_if"] as? [String: Any])
            let gains = try #require(whatIf["levers"] as? [[String: Any]]).map {
                ($0["gain"] as? NSNumber)?.doubleValue ?? 0
            }
            // M/M/1: mu - lambda = ln 20 / 60 s at the limit, with mu of 9 s and of 6 s.
            let rest: Double = log(20.0) / 60
            let exact = (1 / 6.0 - rest) / (1 / 9.0 - rest)
            try #require(gains.count == 4)
            #expect(abs(gains[0] / exact - 1) < 0.08, "\(gains[0]) of \(exact)")
            // Two of them take more than twice as much.
            #expect(gains[1] > 1.9)
            #expect(abs(gains[2] - 1) < 0.05)
            // Three of five orders come to the desk, by chance: the same queue when five thirds as many are made.
            #expect(abs(gains[3] / (5 / 3.0) - 1) < 0.08, "\(gains[3])")
            let best = try #require(whatIf["best_plan"] as? [String: Any])
            #expect(best["levers"] as? [String] == ["faster desk"])
            #expect((best["cost"] as? NSNumber)?.doubleValue == 300)
        }
    }
}
