import Kernel

extension Plan {
    /// Pools whose workers an order needs on its way to an event where all goes well; to its end where that is nil. What it comes to
    /// only after a failure, or as an exception, is not on its way.
    func pools(onTheWayTo event: EventID?) -> Set<PoolID> {
        var pools: Set<PoolID> = []
        var seen: Set<ProgramCounter> = []
        var open = [journey.entry]
        func enter(_ operation: OperationPlan) {
            operation.pool.map { _ = pools.insert($0) }
            open.append(operation.entry)
        }
        while let pc = open.popLast() {
            guard steps.indices.contains(pc), seen.insert(pc).inserted else { continue }
            switch steps[pc] {
            case .emit(let passed) where passed == event: continue
            case .call(let call):
                for edge in edges(of: calls[call].target) { enter(operations[self.edges[edge].operation]) }
                open.append(pc + 1)
            case .enqueue(let queue):
                queues[queue].pool.map { _ = pools.insert($0) }
                open += [queues[queue].entry, pc + 1]
            case .await, .park: open += following(pc).filter { $0 == pc + 1 }
            default: open += following(pc)
            }
        }
        return pools
    }
}
