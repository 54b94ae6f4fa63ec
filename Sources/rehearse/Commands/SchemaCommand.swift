internal import ArgumentParser
internal import Reporting
internal import Scenario

/// `rehearse schema`
struct SchemaCommand: ParsableCommand {
    /// What a schema is of.
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case scenario, summary
    }

    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of scenario files, for editors and tools.",
        discussion: "`rehearse schema summary` prints the one of summary.json.")

    @Argument(help: "Of what: scenario or summary.")
    var subject = Subject.scenario

    func run() {
        switch subject {
        case .scenario: Streams.say(ScenarioFile.schema(), terminator: "")
        case .summary: Streams.say(SummarySchema.text, terminator: "")
        }
    }
}
