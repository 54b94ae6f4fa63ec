internal import Kernel

/// Documents of several orders: a consolidated invoice, told under each order that is on it.
///
/// Orders that share a document, on whichever side, are one union for that kind of event, and so are those that share one with
/// any of them. All events of the kind of all its orders are judged together: they are kept once more under the union, which
/// is called by the least of its orders, with the order that they are of in place of a stock place, which such kinds have not.
struct SharedDocuments: Sendable {
    /// By kind: the union of each order that shares a document with another.
    private let unions: [[UInt64: UInt64]]
    /// Orders of unions: when something happened first, by side and kind.
    private let earliest: [UInt64: Instant]
    /// By kind: sides that tell some document under several orders.
    let tellers: [Set<Side>]
    /// The events, under their unions.
    let store: EventStore

    /// Looks for such documents; nil: no kind may have any, or there are none.
    init?(_ whole: EventStore) {
        let kinds = whole.agreement.kinds
        guard kinds.contains(where: \.spansOrders) else { return nil }
        var links = [OrderLinks](repeating: OrderLinks(), count: kinds.count)
        var tellers = [Set<Side>](repeating: [], count: kinds.count)
        for side in whole.sides.prefix(2) {
            // By kind and document: the first order that it was seen under.
            var first: [UInt64: UInt64] = [:]
            for part in 0..<SideStore.partCount {
                side.read(part: part) { event, _ in
                    let kind = Int(event.kind)
                    guard kinds[kind].spansOrders, event.document != BusinessEvent.none, !event.isShadow else { return }
                    let document = KeyHash.joined(event.document, UInt64(kind))
                    if let known = first[document] {
                        guard known != event.order else { return }
                        links[kind].join(known, event.order)
                        tellers[kind].insert(side.side)
                    } else {
                        first[document] = event.order
                    }
                }
            }
        }
        guard links.contains(where: { !$0.isEmpty }) else { return nil }
        self.tellers = tellers
        unions = links.map(\.leaders)
        let orders = unions.reduce(into: Set<UInt64>()) { $0.formUnion($1.keys) }
        let stores = whole.sides.prefix(2).map { SideStore($0.side, agreement: whole.agreement, partners: $0.partners) }
        var earliest: [UInt64: Instant] = [:]
        for (side, own) in zip(whole.sides, stores) {
            for part in 0..<SideStore.partCount {
                side.read(part: part) { [unions] event, values in
                    guard !event.isShadow, orders.contains(event.order) else { return }
                    let place = SharedDocuments.place(event.order, side.side, Int(event.kind))
                    earliest[place] = min(earliest[place] ?? .max, event.time)
                    guard let union = unions[Int(event.kind)][event.order] else { return }
                    var moved = event
                    moved.order = union
                    moved.stock = event.order
                    own.add(moved, values)
                }
            }
        }
        self.earliest = earliest
        store = EventStore(of: whole, stores)
    }

    /// By order of a union: the worst that became of a document that it shares.
    func worst(_ matcher: DocumentMatcher) -> [UInt64: VerdictClass] {
        var worst: [UInt64: VerdictClass] = [:]
        var units: [MatchUnit] = []
        for part in 0..<SideStore.partCount {
            let events = store.part(part)
            events.forEachOrder { members in
                matcher.judge(events, members, into: &units)
                for unit in units {
                    for event in unit.old { raise(events.events[Int(event)].stock, unit.verdict) }
                    for event in unit.new { raise(events.events[Int(event)].stock, unit.verdict) }
                }
            }
        }
        func raise(_ order: UInt64, _ verdict: VerdictClass) { worst[order] = max(worst[order] ?? .match, verdict) }
        return worst
    }

    private static func place(_ order: UInt64, _ side: Side, _ kind: Int) -> UInt64 {
        KeyHash.joined(order, UInt64(kind) << 8 | UInt64(side.rawValue))
    }

    /// Whether events of a kind of an order are judged with those of other orders.
    @inline(__always)
    func isShared(_ order: UInt64, _ kind: Int) -> Bool { unions[kind][order] != nil }

    /// Unions that an order is in, each once.
    func unions(of order: UInt64) -> Set<UInt64> { Set(unions.compactMap { $0[order] }) }

    /// When something first happened to an order of a union; nil: never.
    func first(_ order: UInt64, _ side: Side, _ kind: Int) -> Instant? {
        earliest[SharedDocuments.place(order, side, kind)]
    }
}
