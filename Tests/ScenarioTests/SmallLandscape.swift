import Kernel
import Testing

@testable import Scenario

/// A scenario of one system, with places for what a test is about.
struct SmallLandscape {
    /// Keys of the system `box`, indented by four; they come after its operation.
    var box = ""
    /// Other systems, indented by two.
    var systems = ""
    /// Steps of `box.ask`, indented by ten.
    var ask = "          - work: 10ms"
    /// Steps of the journey, indented by four.
    var journey = "    - call: box.ask"
    /// Keys of the journey other than its steps, indented by two.
    var about = ""
    /// Whole sections.
    var sections = ""
    /// Keys of the orders, in flow style.
    var orders = "total: 10"

    /// The scenario as a file's text. The system's own keys start at line 14 when nothing else is changed.
    var text: String {
        let lines = [
            "rehearse: 1", "name: Small", "clock: { from: 2026-11-02 00:00, for: 24h, drain: 0s }",
            "orders: { \(orders) }", "journey:", about, "  steps:", journey, "systems:", "  box:", "    operations:",
            "      ask:", "        steps:", ask, box, systems, sections,
        ]
        return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    /// The compiled plan; a problem fails the test.
    func plan(_ location: SourceLocation = #_sourceLocation) throws -> Plan {
        let (scenario, problems) = ScenarioFile.read(text, as: "small.yaml")
        if !problems.isEmpty { Issue.record("\(Problem.text(problems))\n\(numbered)", sourceLocation: location) }
        return try #require(scenario, sourceLocation: location).plan
    }

    /// All problems, as people see them.
    var problems: [String] { ScenarioFile.read(text, as: "small.yaml").problems.map(\.description) }

    private var numbered: String {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { "\($0.offset + 1)  \($0.element)" }.joined(separator: "\n")
    }
}
