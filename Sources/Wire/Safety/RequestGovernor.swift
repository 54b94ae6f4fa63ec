internal import Kernel

/// Holds the caps on one host: a request that would break them is not sent.
///
/// In no second, wherever it begins, go more requests out than the rate says, rounded up to a whole number; over longer times
/// no more than the rate itself, as a rate of 100 a minute is less than two a second.
struct RequestGovernor {
    private let plan: TargetPlan
    private var sent: Int64 = 0
    /// GCRA with a burst of one second's worth, at least one, for what lies between whole numbers.
    private var next: Double = 0
    /// When the latest requests went out, as many as may in one second; the oldest one's place is used next.
    private var latest: [Double] = []
    private var oldest = 0
    private let most: Int
    /// Requests kept back.
    private(set) var refused: Int64 = 0

    /// What instants in seconds may be off by rounding.
    private static let rounding = 1e-9
    /// Beyond it nothing is counted one by one.
    private static let mostCounted = 1e6

    init(_ plan: TargetPlan) {
        self.plan = plan
        most = Int(min(max(1, plan.perSecond.rounded(.up)), RequestGovernor.mostCounted))
    }

    private var interval: Double { 1 / max(plan.perSecond, 1e-9) }

    /// Whether a request may go out now; it counts then.
    /// - Parameter now: seconds.
    mutating func allow(at now: Double) -> Bool {
        guard let wait = wait(at: now), wait <= RequestGovernor.rounding else {
            refused += 1
            return false
        }
        sent += 1
        next = max(next, now) + interval
        if latest.count < most {
            latest.append(now)
        } else {
            latest[oldest] = now
            oldest = (oldest + 1) % most
        }
        return true
    }

    /// Seconds until one may go out; nil: none ever may.
    func wait(at now: Double) -> Double? {
        guard sent < plan.total else { return nil }
        let onAverage = next - now - max(0, 1 - interval)
        let inOneSecond = latest.count < most ? 0 : latest[oldest] + 1 - now
        return max(0, onAverage, inOneSecond)
    }
}
