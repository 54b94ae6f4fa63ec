/// One of several equal parts of the orders: order number modulo `count`.
///
/// Which orders a shard holds depends on nothing but their numbers, so shards may run on any number of threads.
public struct Shard: Sendable, Hashable {
    /// Which part, from 0.
    public let index: Int
    /// How many parts there are, at least 1.
    public let count: Int

    /// All orders.
    public static let whole = Shard(0, of: 1)

    /// Part `index` of `count`; values out of range are brought into it.
    public init(_ index: Int, of count: Int) {
        self.count = max(1, count)
        self.index = min(max(0, index), self.count - 1)
    }

    /// Whether the order with this number belongs to the shard.
    @inlinable
    public func owns(_ number: UInt64) -> Bool { count == 1 || number % UInt64(count) == UInt64(index) }

    /// The shard's part of something that is counted and belongs to all: the first ones get one more where it does not divide.
    /// - Returns: nil if it is less than one for each shard.
    public func part(of total: Int64) -> Int64? {
        let count = Int64(count)
        guard total >= count else { return nil }
        return total / count + (Int64(index) < total % count ? 1 : 0)
    }
}
