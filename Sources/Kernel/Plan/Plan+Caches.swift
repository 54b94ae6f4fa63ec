extension Plan {
    /// Why calls of an operation on a link cannot be answered from a cache; nil: nothing that the plan says speaks against it.
    ///
    /// Who is answered from a cache has read something, and nothing has happened: no message, no event, no document, no money.
    public func flaw(ofCaching operation: OperationID, on link: LinkID) -> String? {
        if let effect = effect(of: operation, seen: []) { return effect }
        for pc in steps.indices {
            guard case .call(let call) = steps[pc] else { continue }
            let mine = edges(of: calls[call].target).contains {
                edges[$0].link == link && edges[$0].operation == operation
            }
            let behind = behind(pc, call)
            guard mine, steps.indices.contains(behind) else { continue }
            switch steps[behind] {
            case .emit(let event): return "\"\(journey.events[event].name)\" is published when the call has succeeded"
            case .set(let document, _):
                return "the \(journey.documents[document].name) changes when the call has succeeded"
            default: continue
            }
        }
        return nil
    }

    /// What a request of an operation leaves behind; nil: nothing that the plan knows of.
    private func effect(of operation: OperationID, seen: Set<OperationID>) -> String? {
        guard !seen.contains(operation) else { return nil }
        let name = "\(systems[operations[operation].system].name).\(operations[operation].name)"
        if operations[operation].price ?? 0 > 0 { return "\(name) has a price, so something is bought" }
        for pc in reachable(from: [operations[operation].entry]).sorted() {
            switch steps[pc] {
            case .emit(let event): return "\(name) publishes \"\(journey.events[event].name)\""
            case .set(let document, _): return "\(name) changes the \(journey.documents[document].name)"
            case .enqueue(let queue):
                return "\(name) puts a message on \(systems[queues[queue].system].name).\(queues[queue].name)"
            case .work(let work):
                if let row = works[work].contention { return "\(name) writes to \(contentions[row].name)" }
            case .call(let call):
                for edge in edges(of: calls[call].target) {
                    if let effect = effect(of: edges[edge].operation, seen: seen.union([operation])) {
                        return "\(name) calls others, and \(effect)"
                    }
                }
            default: continue
            }
        }
        return nil
    }
}
