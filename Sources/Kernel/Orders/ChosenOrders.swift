/// Some of the orders of a source.
public struct ChosenOrders<Source: OrderSource>: OrderSource {
    private var source: Source
    private let isChosen: (Order) -> Bool

    /// Those for which a condition holds.
    public init(_ source: Source, where isChosen: @escaping (Order) -> Bool) {
        self.source = source
        self.isChosen = isChosen
    }

    /// The next order that is chosen.
    public mutating func next() -> Order? {
        while let order = source.next() {
            if isChosen(order) { return order }
        }
        return nil
    }

    /// Rows of a replayed file that could not be used so far.
    public var badRows: BadRows { source.badRows }
}
