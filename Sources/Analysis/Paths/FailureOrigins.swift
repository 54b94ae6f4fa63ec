import Kernel

/// Follows failures down to the system that caused them.
///
/// A request fails because its own system says no (a limit, a fault, a full line, hot rows, a step that fails) or because a
/// call it made failed and it passes that on, as it is or as another outcome. The counts of limits, faults and lines at a
/// system tell how much of the failures is its own; the rest belongs to the calls it passes on, and to what failed those.
struct FailureOrigins {
    private let readings: Readings
    /// Each meter over the intervals looked at.
    private let totals: [Int64]
    private var plan: Plan { readings.plan }
    private var known: [LossVector?]
    private var active: [Bool]

    init(_ readings: Readings, totals: [Int64]) {
        self.readings = readings
        self.totals = totals
        let count = readings.plan.edges.count * MeterLayout.outcomes
        known = [LossVector?](repeating: nil, count: count)
        active = [Bool](repeating: false, count: count)
    }

    /// Who caused the failures of an outcome on an edge, and why; adds up to one.
    mutating func causes(of outcome: Outcome, on edge: EdgeID) -> LossVector {
        let place = edge * MeterLayout.outcomes + Int(outcome.rawValue)
        if let found = known[place] { return found }
        let callee = readings.callee(edge)
        var causes = LossVector(plan)
        // A circle of calls: whoever closes it has to bear it.
        guard !active[place] else {
            causes.add(callee, FailureOrigins.reason(outcome), 1)
            return causes
        }
        active[place] = true
        defer { active[place] = false }
        if outcome == .breakerOpen {
            // An open breaker stands for what opened it.
            for failure in Outcome.failures {
                let count = Double(totals[readings.meters.attempts(edge, failure)])
                if count > 0 { causes.add(self.causes(of: failure, on: edge), times: count) }
            }
        } else {
            let operation = plan.operations[plan.edges[edge].operation]
            let program = FailurePaths(from: operation.entry, in: plan)
            var own = self.own(outcome, plan.edges[edge].operation)
            var passed = LossVector(plan)
            for path in program.distinctCalls(failingWith: outcome) {
                for nested in plan.edges(of: path.target) {
                    for failure in Outcome.allCases where failure != .ok && (path.becomes != nil || failure == outcome)
                    {
                        let count = failed(nested, failure, path.target)
                        if count > 0 { passed.add(self.causes(of: failure, on: nested), times: count) }
                    }
                }
            }
            if outcome == .shed {
                for queue in program.queues {
                    let refused = Double(totals[readings.meters.queueRefused(queue)])
                    causes.add(plan.queues[queue].system, .shed, refused)
                }
            }
            if program.outcomes.contains(outcome) {
                let all = Double(totals[readings.meters.attempts(edge, outcome)])
                own += max(0, all - own - passed.sum - causes.sum)
            }
            causes.add(callee, FailureOrigins.reason(outcome), own)
            causes.add(passed, times: 1)
        }
        if causes.sum <= 0 { causes.add(callee, FailureOrigins.reason(outcome), 1) }
        known[place] = causes.normalised
        return causes.normalised
    }

    /// Which calls failed a queue's consumer, by their causes, adding up to one; the consumer's own system when none did.
    mutating func failures(of queue: QueueID) -> LossVector {
        var causes = LossVector(plan)
        let program = FailurePaths(from: plan.queues[queue].entry, in: plan)
        for path in program.distinctCalls(failingWith: nil) { causes.add(failures(of: path.target), times: 1) }
        if causes.sum <= 0 { causes.add(plan.queues[queue].system, .errors, 1) }
        return causes.normalised
    }

    /// What the orders in a queue of people are there for: the failures that put them aside. It adds up to the part of them
    /// that failures account for, 0...1; the rest came for no failure's sake.
    mutating func cases(in queue: QueueID) -> LossVector {
        var causes = LossVector(plan)
        var opened = 0.0
        let targets = plan.calls.indices.map { call -> ([Int], CallPlan.Target) in
            let handler = plan.calls[call].onFailure.map { FailurePaths(from: $0, in: plan).parks } ?? []
            return (handler, plan.calls[call].target)
        }
        for park in plan.parks.indices where plan.parks[park].review == queue {
            opened += Double(totals[readings.meters.parkedIn(park)])
            for (parks, target) in targets where parks.contains(park) { causes.add(failures(of: target), times: 1) }
            for source in plan.queues.indices where plan.queues[source].deadLetter == park {
                causes.add(failures(of: source), times: Double(totals[readings.meters.queueDead(source)]))
            }
        }
        guard opened > 0 else { return LossVector(plan) }
        let share = min(1, causes.sum / opened)
        var result = LossVector(plan)
        result.add(causes.normalised, times: share)
        return result
    }

    /// The causes of a target's calls that failed for good; adds up to their number.
    private mutating func failures(of target: CallPlan.Target) -> LossVector {
        var causes = LossVector(plan)
        for edge in plan.edges(of: target) {
            for outcome in Outcome.allCases where outcome != .ok {
                let count = failed(edge, outcome, target)
                if count > 0 { causes.add(self.causes(of: outcome, on: edge), times: count) }
            }
        }
        return causes
    }

