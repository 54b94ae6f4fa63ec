import Kernel

/// Where work comes into the systems from outside, or is taken up later than it was handed over: there, and nowhere behind, it can
/// pile up without end.
enum WorkEntry: Hashable {
    /// The journey calls over it, and nobody holds it back.
    case link(LinkID)
    /// Messages wait in it.
    case queue(QueueID)
}

extension Plan {
    /// Where work that leads to a resource enters, links before queues. What leads through people says nothing: there it waits for
    /// waves and shifts, by design.
    func entries(to resource: Resource) -> [WorkEntry] {
        switch resource {
        case .workers(let pool): return entries(to: pools[pool].system)
        case .pace(let link), .connections(let link):
            guard let caller = links[link].caller else { return [.link(link)] }
            return entries(to: caller)
        case .limit(let limiter): return entries(to: limiters[limiter].system)
        case .hotRow, .hours, .window: return []
        }
    }

    private func entries(to system: SystemID) -> [WorkEntry] {
        guard !worksByHand(system) else { return [] }
        var reached: Set<SystemID> = [system]
        var next = [system]
        while let callee = next.popLast() {
            for link in links where link.callee == callee {
                guard let caller = link.caller, !worksByHand(caller), reached.insert(caller).inserted else { continue }
                next.append(caller)
            }
        }
        return links.indices.filter { links[$0].caller == nil && reached.contains(links[$0].callee) }.map { .link($0) }
            + queues.indices.filter { reached.contains(queues[$0].system) }.map { .queue($0) }
    }

    /// Whether people do a system's work: in waves and shifts.
    func worksByHand(_ system: SystemID) -> Bool {
        systems[system].role == .warehouse || systems[system].role == .desk
    }
}
