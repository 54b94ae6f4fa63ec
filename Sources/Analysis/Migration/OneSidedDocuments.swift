public import Reconciliation

/// Documents of several orders that look as if one side told them under one of these only: the other orders have none there, and
/// the one that has it has too much.
public struct OneSidedDocuments: Sendable, Hashable {
    /// Index into `Agreement.kinds`.
    public var kind: Int
    /// Units of one side alone.
    public var alone: Int
    /// Units with other amounts.
    public var differing: Int
    /// The side that has fewer.
    public var side: Side
}
