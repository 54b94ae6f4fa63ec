/// One thing that is different about a plan. What it speaks of must be in the plan.
public enum PlanChange: Sendable, Codable, Hashable {
    /// So many times as much of a resource. Counts are rounded, one stays at least; of a hot row transactions hold so much less.
    case scale(Resource, by: Double)
    /// A link tries so often at most.
    case attempts(LinkID, Int)
    /// A link may add so many retries.
    case retryBudget(LinkID, LinkPlan.RetryBudget)
    /// A link has a circuit breaker.
    case breaker(LinkID, LinkPlan.Breaker)
    /// A link has a cache.
    case cache(LinkID, LinkPlan.Cache)
    /// Callers do not wait for their calls on these edges, where that is possible (`Plan.flaw(ofBackground:)`).
    case async([EdgeID])
    /// Requests that may wait for a pool; beyond that they are shed.
    case waiting(PoolID, atMost: Int)
    /// Whom a pool serves next.
    case discipline(PoolID, PoolPlan.Discipline)
    /// Requests that a system has under way at most; beyond that it answers that it is too busy.
    case underWay(SystemID, atMost: Int)
    /// A stumble: from an instant on a pool has so small a share of its workers, rounded down, for a time. None at all is a freeze.
    case dip(PoolID, from: Instant, length: Nanoseconds, share: Double)
}
