import Foundation
import Kernel
import Testing

@testable import Scenario

/// Lead times by service level, as the scenario and its presets write them.
struct PromiseTests {
    private static func small(_ leads: String, services: String) -> SmallLandscape {
        SmallLandscape(
            journey: "    - call: box.ask\n    - emit: dispatched",
            about: "  promise: { event: dispatched, by: cut-off, lead: 2h, leads: { \(leads) } }",
            sections: "calendars:\n  cut-off: { at: 17:00 }", orders: "total: 10\(services)")
    }

    @Test("each service level has its own lead, the others have the common one")
    func leads() throws {
        let services = ", services: { standard: 80%, next day: 15%, express: 5% }"
        let plan = try Self.small("express: 1h, next_day: 30m", services: services).plan()
        #expect(plan.promise.leads == [2 * .hour, 30 * .minute, .hour])
    }

    @Test(
        "a lead for a service level that no order has is refused, with the nearest name",
        arguments: [
            (
                "expres: 1h", ", services: { standard: 80%, express: 20% }",
                "small.yaml:6:65: journey.promise.leads.expres: there is no service level \"expres\"; did you mean \"express\"?"
            ),
            (
                "express: 1h", "",
                "small.yaml:6:65: journey.promise.leads.express: there is no service level \"express\"; there are: standard"
            ),
        ])
    func unknown(leads: String, services: String, problem: String) {
        #expect(Self.small(leads, services: services).problems == [problem])
    }

    @Test("leads of a preset that the scenario's orders do not need are passed over")
    func preset() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString)")
        let presets = folder.appending(path: "presets")
        try FileManager.default.createDirectory(at: presets, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let journey = """
            promise: { event: dispatched, by: cut-off, leads: { express: 1h } }
            steps: [call: box.ask, emit: dispatched]
            """
        try Data(journey.utf8).write(to: presets.appending(path: "simple.yaml"))
        let path = folder.appending(path: "small.yaml").path(percentEncoded: false)
        func problems(_ about: String) -> [String] {
            let small = Self.small("", services: "").text
            let own =
                "  promise: { event: dispatched, by: cut-off, lead: 2h, leads: {  } }\n  steps:\n    - call: box.ask\n    - emit: dispatched"
            let text = small.replacing(own, with: "  preset: simple\n" + about)
            #expect(text != small)
            return ScenarioFile.read(text, as: path).problems.map(\.message)
        }
        #expect(problems("  promise: { lead: 45m }") == [])
        #expect(
            problems("  promise: { leads: { expresss: 45m } }") == [
                "there is no service level \"expresss\"; there are: standard"
            ])
    }
}
