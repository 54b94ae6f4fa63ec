public import Kernel

/// One thing that is different in a trial: more of a resource, another policy, a stumble.
public enum PlanChange: Sendable, Codable, Hashable {
    /// So many times as much of a resource. Counts are rounded, one stays at least; a hot row scaled by ten is ten rows.
    case scale(Resource, by: Double)
    /// Tries at most on a link.
    case attempts(LinkID, Int)
    /// Retries allowed per call on a link; nil: any number.
    case retryBudget(LinkID, Double?)
    /// Requests that may wait for a pool's workers; nil: any number.
    case waitingBound(PoolID, Int?)
    /// Who is served next.
    case discipline(PoolID, PoolPlan.Discipline)
    /// A circuit breaker on a link; nil: none.
    case breaker(LinkID, LinkPlan.Breaker?)
    /// How long an attempt on a link may take.
    case timeout(LinkID, Nanoseconds)
    /// A system's workers are cut down to a share for a while: 0 is a freeze.
    case dip(SystemID, to: Double, from: Instant, length: Nanoseconds)
}

extension Plan {
    /// The plan with a change.
    public func with(_ change: PlanChange) -> Plan {
        var plan = self
        switch change {
        case .scale(let resource, let factor): plan.scale(resource, by: factor)
        case .attempts(let link, let count): plan.links[link].attempts = max(1, count)
        case .retryBudget(let link, let ratio): plan.links[link].budget = ratio.map { LinkPlan.RetryBudget(ratio: $0) }
        case .waitingBound(let pool, let bound): plan.pools[pool].waitingBound = bound
        case .discipline(let pool, let discipline): plan.pools[pool].discipline = discipline
        case .breaker(let link, let breaker): plan.links[link].breaker = breaker
        case .timeout(let link, let timeout): plan.links[link].timeout = timeout
        case .dip(let system, let share, let from, let length):
            for pool in plan.pools.indices where plan.pools[pool].system == system {
                plan.pools[pool].capacity = PoolPlan.Capacity.dipped(
                    plan.pools[pool].capacity, to: share, from: from, until: from + length)
            }
        }
        return plan
    }

    private mutating func scale(_ resource: Resource, by factor: Double) {
        func times(_ count: Int) -> Int { count.scaled(by: factor) }
        switch resource {
        case .workers(let pool):
            for step in pools[pool].capacity.indices where pools[pool].capacity[step].workers > 0 {
                pools[pool].capacity[step].workers = times(pools[pool].capacity[step].workers)
            }
        case .limit(let limiter): limiters[limiter].kind = limiters[limiter].kind.scaled(by: factor)
        case .connections(let link):
            guard let bulkhead = links[link].bulkhead else { return }
            links[link].bulkhead = LinkPlan.Bulkhead(limit: times(bulkhead.limit), waiting: bulkhead.waiting)
        case .pace(let link):
            guard let pacing = links[link].pacing else { return }
            links[link].pacing = LinkPlan.Pacing(
                count: times(pacing.count), period: pacing.period, burst: times(pacing.burst))
        case .hotRow(let row):
            // Collisions are as likely as transactions are long: a shorter span is as good as more rows.
            let span = Double(contentions[row].spanPermille) / max(factor, 1e-9)
            contentions[row].spanPermille = min(1000, max(0, Int(span.rounded())))
        }
    }
}

extension Int {
    /// So many times as much, rounded, one at least; none stays none.
    func scaled(by factor: Double) -> Int {
        guard self > 0 else { return self }
        let scaled = (Double(self) * factor).rounded()
        return scaled < 1 ? 1 : scaled > 1e15 ? 1_000_000_000_000_000 : Int(scaled)
    }
}

extension LimiterPlan.Kind {
    /// The limit with counts so many times as large.
    func scaled(by factor: Double) -> Self {
        switch self {
        case .fixedWindow(let count, let period): .fixedWindow(count: count.scaled(by: factor), period: period)
        case .slidingWindow(let count, let period): .slidingWindow(count: count.scaled(by: factor), period: period)
        case .tokenBucket(let count, let period, let burst):
            .tokenBucket(count: count.scaled(by: factor), period: period, burst: burst.scaled(by: factor))
        case .gcra(let count, let period, let burst):
            .gcra(count: count.scaled(by: factor), period: period, burst: burst.scaled(by: factor))
        case .concurrency(let count): .concurrency(count: count.scaled(by: factor))
        case .quota(let count): .quota(count: count.scaled(by: factor))
        }
    }
}

extension PoolPlan.Capacity {
    /// Capacity over time with a dip in it.
    static func dipped(_ steps: [Self], to share: Double, from: Instant, until end: Instant) -> [Self] {
        func cut(_ workers: Int) -> Int { Int((Double(workers) * min(1, max(0, share))).rounded()) }
        func workers(at instant: Instant) -> Int {
            steps.last { $0.from <= instant }?.workers ?? steps.first?.workers ?? 0
        }
        guard from < end else { return steps }
        var result = steps.filter { $0.from < from }
        result.append(Self(from: from, workers: cut(workers(at: from))))
        for step in steps where step.from > from && step.from < end {
            result.append(Self(from: step.from, workers: cut(step.workers)))
        }
        result.append(Self(from: end, workers: workers(at: end)))
        return result + steps.filter { $0.from > end }
    }
}
