import Foundation
import Testing

/// `rehearse calibrate` and `--with`: small runs on this machine, and everything that is refused.
@Suite("rehearse calibrate", .serialized)
struct CalibrateTests {
    /// A scenario of one system that another process serves, with figures that are not the server's.
    static func scenario(_ url: String, orders: Int = 80, seconds: Int = 2) -> String {
        """
        rehearse: 1
        name: Under test
        clock: { from: 2026-11-27 08:00, for: \(seconds)s, drain: 20s, zone: Europe/Brussels }
        seed: 5
        orders: { total: \(orders) }
        systems:
          box:
            role: other
            placement: real
            protocol: plain
            url: \(url)
            workers: 9
            operations: { ask: { steps: [ { work: 1ms } ] } }
        links: { journey -> box: { timeout: 20s } }
        journey: { steps: [ { call: box.ask } ] }
        budgets: [ box.ask mean < 200ms ]

        """
    }

    private static func write(_ text: String, _ name: String, in folder: URL) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test(
        "A served run is fitted: words, JSON, and a file that capacity and another calibration take over the scenario")
    func served() throws {
        try withFolder { folder in
            let truth = Self.scenario("http://127.0.0.1:1").replacingOccurrences(of: "work: 1ms", with: "work: 15ms")
                .replacingOccurrences(of: "placement: real", with: "placement: served")
                .replacingOccurrences(of: "    url: http://127.0.0.1:1\n", with: "")
            let service = try Service(try Self.write(truth, "truth.yaml", in: folder), in: folder)
            defer { service.stop() }
            let scenario = try Self.write(Self.scenario(service.url), "small.yaml", in: folder)
            let run = try Program.debug.run("run", scenario, "--quiet", "--out", "out", in: folder)
            #expect([0, 3, 5].contains(run.status), "\(run.errors)")
            let result = try Program.debug.run("calibrate", "out", in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("box   80 attempts"))
            #expect(result.output.contains("the scenario says 1 ms"))
            let json = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "out/calibration.json")))
                    as? [String: Any])
            #expect(json["calibration_version"] as? Int == 1)
            let file = folder.appending(path: "out/calibrated.yaml")
            #expect(try String(contentsOf: file, encoding: .utf8).contains("\nsystems:\n  box:\n"))
            // The same again is the same, and what is laid over a scenario is remembered by the run.
            let bytes = try Data(contentsOf: file)
            try Program.debug.run("calibrate", "out", "--quiet", in: folder)
            #expect(try Data(contentsOf: file) == bytes)
            let described = try Program.debug.run("validate", scenario, "--with", file.path, in: folder)
            #expect(described.status == 0, "\(described.errors)")
            try Program.debug.run("run", scenario, "--with", file.path, "--quiet", "--out", "again", in: folder)
            let again = try Program.debug.run("calibrate", "again", in: folder)
            #expect(again.status == 0, "\(again.errors)")
            // What the overlay says is what was measured, whatever that was; the scenario itself says 1 ms.
            #expect(again.output.contains("the scenario says ") && !again.output.contains("the scenario says 1 ms"))
            // The scenario alone is not what that run was made from.
            try Data(Self.scenario(service.url).replacingOccurrences(of: "seed: 5", with: "seed: 5 ").utf8)
                .write(to: folder.appending(path: "other.yaml"))
            let moved = try Program.debug.run("calibrate", "out", "--scenario", "other.yaml", "--quiet", in: folder)
            #expect(moved.status == 0, "\(moved.errors)")
            _ = try Self.write(Self.scenario(service.url, orders: 81), "other.yaml", in: folder)
            let other = try Program.debug.run("calibrate", "out", "--scenario", "other.yaml", in: folder)
            #expect(other.status == 2)
            #expect(other.errors.contains("other.yaml is not the scenario that"), "\(other.errors)")
        }
    }

    @Test("Few answers tell nothing: said, with exit code 5 and no file to lay over the scenario")
    func few() throws {
        try withFolder { folder in
            let text = Self.scenario("http://127.0.0.1:1", orders: 5, seconds: 1)
                .replacingOccurrences(of: "placement: real", with: "placement: served")
                .replacingOccurrences(of: "    url: http://127.0.0.1:1\n", with: "")
            let scenario = try Self.write(text, "small.yaml", in: folder)
            try Program.debug.run("run", scenario, "--quiet", "--out", "out", in: folder)
            let result = try Program.debug.run("calibrate", "out", in: folder)
            #expect(result.status == 5, "\(result.errors)")
            // On a busy machine some of the five tell of the machine, and are not counted as answers.
            #expect(
                result.output.contains(/box, ask: only [1-5] answers: expected 30 at least/), "\(result.output)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out/calibrated.yaml").path))
        }
    }

    @Test("A run in virtual time, one that is not there, and one without its scenario are refused")
    func refused() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            try Program.debug.run("run", scenario, "--quiet", "--out", "out", in: folder)
            let virtual = try Program.debug.run("calibrate", "out", in: folder)
            #expect(virtual.status == 2)
            #expect(virtual.errors.contains("out: this run was in virtual time"), "\(virtual.errors)")
            #expect(virtual.errors.contains("--clock wall"))
            let missing = try Program.debug.run("calibrate", "nosuch", in: folder)
            #expect(missing.status == 2 && missing.errors.contains("no run \"nosuch\""))
        }
    }

    @Test("Files that cannot be laid over a scenario are told with their place, by every command that takes them")
    func overlays() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let bad = try Self.write("systems:\n  shop:\n    workers: lots\n", "bad.yaml", in: folder)
            for command in ["run", "capacity", "validate", "describe"] {
                let result = try Program.debug.run(command, scenario, "--with", bad, in: folder)
                #expect(result.status == 2)
                #expect(result.errors.contains("bad.yaml:3:14: systems.shop.workers"), "\(command): \(result.errors)")
            }
            let missing = try Program.debug.run("run", scenario, "--with", "nosuch.yaml", in: folder)
            #expect(missing.status == 2 && missing.errors.contains("nosuch.yaml"), "\(missing.errors)")
            let good = try Self.write("systems: { shop: { workers: 2 } }\n", "good.yaml", in: folder)
            let result = try Program.debug.run(
                "run", scenario, "--with", good, "--quiet", "--out", "out", in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let facts = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "out/run.json")))
                    as? [String: Any])
            #expect((facts["with"] as? [String])?.map { $0.hasSuffix("/good.yaml") } == [true])
        }
    }
}
