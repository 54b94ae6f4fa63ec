import Kernel

/// Reads a span of a trace: who, what, and whether it is worth a line of its own.
struct TraceReader: Sendable {
    let plan: Plan
    /// Most attempts made on each edge.
    let tries: [EdgeID: Int]

    /// What was going on when a span began: the spans before it that may say where it happened.
    struct Surroundings: Sendable {
        /// The last call at each depth.
        private var calls: [OrderTrace.Span] = []
        /// The last wait of a message in a queue at each depth.
        private var messages: [OrderTrace.Span] = []

        /// Takes note of a span; spans come in order of their start.
        mutating func note(_ span: OrderTrace.Span) {
            switch span.kind {
            case .call:
                calls.removeAll { $0.depth >= span.depth }
                calls.append(span)
            case .queueWait:
                messages.removeAll { $0.depth == span.depth }
                messages.append(span)
            default: break
            }
        }

        /// The call within which a span lies.
        func call(around span: OrderTrace.Span) -> OrderTrace.Span? {
            calls.last { $0.depth < span.depth && $0.start <= span.start && span.end <= $0.end }
        }

        /// The message that was being handled when a span began: the last one taken before it.
        func message(before span: OrderTrace.Span) -> QueueID? {
            let taken = messages.filter { $0.depth == span.depth && $0.end <= span.start }.max { $0.end < $1.end }
            if case .queueWait(let queue)? = taken?.kind { return queue }
            return nil
        }

        /// The wait of a message over the same stretch.
        func hasMessage(over span: OrderTrace.Span) -> Bool {
            messages.contains { $0.start == span.start && $0.end == span.end }
        }
    }

    /// Spans as they are told: by their start; of one moment, whoever asks comes before whoever is asked, a message's wait
    /// before that for a worker, a call before its parts, and all else as it happened.
    static func told(_ spans: [OrderTrace.Span]) -> [OrderTrace.Span] {
        func isPoolWait(_ span: OrderTrace.Span) -> Int { if case .poolWait = span.kind { 1 } else { 0 } }
        var told = spans.enumerated().sorted {
            ($0.element.start, $0.element.depth, isPoolWait($0.element), $0.offset)
                < ($1.element.start, $1.element.depth, isPoolWait($1.element), $1.offset)
        }.map(\.element)
        // A call that took no time is recorded after its parts.
        for index in told.indices {
            guard case .call(let edge) = told[index].kind else { continue }
            var first = index
            var place = index - 1
            while place >= 0, told[place].start == told[index].start, told[place].depth == told[index].depth {
                if case .call(edge) = told[place].kind { break }
                if isPart(told[place], of: edge) { first = place }
                place -= 1
            }
            if first < index { told.insert(told.remove(at: index), at: first) }
        }
        return told
    }

    private static func isPart(_ span: OrderTrace.Span, of edge: EdgeID) -> Bool {
        switch span.kind {
        case .attempt(edge), .backoff(edge): true
        default: false
        }
    }

    /// Whether a span is a part of the call at its own depth: it comes after it, and one step to the right.
    static func isPart(_ span: OrderTrace.Span) -> Bool {
        switch span.kind {
        case .attempt, .backoff: true
        default: false
        }
    }

    private func label(_ id: SystemID?) -> String {
        guard let id else { return "order" }
        return plan.systems.indices.contains(id) ? plan.systems[id].label : "?"
    }

    private func ends(_ edge: EdgeID) -> (route: String, operation: String) {
        guard plan.edges.indices.contains(edge) else { return ("?", "?") }
        let link = plan.links[plan.edges[edge].link]
        return ("\(label(link.caller)) → \(label(link.callee))", plan.operations[plan.edges[edge].operation].name)
    }

    private func name(_ queue: QueueID) -> String {
        "\(label(plan.queues[queue].system)) queue \(plan.queues[queue].name)"
    }

