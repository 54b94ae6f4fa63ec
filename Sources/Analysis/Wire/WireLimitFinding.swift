import Kernel

/// A partner's limit on an operation, from three sides.
public struct WireLimitFinding: Sendable, Hashable {
    /// The operation; "all operations" for what they share.
    public var operation: String
    /// Requests let through.
    public var admitted: Int64
    /// Requests refused for the limit's sake.
    public var refused: Int64
    /// What the scenario documents; nil: nothing.
    public var documented: String?
    /// What the partner's answers told of it; nil: nothing.
    public var announced: String?
    /// What was found in practice, in words.
    public var practice: String
    /// Requests a second that it allows in the long run; nil: no limit was found.
    public var sustained: Double?
    /// Requests at once that it allows, where it is a token bucket.
    public var burst: Double?
    /// Share of decisions that this explains, 0...1.
    public var confidence: Double

    init(_ operation: String, _ facts: LimitFacts) {
        self.operation = operation
        admitted = facts.admitted
        refused = facts.refused
        documented = facts.documented
        sustained = facts.sustained
        burst = facts.burst
        confidence = facts.confidence
        announced = facts.announced
        practice = facts.practice
    }
}
