/// What to do with the new side.
public enum Decision: String, Sendable, Codable, Hashable, CaseIterable, Comparable {
    /// Everything that was asked for is shown.
    case cutOver = "cut over"
    /// Nothing speaks against it, and more must be seen.
    case ramp
    /// Something speaks against it.
    case hold
    /// It does harm that is shown: take it back.
    case rollBack = "roll back"

    /// Whether the first is better news.
    public static func < (lhs: Decision, rhs: Decision) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int { Decision.allCases.firstIndex(of: self) ?? 0 }
}
