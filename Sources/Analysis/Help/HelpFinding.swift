public import Kernel

/// What would have helped most, read from the figures of this run alone; nothing is simulated anew.
public struct HelpFinding: Sendable, Hashable {
    /// What there should have been more of.
    public enum Measure: Sendable, Hashable {
        /// A larger limit: by this factor it would have let pass what the busiest hour wanted of it.
        case limit(LimiterID, factor: Double)
        /// More workers: by this factor they would have kept up in the hour in which their line grew most.
        case workers(PoolID, factor: Double)
        /// Workers on duty while work waited and nobody was there.
        case shifts(PoolID)
        /// Answers as fast and as sound as in a system's quiet hours.
        case health(SystemID, LossReason)
    }

    /// What.
    public var measure: Measure
    /// Systems of which the same is to be wished, for the same reason: each accounts for at least half as much.
    public var also: [SystemID]
    /// The share of all time lost on the way that its cause accounts for, 0...1; with `also`, all of them together.
    public var share: Double

    /// A cause with less than this share of the loss is no lever.
    public static let leastShare = 0.25
}

extension HelpFinding {
    /// - Parameter losses: time lost where orders are in trouble, largest first.
    init?(_ losses: [Loss], _ readings: Readings, _ limiters: [LimiterFinding]) {
        let plan = readings.plan
        guard let top = losses.first, top.share >= HelpFinding.leastShare else { return nil }
        share = top.share
        also = []
        let pools = plan.pools.indices.filter { plan.pools[$0].system == top.system }
        let fullest = pools.map { ($0, readings.recording.waiting(forPool: $0).max() ?? 0) }
            .max { ($0.1, $1.0) < ($1.1, $0.0) }
        switch top.reason {
        case .rateLimited:
            let limiter = limiters.filter { plan.limiters[$0.limiter].system == top.system && $0.refused > 0 }
                .max { ($0.refused, $1.limiter) < ($1.refused, $0.limiter) }
            guard let limiter, let factor = HelpFinding.factor(limiter, readings) else {
                measure = .health(top.system, top.reason)
                return
            }
            measure = .limit(limiter.limiter, factor: factor)
        case .workers, .shed:
            guard let pool = fullest?.0, let factor = HelpFinding.factor(pool: pool, readings) else { return nil }
            measure = .workers(pool, factor: factor)
        case .closed:
            guard let pool = fullest?.0 else { return nil }
            measure = .shifts(pool)
        case .timeout, .errors, .slow, .contention, .throttled:
            measure = .health(top.system, top.reason)
            let others = losses.dropFirst().filter { $0.reason == top.reason && $0.share * 2 >= top.share }
            also = others.map(\.system)
            share = others.reduce(top.share) { $0 + $1.share }
        }
    }

    /// How much larger a limit must be: the calls first wanted of it in the busiest hour (tries anew, whoever makes them, do
    /// not count) over what it let pass per hour while it bound. Where callers held them back, the hour's orders times the
    /// calls an order makes of it. Nil when that is no more than it had.
    private static func factor(_ limiter: LimiterFinding, _ readings: Readings) -> Double? {
        guard let passed = limiter.effectivePerHour, passed > 0 else { return nil }
        let plan = readings.plan
        let edges = plan.edges.indices.filter {
            plan.operations[plan.edges[$0].operation].limiters.contains(limiter.limiter)
        }
        let first = readings.series(edges.map { readings.meters.primaryCalls($0) })
        let due = readings.series([readings.meters.ordersDue])
        let orders = due.reduce(0, &+)
        let callsPerOrder = orders > 0 ? Double(first.reduce(0, &+)) / Double(orders) : 0
        let rates = hours(readings).map { hour in
            let span = readings.span(hour)
            let reached = Double(hour.reduce(Int64(0)) { $0 &+ first[$1] })
            let wanted = Double(hour.reduce(Int64(0)) { $0 &+ due[$1] }) * callsPerOrder
            return max(reached, wanted) * Double(Nanoseconds.hour) / Double(span.end - span.start)
        }
        guard let busiest = rates.max() else { return nil }
        let factor = busiest / passed
        return factor > 1.02 ? factor : nil
    }

    /// How many more workers a pool needs: what came to it over what it took up, in the hour in which most was left over.
    private static func factor(pool: PoolID, _ readings: Readings) -> Double? {
        let meters = readings.meters
        let served = readings.recording.series(meters.poolServed(pool))
        let shed = readings.recording.series(meters.poolShed(pool))
        let stock = readings.recording.stock(in: meters.poolArrived(pool), out: meters.poolTaken(pool))
        var best: Double?
        var mostGrowth: Int64 = 0
        for hour in hours(readings) {
            let taken = hour.reduce(Int64(0)) { $0 &+ served[$1] }
            let growth =
                stock[hour.upperBound - 1] - (hour.lowerBound > 0 ? stock[hour.lowerBound - 1] : 0)
                + hour.reduce(0) { $0 &+ shed[$1] }
            guard growth > mostGrowth, taken > 0 else { continue }
            mostGrowth = growth
            best = Double(taken + growth) / Double(taken)
        }
        return best.flatMap { $0 > 1.02 ? $0 : nil }
    }

    /// Windows of an hour, or one interval where that is longer, on the observed axis.
    private static func hours(_ readings: Readings) -> [Range<Int>] {
        let axis = readings.axis
        var hours: [Range<Int>] = []
        var upper = 0
        for lower in readings.observed {
            let start = axis.lowerBound(of: lower)
            upper = max(upper, lower + 1)
            while upper < readings.observed.upperBound && axis.lowerBound(of: upper) - start < .hour { upper += 1 }
            let length = axis.lowerBound(of: upper) - start
            guard length >= .hour || lower == 0 else { break }
            if length <= 2 * .hour { hours.append(lower..<upper) }
        }
        return hours
    }
}
