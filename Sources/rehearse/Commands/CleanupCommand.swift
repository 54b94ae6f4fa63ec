internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Scenario
internal import Wire

/// `rehearse cleanup RUN`
struct CleanupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cleanup", abstract: "Take back what a run created in real systems.",
        discussion: """
            Every run keeps a journal of the records it creates in real systems: sale orders, invoices, labels, the synthetic \
            customer. Odoo and karrio are searched for the run's mark as well, as an answer that never came may have left a record. \
            This cancels, voids or archives them, the latest first, and says what could not be taken back. It may be done again: \
            what is gone already is no error. Records of systems that the program served itself ended with the run.

            Exit codes: 0 all is taken back; 1 something is not; 2 usage, or a system cannot be reached.
            """)

    @Argument(
        help: ArgumentHelp(
            "The run: its folder, `latest`, a scenario's name, or scenario/run under Reports.", valueName: "run"))
    var target: String

    @Option(
        name: .customLong("allow-target"),
        help: ArgumentHelp("A host other than this machine that may be sent requests.", valueName: "host"))
    var allowedTargets: [String] = []

    @Flag(name: .customLong("dry-run"), help: "Say what would be taken back, and send nothing.")
    var isDryRun = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func validate() throws { try HostArgument.check(allowedTargets) }

    func run() throws {
        let folder = try RunFolder.find(target)
        var plan = try RunFile.recording(in: folder).plan
        let real = plan.systems.indices.filter { plan.systems[$0].placement == .real }
        let names = Set(real.map { plan.systems[$0].name })
        let journal = "\(folder)/\(RunFolder.File.created)"
        let entries = RunJournal.entries(path: journal).filter { names.contains($0.system) }
        let references = RunJournal.references(path: journal)
        let searched = references.isEmpty ? [] : real.filter { WireSession.canSearch(speech(of: $0, in: plan)) }
        let noted = Set(entries.map(\.system))
        guard !entries.isEmpty || !searched.isEmpty else {
            return Streams.say("The run created nothing in real systems: there is nothing to take back.")
        }
        if isDryRun {
            UndoSummary.tally(entries).forEach { Streams.say("\($0) would be taken back") }
            let marks = references.joined(separator: ", ")
            for system in searched {
                Streams.say("\(plan.systems[system].name): would be searched for records marked \(marks)")
            }
            return
        }
        // Only where something is to be taken back, or may be found, need anything be reached.
        for system in plan.systems.indices
        where !noted.contains(plan.systems[system].name) && !searched.contains(system) {
            plan.systems[system].placement = .simulated
        }
        plan.wire?.inbox = nil
        Interrupts.catchThem()
        let summary = try undo(entries, references, in: plan)
        for line in summary.lines { Streams.say(line) }
        if let status = Interrupts.status { throw CommandFailure(code: status) }
        guard summary.isComplete else { throw CommandFailure(code: .failure) }
    }

    private func speech(of system: SystemID, in plan: Plan) -> Dialect {
        (plan.wire?.endpoint(of: system) ?? EndpointPlan(system: system)).dialect
    }

    private func undo(_ entries: [RunJournal.Entry], _ references: [String], in plan: Plan) throws -> UndoSummary {
        do {
            let session = try WireSession(
                plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, environment: ProcessInfo.processInfo.environment,
                    run: "cleanup-\(RunFolder.stamp(Date()))", version: Version.text))
            defer { session.close() }
            let isCancelled = { Interrupts.status != nil }
            try session.openToUndo(isCancelled: isCancelled)
            let remains = session.remains(of: entries, references: references, isCancelled: isCancelled)
            let isShown = !quiet && Streams.isTerminal(2)
            var done = 0
            let results = session.undo(remains.entries, isCancelled: isCancelled) { _ in
                done += 1
                if isShown { Streams.complain("\r\(done) of \(remains.entries.count) records", terminator: "") }
            }
            if isShown { Streams.complain("\r\u{1b}[K", terminator: "") }
            return UndoSummary(results, of: remains)
        } catch {
            throw CommandFailure("\(error)", code: Interrupts.status ?? .usage)
        }
    }
}
