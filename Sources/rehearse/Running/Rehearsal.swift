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

    /// Runs it.
    /// - Returns: the recording; its books balance.
    func run() throws -> Recording {
        let orders: ScenarioOrders
        do {
            orders = try scenario.orders()
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
        let expected = orders.expectedCount
        var recording: Recording
        if threads > 1 {
            var feed = OrderFeed(orders)
            recording = drive(&feed, expected: expected)
            feed.stop()
            if let failure = feed.failure { throw CommandFailure("\(failure)", code: .usage) }
        } else {
            var orders = orders
            recording = drive(&orders, expected: expected)
            if let failure = orders.failure { throw CommandFailure("\(failure)", code: .usage) }
        }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return recording
    }

    private func drive<Source: OrderSource>(_ source: inout Source, expected: Int?) -> Recording {
        var line = ProgressLine(scenario.plan, expected: expected, isQuiet: isQuiet)
        var watch = BudgetWatch(scenario.plan, orders: expected)
        defer { line.clear() }
        return VirtualDriver.run(
            scenario.plan, orders: &source, tracing: .sample(about: Rehearsal.tracedOrders),
            expectedOrders: expected ?? 0
        ) { progress, snapshot in
            if Interrupts.status != nil { return .stop(.interrupted) }
            line.update(progress)
            if let stop = watch.breach(at: progress.now, snapshot: snapshot) { return .stop(stop) }
            return .carryOn
        }
    }

    /// Orders traced in full, of which exemplars are kept.
    static let tracedOrders = 2_000
}
