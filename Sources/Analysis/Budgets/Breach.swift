import Kernel

/// Whether a budget is breached for certain, whatever the rest of a run may bring: see `EarlyBreach`.
struct Breach: Sendable {
    let readings: Readings
    private let near: Readings
    /// Orders of the whole plan, if known.
    private let orders: Int?
    /// Windows that ended up to here have been looked at.
    private let since: Instant

    init(_ readings: Readings, orders: Int?, since: Instant = 0) {
        self.readings = readings
        near = readings.near()
        self.orders = orders
        self.since = since
    }

    func isCertain(of budget: Budget) -> Bool {
        switch readings.plan.earlyBreach(of: budget, ordersKnown: orders ?? 0 > 0) {
        case .atOnce: return breaches(budget, reading(of: budget))
        case .afterWindow: return isCertainInWindow(budget)
        case .afterCalendar:
            guard let during = budget.during,
                let last = readings.plan.calendars[during].open.stretches.last(where: { $0.start < near.axis.end }),
                last.end <= readings.recording.reached
            else { return false }
            return breaches(budget, reading(of: budget))
        case .beyondRecovery(let perOrder):
            return isBeyondRecovery(budget, most: Double(orders ?? 0) * Double(perOrder))
        case .atTheEnd: return false
        }
    }

    private func breaches(_ budget: Budget, _ reading: Gauge.Reading?) -> Bool {
        reading.map { !budget.comparison.holds($0.value, budget.bound) } ?? false
    }

    private func stretches(_ budget: Budget, _ readings: Readings) -> Stretches {
        Stretches(budget.during.map { readings.plan.calendars[$0] }, readings)
    }

    /// The measure over all that counts so far.
    private func reading(of budget: Budget) -> Gauge.Reading? {
        let readings = budget.isJudgedByTime ? near : readings
        guard let gauge = Gauge(budget.measure, budget.subject, readings) else { return nil }
        return gauge.reading(over: stretches(budget, readings).intervals, readings)
    }

    private func isCertainInWindow(_ budget: Budget) -> Bool {
        guard let length = budget.anyWindow, let gauge = Gauge(budget.measure, budget.subject, near) else {
            return false
        }
        // The cell under way may still change, and the last window that is asked for ends with it.
        var behind = stretches(budget, near).windows(length, every: budget.windowStep(in: near.plan) ?? length)
            .filter {
                let end = near.span($0).end
                return end <= readings.recording.reached && end > since
            }
        if let active = gauge.activeIntervals {
            behind.removeAll { !active.contains($0.lowerBound) || $0.upperBound > active.upperBound }
        }
        return gauge.readings(over: behind, near).contains { reading in
            guard let reading, reading.samples >= gauge.leastSamples else { return false }
            return breaches(budget, reading)
        }
    }

    // MARK: - Shares of all that can come

    /// Whether the samples so far leave no way to keep the bound, with no more than `most` in all.
    private func isBeyondRecovery(_ budget: Budget, most: Double) -> Bool {
        let meters = readings.meters
        switch budget.measure {
        case .cutoffShare: return isShareBeyond(budget, wrong: readings.totals[meters.delayedIn], most)
        case .endingShare(let ending):
            let others = Ending.allCases.filter { $0 != ending }.map { meters.ordersEnded($0) }
            return isShareBeyond(
                budget, right: readings.totals[meters.ordersEnded(ending)], wrong: readings.total(others), most)
        case .outcomeShare(let outcomes):
            guard case .edges(let edges) = budget.subject else { return false }
            let unsent = readings.total(edges.map { meters.calls($0, .breakerOpen) })
            let all = readings.total(readings.attemptMeters(edges)) + unsent
            let some =
                readings.total(readings.attemptMeters(edges, outcomes)) + (outcomes.contains(.breakerOpen) ? unsent : 0)
            return isShareBeyond(budget, right: some, wrong: all - some, most)
        case .amplification:
            guard case .edges(let edges) = budget.subject else { return false }
            let attempts = readings.total(readings.attemptMeters(edges))
            return !budget.comparison.holds(Double(attempts) / most, budget.bound)
        case .mean:
            let sum = budget.latencies.reduce(0) { $0 + readings.sum($1) }
            return !budget.comparison.holds(sum / most, budget.bound)
        case .quantile(let q): return isQuantileBeyond(budget, q, most)
        case .maximum, .parkedShare, .depth, .rate, .age: return false
        }
    }

    /// A share is highest when all that can still come is right, and lowest when all of it is wrong.
    private func isShareBeyond(_ budget: Budget, right: Int64 = 0, wrong: Int64, _ most: Double) -> Bool {
        let best = budget.comparison.isCeiling ? Double(right) / most : 1 - Double(wrong) / most
        return !budget.comparison.holds(best, budget.bound)
    }

    private func isQuantileBeyond(_ budget: Budget, _ q: Double, _ most: Double) -> Bool {
        let bound = Nanoseconds(min(max(budget.bound, 0), 9e18))
        var below = 0.0
        var above = 0.0
        for id in budget.latencies {
            let total = readings.track(id).total
            guard let share = total.share(atOrBelow: bound) else { continue }
            below += share * Double(total.count)
            above += (1 - share) * Double(total.count)
        }
        // Half a sample against rounding.
        return budget.comparison.isCeiling ? above > (1 - q) * most + 0.5 : below > q * most + 0.5
    }
}
