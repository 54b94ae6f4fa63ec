import Foundation
import Kernel
import Testing

@testable import Scenario

/// Shipped presets as `rehearse landscape` lists them, and the scenario that `rehearse new` makes of them.
struct LandscapeCatalogTests {
    private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios")
    private static let presets = scenarios.appending(path: "presets").path(percentEncoded: false)

    private static func entry(_ name: String) throws -> LandscapeCatalog.Entry {
        let (catalog, problems) = LandscapeCatalog.load(presets: [presets])
        #expect(problems.isEmpty, "\(Problem.text(problems))")
        return try #require(catalog.entries.first { $0.name == name })
    }

    @Test("a system's preset tells its part, what it can be asked, its queues and its limits")
    func systems() throws {
        let ups = try Self.entry("ups")
        #expect(ups.label == "UPS")
        #expect(ups.role == "carrier")
        #expect(ups.operations == ["label", "track"])
        #expect(ups.limits == ["label quota 300/min (fixed window)"])
        #expect(try Self.entry("fedex").limits.contains("transactions 1400/10s (fixed window)"))
        #expect(try Self.entry("ipaas").queues.contains("orders"))
    }

    @Test("a journey's preset is listed as one")
    func journey() throws {
        #expect(try Self.entry("order-to-delivery").role == "journey")
    }

    @Test("every preset says in one sentence what it is, under a name for people")
    func sentences() {
        let (catalog, _) = LandscapeCatalog.load(presets: [Self.presets])
        #expect(catalog.entries.count >= 12)
        for entry in catalog.entries {
            #expect(entry.about.hasSuffix("."), "\(entry.name)")
            #expect(!entry.label.isEmpty)
            if entry.role != "journey" { #expect(!(entry.operations + entry.queues).isEmpty, "\(entry.name)") }
        }
    }

    @Test("what rehearse new writes loads as it is")
    func template() throws {
        let (scenario, problems) = ScenarioFile.read(
            Template.newScenario(name: "My \"peak\""), as: "peak.yaml", presets: [Self.presets])
        #expect(problems.isEmpty, "\(Problem.text(problems))")
        let plan = try #require(scenario?.plan)
        #expect(plan.title == "My peak")
        #expect(plan.demand.generatedOrders == 6000)
        #expect(plan.demand.products == 2000)
        #expect(plan.budgets.count == 3)
    }

    @Test("a preset that is not there is told with the nearest, as the first page promises")
    func nearest() {
        let text = SmallLandscape(systems: "  ups: { preset: upss }").text
        let problems = ScenarioFile.read(text, as: "small.yaml", presets: [Self.presets]).problems.map(\.description)
        #expect(
            problems == [
                "small.yaml:14:18: systems.ups.preset: no preset \"upss\"; did you mean \"ups\"? (rehearse landscape lists them)"
            ])
    }
}
