internal import Kernel

/// Fits the model of one system.
struct Calibration {
    let plan: Plan
    let system: SystemID
    let facts: WireFacts.System
    let log: AttemptLog

    /// What an attempt has to have met for a worker to have worked on it, or perhaps.
    private static let worked: Outcome.Set = Outcome.Set([
        .ok, .businessError, .serverError, .timeout,
    ])

    /// Operations that share workers, with these workers; nil: the scenario has none for them.
    private var groups: [(pool: PoolID?, operations: [OperationID])] {
        let own = plan.operations.indices.filter { plan.operations[$0].system == system }
        let pools = Set(own.compactMap { plan.operations[$0].pool }).sorted()
        let free = own.filter { plan.operations[$0].pool == nil }
        return pools.map { pool in (pool, own.filter { plan.operations[$0].pool == pool }) }
            + (free.isEmpty ? [] : [(nil, free)])
    }

    var fitted: CalibrationFindings.System {
        var network = network
        var told: WorkerFit?
        var workers: [WorkerFit] = []
        var operations: [OperationFit] = []
        for group in groups {
            let asked = Set(log.entries.map(\.operation))
            guard group.operations.contains(where: asked.contains) else { continue }
            let wanted = Set(group.operations)
            let line = WaitingLine(
                log.entries.filter { wanted.contains($0.operation) && Calibration.worked.contains($0.outcome) })
            let before = network.source == .waiting ? self.network.roundTrip : network.roundTrip
            let fit = workerFit(line, group.pool, way: before ?? 0)
            workers.append(fit)
            if let way = fit.way, fit.waited > told?.waited ?? 0 {
                told = fit
                network.take(way, modelled: modelledWay, shortest: shortest)
            }
            let services = line.services(
                workers: fit.workers ?? line.most + 1, way: fit.way?.estimate ?? before ?? 0)
            for operation in group.operations where asked.contains(operation) {
                operations.append(operationFit(operation, line, services, fit))
            }
        }
        return CalibrationFindings.System(
            system: system, name: plan.systems[system].name, attempts: log.entries.count, left: log.left,
            network: network, workers: workers, operations: operations.sorted { $0.operation < $1.operation },
            limits: limits)
    }

    // MARK: - Workers

    private func workerFit(_ line: WaitingLine, _ pool: PoolID?, way: Double) -> WorkerFit {
        let plan = pool.map { self.plan.pools[$0] }
        let capacity = plan?.capacity ?? []
        let answers = line.attempts.filter { $0.outcome == .ok }.count
        var fit = WorkerFit(
            pool: pool, system: system, name: plan?.name ?? "workers",
            modelled: capacity.count == 1 ? capacity[0].workers : nil, workers: nil, least: 1, most: nil,
            together: line.most + 1, waited: 0, way: nil, count: answers, reason: "")
        guard answers >= ServiceFit.least else {
            fit.together = line.attempts.isEmpty ? 0 : line.most + 1
            fit.reason = "only \(answers) answers: expected \(ServiceFit.least) at least"
            return fit
        }
        guard plan?.discipline ?? .fifo == .fifo else {
            fit.reason = "they do not serve first come, first served, which the fit supposes"
            return fit
        }
        let timeouts = line.attempts.filter { $0.outcome == .timeout }.count
        guard timeouts * 50 <= line.attempts.count else {
            fit.reason =
                "\(timeouts) of \(line.attempts.count) attempts had no answer in time, and when the system was done with them is unknown: run at lower load"
            return fit
        }
        let likelihood = WorkerFit.likelihood(of: line, way: way)
        fit.least = likelihood.least
        // One more than ever found others before them stands for all larger numbers.
        guard likelihood.most <= line.most else {
            fit.reason =
                "no more than \(line.most + 1) requests were under way at once, and the run does not show that any waited: workers are \(likelihood.least) at least; run at higher load, or with a burst of orders"
            return fit
        }
        let told = WorkerFit.way(of: line, workers: likelihood.best)
        let waited = line.services(workers: likelihood.best, way: told?.estimate ?? way).filter(\.hasWaited).count
        guard waited >= WorkerFit.leastWaited else {
            fit.reason =
                "only \(waited) of \(answers) requests seem to have waited, \(line.most + 1) were under way at once at most: too little to tell workers from chance; run at higher load, or with a burst of orders"
            fit.least = 1
            return fit
        }
        fit.most = likelihood.most
        fit.workers = likelihood.best
        fit.way = told
        fit.waited = waited
        return fit
    }

    // MARK: - Times and errors

