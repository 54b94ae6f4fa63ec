import Foundation
import Kernel
import Testing

@testable import Scenario

/// Files laid over a scenario with `--with`.
@Suite("Scenarios with files laid over them")
struct OverlayTests {
    /// Reads a small scenario with texts laid over it.
    static func load(_ landscape: SmallLandscape = SmallLandscape(), _ overlays: [String]) throws -> (
        scenario: ScenarioFile?, problems: [String]
    ) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-overlay-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(landscape.text.utf8).write(to: URL(fileURLWithPath: "\(folder)/small.yaml"))
        var files: [String] = []
        for (place, text) in overlays.enumerated() {
            files.append("\(folder)/\(place + 1).yaml")
            try Data(text.utf8).write(to: URL(fileURLWithPath: files[place]))
        }
        let (scenario, problems) = ScenarioFile.load("\(folder)/small.yaml", with: files)
        return (scenario, problems.map { $0.description.replacingOccurrences(of: "\(folder)/", with: "") })
    }

    @Test("A system misspelt is not one more system; a new one with operations is")
    func strangers() throws {
        let (none, problems) = try Self.load(SmallLandscape(), ["systems: { bxo: { workers: 3 } }"])
        #expect(none == nil && problems.count == 1)
        #expect(
            problems.first?.hasPrefix(
                "1.yaml:1:12: systems.bxo: there is no system \"bxo\" to lay this over; did you mean \"box\"?") == true,
            "\(problems)")
        let (scenario, others) = try Self.load(
            SmallLandscape(),
            [
                "systems: { more: { role: other, operations: { ask: { steps: [ { work: 1s } ] } } } }"
            ])
        #expect(others.isEmpty, "\(others)")
        #expect(scenario?.plan.systems.contains { $0.name == "more" } == true)
    }

    @Test("Mappings are joined key by key, lists are replaced, later files go before earlier ones")
    func joined() throws {
        let landscape = SmallLandscape(box: "    workers: 8\n    waiting: 100")
        let (scenario, problems) = try Self.load(
            landscape,
            [
                "systems: { box: { workers: 3, operations: { ask: { steps: [ { work: 25ms } ] } } } }",
                "systems:\n  box:\n    workers: 5\n",
            ])
        #expect(problems.isEmpty, "\(problems)")
        let plan = try #require(scenario).plan
        #expect(plan.pools[0].capacity == [.init(from: 0, workers: 5)] && plan.pools[0].waitingBound == 100)
        #expect(plan.works.map { plan.distributions[$0.base] } == [.fixed(25 * .millisecond)])
    }

    @Test("A problem is told where it is written, in the scenario or in what lies over it")
    func places() throws {
        let (_, problems) = try Self.load(SmallLandscape(), ["systems:\n  box:\n    workers: many\n    wrokers: 3\n"])
        #expect(problems.count == 2)
        #expect(problems.first?.hasPrefix("1.yaml:3:14: systems.box.workers: expected a number") == true, "\(problems)")
        #expect(problems.last?.hasPrefix("1.yaml:4:5: systems.box.wrokers: ") == true, "\(problems)")
    }

    @Test("What is no mapping cannot be laid over a scenario, nor can what is not there or not YAML")
    func unusable() throws {
        let (_, list) = try Self.load(SmallLandscape(), ["- workers: 3\n"])
        #expect(list == ["1.yaml:1:1: expected a mapping of keys to values, found a list"])
        let (_, broken) = try Self.load(SmallLandscape(), ["systems: { box: [ }\n"])
        #expect(broken.count == 1 && broken[0].hasPrefix("1.yaml:1:"), "\(broken)")
        let missing = ScenarioFile.load("/nowhere/a.yaml", with: ["/nowhere/b.yaml"]).problems.map(\.description)
        #expect(missing.count == 2 && missing.allSatisfy { $0.contains("there is no such file") }, "\(missing)")
    }

    @Test("Levers are laid over what lies over the scenario")
    func levers() throws {
        let landscape = SmallLandscape(
            box: "    workers: 8",
            sections: "levers:\n  more room: { with: { systems: { box: { waiting: 50 } } } }")
        let (scenario, problems) = try Self.load(landscape, ["systems: { box: { workers: 3 } }"])
        #expect(problems.isEmpty, "\(problems)")
        let pool = try #require(scenario?.plan(rewrittenBy: [0])).pools[0]
        #expect(pool.capacity == [.init(from: 0, workers: 3)] && pool.waitingBound == 50)
    }
}
