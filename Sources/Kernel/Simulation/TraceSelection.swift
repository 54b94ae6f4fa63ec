/// Which orders are traced in full.
public enum TraceSelection: Sendable, Hashable {
    /// None.
    case none
    /// A keyed-hash sample of about this many of the expected orders; all of them if there are no more.
    case sample(about: Int)
    /// Exactly these order numbers.
    case only(Set<UInt64>)
}
