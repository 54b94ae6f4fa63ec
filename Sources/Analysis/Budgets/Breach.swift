import Kernel

/// Whether a budget is breached for certain, whatever the rest of a run may bring.
///
/// Certain are:
/// - a maximum, a depth or an age above its ceiling;
/// - a window of a `for any` budget on latencies, amplification or outcomes that lies behind us (coarse to the interval,
///   with enough samples) and breaches;
/// - too many orders past their cut-off, failed or cancelled for all orders of the plan together (when their number is known);
/// - a quantile of a leg or the journey with more samples above its ceiling than all orders of the plan allow.
///
/// Never certain, because what is still to come may mend it: means, quantiles of calls, amplification and outcome shares
/// over a whole run or a calendar, throughput, orders parked at the end, floors under heights, and anything about cut-offs
/// by calendar or window.
struct Breach: Sendable {
    let readings: Readings
    /// Orders of the whole plan, if known.
    let orders: Int?

    init(_ readings: Readings, orders: Int?) {
        self.readings = readings
        self.orders = orders
    }

    func isCertain(of budget: Budget) -> Bool {
        if budget.anyWindow != nil, !isHeight(budget.measure) { return isCertainInWindow(budget) }
        switch budget.measure {
        case .maximum, .depth, .age:
            guard budget.comparison.isCeiling, let value = soFar(budget) else { return false }
            return !budget.comparison.holds(value, budget.bound)
        case .cutoffShare:
            guard budget.during == nil, !budget.comparison.isCeiling else { return false }
            return isBeyond(budget, best: { 1 - $0 }, count: readings.totals[readings.meters.delayedIn])
        case .endingShare(let ending):
            guard budget.during == nil else { return false }
            let ended = readings.totals[readings.meters.ordersEnded(ending)]
            if budget.comparison.isCeiling { return isBeyond(budget, best: { $0 }, count: ended) }
            let others = Ending.allCases.filter { $0 != ending }.map { readings.meters.ordersEnded($0) }
            return isBeyond(budget, best: { 1 - $0 }, count: readings.total(others))
        case .quantile(let q): return isCertainQuantile(budget, q)
        case .mean, .amplification, .outcomeShare, .parkedShare, .rate: return false
        }
    }

    private func isHeight(_ measure: Budget.Measure) -> Bool {
        switch measure {
        case .maximum, .depth, .age: true
        default: false
        }
    }

    /// Whether the share that `count` orders make of all leaves no way to keep the bound.
    private func isBeyond(_ budget: Budget, best: (Double) -> Double, count: Int64) -> Bool {
        guard let orders, orders > 0 else { return false }
        return !budget.comparison.holds(best(Double(count) / Double(orders)), budget.bound)
    }

    private func soFar(_ budget: Budget) -> Double? {
        let readings = budget.isJudgedByTime ? readings.near() : readings
        guard let gauge = Gauge(budget.measure, budget.subject, readings) else { return nil }
        let stretches = Stretches(budget.during.map { readings.plan.calendars[$0] }, readings)
        return gauge.reading(over: stretches.intervals, readings)?.value
    }

    private func isCertainInWindow(_ budget: Budget) -> Bool {
        switch budget.measure {
        case .quantile, .mean, .amplification, .outcomeShare: break
        default: return false
        }
        let readings = readings.near()
        guard let length = budget.anyWindow, let gauge = Gauge(budget.measure, budget.subject, readings) else {
            return false
        }
        let stretches = Stretches(budget.during.map { readings.plan.calendars[$0] }, readings)
        // The interval under way, and windows that have not seen their whole length, may still change.
        let behind = stretches.windows(length, every: budget.windowStep(in: readings.plan) ?? length).filter {
            let span = readings.span($0)
            return span.end <= readings.recording.reached && span.end - span.start >= length
        }
        return gauge.readings(over: behind, readings).contains { reading in
            guard let reading, reading.samples >= gauge.leastSamples else { return false }
            return !budget.comparison.holds(reading.value, budget.bound)
        }
    }

    private func isCertainQuantile(_ budget: Budget, _ q: Double) -> Bool {
        guard budget.comparison.isCeiling, budget.during == nil, let orders, orders > 0 else { return false }
        let track: LatencyTrack
        switch budget.subject {
        case .leg(let leg): track = readings.track(.leg(leg))
        case .journey, .orders: track = readings.track(.journey)
        default: return false
        }
        let bound = Nanoseconds(min(max(budget.bound, 0), 9e18))
        guard let share = track.total.share(atOrBelow: bound) else { return false }
        let above = (1 - share) * Double(track.total.count)
        // Half a sample against rounding.
        return above > (1 - q) * Double(orders) + 0.5
    }
}
