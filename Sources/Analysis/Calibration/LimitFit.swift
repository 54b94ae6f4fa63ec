public import Kernel

/// A partner's rate limit, as far as a run tells of it.
public struct LimitFit: Sendable, Hashable {
    /// How it is known.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        /// Found from which requests were let through and which refused.
        case practice = "found in practice"
        /// Told by the partner's answers.
        case announced
        /// Not met: what the scenario says stays.
        case notMet = "not met"
    }

    /// The system.
    public var system: SystemID
    /// The operation it is for; nil: all of the system's together.
    public var operation: OperationID?
    /// The limit of the scenario that it takes the place of; nil: the scenario has none.
    public var limiter: LimiterID?
    /// How it is known.
    public var source: Source
    /// Requests a second in the long run; nil: not identified.
    public var rate: Double?
    /// Requests at once, where it is a token bucket.
    public var burst: Double?
    /// Share of decisions that it explains, 0...1; nil: it is announced, or not identified.
    public var confidence: Double?
    /// Requests let through and refused.
    public var admitted: Int64
    /// Requests refused.
    public var refused: Int64
    /// What was found, in the words of the run.
    public var words: String
    /// Why it was not identified; empty: it was.
    public var reason: String
}

extension LimitFit {
    /// A fit that explains less than this of what was let through and refused is not used.
    static let leastConfidence = 0.9

    /// Reads what a run found out about one limit.
    init(_ facts: LimitFacts, system: SystemID, operation: OperationID?, limiter: LimiterID?) {
        self.init(
            system: system, operation: operation, limiter: limiter, source: .notMet, rate: nil, burst: nil,
            confidence: nil, admitted: facts.admitted, refused: facts.refused, words: facts.practice, reason: "")
        if facts.refused > 0 {
            source = .practice
            confidence = facts.confidence
            if let sustained = facts.sustained, sustained > 0, facts.confidence >= LimitFit.leastConfidence {
                rate = sustained
                burst = facts.burst
                return
            }
            reason =
                facts.sustained == nil
                ? "\(facts.refused) refusals tell too little: run so that the limit is met several times, with pauses between"
                : "what was found explains less than 90 % of what was let through and refused"
        }
        if let announced = facts.announcedRate, announced > 0 {
            source = .announced
            rate = announced
            words = facts.announced ?? ""
            reason = ""
        } else if facts.refused == 0 {
            reason =
                "nothing was refused and no answer tells of a limit: the run has to meet it, with a burst of orders for one"
        }
    }
}
