internal import Kernel

/// What does not fit together in a finished plan although each part of it can be read: waits for what never comes, workers
/// who wait for each other, circles in which no time passes.
struct LandscapeChecks {
    let plan: Plan
    let sections: [SystemSection]
    /// Where each link's timeout was written, by link.
    let timeoutItems: [Item?]
    /// Where each await was written, in the order of `Plan.awaits`.
    let awaitItems: [Item]

    /// A program: whose it is, and where it starts.
    enum Program: Hashable {
        case journey
        case operation(OperationID)
        case queue(QueueID)
    }

    /// Reports all that is wrong.
    func run() {
        let reached = reachable()
        checkQueues()
        checkAwaits(reached)
        checkPatience()
        checkPools()
        checkIdlePools()
        InstantLoops(checks: self).check()
    }

    // MARK: - Names and places

    func name(_ queue: QueueID) -> String {
        "\(plan.systems[plan.queues[queue].system].name).\(plan.queues[queue].name)"
    }

    func name(_ program: Program) -> String {
        switch program {
        case .journey: return "the journey"
        case .operation(let id): return "\(plan.systems[plan.operations[id].system].name).\(plan.operations[id].name)"
        case .queue(let id): return name(id)
        }
    }

    /// Where a program was written.
    func item(_ program: Program) -> Item? {
        switch program {
        case .journey: return nil
        case .operation(let id):
            return sections[plan.operations[id].system].operations.first { $0.name == plan.operations[id].name }?.item
        case .queue(let id):
            return sections[plan.queues[id].system].queues.first { $0.name == plan.queues[id].name }?.item
        }
    }

    // MARK: - Ways through the programs

    func entry(_ program: Program) -> ProgramCounter {
        switch program {
        case .journey: plan.journey.entry
        case .operation(let id): plan.operations[id].entry
        case .queue(let id): plan.queues[id].entry
        }
    }

    /// All steps that a program may run.
    func steps(of program: Program) -> [ProgramCounter] {
        var seen: Set<ProgramCounter> = []
        var order: [ProgramCounter] = []
        var open = [entry(program)]
        while let pc = open.popLast() {
            guard plan.steps.indices.contains(pc), seen.insert(pc).inserted else { continue }
            order.append(pc)
            open += plan.following(pc).reversed()
        }
        return order
    }

    /// Operations behind a call.
    func callees(_ call: Int) -> [OperationID] {
        switch plan.calls[call].target {
        case .edge(let edge): [plan.edges[edge].operation]
        case .route(let route): plan.routes[route].edges.map { plan.edges[$0].operation }
        }
    }

    /// Programs that an order's way may lead to.
    private func reachable() -> [Program] {
        var seen: Set<Program> = [.journey]
        var order: [Program] = [.journey]
        var next = 0
        func visit(_ program: Program) {
            if seen.insert(program).inserted { order.append(program) }
        }
        while next < order.count {
            let program = order[next]
            next += 1
            for pc in steps(of: program) {
                switch plan.steps[pc] {
                case .call(let call): for operation in callees(call) { visit(.operation(operation)) }
                case .enqueue(let queue): visit(.queue(queue))
                case .park(let park): if let review = plan.parks[park].review { visit(.queue(review)) }
                default: break
                }
            }
            if case .queue(let queue) = program, let dead = plan.queues[queue].deadLetter,
                let review = plan.parks[dead].review
            {
                visit(.queue(review))
            }
        }
        return order
    }

    // MARK: - Checks

    /// A queue written in the scenario itself must be fed by someone. Presets may have queues that a scenario leaves dry.
    private func checkQueues() {
        var fed: Set<QueueID> = []
        for step in plan.steps { if case .enqueue(let queue) = step { fed.insert(queue) } }
        for park in plan.parks { if let review = park.review { fed.insert(review) } }
        for queue in plan.queues.indices where !fed.contains(queue) {
            guard let item = item(.queue(queue)),
                item.keyPlace.file == sections[plan.queues[queue].system].item.keyPlace.file
            else { continue }
            let others = plan.queues.indices.filter { $0 != queue }.map { name($0) }
            let near = Name.nearest(to: name(queue), among: others).map { "; is \"\($0)\" meant?" } ?? ""
            item.refuseKey("nobody ever puts a message on \(name(queue))\(near)")
        }
    }

