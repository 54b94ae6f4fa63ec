import Foundation
import Testing

/// `rehearse compare`: what it compares, what it refuses, how it ends, and baselines.
@Suite("rehearse compare", .serialized)
struct CompareTests {
    /// Runs a small scenario; returns the folder's name.
    @discardableResult
    private func run(
        _ name: String, in folder: URL, seed: Int = 7, change: (String) -> String = { $0 }
    ) throws -> String {
        let text = change(SmallScenario.text(orders: 2_000, budgets: ["p90 of journey < 600ms"]))
        let file = folder.appending(path: "\(name).yaml")
        try Data(text.utf8).write(to: file)
        let result = try Program.debug.run(
            "run", file.path, "--seed", "\(seed)", "--quiet", "--out", name, in: folder)
        #expect([0, 3].contains(result.status), "\(result.errors)")
        return name
    }

    private static func slower(_ text: String) -> String {
        text.replacingOccurrences(of: "exponential 50ms", with: "exponential 90ms")
    }

    @Test("Two runs of one scenario and seed are identical, exit code 0; nothing is coloured where no terminal is")
    func identical() throws {
        try withFolder { folder in
            try run("base", in: folder)
            try run("again", in: folder)
            let result = try Program.debug.run("compare", "base", "again", in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(
                result.output.contains("IDENTICAL   Both runs recorded the same")
                    || result.output.contains("IDENTICAL Both"))
            #expect(!result.output.contains("\u{1B}") && result.errors.isEmpty)
        }
    }

    @Test("A slower landscape is refused unless it is meant; then it is a regression, exit code 4, with all reports")
    func regression() throws {
        try withFolder { folder in
            try run("base", in: folder)
            try run("slow", in: folder, change: Self.slower)
            let refused = try Program.debug.run("compare", "base", "slow", in: folder)
            #expect(refused.status == 2 && refused.output.isEmpty)
            #expect(refused.errors.contains("slow cannot be compared with base"), "\(refused.errors)")
            #expect(refused.errors.contains("50 ms → 90 ms") && refused.errors.contains("--across scenario"))
            let result = try Program.debug.run(
                "compare", "base", "slow", "--across", "scenario", "--out", "report", in: folder)
            #expect(result.status == 4, "\(result.errors)")
            #expect(result.output.contains("REGRESSION") && result.output.contains("journey → shop: hand over, p50"))
            let files = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "report").path
            ).sorted()
            #expect(files == ["compare.html", "compare.json", "compare.md", "junit.xml"])
            // The exponential's median and 90th percentile: ln 2 and ln 10 times the mean, 40 ms longer.
            let json = try Program.debug.run(
                "compare", "base", "slow", "--across", "scenario", "--format", "json", in: folder)
            #expect(json.status == 4)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let measures = try #require(object["measures"] as? [[String: Any]])
            for (quantile, factor) in [("p50", log(2.0)), ("p90", log(10.0))] {
                let measure = try #require(
                    measures.first { $0["measure"] as? String == "journey → shop: hand over, \(quantile)" })
                let interval = try #require(measure["interval"] as? [Double])
                #expect(interval[0] <= 40e6 * factor && 40e6 * factor <= interval[1], "\(quantile): \(interval)")
                #expect(measure["verdict"] as? String == "worse")
            }
            let forgiven = try Program.debug.run(
                "compare", "base", "slow", "--across", "scenario", "--tolerance", "200%", "--quiet", in: folder)
            #expect(forgiven.status == 0 && forgiven.output.isEmpty)
        }
    }

    @Test("A budget that held and fails now is a regression although the tolerance forgives the figures")
    func budget() throws {
        try withFolder { folder in
            try run("base", in: folder)
            try run("slow", in: folder) { $0.replacingOccurrences(of: "exponential 50ms", with: "exponential 400ms") }
            let result = try Program.debug.run(
                "compare", "base", "slow", "--across", "scenario", "--tolerance", "1000%", in: folder)
            #expect(result.status == 4, "\(result.output)")
            #expect(result.output.contains("1 budget that held fails now: p90 of journey < 600ms"))
        }
    }

    @Test("Another seed is refused, or compared across; one side may have several runs, one baseline may hold them")
    func seeds() throws {
        try withFolder { folder in
            for seed in 1...6 { try run("s\(seed)", in: folder, seed: seed) }
            let refused = try Program.debug.run("compare", "s1", "s2", in: folder)
            #expect(refused.status == 2 && refused.errors.contains("seed: 1 → 2"))
            let across = try Program.debug.run("compare", "s1", "s2", "--across", "seed", in: folder)
            #expect(across.status == 0, "\(across.output)")
            let saved = try Program.debug.run(
                "compare", "s1", "--run-again", "s2", "--run-again", "s3", "--save-baseline", "base.rehearsal",
                in: folder)
            #expect(saved.status == 0 && saved.output.contains("base.rehearsal"), "\(saved.errors)")
            let several = try Program.debug.run(
                "compare", "base.rehearsal", "s4", "--run-again", "s5", "--run-again", "s6", "--across", "seed",
                "--format", "json", in: folder)
            #expect(several.status == 0, "\(several.output)")
            #expect(several.output.contains("\"base_runs\": 3") && several.output.contains("\"between_runs\""))
            try run("slow", in: folder, change: Self.slower)
            let mixed = try Program.debug.run("compare", "s1", "s2", "--base-again", "slow", in: folder)
            #expect(mixed.status == 2 && mixed.errors.contains("runs of one side may differ in their seed alone"))
        }
    }

    @Test("A baseline is one small file; it is moved by a good run and kept from a bad one")
    func baseline() throws {
        try withFolder { folder in
            try run("base", in: folder)
            let file = folder.appending(path: "kept/base.rehearsal")
            let first = try Program.debug.run("compare", "base", "--save-baseline", file.path, in: folder)
            #expect(first.status == 0, "\(first.errors)")
            let bytes = try Data(contentsOf: file)
            #expect(bytes.prefix(8) == Data("BASELINE".utf8))
            // What is no baseline is left as it is, most of all the run that is read.
            for victim in ["base/recording.rehearsal", "base"] {
                let place = folder.appending(path: victim)
                let before = try? Data(contentsOf: place)
                let refused = try Program.debug.run("compare", "base", "--save-baseline", place.path, in: folder)
                #expect(refused.status == 2 && refused.errors.hasPrefix("--save-baseline: "), "\(refused.errors)")
                #expect((try? Data(contentsOf: place)) == before)
            }
            let log = try Program.debug.run("report", "base", "--histograms", "base/run.json", in: folder)
            #expect(log.status == 2 && log.errors.contains("is no histogram log"), "\(log.errors)")
            // Nothing but the file is left, so nothing half written either.
            let there = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "kept").path)
            #expect(there == ["base.rehearsal"])
            try FileManager.default.removeItem(at: folder.appending(path: "base"))
            try run("slow", in: folder, change: Self.slower)
            let worse = try Program.debug.run(
                "compare", file.path, "slow", "--across", "scenario", "--save-baseline", file.path, in: folder)
            #expect(worse.status == 4 && worse.errors.contains("was not written: the run is worse"))
            #expect(try Data(contentsOf: file) == bytes)
            try run("fast", in: folder) {
                $0.replacingOccurrences(of: "exponential 50ms", with: "exponential 20ms")
            }
            let better = try Program.debug.run(
                "compare", file.path, "fast", "--across", "scenario", "--save-baseline", file.path, in: folder)
            #expect(better.status == 0 && better.output.contains("better"), "\(better.errors)")
            #expect(try Data(contentsOf: file) != bytes)
            let moved = try Program.debug.run("compare", file.path, "fast", in: folder)
            #expect(moved.status == 0 && moved.output.contains("IDENTICAL"))
        }
    }

    @Test("What cannot be compared is refused: no such run, no baseline, a damaged one, one run alone, nonsense")
    func refused() throws {
        try withFolder { folder in
            try run("base", in: folder)
            let missing = try Program.debug.run("compare", "base", "nosuch", in: folder)
            #expect(missing.status == 2 && missing.errors.contains("no run \"nosuch\""))
            let other = try Program.debug.run("compare", "base.yaml", "base", in: folder)
            #expect(other.status == 2 && other.errors.contains("base.yaml is no baseline"))
            try Data("BASELINE and more".utf8).write(to: folder.appending(path: "bad.rehearsal"))
            let damaged = try Program.debug.run("compare", "bad.rehearsal", "base", in: folder)
            #expect(damaged.status == 2 && damaged.errors.contains("cannot read bad.rehearsal: recording damaged"))
            let alone = try Program.debug.run("compare", "base", in: folder)
            #expect(alone.status == 2 && alone.errors.contains("expected two runs"))
            for options in [
                ["--across", "clock"], ["--tolerance", "0.1%"], ["--tolerance", "much"], ["--floor", "1"],
            ] {
                let (process, output, errors) = try Program.debug.start(
                    ["compare", "base", "base"] + options, in: folder)
                process.waitUntilExit()
                #expect(try Program.result(process, output, errors).status == 2, "\(options)")
            }
            try run("later", in: folder) { $0.replacingOccurrences(of: "for: 1h", with: "for: 2h") }
            let hours = try Program.debug.run("compare", "base", "later", "--across", "orders,scenario", in: folder)
            #expect(hours.status == 2 && hours.errors.contains("hours must be the same"), "\(hours.errors)")
        }
    }

    @Test("A run without orders is no run to compare: exit code 5")
    func invalid() throws {
        try withFolder { folder in
            try run("base", in: folder)
            let text = SmallScenario.text(orders: 0)
            try Data(text.utf8).write(to: folder.appending(path: "none.yaml"))
            try Program.debug.run("run", "none.yaml", "--quiet", "--out", "none", in: folder)
            let result = try Program.debug.run("compare", "base", "none", in: folder)
            #expect(result.status == 5, "\(result.errors)")
            #expect(result.errors.contains("none cannot be compared: No order came due in it."))
            let kept = try Program.debug.run("compare", "none", "--save-baseline", "x", in: folder)
            #expect(kept.status == 5)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "x").path))
        }
    }
}
