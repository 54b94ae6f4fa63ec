/// The same orders with other chance: what they are and when they come stays, what is drawn for them on the way does not.
public struct RekeyedOrders<Source: OrderSource>: OrderSource {
    private var source: Source
    private let salt: UInt64

    /// Orders of a source.
    /// - Parameter salt: another one, other chance.
    public init(_ source: Source, salt: UInt64) {
        self.source = source
        self.salt = salt
    }

    /// The next order.
    public mutating func next() -> Order? {
        guard var order = source.next() else { return nil }
        order.key = order.key.child(0x5a17_0000 + salt)
        return order
    }

    /// Rows of a replayed file that could not be used so far.
    public var badRows: BadRows { source.badRows }
}
