extension Plan {
    /// What orders share within one process that runs this plan, so that several processes with a part of the orders each would
    /// have several of it: workers, bounded queues, limits, rows that collide, paces.
    ///
    /// - Parameters:
    ///   - outside: systems that run elsewhere, once for all shards.
    ///   - isExact: whether parts must add up to what the whole would have been; circuit breakers and retry budgets count then as
    ///     well. By the wall clock each process is a caller with breakers and budgets of its own, as replicas of one are.
    /// - Returns: the first of each kind in words, with where it stands in a scenario; empty: shards are independent.
    public func sharedByOrders(outside: Set<SystemID>, isExact: Bool) -> [String] {
        func isHere(_ system: SystemID?) -> Bool { system.map { !outside.contains($0) } ?? true }
        var found: [String] = []
        if let pool = pools.first(where: { isHere($0.system) }) {
            found.append("systems.\(systems[pool.system].name): its \(pool.name)")
        }
        if let queue = queues.first(where: { isHere($0.system) && $0.bound != nil }) {
            found.append("systems.\(systems[queue.system].name): the bound of its queue \(queue.name)")
        }
        if let limiter = limiters.first(where: { isHere($0.system) }) {
            found.append("systems.\(systems[limiter.system].name): its limit \(limiter.name)")
        }
        if let contention = contentions.first(where: { isHere($0.system) }) {
            found.append("systems.\(systems[contention.system].name): its rows that collide (\(contention.name))")
        }
        for link in links where isHere(link.caller) {
            let kind: String? =
                if link.bulkhead != nil {
                    "calls at the same time"
                } else if link.pacing != nil {
                    "pace"
                } else if isExact && link.breaker != nil {
                    "circuit breaker"
                } else if isExact && link.budget != nil {
                    "retry budget"
                } else {
                    nil
                }
            guard let kind else { continue }
            found.append("links.\(link.name): its \(kind)")
            break
        }
        let isCounted = conditions.contains { if case .parkedAtMost = $0 { true } else { false } }
        if isCounted { found.append("journey: a condition on how many orders are put aside") }
        return found
    }

    /// What operations of systems that run elsewhere do besides answering, which callers over HTTP never learn: events, messages
    /// on queues. And calls of real systems, as those who run them elsewhere know nothing of the caps here.
    /// - Parameter outside: systems that run elsewhere, with all that they call.
    /// - Returns: the first of it in words; nil: they answer, and that is all.
    public func untold(by outside: Set<SystemID>) -> String? {
        var open = operations.indices.filter { outside.contains(operations[$0].system) }
        var seen = Set(open)
        while let id = open.popLast() {
            let walk = ProgramWalk(from: operations[id].entry, in: self)
            let name = "systems.\(systems[operations[id].system].name).operations.\(operations[id].name)"
            if let event = walk.events.first { return "\(name): the event \(journey.events[event].name)" }
            if let queue = walk.queues.first { return "\(name): a message on the queue \(queues[queue].name)" }
            for called in walk.edges.map({ edges[$0].operation }) where seen.insert(called).inserted {
                let system = systems[operations[called].system]
                if system.placement == .real { return "\(name): a call of \(system.name), which is real," }
                open.append(called)
            }
        }
        return nil
    }
}
