/// A partner's limit: as it is documented, as its answers tell of it, and as it was in practice.
public struct LimitFacts: Sendable, Codable, Hashable {
    /// Requests let through.
    public var admitted: Int64 = 0
    /// Requests refused for the limit's sake.
    public var refused: Int64 = 0
    /// What the plan's limits are documented as; nil: nothing is.
    public var documented: String?
    /// What the partner's answers told of it; nil: nothing.
    public var announced: String?
    /// Requests a second that the announced limit allows in the long run; nil: it does not say so.
    public var announcedRate: Double?
    /// What was found in practice, in words.
    public var practice = ""
    /// Requests a second that the limit found in practice allows in the long run; nil: none was found.
    public var sustained: Double?
    /// Requests at once that it allows, where it is a token bucket.
    public var burst: Double?
    /// Share of decisions that it explains, 0...1.
    public var confidence = 0.0

    /// Nothing.
    public init() {}
}
