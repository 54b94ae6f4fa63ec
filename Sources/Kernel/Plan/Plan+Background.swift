extension Plan {
    /// Why calls on these edges cannot go on without their callers; nil: they can.
    public func flaw(ofBackground edges: [EdgeID]) -> String? {
        let wanted = Set(edges)
        for pc in reachable(from: [journey.entry]).sorted() {
            guard case .call(let call) = steps[pc] else { continue }
            if let edge = self.edges(of: calls[call].target).first(where: wanted.contains) {
                return "the journey itself calls \(called(edge)), and an order is nowhere else meanwhile: let a system "
                    + "make the call, from a queue or an operation"
            }
        }
        let found = BackgroundCall.all(in: self) { !wanted.isDisjoint(with: $0) }
        if found.isEmpty {
            let moved = queues.compactMap(\.call).flatMap { self.edges(of: calls[$0].target) }.first(
                where: wanted.contains)
            return moved.map { "callers of \(called($0)) do not wait for it as it is" } ?? "nobody makes such a call"
        }
        for one in found {
            let all = self.edges(of: calls[one.call].target)
            if case .route(let route) = calls[one.call].target {
                let others = all.filter { !wanted.contains($0) }
                if let other = others.first {
                    return "whoever calls \(name(of: routes[route])) waits for all of them or for none: "
                        + "\(called(other)) is among them; write \(name(of: routes[route])) async"
                }
                if case .carrier = routes[route].choice, let pc = needsCarrier(after: one) {
                    var what = "asks for"
                    if case .call = steps[pc] { what = "calls" }
                    return "\(name(of: one.owner)) \(what) the order's carrier after \(name(of: routes[route])), "
                        + "which chooses it: it has to wait for it"
                }
            }
        }
        return nil
    }

    /// A step of the caller that depends on the carrier that a call has chosen.
    private func needsCarrier(after one: BackgroundCall) -> ProgramCounter? {
        reachable(from: [one.next]).sorted().first { pc in
            switch steps[pc] {
            case .branch(let condition, _):
                if case .attribute(.carrier, _) = conditions[condition] { return true }
                return false
            case .call(let call):
                guard case .route(let route) = calls[call].target, case .carrier = routes[route].choice else {
                    return false
                }
                return true
            default: return false
            }
        }
    }

    private func name(of route: RoutePlan) -> String { "\(route.name).\(route.operation)" }

    private func called(_ edge: EdgeID) -> String {
        let operation = operations[edges[edge].operation]
        return "\(systems[operation.system].name).\(operation.name)"
    }

    private func name(of owner: BackgroundCall.Owner) -> String {
        switch owner {
        case .operation(let id): "\(systems[operations[id].system].name).\(operations[id].name)"
        case .queue(let id): "\(systems[queues[id].system].name).\(queues[id].name)"
        }
    }

    /// Makes calls on these edges ones that their callers do not wait for; where `flaw(ofBackground:)` tells of one, they are
    /// left as they are.
    ///
    /// Each becomes a message on a queue of its own without consumers to wait for. A message of a queue that had failed with
    /// the call is taken again as often, and with the same pauses, and ends where that one would have ended; the failure of an
    /// operation's call is told to nobody.
    mutating func moveToBackground(_ edges: [EdgeID]) {
        guard flaw(ofBackground: edges) == nil else { return }
        let wanted = Set(edges)
        for one in BackgroundCall.all(in: self, where: { wanted.isSuperset(of: $0) }) { move(one) }
    }

    private mutating func move(_ one: BackgroundCall) {
        let queue = queues.count
        let base = steps.count
        var places: [ProgramCounter: ProgramCounter] = [:]
        // Each step is followed by a jump to what followed it; the first steps come first, as everywhere.
        for (index, pc) in one.steps.enumerated() { places[pc] = base + 2 * index }
        let end = base + 2 * one.steps.count
        func place(_ pc: ProgramCounter) -> ProgramCounter { places[pc] ?? end }
        func again(_ park: Int) -> ParkPlan {
            var park = parks[park]
            if case .queue(let from) = park.resumption, case .queue(from) = one.owner {
                park.resumption = .queue(queue)
            }
            return park
        }
        var moved = QueuePlan(
            name: backgroundName(one), system: system(of: one.owner), pool: nil, entry: base)
        for pc in one.steps {
            var step = steps[pc]
            switch step {
            case .call(let call):
                calls.append(calls[call])
                calls[calls.count - 1].onFailure = calls[call].onFailure.map(place)
                step = .call(calls.count - 1)
                if pc == one.pc { moved.call = calls.count - 1 }
            case .branch(let condition, let otherwise): step = .branch(condition, otherwise: place(otherwise))
            case .jump(let to): step = .jump(place(to))
            case .park(let park):
                parks.append(again(park))
                step = .park(parks.count - 1)
            default: break
            }
            steps.append(step)
            steps.append(.jump(place(pc + 1)))
        }
        steps.append(.reply)
        if case .queue(let from) = one.owner {
            moved.attempts = queues[from].attempts
            moved.redelivery = queues[from].redelivery
            if let dead = queues[from].deadLetter {
                parks.append(again(dead))
                moved.deadLetter = parks.count - 1
            }
        }
        queues.append(moved)
        steps[one.pc] = .enqueue(queue)
        if one.next != one.pc + 1 { steps[one.pc + 1] = .jump(one.next) }
    }

    private func system(of owner: BackgroundCall.Owner) -> SystemID {
        switch owner {
        case .operation(let id): operations[id].system
        case .queue(let id): queues[id].system
        }
    }

    private func backgroundName(_ one: BackgroundCall) -> String {
        let what =
            switch calls[one.call].target {
            case .edge(let edge): operations[edges[edge].operation].name
            case .route(let route): routes[route].operation
            }
        let known = Set(queues.filter { $0.system == system(of: one.owner) }.map(\.name))
        let name = "\(what) in the background"
        var number = 2
        guard known.contains(name) else { return name }
        while known.contains("\(name) \(number)") { number += 1 }
        return "\(name) \(number)"
    }
}
