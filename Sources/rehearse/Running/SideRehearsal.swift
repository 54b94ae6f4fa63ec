internal import Foundation
internal import Kernel
internal import Reconciliation
internal import Reporting
internal import Scenario
internal import Wire

/// Rehearses one side of a parallel run.
struct SideRehearsal: Sendable {
    let clock: RunClock
    let isQuiet: Bool
    let allowedTargets: [String]
    /// The folder of the parallel run.
    let folder: String
    /// Names the run in references of its orders; each side adds its own letter, so that keys and marks are never the same.
    let stamp: String
    /// Tells how far it is.
    let progress: SharedProgress

    /// What comes out; its books balance.
    @Sendable
    func run(_ feed: ParallelRun.Feed, _ chronicle: Chronicle) throws -> Recording {
        let orders: ScenarioOrders
        do {
            orders = try feed.scenario.orders()
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
        let onboarding = feed.onboarding
        let dimension = onboarding.dimension
        let chosen = ChosenOrders(orders) { order in
            onboarding.includes(number: order.number, due: order.due, partner: dimension.partner(of: order))
        }
        let recording: Recording
        switch clock {
        case .virtual:
            recording =
                feed.side == .again
                ? virtual(feed, RekeyedOrders(chosen, salt: 1), chronicle) : virtual(feed, chosen, chronicle)
        case .wall:
            let shuffled = ShuffledOrders(chosen, isFirst: feed.side != .new, seed: feed.scenario.plan.seed)
            recording = try wall(feed, shuffled, chronicle)
        }
        if let status = Interrupts.status, clock == .virtual { throw CommandFailure(code: status) }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return recording
    }

    private func virtual(_ feed: ParallelRun.Feed, _ orders: some OrderSource, _ chronicle: Chronicle) -> Recording {
        var orders = orders
        var told: Int64 = 0
        return VirtualDriver.run(feed.scenario.plan, orders: &orders, chronicle: chronicle) { state, _ in
            progress.add(Int(state.due - told))
            told = state.due
            return Interrupts.status == nil ? .carryOn : .stop(.interrupted)
        }
    }

    private func wall(_ feed: ParallelRun.Feed, _ orders: some OrderSource, _ chronicle: Chronicle) throws -> Recording
    {
        let letter =
            switch feed.side {
            case .old: "old"
            case .new: "new"
            case .again: "again"
            }
        // Each side is a run of its own, with all that `rehearse cleanup` and `rehearse report` need, even if it is killed.
        let own = "\(folder)/\(letter)"
        try RunFolder.make(own)
        var journal = SnapshotJournal(path: "\(own)/\(RunFolder.File.recording)", shard: nil)
        journal.begin(feed.scenario.plan)
        let session: WireSession
        do {
            session = try WireSession(
                feed.scenario.plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, journal: "\(own)/\(RunFolder.File.created)",
                    inboxJournal: "\(own)/\(RunFolder.File.received)",
                    environment: ProcessInfo.processInfo.environment, run: "\(stamp)-\(letter)", version: Version.text))
        } catch {
            throw CommandFailure("\(feed.side): \(error)", code: .usage)
        }
        defer { session.close() }
        do {
            try session.open { Interrupts.count > 0 }
        } catch {
            throw CommandFailure("\(feed.side): \(error)", code: Interrupts.status ?? .usage)
        }
        var orders = orders
        var told: Int64 = 0
        let recording = session.run(orders: &orders, tracing: .none, chronicle: chronicle) { state, snapshot in
            progress.add(Int(state.due - told))
            told = state.due
            switch Interrupts.count {
            case 0:
                journal.keep(snapshot)
                return .carryOn
            case 1: return .drain
            default: return .stop(.interrupted)
            }
        }
        do {
            try ReportWriter.write([(RunFolder.File.recording, try RecordingFile.bytes(of: recording))], to: own)
        } catch {
            throw CommandFailure("\(error)")
        }
        return recording
    }
}

extension PartnerDimension {
    /// The partner of an order, by index; 0 where it is known only later.
    fileprivate func partner(of order: Order) -> Int {
        switch self {
        case .channel: Int(order.channel)
        case .destination: Int(order.destination)
        case .service: Int(order.service)
        case .warehouse: Int(order.warehouse)
        case .carrier: 0
        }
    }
}
