import Foundation
import Kernel
import Testing

@testable import Scenario

/// One mistake never hides another: a part that cannot be read has a stand-in, and nothing that hangs on it is complained of.
@Suite("All problems in one pass")
struct OnePassTests {
    private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios").path(percentEncoded: false)

    /// The shipped small day with two names that lead nowhere, and whatever else is wrong.
    private func problems(_ old: String, _ new: String) throws -> [String] {
        let file = OnePassTests.scenarios + "/ci-smoke.yaml"
        let shipped = try String(contentsOfFile: file, encoding: .utf8)
        let text = shipped.replacing("  middleware -> carriers:", with: "  middelware -> carriers:")
            .replacing("- label p99 < 8s", with: "- labl p99 < 8s")
        #expect(text.contains(old))
        let found = ScenarioFile.read(
            text.replacing(old, with: new), as: file, presets: [OnePassTests.scenarios + "/presets"]
        ).problems
        return found.map { "\($0.path): \($0.message)" }
    }

    private static let names = [
        "links.middelware -> carriers: there is no system \"middelware\"; did you mean \"middleware\"?",
        "budgets[1]: nothing is called \"labl\"; did you mean \"label\"?",
    ]

    @Test(
        "Two names that lead nowhere are found beside any other mistake, and nothing else is",
        arguments: [
            ("total: 10k", "total: fast", "orders.total"), ("for: 24h", "for: long", "clock.for"),
            ("\nclock:", "\nclok:", "clok"), ("Europe/Brussels", "Europe/Brusels", "clock.zone"),
            ("shop: 70%", "shop: 80%", "orders.channels"), ("shop: 70%", "shop: most", "orders.channels.shop"),
            ("lines: { median: 2, p99: 14 }", "lines: { median: 2, p99: 1 }", "orders.lines"),
            ("\norders:", "\nordrs:", "ordrs"), ("workers: 16", "workers: many", "systems.middleware.workers"),
            ("preset: fedex", "preset: fedx", "systems.fedex.preset"),
            ("preset: wms", "preset: wmz", "systems.warehouse.preset"),
            ("preset: ipaas", "preset: ipas", "systems.middleware.preset"),
            ("share: 40%", "share: big", "systems.ups.share"), ("workers: 12", "workrs: 12", "systems.odoo.workrs"),
            ("journey: order-to-delivery", "journey: order-to-delivry", "journey.preset"),
            ("days: business, at", "days: busines, at", "calendars.carrier cut-off.days"), ("\nname:", "\nnme:", "nme"),
            ("shape: profiles/working-day.csv", "shape: profiles/nosuch.csv", "orders.shape"),
        ])
    func two(old: String, new: String, path: String) throws {
        let found = try problems(old, new)
        #expect(found.count == 3, "\(found)")
        #expect(found.contains { $0.hasPrefix("\(path): ") }, "\(found)")
        for name in OnePassTests.names { #expect(found.contains(name), "\(found)") }
    }

    @Test("Many mistakes in many places come together")
    func many() throws {
        let text = """
            rehearse: 1
            name: Many
            clock: { from: 2026-11-27 00:00, for: 24h, zone: Europe/Brusels }
            calendars:
              win: { days: all, from: 12:30, to: 25:00 }
            orders:
              total: fast
              channels: { shop: 60%, marketplace: 30% }
              bursts:
                - { at: "30:00", orders: 40 }
            systems:
              box: { workers: many, operations: { ask: { steps: [work: 1s, set: { paper: done }] } } }
              hub: { operations: { take: { steps: [call: box.aks] } } }
            journey:
              steps: [call: hub.tak, if: channel is marketplce]
            budgets:
              - ask p99 < fast
              - tak p99 < 2s
            """
        let found = ScenarioFile.read(text, as: "many.yaml").problems.map { "\($0.path): \($0.message)" }
        let expected = [
            "clock.zone: expected a time zone", "calendars.win.to: there is no time \"25:00\"",
            "orders.total: expected a number", "orders.channels: the shares make 90%",
            "orders.bursts[0].at: ", "systems.box.workers: expected a number",
            "systems.box.operations.ask.steps[1].set.paper: there is no document",
            "systems.hub.operations.take.steps[0].call: box has no operation \"aks\"",
            "journey.steps[0].call: hub has no operation \"tak\"",
            "budgets[0]: expected a duration", "budgets[1]: nothing is called \"tak\"; did you mean \"take\"?",
        ]
        for start in expected { #expect(found.contains { $0.hasPrefix(start) }, "\(start) in \(found)") }
    }

    @Test("A journey of one's own has only the documents it wants: what presets do to others is left out")
    func documents() throws {
        let shipped = try String(contentsOfFile: OnePassTests.scenarios + "/ci-smoke.yaml", encoding: .utf8)
        let own = """
            journey:
              steps:
                - call: gateway.accept order
                - enqueue: middleware.orders
                - await: released
                  at most: 1h
                  otherwise: [finish: failed]
            budgets:
              - orders completed >= 99%
            """
        let head = try #require(shipped.firstRange(of: "\njourney:"))
        let (scenario, problems) = ScenarioFile.read(
            String(shipped[..<head.lowerBound]) + "\n" + own, as: OnePassTests.scenarios + "/own.yaml",
            presets: [OnePassTests.scenarios + "/presets"])
        #expect(problems.map(\.description) == [])
        let plan = try #require(scenario).plan
        #expect(plan.journey.documents.isEmpty)
        let changes = plan.steps.count { if case .set = $0 { true } else { false } }
        #expect(changes == 0)
    }

    @Test("A slip of the finger in a document is told wherever it is")
    func slip() {
        var small = SmallLandscape()
        small.about = "  documents: { paper: [drafted, done] }"
        small.journey = "    - set: { papr: done }\n    - set: { paper: doen }\n    - call: box.ask"
        #expect(
            small.problems.map { $0.drop { $0 != " " }.dropFirst() } == [
                #"journey.steps[0].set.papr: there is no document "papr"; did you mean "paper"?"#,
                #"journey.steps[1].set.paper: paper has no state "doen"; did you mean "done"?"#,
            ])
    }
}