    /// Whom a step without a name of its own belongs to: whoever was called, else the order's own journey.
    private func place(_ span: OrderTrace.Span, _ around: Surroundings) -> String {
        if let call = around.call(around: span), case .call(let edge) = call.kind, plan.edges.indices.contains(edge) {
            return label(plan.links[plan.edges[edge].link].callee)
        }
        return "order"
    }

    /// Whether another line says the same: a worker's time that is all of the call, a wait for a worker that is the
    /// message's wait.
    func isToldAlready(_ span: OrderTrace.Span, _ around: Surroundings) -> Bool {
        switch span.kind {
        case .poolWait: return around.hasMessage(over: span)
        case .work(.some):
            guard let call = around.call(around: span), call.depth == span.depth - 1, call.end != .never else {
                return false
            }
            let rest = (call.end - call.start) - (span.end - span.start)
            return rest <= max(2 * .millisecond, (call.end - call.start) / 20)
        default: return false
        }
    }

    /// A span in words; nil when it is too short to matter.
    func words(_ span: OrderTrace.Span, _ around: Surroundings) -> (
        place: String, what: String, kind: TraceStory.Line.Kind
    )? {
        let isShort = span.end - span.start < .millisecond
        let isOpen = span.end == .never
        let verdict = span.outcome == .ok ? "" : ": " + span.outcome.words
        switch span.kind {
        case .event(let event):
            return ("", plan.journey.events.indices.contains(event) ? plan.journey.events[event].name : "?", .milestone)
        case .ended(let ending): return ("", ending == .completed ? "order completed" : "order \(ending)", .milestone)
        case .call(let edge):
            let (route, operation) = ends(edge)
            // Whoever was answered has made an attempt, or has been answered by a cache.
            let cached = span.attempt == 0 && span.outcome == .ok && !isOpen ? ", answered by a cache" : ""
            return (
                route, operation + verdict + cached + (isOpen ? " (no end)" : ""),
                span.outcome == .ok ? .work : .trouble
            )
        case .attempt(let edge):
            guard (tries[edge] ?? 0) > 1 || span.outcome != .ok else { return nil }
            let words = span.outcome == .ok ? "answered" : span.outcome.words
            return ("", "attempt \(span.attempt): \(words)", span.outcome == .ok ? .work : .trouble)
        case .backoff: return ("", "pause before the next attempt", .wait)
        case .throttle(let link):
            return isShort ? nil : (plan.links[link].name, "waited for its turn (pace or concurrency limit)", .wait)
        case .poolWait(let pool):
            guard !isShort else { return nil }
            return (label(plan.pools[pool].system), "waited for \(plan.pools[pool].name)", .wait)
        case .work(let operation):
            guard !isShort else { return nil }
            guard let operation, plan.operations.indices.contains(operation) else {
                guard let queue = around.message(before: span) else { return (place(span, around), "work", .work) }
                return (label(plan.queues[queue].system), "work on \(plan.queues[queue].name)", .work)
            }
            return (label(plan.operations[operation].system), "work on \(plan.operations[operation].name)", .work)
        case .contention(let row):
            return (
                place(span, around), "lost against another transaction on \(plan.contentions[row].name), worker held",
                .trouble
            )
        case .queueWait(let id): return isShort ? nil : (name(id), "message waited", .wait)
        case .consume(let id): return (name(id), "message handled" + verdict, span.outcome == .ok ? .work : .trouble)
        case .wait: return isShort ? nil : (place(span, around), "time passes", .wait)
        case .calendar(let id):
            return isShort ? nil : (place(span, around), "waited for \(plan.calendars[id].name)", .wait)
        case .await(let event):
            return isShort
                ? nil : (place(span, around), "waits for \(plan.journey.events[event].name)" + verdict, .wait)
        case .document(let document, let state):
            let form = plan.journey.documents[document]
            return ("", "\(form.name): \(form.states[state])", .work)
        case .fallback(let route): return (plan.routes[route].name, "moved on to another member", .trouble)
        case .parked(let park): return ("exceptions", "put aside: \(plan.parks[park].reason)", .trouble)
        }
    }
}
