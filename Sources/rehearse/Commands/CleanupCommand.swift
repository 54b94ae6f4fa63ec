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
            customer. This cancels, voids or archives them, the latest first, and says what could not be taken back. It may be done \
            again: what is gone already is no error. Records of systems that the program served itself ended with the run.

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

    func run() throws {
        let folder = try RunFolder.find(target)
        var plan = try RunFile.recording(in: folder).plan
        let real = Set(plan.systems.filter { $0.placement == .real }.map(\.name))
        let entries = RunJournal.entries(path: "\(folder)/\(RunFolder.File.created)").filter {
            real.contains($0.system)
        }
        guard !entries.isEmpty else {
            return Streams.say("The run created nothing in real systems: there is nothing to take back.")
        }
        if isDryRun { return UndoSummary.tally(entries).forEach { Streams.say("\($0) would be taken back") } }
        // Only where something is to be taken back need anything be reached.
        let wanted = Set(entries.map(\.system))
        for system in plan.systems.indices where !wanted.contains(plan.systems[system].name) {
            plan.systems[system].placement = .simulated
        }
        plan.wire?.inbox = nil
        Interrupts.catchThem()
        let results = try undo(entries, in: plan)
        let summary = UndoSummary(results, of: entries)
        for line in summary.lines { Streams.say(line) }
        if let status = Interrupts.status { throw CommandFailure(code: status) }
        guard summary.isComplete else { throw CommandFailure(code: .failure) }
    }

    private func undo(_ entries: [RunJournal.Entry], in plan: Plan) throws -> [WireSession.Undone] {
        do {
            let session = try WireSession(
                plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, environment: ProcessInfo.processInfo.environment,
                    run: "cleanup-\(RunFolder.stamp(Date()))", version: Version.text))
            defer { session.close() }
            let count = Set(entries).count
            let isShown = !quiet && Streams.isTerminal(2)
            var done = 0
            let results = try session.undo(entries, isCancelled: { Interrupts.status != nil }) { _ in
                done += 1
                if isShown { Streams.complain("\r\(done) of \(count) records", terminator: "") }
            }
            if isShown { Streams.complain("\r\u{1b}[K", terminator: "") }
            return results
        } catch {
            throw CommandFailure("\(error)", code: Interrupts.status ?? .usage)
        }
    }
}
