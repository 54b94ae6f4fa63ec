public import Kernel

/// One order's trace in words: what happened, where, for how long; the same for the terminal and the page.
public struct TraceStory: Sendable {
    /// One line of the story.
    public struct Line: Sendable, Hashable {
        /// What kind of line it is, for emphasis.
        public enum Kind: Sendable, Hashable {
            /// A business event or the end.
            case milestone
            /// Somebody works or answers.
            case work
            /// Nothing happens but waiting.
            case wait
            /// Something went wrong.
            case trouble
        }

        /// From when.
        public var start: Instant
        /// Until when, at most the end of the order.
        public var end: Instant
        /// Who or where.
        public var place: String
        /// What.
        public var what: String
        /// Kind of line.
        public var kind: Kind
        /// How deep in nested calls.
        public var depth: Int
        /// Whether it takes time (events do not).
        public var lasts: Bool
    }

    /// Who the order is.
    public let facts: OrderFacts
    /// What happened, in time order.
    public let lines: [Line]
    /// Lines left out because there were more than the limit.
    public let omitted: Int
    /// The scenario's clock.
    public let clock: WallClock
    private let plan: Plan

    /// The story of a trace.
    /// - Parameters:
    ///   - trace: the trace.
    ///   - plan: the plan it was recorded under.
    ///   - limit: most lines told.
    public init(_ trace: OrderTrace, plan: Plan, limit: Int = 400) {
        self.plan = plan
        facts = trace.facts
        clock = WallClock(plan)
        let finish = max(trace.facts.until, trace.facts.due)
        var tries: [EdgeID: Int] = [:]
        for span in trace.spans {
            if case .attempt(let edge) = span.kind { tries[edge] = max(tries[edge] ?? 0, span.attempt) }
        }
        var lines: [Line] = []
        for span in trace.spans {
            guard let (place, what, kind) = TraceStory.words(span, plan: plan, tries: tries) else { continue }
            let end = min(span.end, max(finish, span.start))
            let lasts = end > span.start
            lines.append(
                Line(start: span.start, end: end, place: place, what: what, kind: kind, depth: span.depth, lasts: lasts)
            )
        }
        omitted = max(0, lines.count - limit)
        self.lines = Array(lines.prefix(limit))
    }

    /// Where bars end: at the promised event when what follows it (the parcel on the road) would squeeze everything before
    /// it into a sliver, else at the end of the order.
    public var laneEnd: Instant {
        guard let promised = facts.promised, promised > facts.due, facts.until - facts.due > 2 * (promised - facts.due)
        else {
            return facts.until
        }
        return promised
    }

    /// `marketplace, 3 lines, domestic, express, UPS`.
    public var description: String {
        func name(_ mix: DemandPlan.Mix, _ index: Int) -> String? {
            mix.names.indices.contains(index) ? mix.names[index] : nil
        }
        var parts = [name(plan.demand.channels, facts.channel)]
        parts.append(facts.lines == 1 ? "1 line" : "\(facts.lines) lines")
        parts.append(name(plan.demand.warehouses, facts.warehouse).map(label))
        parts.append(name(plan.demand.destinations, facts.destination))
        parts.append(name(plan.demand.services, facts.service))
        if let carrier = facts.carrier, plan.demand.carriers.indices.contains(carrier) {
            parts.append(label(of: plan.demand.carriers[carrier]))
        }
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    private func label(of name: String) -> String { plan.systems.first { $0.name == name }?.label ?? name }

    /// `LATE by 1 h 12 min`, `on time`, `put aside: label refused`, ...
    public var standing: (text: String, isBad: Bool) {
        switch facts.standing {
        case .failed: return ("FAILED", true)
        case .cancelled: return ("cancelled", true)
        case .parked:
            let reason = facts.park.flatMap { plan.parks.indices.contains($0) ? plan.parks[$0].reason : nil }
            return ("PUT ASIDE" + (reason.map { ": " + $0 } ?? ""), true)
        case .completed, .inFlight: break
        }
        if let cutoff = facts.cutoff {
            if let promised = facts.promised {
                guard promised > cutoff else { return ("on time", false) }
                return ("LATE by " + Figures.duration(promised - cutoff), true)
            }
            if facts.until > cutoff { return ("MISSED " + clock.moment(cutoff), true) }
        }
        return facts.standing == .completed ? ("completed", false) : ("under way at the end", false)
    }

    private static func words(_ span: OrderTrace.Span, plan: Plan, tries: [EdgeID: Int]) -> (String, String, Line.Kind)?
    {
        func system(_ id: SystemID?) -> String {
            guard let id else { return "order" }
            return plan.systems.indices.contains(id) ? plan.systems[id].label : "?"
        }
        func ends(_ edge: EdgeID) -> (route: String, operation: String) {
            guard plan.edges.indices.contains(edge) else { return ("?", "?") }
            let link = plan.links[plan.edges[edge].link]
            return ("\(system(link.caller)) → \(system(link.callee))", plan.operations[plan.edges[edge].operation].name)
        }
        func queue(_ id: QueueID) -> String { "\(system(plan.queues[id].system)) queue \(plan.queues[id].name)" }
        let isShort = span.end - span.start < .millisecond
        let isOpen = span.end == .never
        let verdict = span.outcome == .ok ? "" : ": " + span.outcome.words
        switch span.kind {
        case .event(let event):
            return ("", plan.journey.events.indices.contains(event) ? plan.journey.events[event].name : "?", .milestone)
        case .ended(let ending): return ("", ending == .completed ? "order completed" : "order \(ending)", .milestone)
        case .call(let edge):
            let (route, operation) = ends(edge)
            return (route, operation + verdict + (isOpen ? " (no end)" : ""), span.outcome == .ok ? .work : .trouble)
        case .attempt(let edge):
            guard (tries[edge] ?? 0) > 1 || span.outcome != .ok else { return nil }
            let words = span.outcome == .ok ? "answered" : span.outcome.words
            return (ends(edge).route, "attempt \(span.attempt): \(words)", span.outcome == .ok ? .work : .trouble)
        case .backoff(let edge): return (ends(edge).route, "pause before the next attempt", .wait)
        case .throttle(let link):
            return isShort ? nil : (plan.links[link].name, "waited for its turn (pace or concurrency limit)", .wait)
        case .poolWait(let pool):
            guard !isShort else { return nil }
            return (system(plan.pools[pool].system), "waited for \(plan.pools[pool].name)", .wait)
        case .work(let operation):
            guard !isShort else { return nil }
            guard let operation, plan.operations.indices.contains(operation) else { return ("", "work", .work) }
            return (system(plan.operations[operation].system), "work on \(plan.operations[operation].name)", .work)
        case .contention(let row):
            return ("", "lost against another transaction on \(plan.contentions[row].name), worker held", .trouble)
        case .queueWait(let id): return isShort ? nil : (queue(id), "message waited", .wait)
        case .consume(let id): return (queue(id), "message handled" + verdict, span.outcome == .ok ? .work : .trouble)
        case .wait: return isShort ? nil : ("", "time passes", .wait)
        case .calendar(let id):
            return isShort ? nil : ("", "waited for \(plan.calendars[id].name)", .wait)
        case .await(let event):
            return isShort ? nil : ("", "waited for \(plan.journey.events[event].name)" + verdict, .wait)
        case .document(let document, let state):
            let form = plan.journey.documents[document]
            return ("", "\(form.name): \(form.states[state])", .work)
        case .fallback(let route): return (plan.routes[route].name, "moved on to another member", .trouble)
        case .parked(let park): return ("exceptions", "put aside: \(plan.parks[park].reason)", .trouble)
        }
    }
}
