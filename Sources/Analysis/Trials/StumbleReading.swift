public import Kernel

/// What became of a pool's callers, and of all other machines, after a stumble.
public struct StumbleReading: Sendable, Codable, Hashable {
    /// Share of calls answered well before the stumble; nil: none ended.
    public var before: Double?
    /// Share of calls answered well in the last quarter of what was watched; nil: none ended.
    public var after: Double?
    /// From the end of the stumble until calls went as well as before and the line was as short, for good: the beginning of the
    /// first interval of the recording that did, so that it is never told too short; nil: not while it was watched.
    public var recovery: Nanoseconds?
    /// Machines that were worse off at the end than before, the pool itself among them, those with the longest line first: a
    /// stumble of one may leave others behind that do not recover.
    public var ailing: [Ailing] = []
    /// Orders that came as far as they are followed in the last quarter of the time that is watched.
    public var done: Int64 = 0
    /// Whether it ends by itself and takes longer than was watched: all that is left is the pool's own line, getting shorter while
    /// calls go as well as before, or more orders get done than come.
    public var isDraining = false

    /// Workers that are worse off than before.
    public struct Ailing: Sendable, Codable, Hashable {
        /// Which.
        public var pool: PoolID
        /// Share of calls to them answered well at the end; nil: none ended, or nobody calls them.
        public var answered: Double?
        /// Share of calls to them answered well before; nil: none ended, or nobody calls them.
        public var answeredBefore: Double?
        /// Fewest that waited for them in any interval at the end.
        public var waiting: Int64
        /// Most that waited for them before.
        public var waitingBefore: Int64
    }

    /// Whether calls to a pool go wrong though nobody waits there, as where a limit refuses them: that is no collapse, and says
    /// nothing of what a stumble would do.
    func isRefused(at pool: PoolID) -> Bool {
        guard !isHealed, let own = ailing.first(where: { $0.pool == pool }), let answered = own.answered else {
            return false
        }
        return answered < (own.answeredBefore ?? 1) - StumbleReading.slack
            && own.waiting <= StumbleReading.longest(own.waitingBefore)
    }

    /// Whether it healed, or was on the way to it when it was watched no longer.
    public var isHealed: Bool { recovery != nil || isDraining }

    /// The same with the other machines looked at as well: where clearly fewer orders get done than without the stumble, those that
    /// are worse off, and would not be without it, have not recovered. Where as many get done, they work off what was left over.
    /// - Parameters:
    ///   - calm: of the same load, changes and seed without a stumble.
    ///   - pool: which stumbled.
    func judged(against calm: StumbleReading, of pool: PoolID) -> StumbleReading {
        var reading = self
        let isShort = calm.done >= StumbleReading.few && Double(done) < StumbleReading.enough * Double(calm.done)
        reading.ailing.removeAll { found in
            found.pool != pool && (!isShort || calm.ailing.contains { $0.pool == found.pool })
        }
        if reading.ailing.contains(where: { $0.pool != pool }) {
            reading.recovery = nil
            reading.isDraining = false
        }
        return reading
    }
}

extension StumbleReading {
    /// How much worse than before still counts as well, as a share of calls.
    private static let slack = 0.05
    /// Failed calls below which a share says little.
    private static let few: Int64 = 10
    /// Share of the orders that get done without a stumble that is clearly too few.
    private static let enough = 0.9

    /// How long a line may be to count as short as before: chance lets it grow as well.
    private static func longest(_ before: Int64) -> Int64 { 2 * before + 10 }

