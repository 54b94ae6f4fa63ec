internal import Dispatch
internal import Synchronization

/// Work on several threads.
enum Parallelism {
    /// The results of a function of several values, in their order.
    static func map<Value: Sendable, Result: Sendable>(
        _ values: [Value], threads: Int, _ body: @Sendable (Value) -> Result
    ) -> [Result] {
        guard threads > 1, values.count > 1 else { return values.map(body) }
        let results = Mutex<[Result?]>([Result?](repeating: nil, count: values.count))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, values.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < values.count else { return }
                let result = body(values[index])
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
