import Kernel

/// Which attempts of a trace belong to which calls, the journey's own as well as those of systems and consumers.
///
/// A span does not name its call, and a request that its caller gave up goes on beside its successor, so calls on one edge may
/// overlap. A trace is sound if there is a way to give every call its attempts: the first, the second and so on as
/// many as it counted, each within the call and begun before its deadline. Attempts left over belong to calls that were
/// open when the trace ended, and can have begun only so long before.
struct CallMatching {
    /// What cannot be so, in words; nil: all attempts and calls fit together.
    static func flaw(in trace: OrderTrace, _ plan: Plan) -> String? {
        guard !trace.truncated else { return nil }
        for edge in plan.edges.indices {
            let spans = trace.spans.filter { $0.kind == .call(edge) || $0.kind == .attempt(edge) }
            for depth in Set(spans.map(\.depth)) {
                let here = spans.filter { $0.depth == depth }
                let matching = CallMatching(
                    calls: here.filter { $0.kind == .call(edge) }, attempts: here.filter { $0.kind == .attempt(edge) },
                    deadline: plan.links[plan.edges[edge].link].deadline, until: trace.facts.until)
                if let flaw = matching.flaw { return "edge \(edge), depth \(depth): \(flaw)" }
            }
        }
        return nil
    }

    let calls: [OrderTrace.Span]
    let attempts: [OrderTrace.Span]
    let deadline: Nanoseconds?
    let until: Instant

    private var flaw: String? {
        if let deadline, let late = calls.first(where: { $0.end > $0.start + deadline }) {
            return "a call from \(late.start) to \(late.end), its deadline is \(deadline)"
        }
        let most = max(calls.map(\.attempt).max() ?? 0, attempts.map(\.attempt).max() ?? 0)
        for number in stride(from: 1, through: most, by: 1) {
            let tries = attempts.filter { $0.attempt == number }
            let callers = calls.filter { $0.attempt >= number }
            var caller = [Int?](repeating: nil, count: tries.count)
            for index in callers.indices {
                var asked = Set<Int>()
                guard assign(index, callers, tries, &caller, &asked) else {
                    return
                        "a call of \(callers[index].attempt) attempts from \(callers[index].start) without its number \(number)"
                }
            }
            guard let deadline else { continue }
            for (index, attempt) in tries.enumerated() where caller[index] == nil && attempt.start < until - deadline {
                return "attempt \(number) at \(attempt.start) is of no call, or after the deadline of its own"
            }
        }
        return nil
    }

    /// Finds an attempt for a call, moving others to make room.
    private func assign(
        _ index: Int, _ callers: [OrderTrace.Span], _ tries: [OrderTrace.Span], _ caller: inout [Int?],
        _ asked: inout Set<Int>
    ) -> Bool {
        for (place, attempt) in tries.enumerated() where fits(attempt, callers[index]) && asked.insert(place).inserted {
            if let other = caller[place], !assign(other, callers, tries, &caller, &asked) { continue }
            caller[place] = index
            return true
        }
        return false
    }

    /// Whether an attempt may be one of a call: within it, and begun before its deadline.
    private func fits(_ attempt: OrderTrace.Span, _ call: OrderTrace.Span) -> Bool {
        attempt.start >= call.start && attempt.end <= call.end
            && (deadline.map { attempt.start < call.start + $0 } ?? true)
    }
}
