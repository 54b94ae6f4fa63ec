/// Something that there is only so much of, and that can be given more of.
public enum Resource: Sendable, Codable, Hashable {
    /// Workers of a pool: HTTP workers, consumers, pickers on their shifts.
    case workers(PoolID)
    /// A rate limit or quota.
    case limit(LimiterID)
    /// Attempts in flight that a link allows: its connection pool.
    case connections(LinkID)
    /// The pace that a link keeps of its own accord.
    case pace(LinkID)
    /// Rows that transactions collide on.
    case hotRow(Int)
    /// The hours in which a pool has workers: its shifts.
    case hours(PoolID)
    /// The hours in which something may go on: a dispatch window, a batch.
    case window(CalendarID)

    /// All resources of a plan, in its order.
    public static func all(of plan: Plan) -> [Resource] {
        plan.pools.indices.map { .workers($0) } + plan.limiters.indices.map { .limit($0) }
            + plan.links.indices.filter { plan.links[$0].bulkhead != nil }.map { .connections($0) }
            + plan.links.indices.filter { plan.links[$0].pacing != nil }.map { .pace($0) }
            + plan.contentions.indices.map { .hotRow($0) }
            + plan.pools.indices.filter { pool in plan.pools[pool].capacity.contains { $0.workers == 0 } }
            .map { .hours($0) }
            + plan.awaitedCalendars.map { .window($0) }
    }

    /// What gives so much more of it that it no longer counts.
    public var lifted: PlanChange { .scale(self, by: 100) }

    /// What it is called: "ups label quota", "middleware workers".
    public func name(in plan: Plan) -> String {
        switch self {
        case .workers(let pool):
            "\(plan.systems[plan.pools[pool].system].name) \(plan.pools[pool].name)"
        case .limit(let limiter):
            plan.limiters[limiter].name.hasPrefix(plan.systems[plan.limiters[limiter].system].name)
                ? plan.limiters[limiter].name
                : "\(plan.systems[plan.limiters[limiter].system].name) \(plan.limiters[limiter].name)"
        case .connections(let link): "connections \(plan.links[link].name)"
        case .pace(let link): "pace \(plan.links[link].name)"
        case .hotRow(let row): "\(plan.systems[plan.contentions[row].system].name) \(plan.contentions[row].name)"
        case .hours(let pool): "shifts of \(plan.systems[plan.pools[pool].system].name) \(plan.pools[pool].name)"
        case .window(let calendar): "window \(plan.calendars[calendar].name)"
        }
    }
}

extension Plan {
    /// Calendars that something waits for, ascending.
    var awaitedCalendars: [CalendarID] {
        Set(
            steps.compactMap { step in
                if case .waitUntil(let calendar) = step { calendar } else { nil }
            }
        ).sorted()
    }
}
