import Kernel

extension Plan {
    /// Pools whose workers an order needs, and calendars that it waits for, on its way to an event where all goes well; to its end where
    /// that is nil. What it comes to only after a failure, or as an exception, is not on its way.
    func way(to event: EventID?) -> (pools: Set<PoolID>, calendars: Set<CalendarID>) {
        var pools: Set<PoolID> = []
        var calendars: Set<CalendarID> = []
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
            case .waitUntil(let calendar):
                calendars.insert(calendar)
                open += following(pc)
            case .await, .park: open += following(pc).filter { $0 == pc + 1 }
            default: open += following(pc)
            }
        }
        return (pools, calendars)
    }
}
