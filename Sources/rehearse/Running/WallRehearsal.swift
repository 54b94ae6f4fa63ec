internal import Analysis
internal import Foundation
internal import Kernel
internal import Scenario
internal import Wire

/// One run by the wall clock: served systems listen, real ones are called, interrupts drain first.
struct WallRehearsal {
    /// What runs.
    let scenario: ScenarioFile
    /// Whether nothing is shown.
    let isQuiet: Bool
    /// Hosts that the command line allows.
    let allowedTargets: [String]
    /// Where the journal goes.
    let folder: RunFolder
    /// Names the run in references of its orders.
    let stamp: String
    /// The admin endpoint's port; nil: there is none.
    let adminPort: Int?

    /// Runs it.
    /// - Returns: the recording; its books balance.
    func run() throws -> Recording {
        let session: WireSession
        do {
            session = try WireSession(
                scenario.plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, journal: "\(folder.path)/\(RunFolder.File.created)",
                    inboxJournal: "\(folder.path)/\(RunFolder.File.received)",
                    environment: ProcessInfo.processInfo.environment, run: stamp, version: Version.text,
                    adminPort: adminPort))
        } catch {
            folder.discardIfNothingWasCreated()
            throw CommandFailure("\(error)", code: .usage)
        }
        defer { session.close() }
        var orders: ScenarioOrders
        do {
            orders = try scenario.orders()
        } catch {
            folder.discardIfNothingWasCreated()
            throw CommandFailure("\(error)", code: .usage)
        }
        if !isQuiet {
            for listener in session.listeners { Streams.complain("\(listener.system) listens on \(listener.url)") }
            for inbox in session.inboxes { Streams.complain("webhooks of \"\(inbox.event)\" come in at \(inbox.url)") }
            if let url = session.adminURL { Streams.complain("the admin endpoint is \(url)") }
        }
        var journal = SnapshotJournal(path: "\(folder.path)/\(RunFolder.File.recording)")
        journal.begin(scenario.plan)
        do {
            try session.open { Interrupts.count > 0 }
        } catch {
            folder.discardIfNothingWasCreated()
            throw CommandFailure("\(error)", code: Interrupts.status ?? .usage)
        }
        // From now on it may leave records and a partial report: whoever kills it finds them under its scenario's name.
        folder.becomeLatest()
        let expected = orders.expectedCount
        var line = ProgressLine(scenario.plan, expected: expected, by: .wall, isQuiet: isQuiet)
        var watch = BudgetWatch(scenario.plan, orders: expected)
        let recording = session.run(
            orders: &orders, tracing: .ordinary
        ) { progress, snapshot in
            switch Interrupts.count {
            case 0: break
            case 1:
                line.update(progress)
                return .drain
            default: return .stop(.interrupted)
            }
            line.update(progress)
            journal.keep(snapshot)
            if let stop = watch.breach(at: progress.now, snapshot: snapshot) { return .stop(stop) }
            return .carryOn
        }
        line.clear()
        if let failure = orders.failure { throw CommandFailure("\(failure)", code: .usage) }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return recording
    }
}