    private func operationFit(
        _ operation: OperationID, _ line: WaitingLine, _ services: [WaitingLine.Service], _ workers: WorkerFit
    ) -> OperationFit {
        let own = log.entries.filter { $0.operation == operation }
        func count(_ outcome: Outcome) -> Int { own.filter { $0.outcome == outcome }.count }
        var fit = OperationFit(
            operation: operation, name: plan.operations[operation].name, system: system, service: nil,
            modelled: plan.work(of: operation), reason: "",
            answered: count(.ok) + count(.businessError) + count(.serverError), serverErrors: count(.serverError),
            businessErrors: count(.businessError), timeouts: count(.timeout), notes: [])
        let times = zip(line.attempts, services).filter { $0.0.operation == operation && $0.0.outcome == .ok }
        // What was overtaken on the way, or did not wait as the fit has it, has no time at work that is known.
        let middle = times.map(\.1.time).sorted()[safe: times.count / 2] ?? 0
        let known = times.map(\.1.time).filter { $0 > 0.02 * middle }
        fit.service = ServiceFit(TimeSample(known))
        if fit.service == nil {
            fit.reason = "only \(known.count) answers: expected \(ServiceFit.least) at least"
        }
        if known.count < times.count {
            fit.notes.append("\(times.count - known.count) of \(times.count) times do not go with that many workers")
        }
        if workers.workers == nil, fit.service != nil {
            fit.notes.append("whoever waited for a worker is counted as at work, since their number is not identified")
        }
        if fit.timeouts > 0 {
            fit.notes.append("\(fit.timeouts) attempts had no answer in time: how long those take is not in the times")
        }
        return fit
    }

    // MARK: - The way

    /// The least mean one-way time of the scenario's links to it, in ns; zero: they have none.
    private var modelledWay: Double {
        let links = Set(plan.edges.filter { plan.operations[$0.operation].system == system }.map(\.link))
        return links.compactMap { plan.links[$0].latency }.map { plan.mean(of: plan.distributions[$0]) }.min() ?? 0
    }

    /// The least mean time of an operation, from sending to the answer, in ns.
    private var shortest: Double {
        Dictionary(grouping: log.entries.filter { $0.outcome == .ok }, by: \.operation).values
            .map { own in own.reduce(0) { $0 + Double($1.took) } / Double(own.count) }.min() ?? 0
    }

    private var network: NetworkFit {
        NetworkFit(
            connecting: facts.parts["connect"], isDirect: plan.wire?.endpoint(of: system)?.proxy == nil,
            modelled: modelledWay, shortest: shortest)
    }

    // MARK: - Limits

    private var limits: [LimitFit] {
        let own = plan.operations.indices.filter { plan.operations[$0].system == system }
        var fits: [LimitFit] = []
        var done: Set<LimiterID> = []
        for operation in own {
            guard let single = facts.limits[plan.operations[operation].name] else { continue }
            let limiters = plan.operations[operation].limiters.filter { plan.limiters[$0].kind.perSecond != nil }
            guard limiters.count <= 1 else {
                var fit = LimitFit(single, system: system, operation: operation, limiter: nil)
                fit.rate = nil
                fit.reason = "the scenario has \(limiters.count) limits for it, and which of them was met is unknown"
                fits.append(fit)
                continue
            }
            guard let limiter = limiters.first else {
                if single.refused > 0 || single.announced != nil {
                    fits.append(LimitFit(single, system: system, operation: operation, limiter: nil))
                }
                continue
            }
            guard done.insert(limiter).inserted else { continue }
            let sharers = own.filter { plan.operations[$0].limiters.contains(limiter) }
            let isForAll = sharers.count > 1
            let facts = isForAll ? facts.limits["all operations"] ?? single : single
            fits.append(LimitFit(facts, system: system, operation: isForAll ? nil : operation, limiter: limiter))
        }
        return fits
    }
}

extension LimiterPlan.Kind {
    /// Requests a second in the long run; nil: it does not limit a rate.
    var perSecond: Double? {
        switch self {
        case .fixedWindow(let count, let period), .slidingWindow(let count, let period),
            .tokenBucket(let count, let period, _), .gcra(let count, let period, _):
            Double(count) / (Double(period) / Double(Nanoseconds.second))
        case .concurrency, .quota: nil
        }
    }
}

extension Plan {
    /// The mean time of the only step of an operation that takes time, in ns; nil: there are several, or none.
    fileprivate func work(of operation: OperationID) -> Double? {
        guard steps.indices.contains(operations[operation].entry) else { return nil }
        var found: WorkPlan?
        for step in steps[operations[operation].entry...].prefix(while: { $0 != .reply }) {
            switch step {
            case .work(let work) where found == nil: found = works[work]
            case .emit, .set, .enqueue: continue
            default: return nil
            }
        }
        guard let found, found.perLine == nil, found.perUnit == nil else { return nil }
        return mean(of: distributions[found.base])
    }

    /// The mean of a distribution of times, in ns.
    func mean(of distribution: Distribution) -> Double {
        switch distribution {
        case .fixed(let time): return Double(time)
        case .uniform(let low, let high): return (Double(low) + Double(high)) / 2
        case .exponential(let mean): return Double(mean)
        case .lognormal(let mu, let sigma): return Elementary.exp(mu + sigma * sigma / 2)
        case .gamma(let shape, let scale): return shape * scale
        case .pareto(let minimum, let shape, _): return Double(minimum) * (shape > 1 ? shape / (shape - 1) : 10)
        case .empirical(let place):
            let table = tables[place]
            var sum = 0.0
            for k in table.values.indices.dropFirst() {
                let middle = (Double(table.values[k - 1]) + Double(table.values[k])) / 2
                sum += (table.probabilities[k] - table.probabilities[k - 1]) * middle
            }
            return sum
        }
    }
}

extension Array {
    /// The element at an index, nil outside.
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
