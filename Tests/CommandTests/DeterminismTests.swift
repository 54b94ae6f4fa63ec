import Foundation
import Testing

/// The same scenario and seed give the same bytes, whatever machine, place and moment.
@Suite("Same seed, same bytes")
struct DeterminismTests {
    private static let files = ["recording.rehearsal", "summary.json", "summary.md", "junit.xml", "report.html"]

    /// What a run writes that must not depend on anything but scenario and seed.
    private func bytes(
        _ scenario: String, _ options: [String] = [], by program: Program = .debug, out: URL, in folder: URL,
        environment: [String: String] = [:]
    ) throws -> [String: Data] {
        let (process, output, errors) = try program.start(
            ["run", scenario, "--quiet", "--out", out.path] + options, in: folder, environment: environment)
        process.waitUntilExit()
        let result = try Program.result(process, output, errors)
        #expect([0, 3].contains(result.status), "\(result.status): \(result.errors)")
        return try Dictionary(
            uniqueKeysWithValues: Self.files.map { ($0, try Data(contentsOf: out.appending(path: $0))) })
    }

    @Test("A shipped scenario gives the same bytes with one thread and two, in debug and in release")
    func shipped() throws {
        try withFolder { folder in
            let scenario = Program.scenario("ci-smoke")
            func run(_ program: Program, _ name: String, _ threads: String) throws -> [String: Data] {
                try bytes(
                    scenario, ["--threads", threads], by: program, out: folder.appending(path: name), in: folder)
            }
            let first = try run(.debug, "debug-1", "1")
            #expect(try run(.debug, "debug-2", "2") == first)
            guard let release = Program.release else {
                print("partly skipped: REHEARSE_RELEASE does not name a release build (Tests/run does)")
                return
            }
            #expect(try run(release, "release-1", "1") == first)
            #expect(try run(release, "release-2", "2") == first)
        }
    }

    @Test("Neither the folder of the scenario nor that of the run nor the machine's settings show in what is written")
    func places() throws {
        try withFolder { folder in
            let first = folder.appending(path: "first-place")
            let second = folder.appending(path: "second place")
            for place in [first, second] {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            }
            let text = SmallScenario.text(budgets: ["orders completed >= 99%", "journey p99 < 1h"])
            let one = try bytes(
                SmallScenario.write(to: first, text), out: first.appending(path: "out"), in: first,
                environment: ["TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"])
            let other = try bytes(
                SmallScenario.write(to: second, text), out: folder.appending(path: "elsewhere"), in: folder,
                environment: ["TZ": "America/New_York", "LANG": "C", "LC_ALL": "C", "NO_COLOR": "1"])
            for name in Self.files { #expect(one[name] == other[name], "\(name) differs") }
            for name in Self.files {
                let content = String(decoding: one[name] ?? Data(), as: UTF8.self)
                for word in ["first-place", folder.lastPathComponent] {
                    #expect(!content.contains(word), "\(name) holds \(word)")
                }
            }
        }
    }

    @Test("The summary names no path, moment or version of the machine")
    func nothingOfTheMachine() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let out = folder.appending(path: "out")
            let summary = try #require(try bytes(scenario, out: out, in: folder)["summary.json"])
            let facts = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: out.appending(path: "run.json")))
                    as? [String: Any])
            let text = String(decoding: summary, as: UTF8.self)
            for key in ["scenario", "started", "machine"] {
                let fact = try #require(facts[key] as? String)
                #expect(!text.contains(fact), "\(key)")
            }
            #expect(!text.contains("\"tool_version\""))
            #expect(!text.contains("/tmp"))
        }
    }

    @Test("Every seed has its own bytes; the seed on the command line is as good as that in the file")
    func seeds() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            var seen: Set<Data> = []
            for seed in 1...6 {
                let found = try bytes(
                    scenario, ["--seed", String(seed)], out: folder.appending(path: "seed-\(seed)"), in: folder)
                seen.insert(try #require(found["summary.json"]))
            }
            #expect(seen.count == 6)
            let byOption = try bytes(scenario, ["--seed", "8"], out: folder.appending(path: "option"), in: folder)
            let text = SmallScenario.text().replacingOccurrences(of: "seed: 7", with: "seed: 8")
            let byFile = try bytes(
                SmallScenario.write(to: folder, text), out: folder.appending(path: "file"), in: folder)
            for name in Self.files { #expect(byOption[name] == byFile[name], "\(name) differs") }
        }
    }
}
