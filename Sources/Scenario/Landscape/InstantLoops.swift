internal import Kernel

/// Circles through queues and exception desks in which no time passes: the rehearsal's clock would stand still for ever.
struct InstantLoops {
    let checks: LandscapeChecks

    /// What can be reached without time passing.
    private struct Reach {
        /// Queues that get a message.
        var queues: Set<QueueID> = []
        /// Exceptions that arise.
        var parks: Set<Int> = []
        /// The exception in hand is settled.
        var resolves = false
        /// It ends well.
        var ends = false
        /// It ends as a failure.
        var fails = false
    }

    /// A place on the circle.
    private enum Node: Hashable {
        case queue(QueueID)
        case journey(ProgramCounter)
    }

    private var plan: Plan { checks.plan }

    /// Reports the first circle found from each queue, once.
    func check() {
        var reported: Set<Node> = []
        for queue in plan.queues.indices where !reported.contains(.queue(queue)) {
            guard let circle = circle(from: .queue(queue)) else { continue }
            reported.formUnion(circle)
            let names = (circle + [.queue(queue)]).map { node in
                if case .queue(let queue) = node { checks.name(queue) } else { "the journey" }
            }
            checks.item(.queue(queue))?.refuseKey(
                "an order can go round for ever without any time passing: \(names.joined(separator: " -> ")); let one of them work or wait"
            )
        }
    }

    /// The shortest way from a node back to itself.
    private func circle(from start: Node) -> [Node]? {
        var ways: [[Node]] = [[start]]
        var seen: Set<Node> = []
        var next = 0
        while next < ways.count {
            let way = ways[next]
            next += 1
            for node in following(way[way.count - 1]) {
                if node == start { return way }
                if seen.insert(node).inserted { ways.append(way + [node]) }
            }
        }
        return nil
    }

    /// Where a message or an order may be next, at the same instant.
    private func following(_ node: Node) -> [Node] {
        var reach: Reach
        var parks: Set<Int>
        var nodes: [Node] = []
        switch node {
        case .journey(let pc):
            reach = instantly(from: pc, within: [])
            parks = reach.parks
        case .queue(let queue):
            reach = instantly(from: plan.queues[queue].entry, within: [])
            parks = reach.parks
            let plans = plan.queues[queue]
            if reach.fails, plans.attempts == 1 || plans.redelivery.base == 0, let dead = plans.deadLetter {
                parks.insert(dead)
            }
            if reach.resolves {
                for park in plan.parks.indices where plan.parks[park].review == queue {
                    switch plan.parks[park].resumption {
                    case .queue(let back): nodes.append(.queue(back))
                    case .journey(let pc): nodes.append(.journey(pc))
                    }
                }
            }
        }
        nodes += reach.queues.sorted().map { .queue($0) }
        nodes += parks.sorted().compactMap { plan.parks[$0].review }.map { .queue($0) }
        return nodes
    }

    /// What a program reaches from a step on before time passes.
    private func instantly(from start: ProgramCounter, within calls: Set<OperationID>) -> Reach {
        var reach = Reach()
        var seen: Set<ProgramCounter> = []
        var open = [start]
        while let pc = open.popLast() {
            guard plan.steps.indices.contains(pc), seen.insert(pc).inserted else { continue }
            switch plan.steps[pc] {
            case .work(let work):
                if !takesTime(plan.works[work].base) { open.append(pc + 1) }
            case .wait(let time):
                if !takesTime(time) { open.append(pc + 1) }
            // Time passes, or something else has to happen first.
            case .waitUntil, .await: break
            case .call(let call):
                let answer = answer(to: call, within: calls)
                reach.queues.formUnion(answer.queues)
                if answer.ends { open.append(pc + 1) }
                guard answer.fails else { break }
                if let onFailure = plan.calls[call].onFailure { open.append(onFailure) } else { reach.fails = true }
            case .enqueue(let queue):
                reach.queues.insert(queue)
                open.append(pc + 1)
                if plan.queues[queue].bound != nil { reach.fails = true }
            case .branch(let condition, let otherwise):
                // What is drawn anew, or counted, comes to an end by itself.
                switch plan.conditions[condition] {
                case .chance, .parkedAtMost: break
                default: open += [pc + 1, otherwise]
                }
            case .park(let park): reach.parks.insert(park)
            case .fail: reach.fails = true
            case .resolve: reach.resolves = true
            case .reply, .finish: reach.ends = true
            case .jump(let to): open.append(to)
            case .emit, .set: open.append(pc + 1)
            }
        }
        return reach
    }

    /// How a call may end at once.
    private func answer(to call: Int, within calls: Set<OperationID>) -> Reach {
        var all = Reach()
        for (link, operation) in zip(checks.links(call), checks.callees(call)) where !calls.contains(operation) {
            let link = plan.links[link]
            let inner = instantly(from: plan.operations[operation].entry, within: calls.union([operation]))
            // Own protections need no network.
            if link.breaker != nil || link.bulkhead != nil { all.fails = true }
            if let latency = link.latency, takesTime(latency) { continue }
            if inner.ends { all.ends = true }
            all.queues.formUnion(inner.queues)
            let isPaused = link.attempts > 1 && link.backoff.base > 0
            if !isPaused, inner.fails || mayRefuse(operation) { all.fails = true }
        }
        return all
    }

    /// Whether a request can be turned away on arrival.
    private func mayRefuse(_ operation: OperationID) -> Bool {
        let plans = plan.operations[operation]
        return !plans.limiters.isEmpty || plans.pool.map { plan.pools[$0].waitingBound != nil } ?? false
            || plan.faults.contains { $0.system == plans.system && $0.operations?.contains(operation) ?? true }
    }

    private func takesTime(_ distribution: DistributionID) -> Bool {
        switch plan.distributions[distribution] {
        case .fixed(let time): time > 0
        case .empirical(let table): plan.tables[table].values.contains { $0 > 0 }
        default: true
        }
    }
}
