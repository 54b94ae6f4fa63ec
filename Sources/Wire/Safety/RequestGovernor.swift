internal import Kernel

/// Holds the caps on one host: a request that would break them is not sent.
struct RequestGovernor {
    private let plan: TargetPlan
    private var sent: Int64 = 0
    /// GCRA with a burst of one second's worth, at least one.
    private var next: Double = 0
    /// Requests kept back.
    private(set) var refused: Int64 = 0

    init(_ plan: TargetPlan) { self.plan = plan }

    /// Whether a request may go out now; it counts then.
    /// - Parameter now: seconds.
    mutating func allow(at now: Double) -> Bool {
        let interval = 1 / max(plan.perSecond, 1e-9)
        guard sent < plan.total, next - now <= max(0, 1 - interval) + 1e-12 else {
            refused += 1
            return false
        }
        sent += 1
        next = max(next, now) + interval
        return true
    }

    /// Seconds until one may go out; nil: none ever may.
    func wait(at now: Double) -> Double? {
        guard sent < plan.total else { return nil }
        return max(0, next - now - max(0, 1 - 1 / max(plan.perSecond, 1e-9)))
    }
}
