/// Something that must hold, in the scenario's words and taken apart.
public struct Budget: Sendable, Codable, Hashable {
    /// What is measured.
    public enum Measure: Sendable, Codable, Hashable {
        /// A quantile of a latency (0.99 for p99), in ns.
        case quantile(Double)
        /// The mean of a latency, in ns.
        case mean
        /// The maximum of a latency, in ns.
        case maximum
        /// Attempts by calls that sent one at least: a call that never did (an open breaker, no free place) hides no retries
        /// of the others.
        case amplification
        /// A share in 0...1 of the subject's attempts or orders that ended in one of these outcomes.
        case outcomeShare(Outcome.Set)
        /// Share of orders due at a cut-off that made it.
        case cutoffShare
        /// A share in 0...1 of orders that ended so.
        case endingShare(Ending)
        /// Share of orders due that were in flight or parked as exceptions at the end.
        case parkedShare
        /// A queue's length, a pool's waiting line, or an indicator's count (the highest in the window).
        case depth
        /// Done per hour: the rate of the subject's successes. Of orders: those that came to the promised event (that were
        /// completed, where nothing is promised), from the first one due until a twentieth of them was left.
        case rate
        /// Age of the oldest waiting message of a queue, or of the oldest order in an indicator's count, in ns (the highest in the
        /// window).
        case age
    }

    /// Of what it is measured; matched by name against edges, links, operations, groups, systems, legs, queues, indicators.
    public enum Subject: Sendable, Codable, Hashable {
        /// Calls on any of these edges, taken together.
        case edges([EdgeID])
        /// A leg of the journey.
        case leg(Int)
        /// The whole journey.
        case journey
        /// All orders.
        case orders
        /// A queue.
        case queue(QueueID)
        /// A pool's waiting line.
        case pool(PoolID)
        /// An indicator.
        case indicator(Int)
    }

    /// The comparison that must hold.
    public enum Comparison: String, Sendable, Codable, Hashable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// What a breach means.
    public enum Severity: String, Sendable, Codable, Hashable, CaseIterable {
        /// The run fails.
        case critical
        /// It is shown; the run does not fail by it.
        case warning
    }

    /// The scenario's words, white space folded.
    public var text: String
    /// The subject's words ("label", "order release").
    public var subjectText: String
    /// What is measured.
    public var measure: Measure
    /// Of what.
    public var subject: Subject
    /// How it compares.
    public var comparison: Comparison
    /// With what: ns for latencies and ages, 0...1 for shares, else a plain number.
    public var bound: Double
    /// Only while this calendar is open; nil: all of the run.
    public var during: CalendarID?
    /// In every window of this length ("for any 10m"); nil: over the whole run at once.
    public var anyWindow: Nanoseconds?
    /// What a breach means.
    public var severity: Severity
    /// Whether the run stops as soon as it is certainly breached.
    public var abortsOnBreach: Bool

    /// A budget.
    public init(
        text: String, subjectText: String, measure: Measure, subject: Subject, comparison: Comparison, bound: Double,
        during: CalendarID? = nil, anyWindow: Nanoseconds? = nil, severity: Severity = .critical,
        abortsOnBreach: Bool = false
    ) {
        self.text = text
        self.subjectText = subjectText
        self.measure = measure
        self.subject = subject
        self.comparison = comparison
        self.bound = bound
        self.during = during
        self.anyWindow = anyWindow
        self.severity = severity
        self.abortsOnBreach = abortsOnBreach
    }
}
