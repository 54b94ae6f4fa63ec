/// Two sources as one, in time order; ties go to the first. Orders are numbered anew, through both.
public struct MergedOrders<First: OrderSource, Second: OrderSource>: OrderSource {
    /// One of them.
    public private(set) var first: First
    /// The other one.
    public private(set) var second: Second
    private var firstHead: Order?
    private var secondHead: Order?
    private var number: UInt64 = 0
    private let shard: Shard

    /// The union of two whole sources, of which `shard` is kept.
    public init(_ first: First, _ second: Second, shard: Shard = .whole) {
        self.first = first
        self.second = second
        self.shard = shard
        firstHead = self.first.next()
        secondHead = self.second.next()
    }

    /// The next order of the shard.
    public mutating func next() -> Order? {
        while true {
            var order: Order
            switch (firstHead, secondHead) {
            case (nil, nil): return nil
            case (let head?, let other) where other.map({ head.due <= $0.due }) ?? true:
                order = head
                firstHead = first.next()
            case (_, let head?):
                order = head
                secondHead = second.next()
            case (let head?, nil):
                order = head
                firstHead = first.next()
            }
            order.number = number
            number += 1
            if shard.owns(order.number) { return order }
        }
    }

    /// Bad rows of both.
    public var badRows: BadRows {
        var all = first.badRows
        let more = second.badRows
        all.read += more.read
        all.outside += more.outside
        all.bad += more.bad
        all.first += more.first
        return all
    }
}

extension MergedOrders: Sendable where First: Sendable, Second: Sendable {}
