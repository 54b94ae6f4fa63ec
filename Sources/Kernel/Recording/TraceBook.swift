/// The spans of traced orders while they are under way, in small reusable slots.
public struct TraceBook: Sendable {
    private struct Slot: Sendable {
        var number: UInt64
        var spans: [PackedSpan] = []
        var truncated = false
    }

    /// Spans by which the room of a small trace grows.
    private static let step = 16
    /// From this many spans on room is doubled.
    private static let smallTrace = 256

    private var slots: [Slot] = []
    private var free: [Int] = []
    /// How many orders were traced so far.
    public private(set) var begun: Int64 = 0

    /// An empty book.
    public init() {}

    /// Opens a trace for an order; the slot is good until it is taken or dropped.
    public mutating func begin(_ number: UInt64) -> Int {
        begun += 1
        if let slot = free.popLast() {
            slots[slot].number = number
            slots[slot].truncated = false
            return slot
        }
        slots.append(Slot(number: number))
        return slots.count - 1
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
        slots[slot].spans.removeAll(keepingCapacity: true)
        free.append(slot)
    }
}