    /// - Parameters:
    ///   - pool: which stumbled.
    ///   - stumble: when.
    ///   - hold: what was judged; it is watched to its end.
    init(_ readings: Readings, _ pool: PoolID, during stumble: Intervals.Stretch, _ hold: Trial.Hold) {
        let axis = readings.axis
        let plan = readings.plan
        let own = Course(readings, pool)
        let bound = min(axis.count, own.good.count)
        func index(_ instant: Instant) -> Int { min(bound, max(0, axis.index(of: instant))) }
        // Half of the warm-up is enough to know how it goes by itself.
        let calm = index(hold.from + hold.warmUp / 2)..<max(index(hold.from + hold.warmUp / 2), index(stumble.start))
        let end = index(hold.judged.end)
        let first = min(end, index(stumble.end) + (axis.lowerBound(of: index(stumble.end)) < stumble.end ? 1 : 0))
        func last(_ part: Int) -> Range<Int> { max(first, end - max(1, (end - first) / part))..<end }
        before = own.share(calm)
        after = own.share(last(4))
        let usual = (before ?? 1) - StumbleReading.slack
        let longest = StumbleReading.longest(own.most(calm))
        // The last interval that was not well; what is well after it is well for good.
        let bad = (first..<end).last { interval in
            own.line[interval] > longest || (own.share(interval..<(interval + 1)) ?? 1) < usual
        }
        let well = bad.map { $0 + 1 } ?? first
        let quarter = index(hold.judged.end - hold.length / 4)..<end
        let followed = readings.series([readings.done(plan.followedEvent)])
        done = quarter.reduce(0) { $0 &+ followed[$1] }
        let late = last(8)
        ailing = readings.machines.compactMap { machine in
            let course = machine == pool ? own : Course(readings, machine)
            return course.ailing(machine, calm, late)
        }.sorted { ($0.waiting, $1.pool) > ($1.waiting, $0.pool) }
        recovery = well < end ? max(0, axis.lowerBound(of: well) - stumble.end) : nil
        guard recovery == nil, let after else { return }
        // Of a collapse less gets done than comes: what works off more than that gets to its end. Beyond three standard deviations it
        // is no chance.
        let came = Double(readings.recording.total(readings.meters.ordersDue, over: quarter))
        if Double(done) - came > 3 * came.squareRoot(), after >= 0.5 * (before ?? 1) {
            isDraining = true
            return
        }
        guard after >= usual else { return }
        let earlier = max(first, late.lowerBound - late.count)..<late.lowerBound
        func waited(_ span: Range<Int>) -> Double {
            span.isEmpty ? 0 : Double(span.reduce(Int64(0)) { $0 &+ own.line[$1] }) / Double(span.count)
        }
        isDraining = waited(late) < waited(earlier)
    }

    /// How a pool fared in each interval.
    private struct Course {
        var good: [Int64]
        var ended: [Int64]
        var line: [Int64]

        init(_ readings: Readings, _ pool: PoolID) {
            let plan = readings.plan
            let edges = plan.edges.indices.filter { plan.operations[plan.edges[$0].operation].pool == pool }
            good = readings.series(readings.callMeters(edges, Outcome.Set([.ok])))
            ended = readings.series(readings.callMeters(edges))
            line = readings.depth(ofPool: pool)
        }

        func share(_ span: Range<Int>) -> Double? {
            let all = span.reduce(Int64(0)) { $0 &+ ended[$1] }
            return all > 0 ? Double(span.reduce(Int64(0)) { $0 &+ good[$1] }) / Double(all) : nil
        }

        func most(_ span: Range<Int>) -> Int64 { span.map { line[$0] }.max() ?? 0 }

        /// - Returns: nil: it is as well off as it was.
        func ailing(_ pool: PoolID, _ calm: Range<Int>, _ late: Range<Int>) -> Ailing? {
            let (before, now) = (share(calm), share(late))
            let failed = late.reduce(Int64(0)) { $0 &+ ended[$1] &- good[$1] }
            let waiting = late.map { line[$0] }.min() ?? 0
            let isBad = failed >= StumbleReading.few && (now ?? 1) < (before ?? 1) - StumbleReading.slack
            guard isBad || waiting > StumbleReading.longest(most(calm)) else { return nil }
            return Ailing(
                pool: pool, answered: now, answeredBefore: before, waiting: waiting, waitingBefore: most(calm))
        }
    }
}

extension Readings {
    /// Pools that are no people: work for people comes in waves, and waits by design.
    fileprivate var machines: [PoolID] {
        plan.pools.indices.filter { pool in
            let role = plan.systems[plan.pools[pool].system].role
            return role != .warehouse && role != .desk
        }
    }
}
