internal import Analysis
internal import Foundation
internal import Kernel
internal import Reporting
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
    /// Which part of a divided run it is; nil: it is whole.
    var shard: RunShard?
    /// When it begins; nil: at once.
    var start: StartMoment?
    /// Where another process serves the systems that are to be served; nil: this one does.
    var servedAt: String?

    /// How long what is under way is waited for after a SIGTERM.
    private static let grace = Duration.seconds(10)

    /// Runs it.
    /// - Returns: the recording, whose books balance, and what was learnt of limits.
    func run() throws -> (recording: Recording, limits: LimitBook?) {
        let session: WireSession
        do {
            session = try WireSession(
                scenario.plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, journal: "\(folder.path)/\(RunFolder.File.created)",
                    inboxJournal: "\(folder.path)/\(RunFolder.File.received)",
                    environment: ProcessInfo.processInfo.environment, run: RunShard.run(stamp, shard?.shard),
                    version: Version.text, adminPort: adminPort, servedAt: servedAt,
                    shard: shard?.shard ?? .whole))
        } catch {
            folder.discardIfNothingWasCreated()
            throw CommandFailure("\(error)", code: .usage)
        }
        defer { session.close() }
        var orders: ScenarioOrders
        do {
            orders = try scenario.orders(shard: shard?.shard ?? .whole)
        } catch {
            folder.discardIfNothingWasCreated()
            throw CommandFailure("\(error)", code: .usage)
        }
        if !isQuiet {
            let plan = scenario.plan
            Streams.complain(
                "by the wall clock orders come for \(Figures.duration(plan.window)) and are followed for \(Figures.duration(plan.end - plan.window)) more at most"
            )
            if plan.wire == nil { Streams.complain("no system is served or real: nothing is called over HTTP") }
            for listener in session.listeners { Streams.complain("\(listener.system) listens on \(listener.url)") }
            for inbox in session.inboxes { Streams.complain("webhooks of \"\(inbox.event)\" come in at \(inbox.url)") }
            if let url = session.adminURL { Streams.complain("the admin endpoint is \(url)") }
        }
        var journal = SnapshotJournal(path: "\(folder.path)/\(RunFolder.File.recording)", shard: shard)
        // What an earlier run in this folder saw of limits is not this one's.
        unlink("\(folder.path)/\(RunFolder.File.limits)")
        journal.begin(scenario.plan)
        do {
            try session.open { Interrupts.count > 0 }
        } catch {
            folder.discardIfNothingWasCreated()
            throw CommandFailure("\(error)", code: Interrupts.status ?? .usage)
        }
        try expectTimeLeft()
        // From now on it may leave records and a partial report: whoever kills it finds them under its scenario's name.
        folder.becomeLatest()
        let expected = orders.expectedCount
        var countdown = Countdown(isQuiet: isQuiet)
        defer { countdown.clear() }
        var draining: ContinuousClock.Instant?
        var line = ProgressLine(scenario.plan, expected: expected, by: .wall, isQuiet: isQuiet)
        // A part of the orders tells nothing of budgets of the whole.
        var watch = shard == nil ? BudgetWatch(scenario.plan, orders: expected) : nil
        let recording = session.run(
            orders: &orders, tracing: .ordinary, startingAt: start?.unix, waiting: { countdown.goesOn(left: $0) }
        ) { progress, snapshot in
            switch Interrupts.count {
            case 0: break
            case 1:
                guard let since = draining else {
                    draining = .now
                    line.clear()
                    Streams.complain(
                        "interrupted: no new orders are begun, \(progress.underWay) under way are waited for; once more ends it now, with a report"
                    )
                    return .drain
                }
                // Who asks a program to end kills it soon; who interrupts it may wait.
                if Interrupts.status == .terminated, .now - since > WallRehearsal.grace { return .stop(.interrupted) }
                line.update(progress)
                return .drain
            default: return .stop(.interrupted)
            }
            line.update(progress)
            journal.keep(snapshot)
            if let stop = watch?.breach(at: progress.now, snapshot: snapshot) { return .stop(stop) }
            return .carryOn
        }
        line.clear()
        if let failure = orders.failure { throw CommandFailure("\(failure)", code: .usage) }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return (recording, session.limits)
    }

    /// - Throws: `CommandFailure` if the beginning has passed: this run would not be together with others.
    private func expectTimeLeft() throws {
        guard let start, start.unix <= Date().timeIntervalSince1970 else { return }
        folder.discardIfNothingWasCreated()
        let late = Date().timeIntervalSince1970 - start.unix
        throw CommandFailure(
            String(
                format:
                    "--start-at: the sessions with partners were open only %.1f s after it; nothing of the rehearsal was sent. Give all shards a later one",
                late), code: .noVerdict)
    }
}
