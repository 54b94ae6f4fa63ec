/// Sends at most `count` per `period`, evenly, `burst` ahead after a quiet spell; says when the next may go.
///
/// Slots lie at `anchor + k * period / count`, so no rounding error adds up.
struct Pacer {
    private var anchor: Instant = .min / 2
    private var next: Int64 = 0

    /// Reserves the next slot, if it comes before `limit`.
    /// - Returns: the slot, at or after `now`; nil, and nothing reserved, if it comes too late.
    mutating func reserve(_ plan: LinkPlan.Pacing, at now: Instant, before limit: Instant) -> Instant? {
        var ahead = self
        let slot = ahead.reserve(plan, at: now)
        guard slot < limit else { return nil }
        self = ahead
        return slot
    }

    /// Reserves the next slot; the answer is at or after `now`.
    private mutating func reserve(_ plan: LinkPlan.Pacing, at now: Instant) -> Instant {
        if anchor + slot(next, plan) < now {
            anchor = now
            next = 0
        }
        let due = anchor + slot(next, plan)
        next += 1
        if next >= Int64(plan.count) {
            anchor += plan.period
            next -= Int64(plan.count)
        }
        return max(now, due - slot(Int64(plan.burst - 1), plan))
    }

    private func slot(_ k: Int64, _ plan: LinkPlan.Pacing) -> Nanoseconds {
        Int64(Int128(k) * Int128(plan.period) / Int128(plan.count))
    }
}
