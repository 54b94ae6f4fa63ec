extension Plan {
    /// Steps that a program may come to, within itself.
    /// - Parameter stop: a step that is not passed, and not among them.
    func reachable(from starts: [ProgramCounter], before stop: ProgramCounter? = nil) -> Set<ProgramCounter> {
        var seen: Set<ProgramCounter> = []
        var open = starts
        while let pc = open.popLast() {
            guard steps.indices.contains(pc), pc != stop, seen.insert(pc).inserted else { continue }
            open += following(pc)
        }
        return seen
    }

    /// Steps that may follow a step within its program, after whatever pause.
    public func following(_ pc: ProgramCounter) -> [ProgramCounter] {
        switch steps[pc] {
        case .jump(let to): return [to]
        case .branch(_, let otherwise): return [pc + 1, otherwise]
        case .call(let call): return [pc + 1] + (calls[call].onFailure.map { [$0] } ?? [])
        case .await(let wait): return [pc + 1] + (awaits[wait].timeout == nil ? [] : [awaits[wait].otherwise])
        case .park(let park):
            if case .journey(let to) = parks[park].resumption { return [to] }
            return []
        case .fail, .reply, .finish: return []
        default: return [pc + 1]
        }
    }

    /// Where a program comes to when a call has succeeded, or what follows its failure is over.
    func behind(_ pc: ProgramCounter, _ call: Int) -> ProgramCounter {
        // What follows a failure stands between the call and what comes after both.
        guard calls[call].onFailure != nil, pc + 1 < steps.count, case .jump(let after) = steps[pc + 1] else {
            return pc + 1
        }
        return after
    }

    /// The edges a call may take.
    public func edges(of target: CallPlan.Target) -> [EdgeID] {
        switch target {
        case .edge(let edge): [edge]
        case .route(let route): routes[route].edges
        }
    }
}
