internal import Analysis
internal import Kernel
internal import Scenario

/// One run in virtual time: orders in, recording out, with progress, interrupts and budgets that stop a run.
struct Rehearsal {
    /// What runs.
    let scenario: ScenarioFile
    /// Threads that may be used: with two, orders are made ahead on the second one.
    let threads: Int
    /// Whether nothing is shown.
    let isQuiet: Bool
    /// Which part of the orders; nil: all of them.
    var shard: Shard?

    /// Runs it.
    ///
    /// The extremes among all orders are known at the end; where they were not followed step by step and the run is short, it
    /// is run once more to follow just them. In long ones the lists of exemplars hold the extremes of those followed.
    /// - Returns: the recording; its books balance.
    func run() throws -> Recording {
        let recording = try rehearse(following: .ordinary, isQuiet: isQuiet)
        let exemplars = recording.exemplars
        let numbers = exemplars.listed.union(exemplars.extremes.listed)
        guard recording.handledEvents <= Rehearsal.shortRun, numbers.count > exemplars.listed.count else {
            return recording
        }
        var again = try rehearse(following: .only(numbers), isQuiet: true)
        // Not if somebody interrupted either of them.
        guard again.handledEvents == recording.handledEvents, again.stop == recording.stop else { return recording }
        again.exemplars.traced = exemplars.traced
        return again
    }

    /// Events of a run that may be run twice: less than a second more. Counted, not timed, so that the same scenario gives
    /// the same bytes on any machine.
    private static let shortRun: UInt64 = 2_000_000

    private func rehearse(following: TraceSelection, isQuiet: Bool) throws -> Recording {
        let orders: ScenarioOrders
        do {
            orders = try scenario.orders(shard: shard ?? .whole)
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
        let expected = orders.expectedCount
        let recording: Recording
        if threads > 1 {
            var feed = OrderFeed(orders)
            recording = drive(&feed, expected, following, isQuiet)
            feed.stop()
            if let failure = feed.failure { throw CommandFailure("\(failure)", code: .usage) }
        } else {
            var orders = orders
            recording = drive(&orders, expected, following, isQuiet)
            if let failure = orders.failure { throw CommandFailure("\(failure)", code: .usage) }
        }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return recording
    }

    private func drive<Source: OrderSource>(
        _ source: inout Source, _ expected: Int?, _ following: TraceSelection, _ isQuiet: Bool
    ) -> Recording {
        var line = ProgressLine(scenario.plan, expected: expected, by: .virtual, isQuiet: isQuiet)
        // A part of the orders tells nothing of budgets of the whole.
        var watch = shard == nil ? BudgetWatch(scenario.plan, orders: expected) : nil
        defer { line.clear() }
        return VirtualDriver.run(scenario.plan, orders: &source, tracing: following) { progress, snapshot in
            if Interrupts.status != nil { return .stop(.interrupted) }
            line.update(progress)
            if let stop = watch?.breach(at: progress.now, snapshot: snapshot) { return .stop(stop) }
            return .carryOn
        }
    }
}
