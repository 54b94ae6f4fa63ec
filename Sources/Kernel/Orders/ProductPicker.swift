/// Which product an order line is about, with Zipf popularity: a few hot products, a long tail.
///
/// Product 0 is the most popular. A line's product depends on the order's key and the line's number alone.
public struct ProductPicker: Sendable {
    private let ranks: ZipfSampler

    /// A picker.
    /// - Parameters:
    ///   - count: number of products, at least 1.
    ///   - exponent: Zipf exponent, 0 for products that are all alike.
    public init(count: Int, exponent: Double) { ranks = ZipfSampler(count: count, exponent: exponent) }

    /// The product of a line, 0 up to the number of products.
    public func product(order: RandomKey, line: Int) -> Int {
        ranks.rank(order.child(0x9a0d_0000 &+ UInt64(truncatingIfNeeded: line)))
    }
}