    /// Calls on an edge that ended so, less the part for which another member of the route stood in.
    private func failed(_ edge: EdgeID, _ outcome: Outcome, _ target: CallPlan.Target) -> Double {
        let count = Double(totals[readings.meters.calls(edge, outcome)])
        guard count > 0, case .route(let route) = target else { return count }
        let all = Double(
            readings.callMeters(plan.routes[route].edges).reduce(0) { $0 &+ totals[$1] }
                &- plan.routes[route].edges.reduce(0) { $0 &+ totals[readings.meters.calls($1, .ok)] })
        let moved = Double(totals[readings.meters.fallbacks(route)])
        return all > 0 ? count * max(0, all - moved) / all : 0
    }

    /// Requests for an operation that its system itself made end so.
    private func own(_ outcome: Outcome, _ operation: OperationID) -> Double {
        let meters = readings.meters
        let offered = plan.operations[operation]
        func struck(_ matches: (FaultPlan.Effect) -> Bool) -> Double {
            plan.faults.indices.reduce(0) { sum, fault in
                let meant = plan.faults[fault]
                guard meant.system == offered.system, meant.operations?.contains(operation) ?? true,
                    matches(meant.effect)
                else { return sum }
                return sum + Double(totals[meters.faultsStruck(fault)])
            }
        }
        switch outcome {
        case .ok, .breakerOpen: return 0
        case .rateLimited: return offered.limiters.reduce(0) { $0 + Double(totals[meters.limiterRefused($1)]) }
        case .businessError: return struck { $0 == .businessError }
        case .connection: return struck { $0 == .refuse || $0.spoils?.outcome == .connection }
        case .serverError:
            let rows = FailurePaths(from: offered.entry, in: plan).contentions
            return struck { $0 == .serverError || $0 == .garbage }
                + rows.reduce(0) { $0 + Double(totals[meters.contentionFailures($1)]) }
        case .timeout:
            return struck {
                if case .hang = $0 { true } else { ($0.spoils?.delay ?? 0) > 0 }
            }
        case .shed: return offered.pool.map { Double(totals[meters.poolShed($0)]) } ?? 0
        }
    }

    /// Why a failure of this kind costs time.
    static func reason(_ outcome: Outcome) -> LossReason {
        switch outcome {
        case .rateLimited: .rateLimited
        case .timeout: .timeout
        case .shed: .shed
        case .ok, .businessError, .connection, .serverError, .breakerOpen: .errors
        }
    }
}

extension Outcome {
    /// What can open a breaker.
    static let failures: [Outcome] = [.rateLimited, .timeout, .connection, .serverError, .shed]
}

/// How a program can fail: by itself, or by the calls it makes.
struct FailurePaths: Sendable {
    /// A call, and what its failure becomes.
    struct Call: Sendable, Hashable {
        var target: CallPlan.Target
        /// Nil: it is passed on as it is.
        var becomes: Outcome?
    }

    /// Calls whose failure fails the program.
    private(set) var calls: [Call] = []
    /// Queues it puts messages on.
    private(set) var queues: [QueueID] = []
    /// Hot rows it writes.
    private(set) var contentions: [Int] = []
    /// Outcomes it fails with of itself, no call having failed.
    private(set) var outcomes: [Outcome] = []
    /// Exceptions it opens.
    private(set) var parks: [Int] = []

    init(from entry: ProgramCounter, in plan: Plan) {
        // What can be reached without a failure is no failure's consequence.
        var main = [Bool](repeating: false, count: plan.steps.count)
        var handled: [Int] = []
        walk(from: entry, in: plan, after: nil, seen: &main, handled: &handled)
        var next = 0
        while next < handled.count {
            var seen = main
            let call = plan.calls[handled[next]]
            next += 1
            if let handler = call.onFailure {
                walk(from: handler, in: plan, after: call.target, seen: &seen, handled: &handled)
            }
        }
    }

    /// - Parameters:
    ///   - failed: the call whose failure led here; what it becomes is what the program fails with.
    ///   - handled: calls with steps of their own for their failure.
    private mutating func walk(
        from entry: ProgramCounter, in plan: Plan, after failed: CallPlan.Target?, seen: inout [Bool],
        handled: inout [Int]
    ) {
        var open = [entry]
        while let pc = open.popLast() {
            guard plan.steps.indices.contains(pc), !seen[pc] else { continue }
            seen[pc] = true
            switch plan.steps[pc] {
            case .fail(let outcome):
                let becomes = outcome == .ok ? Outcome.businessError : outcome
                if let failed {
                    calls.append(Call(target: failed, becomes: becomes))
                } else {
                    outcomes.append(becomes)
                }
                continue
            case .park(let park):
                if !parks.contains(park) { parks.append(park) }
                continue
            case .reply, .finish, .resolve: continue
            case .call(let call):
                if plan.calls[call].onFailure == nil {
                    calls.append(Call(target: plan.calls[call].target, becomes: nil))
                } else if !handled.contains(call) {
                    handled.append(call)
                }
            case .work(let work):
                if let rows = plan.works[work].contention { contentions.append(rows) }
            case .enqueue(let queue): if !queues.contains(queue) { queues.append(queue) }
            case .branch(_, let otherwise): open.append(otherwise)
            case .jump(let target):
                open.append(target)
                continue
            case .await(let operand):
                if plan.awaits[operand].timeout != nil { open.append(plan.awaits[operand].otherwise) }
            case .emit, .wait, .waitUntil, .set: break
            }
            open.append(pc + 1)
        }
    }

    /// Calls whose failure may end the program so (nil: in any way), one of each target, whose calls share their counts.
    func distinctCalls(failingWith outcome: Outcome?) -> [Call] {
        var found: [Call] = []
        for call in calls where outcome == nil || call.becomes == nil || call.becomes == outcome {
            if !found.contains(where: { $0.target == call.target }) { found.append(call) }
        }
        return found
    }
}
