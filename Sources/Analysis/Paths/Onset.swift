public import Kernel

/// From when on something was there in force, and until when.
public struct Trouble: Sendable, Hashable {
    /// The start of the first interval in which it was.
    public var since: Instant
    /// The end of the last one before it was over for long; nil: nothing shows that it ever was.
    public var until: Instant?
    /// All such intervals from `since` to `until` together.
    public var inForce: Nanoseconds
    /// How often it came back later.
    public var again: Int
}

/// When trouble began, and when it was over.
struct Onset: Sendable {
    private let readings: Readings

    init(_ readings: Readings) { self.readings = readings }

    /// When a reason was there in force at a system.
    func trouble(_ system: SystemID, _ reason: LossReason, _ limiters: [LimiterFinding]) -> Trouble? {
        measured(system, reason, limiters).map { ended($0, at: system) }
    }

    /// Trouble with its end at that of its cause, where the plan has one at most two intervals earlier: a breaker and pauses
    /// outlast it a little, and intervals are coarse.
    func ended(_ trouble: Trouble, at system: SystemID) -> Trouble {
        guard let until = trouble.until else { return trouble }
        let plan = readings.plan
        let last = readings.axis.index(of: max(0, until - 1))
        let earliest = readings.axis.lowerBound(of: max(0, last - 1))
        let causes =
            plan.faults.filter { $0.system == system }.compactMap(\.during)
            + plan.limiters.filter { $0.system == system }.flatMap(\.tightenings).map(\.during)
        let ends = causes.flatMap(\.stretches).map(\.end).filter { $0 > max(earliest, trouble.since) && $0 <= until }
        var result = trouble
        if let end = ends.max() { result.until = end }
        return result
    }

    private func measured(_ system: SystemID, _ reason: LossReason, _ limiters: [LimiterFinding]) -> Trouble? {
        let plan = readings.plan
        let edges = readings.edges(to: system)
        func share(_ outcomes: [Outcome], unsent: Bool = false) -> Trouble? {
            // A call that an open breaker never let out is a try that came to nothing, though no attempt was sent.
            let kept = unsent ? edges.map { readings.meters.calls($0, .breakerOpen) } : []
            return lasting(
                readings.series(readings.attemptMeters(edges, Outcome.Set(outcomes)) + kept),
                of: readings.series(readings.attemptMeters(edges) + kept), above: 0.05)
        }
        switch reason {
        case .rateLimited:
            let binding = limiters.filter { plan.limiters[$0.limiter].system == system && $0.binding != nil }
            guard let most = binding.max(by: { ($0.refused, $1.limiter) < ($1.refused, $0.limiter) }) else {
                return share([.rateLimited])
            }
            return most.binding
        case .timeout: return share([.timeout], unsent: true)
        case .errors: return share([.connection, .serverError, .businessError], unsent: true)
        case .shed: return share([.shed])
        case .workers, .closed: return line(system)
        case .slow, .contention, .throttled: return nil
        }
    }

    /// When more waited for a pool of a system than it ever had workers.
    private func line(_ system: SystemID) -> Trouble? {
        let plan = readings.plan
        let lines = plan.pools.indices.filter { plan.pools[$0].system == system }.map { pool in
            (readings.recording.waiting(forPool: pool), plan.pools[pool].most)
        }
        let long = readings.observed.filter { k in lines.contains { $0.0[k] > $0.1 } }
        guard let first = long.first, let last = long.last else { return nil }
        return Trouble(
            since: readings.axis.lowerBound(of: first),
            until: last + 1 < readings.observed.upperBound ? readings.axis.lowerBound(of: last + 1) : nil,
            inForce: long.reduce(0) { $0 + readings.axis.length(of: $1) }, again: 0)
    }

    /// What is good for so long is over; shorter good spells belong to the trouble.
    private static let longestLull: Nanoseconds = 2 * .hour

    /// When `part` was more than a share of `whole`: from the first interval on in which it was (of twenty at least), if the
    /// next one that has any agrees. It is over where what came in two hours, or in all that is left, keeps to the share
    /// (twenty at least).
    func lasting(_ part: [Int64], of whole: [Int64], above share: Double) -> Trouble? {
        func isAbove(_ k: Int) -> Bool { whole[k] > 0 && Double(part[k]) > share * Double(whole[k]) }
        let axis = readings.axis
        let intervals = 0..<min(axis.intervals, whole.count)
        let first = intervals.first { k in
            guard whole[k] >= 20, isAbove(k) else { return false }
            guard let next = whole.indices.dropFirst(k + 1).first(where: { whole[$0] > 0 }) else { return true }
            return isAbove(next)
        }
        guard var since = first, let first else { return nil }
        // It may have begun while little was asked.
        while since > 0, isAbove(since - 1) { since -= 1 }
        var spells: [ClosedRange<Int>] = [since...first]
        var good = (asked: Int64(0), troubled: Int64(0))
        for k in intervals.dropFirst(first + 1) {
            good.asked &+= whole[k]
            good.troubled &+= part[k]
            guard whole[k] >= 20, isAbove(k), let last = spells.last else { continue }
            let lull = axis.lowerBound(of: k) - axis.lowerBound(of: last.upperBound + 1)
            let before = (asked: good.asked &- whole[k], troubled: good.troubled &- part[k])
            if lull >= Onset.longestLull, Onset.isGood(before, share) {
                spells.append(k...k)
            } else {
                spells[spells.count - 1] = last.lowerBound...k
            }
            good = (0, 0)
        }
        let spell = spells[0]
        return Trouble(
            since: axis.lowerBound(of: since),
            until: spells.count > 1 || Onset.isGood(good, share) ? axis.lowerBound(of: spell.upperBound + 1) : nil,
            inForce: spell.filter(isAbove).reduce(0) { $0 + axis.length(of: $1) }, again: spells.count - 1)
    }

    private static func isGood(_ counts: (asked: Int64, troubled: Int64), _ share: Double) -> Bool {
        counts.asked >= 20 && Double(counts.troubled) <= share * Double(counts.asked)
    }
}
