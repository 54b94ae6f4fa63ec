/// A document of a union of orders on one side, with everything that is told of it.
struct OrderDocument {
    /// Its number; 0: none.
    var number: UInt64
    /// Its events, in the order of time: one under each order, or one for each of its lines.
    var events: [Int32]
    /// Of these, events that are told once more under the same order.
    var copies: [Int32] = []
    /// A hash of its orders: two documents with the same are for the same orders.
    var orders: UInt64 = 0
    /// Sums by field, as in the agreement; nil: it has none, or it is no amount.
    var amounts: [Int64?]

    /// A hash of its amounts.
    var fingerprint: UInt64 { amounts.reduce(UInt64(0x51)) { KeyHash.joined($0, UInt64(bitPattern: $1 ?? .min)) } }
}