    /// An event that is awaited must be published by a program that an order's way leads to.
    private func checkAwaits(_ reached: [Program]) {
        var emitted: Set<EventID> = [0]
        for program in reached {
            for pc in steps(of: program) { if case .emit(let event) = plan.steps[pc] { emitted.insert(event) } }
        }
        let all: [Program] = plan.operations.indices.map { .operation($0) } + plan.queues.indices.map { .queue($0) }
        for (wait, item) in zip(plan.awaits, awaitItems) where !emitted.contains(wait.event) {
            let emitters = all.filter { program in
                steps(of: program).contains { plan.steps[$0] == .emit(wait.event) }
            }
            // Nobody at all is reported elsewhere.
            guard !emitters.isEmpty else { continue }
            let names = emitters.map { name($0) }.joined(separator: ", ")
            item.refuse("\(quoted(plan.journey.events[wait.event].name)) never comes: no order's way leads to \(names)")
        }
    }

    /// An attempt that may take longer than the journey waits for what comes of it.
    private func checkPatience() {
        var reported: Set<LinkID> = []
        for (wait, item) in zip(plan.awaits, awaitItems) {
            guard let patience = wait.timeout else { continue }
            for queue in plan.queues.indices {
                let steps = steps(of: .queue(queue))
                guard let emit = steps.firstIndex(where: { plan.steps[$0] == .emit(wait.event) }) else { continue }
                for pc in steps[..<emit] {
                    guard case .call(let call) = plan.steps[pc] else { continue }
                    for link in links(call) where !reported.contains(link) {
                        guard let timeout = plan.links[link].timeout, timeout > patience,
                            let written = timeoutItems[link]
                        else { continue }
                        reported.insert(link)
                        let event = plan.journey.events[wait.event].name
                        let place = item.tree.place
                        let line =
                            place.file == written.tree.place.file ? "line \(place.line)" : "\(place.file):\(place.line)"
                        written.refuse(
                            "\(TimeNotation.text(timeout)) is longer than the journey waits for \(quoted(event)) (\(TimeNotation.text(patience)), \(line))"
                        )
                    }
                }
            }
        }
    }

    /// Links behind a call.
    func links(_ call: Int) -> [LinkID] {
        switch plan.calls[call].target {
        case .edge(let edge): [plan.edges[edge].link]
        case .route(let route): plan.routes[route].edges.map { plan.edges[$0].link }
        }
    }

    /// Workers who wait, without a time limit, for workers of their own pool: when all of them do, none ever comes free.
    private func checkPools() {
        let programs: [(Program, PoolID)] =
            plan.operations.indices.compactMap { id in plan.operations[id].pool.map { (.operation(id), $0) } }
            + plan.queues.indices.compactMap { id in plan.queues[id].pool.map { (.queue(id), $0) } }
        var reported: Set<PoolID> = []
        for (program, pool) in programs where !reported.contains(pool) {
            var seen: Set<OperationID> = []
            var open: [(operation: OperationID, way: [Program])] = endlessCalls(of: program).map { ($0, [program]) }
            while let (operation, way) = open.popLast() {
                guard seen.insert(operation).inserted else { continue }
                let longer = way + [.operation(operation)]
                if plan.operations[operation].pool == pool {
                    reported.insert(pool)
                    let names = longer.map { name($0) }.joined(separator: " -> ")
                    let owner = plan.systems[plan.pools[pool].system].name
                    item(program)?.refuseKey(
                        "may wait for itself for ever: \(names) needs the same \(owner) \(plan.pools[pool].name) twice; give the call a timeout, or the work to others with \"by\""
                    )
                    break
                }
                open += endlessCalls(of: .operation(operation)).map { ($0, longer) }
            }
        }
    }

    /// People whom nobody asks: what was meant for them is done by any number at once, and no more of them would ever help.
    private func checkIdlePools() {
        let asked = Set(plan.operations.compactMap(\.pool) + plan.queues.compactMap(\.pool))
        for pool in plan.pools.indices where !asked.contains(pool) && plan.pools[pool].name != "workers" {
            let (name, system) = (plan.pools[pool].name, plan.pools[pool].system)
            let owner = plan.systems[system].name
            sections[system].pools.first { $0.name == name }?.item.refuse(
                "nothing that \(owner) does is done by \(name): expected \"by: \(name)\" in one of its operations or queues; what says nothing is done by \"workers\", or by any number at once where there are none"
            )
        }
    }

    /// Operations that a program calls without a limit to its patience.
    private func endlessCalls(of program: Program) -> [OperationID] {
        steps(of: program).flatMap { pc -> [OperationID] in
            guard case .call(let call) = plan.steps[pc] else { return [] }
            let edges: [EdgeID] =
                switch plan.calls[call].target {
                case .edge(let edge): [edge]
                case .route(let route): plan.routes[route].edges
                }
            return edges.filter {
                let link = plan.links[plan.edges[$0].link]
                return link.timeout == nil && link.deadline == nil
            }.map { plan.edges[$0].operation }
        }
    }
}
