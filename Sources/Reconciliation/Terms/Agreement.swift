/// What both sides agreed: kinds of events, fields, and when a difference is one.
public struct Agreement: Sendable, Codable, Hashable {
    /// The most kinds of events.
    public static let kindLimit = 64

    /// Kinds of events, in the order in which people think of them.
    public var kinds: [EventKind]
    /// Fields that are compared; at most `EventField.most`.
    public var fields: [EventField]
    /// By how much an invoice's total may miss the sum of its lines and tax, in millionths.
    public var rounding: Int64

    /// An agreement.
    public init(kinds: [EventKind], fields: [EventField], rounding: Int64 = 10_000) {
        self.kinds = kinds
        self.fields = fields
        self.rounding = rounding
    }

    /// The first kind of a role.
    public func kind(_ role: EventRole) -> Int? { kinds.firstIndex { $0.role == role } }

    /// The first field of a meaning.
    public func field(_ meaning: EventField.Meaning) -> Int? { fields.firstIndex { $0.meaning == meaning } }
}
