public import Kernel

/// An event that shows what a class means, to be told with both sides beside each other.
public struct Exemplar: Sendable, Hashable {
    /// So many rows of a side are kept: a document may be of thousands of orders.
    static let rowLimit = 12

    /// Hash of its order.
    public var order: UInt64
    /// Rows of the old side.
    public var old: [UInt64]
    /// Rows of the new side.
    public var new: [UInt64]
    /// When it happened, on the old side if it did there.
    public var time: Instant
    /// Fields that differ, as bits.
    public var differing: UInt16
    /// What else there is to say.
    public var remark: MatchUnit.Remark
    /// What it counts on the old side: documents, or events.
    public var oldCount: Int
    /// What it counts on the new side.
    public var newCount: Int

    /// Sorted by order, then by row: which ones are kept does not depend on who looked first.
    static func precedes(_ a: Exemplar, _ b: Exemplar) -> Bool {
        if a.order != b.order { return a.order < b.order }
        if a.old != b.old { return a.old.lexicographicallyPrecedes(b.old) }
        return a.new.lexicographicallyPrecedes(b.new)
    }
}
