internal import Kernel

/// A part of the events, unpacked: sorted by order, and within an order by kind, key, side and time.
struct EventPart {
    /// The events.
    private(set) var events: [BusinessEvent]
    /// Their values, `width` each.
    let values: [Int64]
    /// Fields of the agreement.
    let width: Int
    /// Partner of each event; the last one where none is written.
    let partners: [Int32]
    /// Places in `events`, sorted.
    let sorted: [Int32]

    init(_ store: EventStore, _ part: Int) {
        let width = store.agreement.fields.count
        let expected = store.sides.reduce(0) { $0 + $1.count } / SideStore.partCount * 5 / 4
        var events: [BusinessEvent] = []
        events.reserveCapacity(expected)
        var values: [Int64] = []
        values.reserveCapacity(expected * width)
        let partnerField = store.agreement.field(.partner)
        var partners: [Int32] = []
        partners.reserveCapacity(expected)
        let none = Int32(store.partners.count - 1)
        for (side, numbers) in zip(store.sides, store.partnerNumbers) {
            side.read(part: part) { event, own in
                events.append(event)
                values.append(contentsOf: own)
                let partner = event.partner == .max ? none : Int32(numbers[Int(event.partner)])
                partners.append(partner)
                if let partnerField, partner != none { values[values.count - width + partnerField] = Int64(partner) }
            }
        }
        var keys: [(order: UInt64, index: Int32)] = []
        keys.reserveCapacity(events.count)
        for (index, event) in events.enumerated() { keys.append((event.order, Int32(index))) }
        keys.sort { $0.order < $1.order || $0.order == $1.order && $0.index < $1.index }
        sorted = keys.map(\.index)
        EventPart.choose(&events)
        self.events = events
        self.values = values
        self.width = width
        self.partners = partners
    }

    /// Chooses when events happened of which clocks showed the time twice: when the other side's event of the kind says so, or else at
    /// the first of both.
    private static func choose(_ events: inout [BusinessEvent]) {
        let open = events.indices.filter { events[$0].isTwice }
        guard !open.isEmpty else { return }
        let orders = Set(open.map { events[$0].order })
        let known = Dictionary(grouping: events.filter { orders.contains($0.order) && !$0.isTwice }, by: \.order)
        for place in open {
            let own = events[place]
            let others = (known[own.order] ?? []).filter {
                ($0.side == Side.new.rawValue) != (own.side == Side.new.rawValue) && $0.kind == own.kind
                    && $0.key == own.key && $0.stock == own.stock
            }
            func distance(_ time: Instant) -> UInt64 { others.map { ($0.time &- time).magnitude }.min() ?? 0 }
            if distance(own.time &+ .hour) < distance(own.time) { events[place].time = own.time &+ .hour }
        }
    }

    /// The values of an event.
    @inline(__always)
    func value(_ event: Int32, _ field: Int) -> Int64 { values[Int(event) &* width &+ field] }

    /// Hands over the events of one order after the other, sorted by kind, key, side, time and row.
    func forEachOrder(_ body: (_ members: ArraySlice<Int32>) -> Void) {
        var sorted = sorted
        var start = 0
        while start < sorted.count {
            let order = events[Int(sorted[start])].order
            var end = start + 1
            while end < sorted.count, events[Int(sorted[end])].order == order { end += 1 }
            // Few at a time: insertion is the fastest way, and most come sorted by side already.
            if end - start <= 64 {
                for i in start + 1..<max(end, start + 1) {
                    let moving = sorted[i]
                    var j = i
                    while j > start, precedes(moving, sorted[j - 1]) {
                        sorted[j] = sorted[j - 1]
                        j -= 1
                    }
                    sorted[j] = moving
                }
            } else {
                sorted[start..<end].sort(by: precedes)
            }
            body(sorted[start..<end])
            start = end
        }
    }

    @inline(__always)
    private func precedes(_ a: Int32, _ b: Int32) -> Bool {
        events.withUnsafeBufferPointer { events in
            let (one, two) = (events[Int(a)], events[Int(b)])
            if one.kind != two.kind { return one.kind < two.kind }
            if one.key != two.key { return one.key < two.key }
            // A stock move without an order lies under its place and article, as its shadow does.
            if one.isShadow != two.isShadow { return two.isShadow }
            if one.side != two.side { return one.side < two.side }
            if one.time != two.time { return one.time < two.time }
            if one.row != two.row { return one.row < two.row }
            return a < b
        }
    }
}
