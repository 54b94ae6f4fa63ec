/// A retry budget in Finagle's form: calls deposit, retries withdraw, both are forgotten after the plan's lifetime.
///
/// A call deposits `ratio` retries, a retry withdraws one, and a reserve of `minimumPerSecond * lifetime` retries is always
/// there. The lifetime is cut into ten slots that expire one by one.
struct RetryBudget {
    private static let slots = 10
    private var balance = [Double](repeating: 0, count: RetryBudget.slots)
    private var current: Int64 = 0
    private var sum = 0.0

    /// Notes a call.
    mutating func deposit(_ plan: LinkPlan.RetryBudget, at now: Instant) {
        expire(plan, now)
        add(plan.ratio)
    }

    /// Asks for one retry.
    mutating func withdraw(_ plan: LinkPlan.RetryBudget, at now: Instant) -> Bool {
        expire(plan, now)
        let reserve = plan.minimumPerSecond * Double(plan.lifetime) / 1e9
        // The sum of many equal deposits may fall short of a whole retry by rounding alone.
        guard sum + reserve >= 1 - 1e-6 else { return false }
        add(-1)
        return true
    }

    private mutating func add(_ amount: Double) {
        balance[Int(current % Int64(RetryBudget.slots))] += amount
        sum += amount
    }

    private mutating func expire(_ plan: LinkPlan.RetryBudget, _ now: Instant) {
        let target = now / max(1, plan.lifetime / Int64(RetryBudget.slots))
        guard target > current else { return }
        for slot in (current + 1)...min(target, current + Int64(RetryBudget.slots)) {
            balance[Int(slot % Int64(RetryBudget.slots))] = 0
        }
        current = target
        sum = balance.reduce(0, +)
    }
}
