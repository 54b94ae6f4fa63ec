extension Plan {
    /// The plan with a change.
    public func with(_ change: PlanChange) -> Plan {
        var plan = self
        switch change {
        case .scale(let resource, let factor): plan.scale(resource, by: factor)
        case .attempts(let link, let count): plan.links[link].attempts = max(1, count)
        case .retryBudget(let link, let budget): plan.links[link].budget = budget
        case .breaker(let link, let breaker): plan.links[link].breaker = breaker
        case .cache(let link, let cache): plan.links[link].cache = cache
        case .async(let edges): plan.moveToBackground(edges)
        case .waiting(let pool, let bound): plan.pools[pool].waitingBound = max(0, bound)
        case .discipline(let pool, let discipline): plan.pools[pool].discipline = discipline
        case .underWay(let system, let bound): plan.limit(system, to: bound)
        case .dip(let pool, let start, let length, let share):
            plan.pools[pool].dip(from: start, to: start.later(by: length), share: share)
        }
        return plan
    }

    /// The plan with several changes, one after the other.
    public func with(_ changes: [PlanChange]) -> Plan { changes.reduce(self) { $0.with($1) } }

    /// Hours that are lengthened so many times never end.
    static let always = 24.0

    private mutating func limit(_ system: SystemID, to bound: Int) {
        let limiter = limiters.count
        limiters.append(
            LimiterPlan(
                name: "load shedding", system: system, kind: .concurrency(count: max(1, bound)), tells: true,
                documented: "\(bound) under way"))
        for operation in operations.indices where operations[operation].system == system {
            operations[operation].limiters.append(limiter)
        }
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
        case .hours(let pool): pools[pool].lengthenShifts(by: factor, until: end)
        case .window(let calendar):
            let open = calendars[calendar].open
            let longer = open.stretches.map { stretch in
                Intervals.Stretch(
                    start: stretch.start,
                    end: min(end, stretch.start.later(by: (stretch.end - stretch.start).times(factor))))
            }
            // So much longer is always.
            calendars[calendar].open = Intervals(factor >= Plan.always ? [.init(start: 0, end: end)] : longer)
            if factor >= Plan.always { calendars[calendar].moments = .empty }
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

extension Nanoseconds {
    /// So many times as long, as far as there is room.
    fileprivate func times(_ factor: Double) -> Nanoseconds {
        let product = (Double(self) * factor).rounded()
        return product < 9e18 ? Nanoseconds(product) : .max / 2
    }
}

extension PoolPlan {
    /// Has its workers for so many times as long, each shift from its start on, until the next begins.
    mutating func lengthenShifts(by factor: Double, until end: Instant) {
        let most = capacity.map(\.workers).max() ?? 0
        guard factor < Plan.always else {
            for step in capacity.indices where capacity[step].workers == 0 { capacity[step].workers = most }
            return
        }
        var start: Instant?
        for step in capacity.indices {
            if capacity[step].workers > 0 {
                start = start ?? capacity[step].from
            } else if let began = start {
                let next = step + 1 < capacity.count ? capacity[step + 1].from : end
                capacity[step].from = min(next, began.later(by: (capacity[step].from - began).times(factor)))
                start = nil
            }
        }
        // A break that is gone has no step left.
        var kept: [Capacity] = []
        for step in capacity {
            if kept.last?.from == step.from { kept.removeLast() }
            kept.append(step)
        }
        capacity = kept
    }

    /// Has so small a share of its workers for a time, rounded down.
    mutating func dip(from start: Instant, to end: Instant, share: Double) {
        guard start < end, !capacity.isEmpty else { return }
        func workers(at instant: Instant) -> Int {
            (capacity.last { $0.from <= instant } ?? capacity[0]).workers
        }
        func less(_ workers: Int) -> Int { Int((Double(workers) * min(max(share, 0), 1)).rounded(.down)) }
        let before = capacity.filter { $0.from < start }
        let within = capacity.filter { $0.from > start && $0.from < end }
            .map { Capacity(from: $0.from, workers: less($0.workers)) }
        let first = Capacity(from: start, workers: less(workers(at: start)))
        let after = [Capacity(from: end, workers: workers(at: end))] + capacity.filter { $0.from > end }
        // The first step holds from the beginning, whenever it says it does.
        let opening =
            before.isEmpty ? [Capacity(from: min(start - 1, capacity[0].from), workers: capacity[0].workers)] : before
        capacity = opening + [first] + within + after
    }
}
