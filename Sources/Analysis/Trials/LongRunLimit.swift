import Kernel

/// What a limit lets through in the long run, where it counts over so long a time that a load may be held for most of it before the
/// limit is felt: a quota of a day.
struct LongRunLimit {
    /// Points that one of its budgets lets through in a cycle.
    let points: Double
    /// How long a cycle lasts.
    let cycle: Nanoseconds
    /// When a cycle begins, the first one at or after the origin.
    let start: Instant
    /// Whether each cycle begins with all of it, so that one cycle is like the next. What may be saved up lasts for longer.
    let beginsAnew: Bool

    /// - Returns: nil: it counts over an hour at most, or not over time at all, so that a steady load feels it at once.
    init?(_ limiter: LimiterPlan) {
        let count: Int
        switch limiter.kind {
        case .fixedWindow(let each, let period), .slidingWindow(let each, let period),
            .tokenBucket(let each, let period, _),
            .gcra(let each, let period, _):
            (count, cycle) = (each, period)
        case .quota(let each):
            let resets = limiter.resets.instants
            // One that is not seen to reset does so daily, as its name says.
            guard let first = resets.first, let last = resets.last, resets.count > 1 else {
                (count, cycle) = (each, 24 * .hour)
                break
            }
            (count, cycle) = (each, (last - first) / Int64(resets.count - 1))
        case .concurrency: return nil
        }
        guard cycle > .hour, count > 0 else { return nil }
        switch limiter.kind {
        case .fixedWindow: (start, beginsAnew) = (LongRunLimit.first(-limiter.phase, every: cycle), true)
        case .quota:
            // The one before the origin may be among them.
            (start, beginsAnew) = (LongRunLimit.first(limiter.resets.instants.first ?? 0, every: cycle), true)
        case .slidingWindow: (start, beginsAnew) = (0, true)
        case .tokenBucket, .gcra, .concurrency: (start, beginsAnew) = (0, false)
        }
        points = Double(count)
    }

    /// The first instant at or after the origin of those that come again and again.
    private static func first(_ one: Instant, every cycle: Nanoseconds) -> Instant { (one % cycle + cycle) % cycle }

    /// Points a second that it lets through in the long run.
    var perSecond: Double { points * Double(Nanoseconds.second) / Double(cycle) }

    /// Whether a load that is held for so long stands for one that goes on: it is to last for most of a cycle.
    func isReached(by total: Nanoseconds) -> Bool { 3 * total >= 2 * cycle }

    /// Whether what is judged of a load is whole cycles, of which each is like the others: then what it refuses is counted, and
    /// budgets say how much that may be.
    func isSeen(in hold: Trial.Hold) -> Bool { beginsAnew && hold.length % cycle == 0 }

    /// What a day's orders got of a limit, over what it lets through in as long. More than all of it is there where it starts anew
    /// amid the day and the day before left some.
    /// - Returns: nil: it is no such limit, or the run is shorter than one of its cycles.
    static func taken(of limiter: LimiterID, _ readings: Readings) -> Double? {
        let plan = readings.plan
        guard let limit = LongRunLimit(plan.limiters[limiter]), plan.window >= limit.cycle else { return nil }
        let admitted = readings.totals[readings.meters.limiterAdmitted(limiter)]
        return plan.share(admitted: admitted, by: limiter, in: plan.window)
    }

    /// What is asked of a limit under a steady load, over what it lets through in the long run; of several budgets by the one that
    /// is asked most.
    /// - Parameters:
    ///   - hold: the load.
    ///   - span: the judged intervals.
    /// - Returns: nil: it is no such limit, the load is not held for long enough, or for so long that what is refused says it.
    static func demand(
        on limiter: LimiterID, _ readings: Readings, _ hold: Trial.Hold, _ span: Range<Int>
    ) -> Double? {
        let plan = readings.plan
        guard let limit = LongRunLimit(plan.limiters[limiter]), limit.isReached(by: hold.warmUp + hold.length),
            !limit.isSeen(in: hold)
        else { return nil }
        let operations = plan.operations.indices.filter { plan.operations[$0].limiters.contains(limiter) }
        let asked = operations.map { operation in
            let edges = plan.edges.indices.filter { plan.edges[$0].operation == operation }
            let attempts = readings.attemptMeters(edges).reduce(Int64(0)) {
                $0 &+ readings.recording.total($1, over: span)
            }
            return Double(attempts) * Double(plan.operations[operation].points)
        }
        let all = asked.reduce(0, +)
        func largest(_ mix: DemandPlan.Mix) -> Double {
            let sum = mix.weights.reduce(0, +)
            return sum > 0 ? all * (mix.weights.max() ?? sum) / sum : all
        }
        let most =
            switch plan.limiters[limiter].scope {
            case .account: all
            case .operation: asked.max() ?? 0
            case .channel: largest(plan.demand.channels)
            case .warehouse: largest(plan.demand.warehouses)
            }
        let axis = readings.axis
        let length = axis.lowerBound(of: span.upperBound) - axis.lowerBound(of: span.lowerBound)
        return most / limit.points * Double(limit.cycle) / Double(max(1, length))
    }
}
