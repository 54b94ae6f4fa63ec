/// How often a field was compared, and how often it differed.
public struct FieldCount: Sendable, Codable, Hashable {
    /// Pairs in which it was compared.
    public var compared: Int
    /// Pairs in which it differed beyond what is tolerated.
    public var differing: Int
    /// Pairs in which it differed in what is tolerated.
    public var tolerated: Int

    /// Never.
    public static let none = FieldCount(compared: 0, differing: 0, tolerated: 0)

    /// A count.
    public init(compared: Int, differing: Int, tolerated: Int) {
        self.compared = compared
        self.differing = differing
        self.tolerated = tolerated
    }

    /// Both.
    public static func + (lhs: FieldCount, rhs: FieldCount) -> FieldCount {
        FieldCount(
            compared: lhs.compared + rhs.compared, differing: lhs.differing + rhs.differing,
            tolerated: lhs.tolerated + rhs.tolerated)
    }
}
