internal import Analysis
internal import ArgumentParser
internal import Exports
internal import Foundation
internal import Kernel
internal import Reconciliation
internal import Reporting
internal import Scenario

/// `rehearse reconcile OLD NEW`
struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Compare what two landscapes exported, event by event.",
        discussion: """
            Reads the business events of two landscapes (orders, shipments, invoices, ...) from CSV, JSON lines or CloudEvents, \
            files or folders, matches them by business key, and puts every event into exactly one class: match, tolerated, timing \
            only, value, state, missing, duplicate and so on. Ends in a decision: hold, ramp, cut over or roll back.

            A mapping says which column holds what, what each side calls things, and what was agreed; --infer proposes one from \
            the files and says what it is unsure of. A gate says what must be shown.

            A side may be a running Odoo 16 to 19: a small YAML file that begins with `rehearse odoo: 1` says where it is, who reads, \
            and which orders (Scenarios/MIGRATION.md). It is only read, never written to, at a bounded rate; its events are kept \
            beside the report (old.jsonl, new.jsonl). Odoo on another machine needs --allow-target as well.

            The exit code is 0 for cut over (and for ramp with --accept ramp), 3 for hold and roll back, 5 if too little was seen \
            or nothing could be compared.
            """)

    @Argument(
        help: ArgumentHelp(
            "Events of the landscape in use: a file, a folder, or a file that names an Odoo.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("Events of the landscape that may take over.", valueName: "new"))
    var new: String

    @Option(name: .shortAndLong, help: ArgumentHelp("How columns become events; see --infer.", valueName: "file"))
    var mapping: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("What must be shown before the cut-over.", valueName: "file"))
    var gate: String?

    @Option(
        help: ArgumentHelp(
            "Events of the old landscape once more, from a second run or extract, to learn what differs by nature.",
            valueName: "file"))
    var again: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "Until when events are known, such as 2026-11-27T18:00:00Z; until the last of them if left out.",
            valueName: "time"))
    var asOf: String?

    @Option(
        name: .customLong("allow-target"),
        help: ArgumentHelp("A host other than this machine whose Odoo may be read.", valueName: "host"))
    var allowedTargets: [String] = []

    @Option(help: ArgumentHelp("Tell the story of one order on both sides instead.", valueName: "order"))
    var explain: String?

    @Flag(help: "Propose a mapping instead, and say what is unsure.")
    var infer = false

    @OptionGroup var decision: DecisionOptions

    @Option(help: ArgumentHelp("Where to write, instead of Reports/reconcile/<run>.", valueName: "dir"))
    var out: String?

    func validate() throws {
        if infer, explain != nil {
            throw ValidationError("--infer and --explain: expected one of them")
        }
    }

    func run() throws {
        let started = Date()
        let since = ContinuousClock.now
        let sides = OdooSides(
            [old, new] + [again].compactMap(\.self), allowedTargets: allowedTargets,
            isQuiet: decision.quiet || decision.format == .json)
        if infer {
            Interrupts.catchThem()
            let proposal = try sides.readInPassing { places in
                do {
                    return try MappingProposal.text(old: places[0], new: places[1])
                } catch {
                    throw CommandFailure("\(error)", code: .usage)
                }
            }
            return Streams.say(proposal, terminator: "")
        }
        let rules = try MigrationTerms.mapping(mapping)
        let plan = try MigrationTerms.gate(gate, rules.agreement)
        let day = try MigrationTerms.today(decision.today)
        let moment = try asOf.map(MigrationTerms.moment)
        Interrupts.catchThem()
        try sides.check()
        func comparison(_ places: [String]) -> ExportComparison {
            ExportComparison(
                mapping: rules, places: places, asOf: moment, threads: decision.threads,
                isQuiet: decision.quiet || decision.format == .json)
        }
        if let explain {
            let story = try sides.readInPassing { try OrderStory(comparison($0)).text(of: explain) }
            return Streams.say(story, terminator: "")
        }
        let folder = try RunFolder(scenario: "reconcile.yaml", out: out, started: started)
        let places: [String]
        do {
            places = try sides.read(into: folder.path)
        } catch {
            folder.discardIfNothingWasCreated()
            throw error
        }
        let comparison = comparison(places)
        let reading = try comparison.read()
        for stranger in MigrationTerms.strangers(gate, rules.agreement, partners: reading.store.partners) {
            Streams.complain("\(stranger) (neither side has an event of it: correct the name, or export its events)")
        }
        let findings = try comparison.findings(
            reading, title: "\(rules.new.name) against \(rules.old.name)", gate: plan, today: day)
        let rows = try comparison.rows(findings, reading.files)
        try MigrationEnding(
            findings: findings, rows: MigrationRows(found: rows), folder: folder, accept: decision.accept,
            format: decision.format,
            isQuiet: decision.quiet, elapsed: String(format: "%.1f s", (ContinuousClock.now - since).inSeconds),
            badRows: reading.tallies.flatMap(\.bad)
        ).finish()
    }
}
