import Kernel

/// When trouble began, and when it was over.
struct Onset: Sendable {
    private let readings: Readings

    init(_ readings: Readings) { self.readings = readings }

    /// When a reason was there in force at a system.
    func trouble(_ system: SystemID, _ reason: LossReason, _ limiters: [LimiterFinding]) -> Trouble? {
        measured(system, reason, limiters).map { ended($0, at: system) }
    }

    /// Trouble with its end at that of its cause, where the plan has one at most two intervals earlier: a breaker and pauses
    /// outlast it a little, and intervals are coarse.
    func ended(_ trouble: Trouble, at system: SystemID) -> Trouble {
        guard let until = trouble.until else { return trouble }
        let plan = readings.plan
        let last = readings.axis.index(of: max(0, until - 1))
        let earliest = readings.axis.lowerBound(of: max(0, last - 1))
        let causes =
            plan.faults.filter { $0.system == system }.compactMap(\.during)
            + plan.limiters.filter { $0.system == system }.flatMap(\.tightenings).map(\.during)
        let ends = causes.flatMap(\.stretches).map(\.end).filter { $0 > max(earliest, trouble.since) && $0 <= until }
        var result = trouble
        if let end = ends.max() { result.until = end }
        return result
    }

    private func measured(_ system: SystemID, _ reason: LossReason, _ limiters: [LimiterFinding]) -> Trouble? {
        let plan = readings.plan
        let edges = readings.edges(to: system)
        func share(_ outcomes: [Outcome], unsent: Bool = false) -> Trouble? {
            // A call that an open breaker never let out is a try that came to nothing, though no attempt was sent.
            let kept = unsent ? edges.map { readings.meters.calls($0, .breakerOpen) } : []
            return readings.trouble(
                readings.series(readings.attemptMeters(edges, Outcome.Set(outcomes)) + kept),
                of: readings.series(readings.attemptMeters(edges) + kept), above: 0.05)
        }
        switch reason {
        case .rateLimited:
            let binding = limiters.filter { plan.limiters[$0.limiter].system == system && $0.binding != nil }
            guard let most = binding.max(by: { ($0.refused, $1.limiter) < ($1.refused, $0.limiter) }) else {
                return share([.rateLimited])
            }
            return most.binding
        case .timeout: return share([.timeout], unsent: true)
        case .errors: return share([.connection, .serverError, .businessError], unsent: true)
        case .shed: return share([.shed])
        case .workers, .closed: return line(system)
        case .slow, .contention, .throttled: return nil
        }
    }

    /// When more waited for a pool of a system than it ever had workers.
    private func line(_ system: SystemID) -> Trouble? {
        let plan = readings.plan
        let lines = plan.pools.indices.filter { plan.pools[$0].system == system }.map { pool in
            (readings.recording.waiting(forPool: pool), plan.pools[pool].most)
        }
        let long = readings.observed.filter { k in lines.contains { $0.0[k] > $0.1 } }
        guard let first = long.first, let last = long.last else { return nil }
        return Trouble(
            since: readings.axis.lowerBound(of: first),
            until: last + 1 < readings.observed.upperBound ? readings.axis.lowerBound(of: last + 1) : nil,
            inForce: long.reduce(0) { $0 + readings.axis.length(of: $1) }, again: 0)
    }
}
