/// What came in by webhook, and how it met what journeys awaited. Each arrival and each await is in one count of its own.
public struct InboxFacts: Sendable, Codable, Hashable {
    /// Requests.
    public var received: Int64 = 0
    /// Events that were kept and answered with success.
    public var kept: Int64 = 0
    /// Events that could not be written down and were answered with a failure, so that they come again.
    public var unstored: Int64 = 0
    /// Requests refused, by reason ("mismatch": the signature is not ours; "outOfTime"; "replay"; ...).
    public var refused: [String: Int64] = [:]
    /// The first words about each kind of refusal.
    public var words: [String: String] = [:]
    /// Events that came once more, known by their vendor's key.
    public var duplicate: Int64 = 0
    /// Awaits met while they waited, those that had come before included.
    public var met: Int64 = 0
    /// Of these, met by what had come before the await.
    public var metEarly: Int64 = 0
    /// Events that came after their await had timed out.
    public var late: Int64 = 0
    /// Events that no order of this run is known by.
    public var orphan: Int64 = 0
    /// Events of an order that did not await them.
    public var unawaited: Int64 = 0
    /// Awaits that nothing came for.
    public var neverArrived: Int64 = 0
    /// Awaits that ended otherwise: the event was known from elsewhere, or the order went another way.
    public var withdrawn: Int64 = 0
    /// How long awaits waited that were met.
    public var waiting = CompactTimes()

    /// Nothing.
    public init() {}
}
