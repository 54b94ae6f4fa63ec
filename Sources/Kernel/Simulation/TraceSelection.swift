/// Which orders are followed step by step, so that their full traces can be kept.
public enum TraceSelection: Sendable, Hashable {
    /// None.
    case none
    /// A keyed-hash sample of the orders, as large as room for so many spans of orders under way allows (24 bytes each);
    /// all of them if there is room.
    case sample(spans: Int)
    /// Exactly these order numbers.
    case only(Set<UInt64>)

    /// What a run follows: traces of orders under way take some 10 MB.
    public static let ordinary = TraceSelection.sample(spans: 400_000)
}
