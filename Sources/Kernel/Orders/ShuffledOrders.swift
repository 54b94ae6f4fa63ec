/// The same orders for two sides that run at once: which of them gets an order first is drawn for each order, so that neither
/// side always finds caches cold or a partner fresh.
///
/// The side that is second gets it a little later. Orders stay in the order of time.
public struct ShuffledOrders<Source: OrderSource>: OrderSource {
    /// How much later: twenty milliseconds.
    public static var gap: Nanoseconds { 20 * .millisecond }

    private var source: Source
    private let isFirst: Bool
    private let root: RandomKey
    private var waiting: [Order] = []
    private var ahead: Order?
    private var hasBegun = false

    /// Orders of a source.
    /// - Parameters:
    ///   - isFirst: whether this side gets those first that the draw gives to the first side.
    ///   - seed: of the draws, the same for both sides.
    public init(_ source: Source, isFirst: Bool, seed: UInt64) {
        self.source = source
        self.isFirst = isFirst
        root = RandomKey(seed: seed, path: "order of execution")
    }

    /// The next order.
    public mutating func next() -> Order? {
        if !hasBegun {
            hasBegun = true
            ahead = source.next()
        }
        // Everything that may still come before what waits is taken in first.
        while let order = ahead, waiting.first.map({ order.due <= $0.due }) ?? true {
            ahead = source.next()
            var order = order
            let goesFirst = root.child(order.number).uniform < 0.5
            if goesFirst != isFirst { order.due += ShuffledOrders.gap }
            let place = waiting.firstIndex { $0.due > order.due } ?? waiting.count
            waiting.insert(order, at: place)
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// Rows of a replayed file that could not be used so far.
    public var badRows: BadRows { source.badRows }
}
