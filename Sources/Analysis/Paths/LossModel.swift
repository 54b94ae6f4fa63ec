import Kernel

/// Finds out whose fault waiting is, however far from its cause it happens.
///
/// - A call loses the pauses before its retries and the time of its failed attempts; of its successful ones the time the
///   callee let them wait for a worker, collide on hot rows, or lost in calls of its own; and what is left beyond the
///   callee's quiet hours (`quietMean`).
/// - Waiting for a worker is the fault of what holds the workers. If they would have sufficed without the time they lost in
///   their own calls (`enoughBelow`), all of it is the fault of those calls; else their own work has its part.
///   Waiting while nobody is on duty is the fault of the shift.
/// - A message that is taken anew waits because of the calls that failed its consumer.
struct LossModel {
    /// Workers busy below this share of their capacity without lost time would not have let anybody wait.
    static let enoughBelow = 0.8
    /// An operation's attempts are slow when their mean is above that of its quiet hours by this factor.
    static let slowFrom = 1.25
    /// Attempts in one group when quiet hours are looked for.
    static let groupSize: UInt64 = 200

    private let readings: Readings
    /// The intervals looked at.
    let range: Range<Int>
    /// Each meter over them.
    private let totals: [Int64]
    private var plan: Plan { readings.plan }
    private var edgeLosses: [EdgeLoss?]
    private var edgeActive: [Bool]
    private var poolLosses: [LossVector?]
    private var poolActive: [Bool]
    /// Who causes the failures of these intervals.
    private(set) var origins: FailureOrigins

    /// How much of an edge's call time is lost, and to what.
    struct EdgeLoss: Sendable {
        /// The lost share of call time, 0...1.
        var share: Double
        /// Where it is lost; adds up to one, or zero.
        var causes: LossVector
    }

    /// - Parameter range: the intervals looked at; quiet hours are looked for in the whole run all the same.
    init(_ readings: Readings, over range: Range<Int>) {
        self.readings = readings
        self.range = range.clamped(to: readings.observed)
        if self.range == readings.observed {
            totals = readings.totals
        } else {
            var totals = [Int64](repeating: 0, count: readings.meters.count)
            for row in readings.recording.meters[self.range] {
                for (k, amount) in row.enumerated() { totals[k] &+= amount }
            }
            self.totals = totals
        }
        edgeLosses = [EdgeLoss?](repeating: nil, count: readings.plan.edges.count)
        edgeActive = [Bool](repeating: false, count: readings.plan.edges.count)
        poolLosses = [LossVector?](repeating: nil, count: readings.plan.pools.count)
        poolActive = [Bool](repeating: false, count: readings.plan.pools.count)
        origins = FailureOrigins(readings, totals: totals)
    }

    /// All the time in a latency's samples of these intervals, in ns.
    func sum(_ id: TrackID) -> Double {
        if range == readings.observed { return readings.sum(id) }
        return readings.track(id).intervals[range].reduce(0) { $0 + ($1?.mean ?? 0) * Double($1?.count ?? 0) }
    }

    private func count(_ id: TrackID) -> Double {
        Double(readings.track(id).intervals[range].reduce(UInt64(0)) { $0 + ($1?.count ?? 0) })
    }

    /// A meter over these intervals.
    func total(_ meter: Int) -> Double { Double(totals[meter]) }

    /// The mean of an edge's successful attempts in its quiet hours: attempts are put into groups of neighbouring intervals,
    /// the group at the lower quartile counts. Nil without attempts.
    func quietMean(_ edge: EdgeID) -> Double? {
        let track = readings.track(.attempt(edge))
        guard let whole = track.total.mean else { return nil }
        var groups: [Double] = []
        var sum = 0.0
        var count: UInt64 = 0
        for case let histogram? in track.intervals {
            guard let mean = histogram.mean else { continue }
            sum += mean * Double(histogram.count)
            count += histogram.count
            guard count >= LossModel.groupSize else { continue }
            groups.append(sum / Double(count))
            sum = 0
            count = 0
        }
        guard groups.count >= 2 else { return track.total.quantile(0.5).map { min(Double($0), whole) } ?? whole }
        return min(whole, groups.sorted()[(groups.count - 1) / 4])
    }

