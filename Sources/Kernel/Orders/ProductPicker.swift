/// Which product an order line is about, with Zipf popularity: a few hot products, a long tail.
///
/// Product 0 is the most popular. A line's product depends on the order's key and the line's number alone.
public struct ProductPicker: Sendable {
    /// Products up to this number are drawn from a table, which is quicker and takes 16 bytes a product.
    private static let tableLimit = 32_768

    private let ranks: ZipfSampler
    private let table: AliasTable?

    /// A picker.
    /// - Parameters:
    ///   - count: number of products, at least 1.
    ///   - exponent: Zipf exponent, 0 for products that are all alike.
    public init(count: Int, exponent: Double) {
        ranks = ZipfSampler(count: count, exponent: exponent)
        let exponent = ranks.exponent
        table =
            ranks.count <= ProductPicker.tableLimit
            ? AliasTable(weights: (1...ranks.count).map { Elementary.pow(Double($0), -exponent) }) : nil
    }

    /// The product of a line, 0 up to the number of products.
    public func product(order: RandomKey, line: Int) -> Int {
        let key = order.child(0x9a0d_0000 &+ UInt64(truncatingIfNeeded: line))
        return table?.index(key) ?? ranks.rank(key)
    }
}
