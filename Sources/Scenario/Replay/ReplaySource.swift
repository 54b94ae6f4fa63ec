public import Kernel

/// Orders replayed from a file: read once as a stream, moved in time, compressed, scaled, brought into time order.
///
/// Memory is constant: a reorder buffer of `ReplayFile.reorder` orders, and the copies that lie within one resolution
/// of the file's times. Every row is used, counted as outside the window, or counted as bad; none is dropped in silence.
///
/// Scaling keeps shape and burstiness: each order of the file becomes `scale` orders on average (the whole part for
/// sure, one more by a keyed draw), each spread evenly at random within the resolution of the file's times.
public struct ReplaySource: OrderSource {
    /// A copy of a file's order that is ready to go.
    private struct Copy {
        var due: Instant
        var ordinal: UInt64
        var copy: UInt64
        var given: OrderAttributes.Given

        func precedes(_ other: Copy) -> Bool {
            (due, ordinal, copy) < (other.due, other.ordinal, other.copy)
        }
    }

    private var rows: ReplayRows
    private let file: ReplayFile
    private let replay: DemandPlan.Replay
    private let attributes: OrderAttributes
    private let key: RandomKey
    private let shard: Shard
    private let window: Nanoseconds
    /// Orders of the file that wait for earlier ones.
    private var held: Heap<FileOrder>
    private var copies: Heap<Copy>
    private var reached = Int64.min
    private var number: UInt64 = 0
    /// The earliest order that is not yet copied.
    private var upcoming: FileOrder?

    /// The largest factor by which volume may be scaled.
    public static let scaleLimit = 100_000.0

    /// Opens a file.
    /// - Parameters:
    ///   - file: where it is and how to read it.
    ///   - plan: a checked plan with `demand.replay`; orders that would be due outside `[0, window)` count as outside.
    ///   - shard: which part of the orders.
    /// - Throws: `ReplayError` if the file cannot be read at all, lacks a column, or the plan has no replay.
    public init(_ file: ReplayFile, plan: Plan, shard: Shard = .whole) throws(ReplayError) {
        try self.init(file, bytes: nil, plan: plan, shard: shard)
    }

    init(_ file: ReplayFile, bytes: ByteSource?, plan: Plan, shard: Shard = .whole) throws(ReplayError) {
        guard let replay = plan.demand.replay else { throw ReplayError(file.name, "the scenario has no replay") }
        guard replay.scale >= 0, replay.scale <= ReplaySource.scaleLimit else {
            throw ReplayError(file.name, "expected a scale from 0 to 100,000, found \(replay.scale)")
        }
        guard replay.compression > 0, replay.compression.isFinite else {
            throw ReplayError(file.name, "expected a compression above 0, found \(replay.compression)")
        }
        self.file = file
        self.replay = replay
        self.shard = shard
        window = plan.window
        attributes = OrderAttributes(plan.demand, tables: plan.tables)
        key = RandomKey(seed: plan.seed, path: "orders.replay")
        held = Heap { ($0.time, $0.ordinal) < ($1.time, $1.ordinal) }
        copies = Heap { $0.precedes($1) }
        rows = try ReplayRows(file, bytes: bytes, demand: plan.demand)
        upcoming = nextInOrder()
    }

    /// Rows read, outside the window and bad so far.
    public var badRows: BadRows { rows.badRows }

    /// Why the file could not be read to its end; nil: it could, as far as it has been read.
    public var failure: ReplayError? { rows.failure }

    /// The next order of the shard, in time order.
    public mutating func next() -> Order? {
        while true {
            // A copy may go when no order still to be copied can come before it.
            while let order = upcoming, copies.first.map({ replay.due(order.time) <= $0.due }) ?? true {
                makeCopies(of: order)
                upcoming = nextInOrder()
            }
            guard let copy = copies.pop() else { return nil }
            let number = number
            self.number += 1
            guard shard.owns(number) else { continue }
            return attributes.order(
                number: number, key: key.child(copy.ordinal).child(copy.copy + 1), due: copy.due, given: copy.given)
        }
    }

    /// The next order of the file within the window, in time order.
    private mutating func nextInOrder() -> FileOrder? {
        while held.count < max(1, file.reorder), let order = rows.next() {
            let due = replay.due(order.time)
            let isChosen = (file.from.map { order.time >= $0 } ?? true) && (file.until.map { order.time < $0 } ?? true)
            guard isChosen, due >= 0, due < window else {
                rows.bookOutside(order, ofClock: isChosen)
                continue
            }
            guard order.time >= reached else {
                rows.book(
                    order.line,
                    "out of order: it comes more than \(file.reorder) orders after later ones; sort the file by time",
                    rows: order.rows)
                continue
            }
            held.push(order)
        }
        guard let first = held.pop() else { return nil }
        reached = first.time
        return first
    }

    private mutating func makeCopies(of order: FileOrder) {
        let orderKey = key.child(order.ordinal)
        let whole = replay.scale.rounded(.down)
        let extra = orderKey.child(0).uniform < replay.scale - whole ? 1 : 0
        let count = Int(whole) + extra
        let earliest = replay.due(order.time)
        for index in 0..<count {
            var due = earliest
            if replay.resolution > 0 {
                let place = orderKey.child(UInt64(index) + 1).child(0xd0e).uniform
                let time = order.time.addingReportingOverflow(Int64(place * Double(replay.resolution)))
                if !time.overflow { due = max(earliest, min(replay.due(time.partialValue), window - 1)) }
            }
            copies.push(Copy(due: due, ordinal: order.ordinal, copy: UInt64(index), given: order.given))
        }
    }
}

/// A binary heap, the first element by `precedes` on top.
struct Heap<Element> {
    private let precedes: (Element, Element) -> Bool
    private var elements: [Element] = []

    init(_ precedes: @escaping (Element, Element) -> Bool) { self.precedes = precedes }

    var count: Int { elements.count }
    var first: Element? { elements.first }

    mutating func push(_ element: Element) {
        elements.append(element)
        var i = elements.count - 1
        while i > 0 {
            let parent = (i - 1) / 2
            guard precedes(elements[i], elements[parent]) else { return }
            elements.swapAt(i, parent)
            i = parent
        }
    }

    mutating func pop() -> Element? {
        guard let top = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return top }
        elements[0] = last
        var i = 0
        while true {
            var child = 2 * i + 1
            guard child < elements.count else { return top }
            if child + 1 < elements.count && precedes(elements[child + 1], elements[child]) { child += 1 }
            guard precedes(elements[child], elements[i]) else { return top }
            elements.swapAt(i, child)
            i = child
        }
    }
}
