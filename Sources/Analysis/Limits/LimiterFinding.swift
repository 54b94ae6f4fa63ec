public import Kernel

/// What a rate limit or quota did.
public struct LimiterFinding: Sendable, Hashable {
    /// Which.
    public var limiter: LimiterID
    /// Requests it let pass.
    public var admitted: Int64
    /// Requests it refused, counted at the limiter.
    public var refused: Int64
    /// Refusals as its system's callers saw them: attempts answered "rate limited" on edges that pass this limit. Fewer than
    /// `refused` where callers had given up; counts of other limits of the same operations are in it.
    public var refusedAtCallers: Int64
    /// When it bound: the first interval in which it refused more than 5 % of its requests, the next one as well; until when,
    /// and how often it did again. Nil if it never did.
    public var binding: Trouble?
    /// How long it bound in all: the intervals in which it refused more than 5 %.
    public var boundFor: Nanoseconds
    /// What it let pass per hour while it bound, in the shortest such intervals: a long one can hold more than the time in
    /// which it bound. Nil if it never did.
    public var effectivePerHour: Double?
    /// What it should let pass per hour by its documented figure, where that is a rate of calls for one account.
    public var documentedPerHour: Double?
    /// The interval with the largest share of refusals, and that share; nil if it never refused.
    public var worst: Verdict.Worst?

    /// The share of refusals from which on a limit binds.
    public static let bindingShare = 0.05

    /// From when on it bound.
    public var bindingSince: Instant? { binding?.since }

    /// Share of requests refused, 0...1.
    public var refusedShare: Double {
        admitted + refused > 0 ? Double(refused) / Double(admitted + refused) : 0
    }
}

extension LimiterFinding {
    init(_ limiter: LimiterID, _ readings: Readings) {
        let plan = readings.plan
        let passed = readings.recording.series(readings.meters.limiterAdmitted(limiter))
        let turned = readings.recording.series(readings.meters.limiterRefused(limiter))
        let asked = zip(passed, turned).map { $0 &+ $1 }
        self.limiter = limiter
        admitted = readings.totals[readings.meters.limiterAdmitted(limiter)]
        refused = readings.totals[readings.meters.limiterRefused(limiter)]
        let edges = plan.edges.indices.filter { plan.operations[plan.edges[$0].operation].limiters.contains(limiter) }
        refusedAtCallers = readings.total(readings.attemptMeters(edges, Outcome.Set([.rateLimited])))
        binding = readings.trouble(turned, of: asked, above: LimiterFinding.bindingShare)
        var bound: Nanoseconds = 0
        var shortest: (length: Nanoseconds, passed: Int64, time: Nanoseconds) = (.max, 0, 0)
        var worst: (interval: Int, share: Double)?
        for interval in asked.indices where asked[interval] > 0 && turned[interval] > 0 {
            let share = Double(turned[interval]) / Double(asked[interval])
            if asked[interval] >= 20, share > (worst?.share ?? 0) { worst = (interval, share) }
            guard share > LimiterFinding.bindingShare else { continue }
            let length = readings.axis.length(of: interval)
            bound += length
            if length < shortest.length { shortest = (length, 0, 0) }
            guard length == shortest.length else { continue }
            shortest.passed += passed[interval]
            shortest.time += length
        }
        boundFor = bound
        effectivePerHour =
            bound > 0 ? Double(shortest.passed) * Double(Nanoseconds.hour) / Double(shortest.time) : nil
        documentedPerHour = plan.limiters[limiter].perHour
        self.worst = worst.map { .init(span: readings.span($0.interval..<$0.interval + 1), value: $0.share) }
    }

    /// All limits of a plan, in its order.
    static func all(_ readings: Readings) -> [LimiterFinding] {
        readings.plan.limiters.indices.map { LimiterFinding($0, readings) }
    }
}

extension LimiterPlan {
    /// The documented rate per hour; nil where the limit is not a rate, or is one for each of several scopes.
    fileprivate var perHour: Double? {
        guard scope == .account else { return nil }
        switch kind {
        case .fixedWindow(let count, let period), .slidingWindow(let count, let period),
            .tokenBucket(let count, let period, _), .gcra(let count, let period, _):
            return period > 0 ? Double(count) * Double(Nanoseconds.hour) / Double(period) : nil
        case .concurrency, .quota: return nil
        }
    }
}
