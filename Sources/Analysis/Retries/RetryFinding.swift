public import Kernel

/// How much a link tries again, and why.
public struct RetryFinding: Sendable, Hashable {
    /// Extra attempts and what ended the attempt before each.
    public struct Cause: Sendable, Hashable {
        /// How the attempt before ended.
        public var outcome: Outcome
        /// Extra attempts it caused.
        public var attempts: Int64
    }

    /// One operation of the link.
    public struct Operation: Sendable, Hashable {
        /// The edge.
        public var edge: EdgeID
        /// Calls that ended.
        public var calls: Int64
        /// Attempts that ended.
        public var attempts: Int64
        /// Attempts per call that sent one.
        public var amplification: Double?
        /// Attempts per call that no retry, redelivery, fallback or second go above it caused: what all the tries along the
        /// way make of one wish. Nil without such calls.
        public var compounded: Double?
    }

    /// Which link.
    public var link: LinkID
    /// Calls that ended.
    public var calls: Int64
    /// Attempts that ended.
    public var attempts: Int64
    /// Attempts after the first of their call.
    public var extra: Int64
    /// Attempts per call that sent one at least; nil without any. Calls that never sent one do not count (`SentCalls`).
    public var amplification: Double?
    /// Attempts per first-hand call, as `Operation.compounded`.
    public var compounded: Double?
    /// Why extra attempts were made, most frequent first.
    public var causes: [Cause]
    /// The stretch of intervals with most extra attempts per call (fifty calls at least), and attempts per call in it.
    public var worst: Verdict.Worst?
    /// Calls that ended without an answer because the breaker was open.
    public var refusedByBreaker: Int64
    /// Retries the retry budget forbade.
    public var budgetDenied: Int64
    /// Times the breaker opened.
    public var breakerOpened: Int64
    /// Abandoned attempts whose work the callee did all the same.
    public var wasted: Int64
    /// Effects done twice.
    public var duplicates: Int64
    /// Its operations.
    public var operations: [Operation]

    /// The share of the callee's attempts from this link that were retries: capacity that would be free without them.
    public var hiddenShare: Double { attempts > 0 ? Double(extra) / Double(attempts) : 0 }
}

/// Messages that were taken more than once.
public struct RedeliveryFinding: Sendable, Hashable {
    /// Which queue.
    public var queue: QueueID
    /// Messages taken for the first time.
    public var taken: Int64
    /// Times a message was put back after a failure.
    public var redelivered: Int64
    /// Messages given up.
    public var dead: Int64
}

extension RetryFinding {
    init(_ link: LinkID, _ readings: Readings) {
        let meters = readings.meters
        let edges = readings.edges(of: link)
        func ratio(_ above: Int64, _ below: Int64) -> Double? { below > 0 ? Double(above) / Double(below) : nil }
        self.link = link
        calls = readings.total(readings.callMeters(edges))
        attempts = readings.total(readings.attemptMeters(edges))
        let causes = Outcome.allCases.map { outcome in
            Cause(outcome: outcome, attempts: readings.total(edges.map { meters.extraAttempts($0, cause: outcome) }))
        }
        extra = causes.reduce(0) { $0 + $1.attempts }
        amplification = ratio(attempts, SentCalls(readings.plan).total(edges, readings.recording))
        compounded = ratio(attempts, readings.total(edges.map { meters.primaryCalls($0) }))
        self.causes = causes.filter { $0.attempts > 0 }
            .sorted { ($0.attempts, $1.outcome.rawValue) > ($1.attempts, $0.outcome.rawValue) }
        refusedByBreaker = readings.total(edges.map { meters.calls($0, .breakerOpen) })
        budgetDenied = readings.totals[meters.budgetDenied(link)]
        breakerOpened = readings.totals[meters.breakerOpened(link)]
        wasted = readings.total(edges.map { meters.wasted($0) })
        duplicates = readings.total(edges.map { meters.duplicates($0) })
        operations = edges.map { edge in
            let calls = readings.total(readings.callMeters([edge]))
            let attempts = readings.total(readings.attemptMeters([edge]))
            return Operation(
                edge: edge, calls: calls, attempts: attempts,
                amplification: ratio(attempts, SentCalls(readings.plan).total([edge], readings.recording)),
                compounded: ratio(attempts, readings.totals[meters.primaryCalls(edge)]))
        }
        worst = extra > 0 ? RetryFinding.worst(edges, readings) : nil
    }

    private static func worst(_ edges: [EdgeID], _ readings: Readings) -> Verdict.Worst? {
        let attempts = readings.series(readings.attemptMeters(edges))
        let calls = readings.sentCalls(edges)
        func ratio(_ range: Range<Int>) -> Double? {
            let count = range.reduce(Int64(0)) { $0 &+ calls[$1] }
            return count >= 50 ? Double(range.reduce(Int64(0)) { $0 &+ attempts[$1] }) / Double(count) : nil
        }
        var found: (interval: Int, value: Double)?
        for interval in readings.observed {
            if let value = ratio(interval..<interval + 1), value > (found?.value ?? 1) { found = (interval, value) }
        }
        guard let found else { return nil }
        // As far as neighbours have half of the extra attempts of the worst one.
        let level = 1 + (found.value - 1) / 2
        var lower = found.interval
        var upper = found.interval + 1
        while lower > 0, let value = ratio(lower - 1..<lower), value >= level { lower -= 1 }
        while upper < readings.observed.upperBound, let value = ratio(upper..<upper + 1), value >= level { upper += 1 }
        return .init(span: readings.span(lower..<upper), value: ratio(lower..<upper) ?? found.value)
    }

    /// All links that were used, the one with most extra attempts first.
    static func all(_ readings: Readings) -> [RetryFinding] {
        readings.plan.links.indices.map { RetryFinding($0, readings) }.filter { $0.calls + $0.attempts > 0 }
            .sorted { ($0.extra, $1.link) > ($1.extra, $0.link) }
    }
}

extension RedeliveryFinding {
    /// Queues with messages that came back or died, most first.
    static func all(_ readings: Readings) -> [RedeliveryFinding] {
        let meters = readings.meters
        return readings.plan.queues.indices.map {
            RedeliveryFinding(
                queue: $0, taken: readings.totals[meters.queueTaken($0)],
                redelivered: readings.totals[meters.queueRedelivered($0)], dead: readings.totals[meters.queueDead($0)])
        }.filter { $0.redelivered + $0.dead > 0 }
            .sorted { ($0.redelivered, $1.queue) > ($1.redelivered, $0.queue) }
    }
}
