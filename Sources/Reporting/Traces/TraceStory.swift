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
        let spans = TraceReader.told(trace.spans)
        let reader = TraceReader(plan: plan, tries: tries)
        var lines: [Line] = []
        var around = TraceReader.Surroundings()
        for span in spans {
            defer { around.note(span) }
            guard !reader.isToldAlready(span, around), let words = reader.words(span, around) else { continue }
            let end = min(span.end, max(finish, span.start))
            let lasts = end > span.start
            if !lasts, let last = lines.last, !last.lasts, last.start == span.start, last.place == words.place {
                // What happens at one moment is one line, business events before the papers.
                let isFirst = words.kind == .milestone && last.kind != .milestone
                lines[lines.count - 1].what = isFirst ? words.what + "; " + last.what : last.what + "; " + words.what
                if words.kind == .milestone { lines[lines.count - 1].kind = .milestone }
                continue
            }
            lines.append(
                Line(
                    start: span.start, end: end, place: words.place, what: words.what, kind: words.kind,
                    depth: span.depth + (TraceReader.isPart(span) ? 1 : 0), lasts: lasts))
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
}
