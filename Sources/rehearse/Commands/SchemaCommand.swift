internal import ArgumentParser
internal import Reporting
internal import Scenario

/// `rehearse schema`
struct SchemaCommand: ParsableCommand {
    /// What a schema is of.
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case scenario, summary, mapping, gate, odoo
    }

    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of scenario files, for editors and tools.",
        discussion: """
            `rehearse schema summary` prints the one of summary.json; `mapping`, `gate` and `odoo` those of the files that \
            `rehearse reconcile` reads.
            """)

    @Argument(help: "Of what: scenario, summary, mapping, gate or odoo.")
    var subject = Subject.scenario

    func run() {
        switch subject {
        case .scenario: Streams.say(ScenarioFile.schema(), terminator: "")
        case .summary: Streams.say(SummarySchema.text, terminator: "")
        case .mapping: Streams.say(MappingFile.schema(), terminator: "")
        case .gate: Streams.say(GateFile.schema(), terminator: "")
        case .odoo: Streams.say(OdooSourceFile.schema(), terminator: "")
        }
    }
}
