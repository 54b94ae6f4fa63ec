/// The spans of followed orders while they are under way, in small reusable slots.
///
/// Its room is bounded. At first every order is followed; whenever the spans outgrow the room, the quarter of the traces
/// with the highest ranks is given up, and orders of such ranks are not followed from then on. So as many are followed as the
/// room allows, of however many orders come: nobody has to know their number beforehand, and a retry storm that makes
/// traces long costs no memory. Orders of the lowest ranks are followed from beginning to end whatever happens. Of the
/// others, those that ended before their turn came have been followed too.
public struct TraceBook: Sendable {
    private struct Slot: Sendable {
        var number: UInt64
        var rank: UInt64
        var owner: Int
        var isOpen = true
        var spans: [PackedSpan] = []
        var truncated = false
    }

    /// Spans by which the room of a small trace grows.
    private static let step = 16
    /// From this many spans on room is doubled.
    private static let smallTrace = 256

    private let room: Int
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var held = 0
    /// Orders of this rank and below are followed.
    public private(set) var bar = UInt64.max

    /// An empty book.
    /// - Parameter spans: how many spans of orders under way it holds; the last `Exemplars.limit` traces are never given up.
    public init(spans: Int = .max) { room = spans }

    /// Opens a trace for an order.
    /// - Parameters:
    ///   - number: the order's number.
    ///   - rank: its place among those to follow, the smallest first.
    ///   - owner: what `thin` returns for it.
    /// - Returns: the slot, good until it is taken, dropped or given up.
    public mutating func begin(_ number: UInt64, rank: UInt64 = 0, owner: Int = 0) -> Int {
        if let slot = free.popLast() {
            slots[slot].number = number
            slots[slot].rank = rank
            slots[slot].owner = owner
            slots[slot].isOpen = true
            slots[slot].truncated = false
            return slot
        }
        slots.append(Slot(number: number, rank: rank, owner: owner))
        return slots.count - 1
    }

    /// Whether there is no room for more.
    @inline(__always)
    public var isFull: Bool { held > room }

    /// Makes room: gives up the quarter of the traces with the highest ranks, and follows no such orders any more.
    /// - Returns: the owners of the traces given up.
    public mutating func thin() -> [Int] {
        let open = slots.indices.filter { slots[$0].isOpen }.sorted {
            (slots[$0].rank, slots[$0].number) < (slots[$1].rank, slots[$1].number)
        }
        guard open.count / 4 > 0, open.count - open.count / 4 >= Exemplars.limit else { return [] }
        let stay = open.count - open.count / 4
        bar = slots[open[stay - 1]].rank
        for slot in open[stay...] {
            close(slot)
            slots[slot].spans = []
        }
        return open[stay...].map { slots[$0].owner }
    }

    /// The number of the order in a slot.
    public func number(_ slot: Int) -> UInt64 { slots[slot].number }

    /// Adds a span.
    /// - Returns: its index for `end(_:_:at:)`, or -1 when the trace is full.
    @discardableResult
    public mutating func append(_ slot: Int, _ span: OrderTrace.Span) -> Int {
        let index = slots[slot].spans.count
        guard index < OrderTrace.limit else {
            slots[slot].truncated = true
            return -1
        }
        // Small steps instead of doubling: most traces end within a hundred spans, and many are open at once.
        if index == slots[slot].spans.capacity, index < TraceBook.smallTrace {
            slots[slot].spans.reserveCapacity(index + TraceBook.step)
        }
        slots[slot].spans.append(PackedSpan(span))
        held += 1
        return index
    }

    /// Ends a span that was added with an open end.
    public mutating func end(_ slot: Int, _ index: Int, at end: Instant, outcome: Outcome = .ok) {
        guard index >= 0 else { return }
        slots[slot].spans[index].end = end
        slots[slot].spans[index].outcome = outcome
    }

    /// Closes a slot and gives its trace, spans in order of their start.
    public mutating func take(_ slot: Int, _ facts: OrderFacts) -> OrderTrace {
        let order = slots[slot].spans.enumerated().sorted {
            ($0.element.start, $0.offset) < ($1.element.start, $1.offset)
        }
        let trace = OrderTrace(facts: facts, spans: order.map { $0.element.span }, truncated: slots[slot].truncated)
        drop(slot)
        return trace
    }

    /// Closes a slot and forgets its trace.
    public mutating func drop(_ slot: Int) {
        close(slot)
        slots[slot].spans.removeAll(keepingCapacity: true)
    }

    private mutating func close(_ slot: Int) {
        held -= slots[slot].spans.count
        slots[slot].isOpen = false
        free.append(slot)
    }
}
