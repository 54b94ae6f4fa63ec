public import Kernel

extension Plan {
    /// The plan with a change.
    public func with(_ change: PlanChange) -> Plan {
        var plan = self
        switch change {
        case .scale(let resource, let factor): plan.scale(resource, by: factor)
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