    /// What is lost in calls on an edge.
    mutating func loss(_ edge: EdgeID) -> EdgeLoss {
        if let known = edgeLosses[edge] { return known }
        // A circle of calls: whoever closes it has no part of its own.
        guard !edgeActive[edge] else { return EdgeLoss(share: 0, causes: LossVector(plan)) }
        edgeActive[edge] = true
        defer { edgeActive[edge] = false }
        let callee = readings.callee(edge)
        let operation = plan.edges[edge].operation
        let whole = sum(.call(edge)) + sum(.failedCall(edge))
        let answered = sum(.attempt(edge))
        var losses = LossVector(plan)
        var inside = operationLoss(operation)
        let insideShare = inside.sum
        // A timeout of a callee that lets its requests wait is the fault of what they wait for.
        func blame(_ outcome: Outcome, _ time: Double) {
            if outcome == .timeout && insideShare >= 0.3 {
                losses.add(inside.normalised, times: time)
            } else if time > 0 {
                losses.add(origins.causes(of: outcome, on: edge), times: time)
            }
        }
        var paused = 0.0
        for outcome in Outcome.allCases where outcome != .ok {
            let pause = Double(totals[readings.meters.backoffTime(edge, cause: outcome)])
            paused += pause
            blame(outcome, pause)
        }
        // What is neither a pause nor an answered attempt is failed attempts and waiting for the caller's own limits.
        let failing = max(0, whole - paused - answered)
        let failed = Outcome.allCases.filter { $0 != .ok && $0 != .breakerOpen }.map {
            ($0, Double(totals[readings.meters.attempts(edge, $0)]))
        }
        let link = plan.links[plan.edges[edge].link]
        let timedOut = Double(totals[readings.meters.attempts(edge, .timeout)])
        var rest = failing
        if let timeout = link.timeout, timedOut > 0 {
            let time = min(rest, Double(timeout) * timedOut)
            blame(.timeout, time)
            rest -= time
        }
        let others = failed.filter { $0.0 != .timeout && $0.1 > 0 }
        let failures = others.reduce(0) { $0 + $1.1 }
        if link.pacing != nil || link.bulkhead != nil {
            losses.add(link.caller ?? callee, .throttled, rest)
        } else if failures > 0 {
            for (outcome, number) in others { blame(outcome, rest * number / failures) }
        } else {
            losses.add(callee, .errors, timedOut > 0 ? 0 : rest)
        }
        losses.add(inside, times: answered)
        let quiet = (quietMean(edge) ?? 0) * count(.attempt(edge))
        if answered > quiet * LossModel.slowFrom {
            losses.add(callee, .slow, answered * (1 - insideShare) - quiet)
        }
        inside = losses
        let share = whole > 0 ? min(1, losses.sum / whole) : 0
        let result = EdgeLoss(share: share, causes: losses.normalised)
        edgeLosses[edge] = result
        return result
    }

    /// What is lost inside an operation's requests, as shares of their time.
    private mutating func operationLoss(_ operation: OperationID) -> LossVector {
        let meters = readings.meters
        let system = plan.operations[operation].system
        var losses = LossVector(plan)
        var whole = 0.0
        let waited = Double(totals[meters.operationWait(operation)])
        whole += waited
        if waited > 0, let pool = plan.operations[operation].pool { losses.add(poolLoss(pool), times: waited) }
        for kind in MeterLayout.HolderKind.allCases {
            let time = Double(totals[meters.operationTime(operation, kind)])
            whole += time
            if kind == .contention { losses.add(system, .contention, time) }
        }
        for edge in plan.edges.indices {
            let time = Double(totals[meters.operationTime(operation, edge: edge)])
            guard time > 0 else { continue }
            whole += time
            let nested = loss(edge)
            losses.add(nested.causes, times: time * nested.share)
        }
        guard whole > 0 else { return LossVector(plan) }
        var shares = LossVector(plan)
        shares.add(losses, times: 1 / whole)
        return shares
    }

    /// Whose fault waiting for a pool's workers is; adds up to one.
    mutating func poolLoss(_ pool: PoolID) -> LossVector {
        if let known = poolLosses[pool] { return known }
        let system = plan.pools[pool].system
        var result = LossVector(plan)
        guard !poolActive[pool] else {
            result.add(system, .workers, 1)
            return result
        }
        poolActive[pool] = true
        defer { poolActive[pool] = false }
        let meters = readings.meters
        let rows = readings.recording.meters
        let line = readings.recording.waiting(forPool: pool)
        var held = [Int64](repeating: 0, count: plan.edges.count)
        var colliding: Int64 = 0
        var busy: Int64 = 0
        var capacity: Int64 = 0
        var closed = 0.0
        var open = 0.0
        for interval in range where line[interval] > 0 {
            let row = rows[interval]
            let weight = Double(line[interval]) * Double(readings.axis.length(of: interval))
            if row[meters.poolCapacityTime(pool)] == 0 {
                closed += weight
                continue
            }
            open += weight
            busy &+= row[meters.poolBusyTime(pool)]
            capacity &+= row[meters.poolCapacityTime(pool)]
            colliding &+= row[meters.poolHeld(pool, .contention)]
            for edge in held.indices { held[edge] &+= row[meters.poolHeld(pool, edge: edge)] }
        }
        var lost = LossVector(plan)
        for edge in held.indices where held[edge] > 0 {
            let nested = loss(edge)
            lost.add(nested.causes, times: Double(held[edge]) * nested.share)
        }
        lost.add(system, .contention, Double(colliding))
        let own = max(0, Double(busy) - lost.sum)
        if own >= LossModel.enoughBelow * Double(capacity) || lost.sum <= 0 { lost.add(system, .workers, max(own, 1)) }
        let whole = closed + open
        if whole > 0 {
            result.add(system, .closed, closed / whole)
            result.add(lost.normalised, times: open / whole)
        } else {
            result.add(system, .workers, 1)
        }
        poolLosses[pool] = result
        return result
    }

    /// Which calls failed a queue's consumer, by their causes, adding up to one: in these intervals, else in the whole run.
    mutating func failures(of queue: QueueID) -> LossVector {
        let meters = readings.meters
        let edges = ProgramWalk(from: plan.queues[queue].entry, in: plan).edges
        let failed =
            readings.callMeters(edges).reduce(0) { $0 &+ totals[$1] }
            &- edges.reduce(0) { $0 &+ totals[meters.calls($1, .ok)] }
        if failed > 0 { return origins.failures(of: queue) }
        var whole = FailureOrigins(readings, totals: readings.totals)
        return whole.failures(of: queue)
    }
}
