/// The lines of an order in detail: which product, how many. The order itself only says how many lines and units it has;
/// what a line is about follows from its key, as it does where rows collide.
public struct OrderLines: Sendable {
    /// One line.
    public struct Line: Sendable, Hashable {
        /// The product, from 0.
        public var product: Int
        /// Units, at least 1.
        public var units: Int
    }

    private let picker: ProductPicker

    /// The lines of a plan's orders.
    public init(_ plan: Plan) {
        picker = ProductPicker(count: plan.demand.products, exponent: plan.demand.popularity)
    }

    /// An order's lines: every one has a unit, and each further unit falls on a line drawn for it.
    /// - Parameter most: lines at most; an order of thousands is cut, its units stay on the lines that are left.
    public func lines(of order: Order, most: Int = 1_000) -> [Line] {
        let count = max(1, min(Int(order.lines), most))
        var lines = (0..<count).map { Line(product: picker.product(order: order.key, line: $0), units: 1) }
        let rest = max(0, Int(order.units) - count)
        // Many units are spread evenly, so that an order of a million is no loop of a million.
        for k in 0..<count { lines[k].units += rest / count }
        for unit in 0..<(rest % count) {
            let place = order.key.child(0x11e_0000 &+ UInt64(unit)).uniform * Double(count)
            lines[min(count - 1, Int(place))].units += 1
        }
        return lines
    }
}
