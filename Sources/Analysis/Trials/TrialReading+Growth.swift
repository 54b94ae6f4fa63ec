import Kernel

extension TrialReading {
    /// Whether what waits for machines and in queues stays as it is under a steady load. What waits for people does so in waves and
    /// by design: their lines are looked at one by one.
    static func isStill(_ readings: Readings, _ span: Range<Int>) -> Bool {
        let (plan, recording) = (readings.plan, readings.recording)
        func isMachine(_ system: SystemID) -> Bool { !plan.worksByHand(system) }
        // What waits for a pace, a place or another try is in no line.
        let calls = plan.links.indices.filter { plan.links[$0].caller == nil && isMachine(plan.links[$0].callee) }
            .flatMap { readings.edges(of: $0) }
        let begun = calls.reduce(Int64(0)) { $0 &+ recording.total(readings.meters.primaryCalls($1), over: span) }
        let over = readings.callMeters(calls).reduce(Int64(0)) { $0 &+ recording.total($1, over: span) }
        let grown = max(readings.waiting(at: isMachine, over: span), begun &- over)
        let orders = Double(recording.total(readings.meters.ordersDue, over: span))
        // Chance moves a line as well: three standard deviations of what comes are no growth.
        return Double(grown) <= max(0.05 * orders, 3 * orders.squareRoot())
    }

    /// Whether the work of a run was done when it ended, as far as lines say so: budgets may speak of machines only, and then hold
    /// though nobody ever packs. What is on the way for another reason, as orders that wait for a customer, is no work left.
    static func isDone(_ readings: Readings) -> Bool {
        let due = readings.recording.books.due
        let open = readings.underWay(to: readings.plan.promise.event).last ?? 0
        // No more than a limit is known to.
        let few = 0.02 * Double(due)
        let left = readings.waiting(at: { _ in true }, over: 0..<readings.recording.meters.count)
        return Double(open) <= few || Double(left) <= few
    }

    /// Work that a day's orders bring over what can be done in a day: of workers their time, of a pace its calls, of connections
    /// the time that they are taken, of a limit what it lets through, on that day or later. A day that needs more than there is of a
    /// day leaves the rest to the next one, which has its own orders, however long a run lasts to finish it.
    static func demand(_ readings: Readings) -> Double? {
        let (plan, meters, recording) = (readings.plan, readings.meters, readings.recording)
        let all = 0..<recording.meters.count
        let day = all.filter { readings.axis.lowerBound(of: $0) < plan.window }
        let pools = plan.pools.indices.compactMap { pool -> Double? in
            let there = day.reduce(0.0) { $0 + Double(recording.meters[$1][meters.poolCapacityTime(pool)]) }
            // Who finds a worker free is not counted in the line.
            let served = readings.totals[meters.poolServed(pool)]
            let left = readings.totals[meters.poolArrived(pool)] - readings.totals[meters.poolTaken(pool)]
            guard there > 0, served > 0 else { return nil }
            let each = Double(readings.totals[meters.poolBusyTime(pool)]) / Double(served)
            return Double(served + left) * each / there
        }
        let links = plan.links.indices.flatMap { link -> [Double] in
            let edges = readings.edges(of: link)
            var ratios: [Double] = []
            if let pace = plan.links[link].pacing, pace.count > 0 {
                let attempts = readings.total(readings.attemptMeters(edges))
                ratios.append(
                    Double(attempts) * Double(pace.period) / (Double(pace.count) * Double(plan.window)))
            }
            if let limit = plan.links[link].bulkhead?.limit, limit > 0 {
                let taken = readings.connectionTime(of: edges, over: all)
                ratios.append(taken / (Double(limit) * Double(plan.window)))
            }
            return ratios
        }
        let limits = plan.limiters.indices.compactMap { limiter -> Double? in
            // What is let through on its day is no work of the next one, wherever in the day a quota starts anew.
            let sameDay = day.reduce(Int64(0)) { $0 &+ recording.meters[$1][meters.limiterAdmitted(limiter)] }
            let admitted = readings.totals[meters.limiterAdmitted(limiter)]
            guard Double(admitted - sameDay) > 0.01 * Double(admitted) else { return nil }
            return plan.share(admitted: admitted, by: limiter, in: plan.window)
        }
        return (pools + links + limits).max()
    }
}

extension Readings {
    /// By how many requests and messages the lines and queues of some systems have grown.
    fileprivate func waiting(at isWanted: (SystemID) -> Bool, over span: Range<Int>) -> Int64 {
        let pools = plan.pools.indices.filter { isWanted(plan.pools[$0].system) }
        let queues = plan.queues.indices.filter { isWanted(plan.queues[$0].system) }
        func total(_ wanted: [Int]) -> Int64 { wanted.reduce(0) { $0 &+ recording.total($1, over: span) } }
        return total(pools.map { meters.poolArrived($0) } + queues.map { meters.queueArrived($0) })
            &- total(pools.map { meters.poolTaken($0) } + queues.map { meters.queueTaken($0) })
    }

    /// How long attempts on some edges took together, in ns: what is under way takes a connection for as long as it lasts.
    func connectionTime(of edges: [EdgeID], over span: Range<Int>) -> Double {
        edges.reduce(0.0) { sum, edge in
            let attempts = recording.latency(.attempt(edge), over: span)
            return sum + Double(attempts.count) * (attempts.mean ?? 0)
        }
    }
}

extension Plan {
    /// Whether a critical budget says when orders must be done: then it is the scenario's to say how much may be left for the next
    /// day.
    var boundsLateness: Bool {
        budgets.contains { budget in
            guard budget.severity == .critical else { return false }
            switch budget.measure {
            case .cutoffShare: return true
            case .quantile, .mean, .maximum, .age:
                switch budget.subject {
                case .journey: return true
                case .leg(let leg): return journey.legs[leg].to == promise.event
                default: return false
                }
            default: return false
            }
        }
    }
}
