public import Kernel

/// Compares the sides of a store, part by part. Parts may be taken by several threads: what they find adds up.
public final class Reconciler: Sendable {
    /// What is compared.
    public let store: EventStore
    /// Until when events are known: what one side lacks is missing only if its time and the agreed wait lie before.
    public let asOf: Instant
    private let check: OrderCheck
    /// Documents of several orders, what judges them, and by order the worst that became of one.
    private let shared: (documents: SharedDocuments, matcher: DocumentMatcher, worst: [UInt64: VerdictClass])?
    private let orderKind: Int?
    private let keepsAllTimes: Bool

    /// A comparison.
    /// - Parameters:
    ///   - store: the events.
    ///   - asOf: until when they are known; nil: until the last of them.
    ///   - noise: what differs by nature.
    ///   - keepsAllTimes: whether the times of all orders are kept and not a sample of them.
    public init(
        _ store: EventStore, asOf: Instant? = nil, noise: NoiseModel? = nil, keepsAllTimes: Bool = false
    ) {
        self.store = store
        self.keepsAllTimes = keepsAllTimes
        let kinds = store.agreement.kinds.count
        self.asOf = asOf ?? store.span?.upperBound ?? 0
        let masks = store.sides.prefix(2).map(\.fieldMasks)
        let comparison = PairComparison(
            agreement: store.agreement, compared: (0..<kinds).map { masks[0][$0] & masks[1][$0] },
            noise: noise ?? NoiseModel(kinds: kinds))
        let documents = SharedDocuments(store)
        let check = OrderCheck(comparison, asOf: self.asOf, shared: documents)
        self.check = check
        let asOf = self.asOf
        shared = documents.map { documents in
            let matcher = DocumentMatcher(check, documents, asOf: asOf)
            return (documents, matcher, documents.worst(matcher))
        }
        orderKind = store.agreement.kind(.order)
    }

    /// By kind: fields that both sides have, as bits; the others are not compared.
    public var compared: [UInt16] { check.comparison.compared }

    /// By kind: sides that tell some document under several orders.
    public var sharedDocumentTellers: [Set<Side>] {
        shared?.documents.tellers ?? [Set<Side>](repeating: [], count: store.agreement.kinds.count)
    }

    /// By kind: fields that some event of a side has, as bits.
    public func told(_ side: Side) -> [UInt16] { store.sides[Int(side.rawValue)].fieldMasks }

    // MARK: - Classes

    /// What some parts came to.
    public func tally(parts: some Sequence<Int>) -> Tally {
        var sum = emptyTally
        for part in parts {
            var own = emptyTally
            let events = store.part(part)
            var units: [MatchUnit] = []
            events.forEachOrder { members in
                check.judge(events, members, into: &units)
                enter(events, members, units, into: &own)
            }
            tallyShared(part, into: &own)
            sum.absorb(changesOf: &own)
            sum.merge(own)
        }
        return sum
    }

    /// Enters what became of documents of several orders.
    private func tallyShared(_ part: Int, into tally: inout Tally) {
        guard let shared else { return }
        let events = shared.documents.store.part(part)
        var units: [MatchUnit] = []
        events.forEachOrder { members in
            shared.matcher.judge(events, members, into: &units)
            for unit in units {
                guard let leader = unit.old.leader ?? unit.new.leader else { continue }
                let order = events.events[Int(leader)].stock
                enter(
                    events, unit, events.events[Int(leader)].order, store.partners.count - 1,
                    orderKind.map { kind in
                        (shared.documents.first(order, .old, kind), shared.documents.first(order, .new, kind))
                    } ?? (nil, nil), isFirst: unit.verdict != .pending, into: &tally)
            }
        }
    }

    /// A tally of nothing.
    public var emptyTally: Tally {
        Tally(
            partners: store.partners.count, kinds: store.agreement.kinds.count, fields: store.agreement.fields.count,
            span: store.span, keepsAllTimes: keepsAllTimes)
    }

    /// What became of the events of one order: its units, and its events by side.
    public func explain(order: UInt64) -> [ExplainedUnit] {
        explain(orders: [order])[order] ?? []
    }

    /// What became of the events of several orders; those without events are left out.
    public func explain(orders: Set<UInt64>) -> [UInt64: [ExplainedUnit]] {
        var found: [UInt64: [ExplainedUnit]] = [:]
        for (part, wanted) in Dictionary(grouping: orders, by: SideStore.part) {
            let wanted = Set(wanted)
            let events = store.part(part)
            var units: [MatchUnit] = []
            events.forEachOrder { members in
                guard let first = members.first else { return }
                let order = events.events[Int(first)].order
                guard wanted.contains(order) else { return }
                check.judge(events, members, into: &units)
                found[order] = units.map { unit in
                    ExplainedUnit(
                        unit: unit, old: unit.old.map { events.events[Int($0)] },
                        new: unit.new.map { events.events[Int($0)] })
                }
            }
        }
        for (order, units) in explainShared(orders) { found[order, default: []] += units }
        return found
    }

    /// What became of the documents that some orders share with others: of all of the union.
    private func explainShared(_ orders: Set<UInt64>) -> [UInt64: [ExplainedUnit]] {
        guard let shared else { return [:] }
        var byUnion: [UInt64: [UInt64]] = [:]
        for order in orders {
            for union in shared.documents.unions(of: order) { byUnion[union, default: []].append(order) }
        }
        var found: [UInt64: [ExplainedUnit]] = [:]
        for (part, unions) in Dictionary(grouping: byUnion.keys, by: SideStore.part) {
            let events = shared.documents.store.part(part)
            var units: [MatchUnit] = []
            events.forEachOrder { members in
                guard let first = members.first else { return }
                let union = events.events[Int(first)].order
                guard unions.contains(union) else { return }
                shared.matcher.judge(events, members, into: &units)
                func whole(_ event: Int32) -> BusinessEvent {
                    var whole = events.events[Int(event)]
                    (whole.order, whole.stock) = (whole.stock, BusinessEvent.none)
                    return whole
                }
                let explained = units.map {
                    ExplainedUnit(unit: $0, old: $0.old.map(whole), new: $0.new.map(whole))
                }
                for order in byUnion[union] ?? [] {
                    // Two kinds may have unions of one name, with different orders in them.
                    found[order, default: []] += explained.filter {
                        shared.documents.isShared(order, $0.unit.kind)
                    }
                }
            }
        }
        return found
    }

    private func enter(
        _ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ units: [MatchUnit], into tally: inout Tally
    ) {
        guard let first = members.first else { return }
        let order = part.events[Int(first)].order
        // What became of a document that it shares with other orders is told once, and says something of each of them.
        let sharedWorst = shared?.worst[order]
        guard !units.isEmpty || sharedWorst != nil else { return }
        let none = store.partners.count - 1
        // An event without a partner is of the partner of its order.
        var own = none
        var placed: (old: Instant?, new: Instant?) = (nil, nil)
        var isStranger = true
        for member in members {
            let event = part.events[Int(member)]
            if event.side == Side.old.rawValue { isStranger = false }
            if own == none, !event.isShadow { own = Int(part.partners[Int(member)]) }
            guard let orderKind, Int(event.kind) == orderKind else { continue }
            if event.side == Side.old.rawValue, placed.old == nil { placed.old = event.time }
            if event.side == Side.new.rawValue, placed.new == nil { placed.new = event.time }
        }
        var worst = sharedWorst ?? .match
        // Kinds of which the order was counted, as bits.
        var counted: UInt64 = 0
        for unit in units {
            worst = max(worst, unit.verdict)
            let bit: UInt64 = unit.verdict == .pending ? 0 : 1 << UInt64(unit.kind)
            enter(part, unit, order, own, placed, isFirst: bit & ~counted != 0, into: &tally)
            counted |= bit
        }
        tally.addOrder(partner: own, worst, part.events[Int(first)].time, isStranger: isStranger)
    }

    private func enter(
        _ part: borrowing EventPart, _ unit: MatchUnit, _ order: UInt64, _ orderPartner: Int,
        _ placed: (old: Instant?, new: Instant?), isFirst: Bool, into tally: inout Tally
    ) {
        let none = store.partners.count - 1
        guard let leader = unit.old.leader ?? unit.new.leader else { return }
        let time = part.events[Int(leader)].time
        var partner = Int(part.partners[Int(leader)])
        if partner == none, let other = unit.new.leader { partner = Int(part.partners[Int(other)]) }
        if partner == none { partner = orderPartner }
        let compared = check.comparison.compared[unit.kind]
        let interval = tally.timeline.index(time)
        if let delta = unit.delta { tally.clocks.add(delta) }
        if unit.delta != nil || unit.disorder != .none {
            tally.addSequence(kind: unit.kind, unit.disorder, interval: interval)
        }
        tally.change(partner: partner, kind: unit.kind) { cell in
            cell.occurrences.add(unit.verdict, interval: interval)
            if isFirst { cell.orders &+= 1 }
            if unit.remark == .split || unit.remark == .sharedDocuments {
                cell.splits &+= 1
                if unit.newCount < unit.oldCount {
                    cell.merges &+= 1
                    if unit.verdict == .splitMismatch { cell.wrongMerges &+= 1 }
                }
            }
            if unit.remark == .orderBooks, unit.old.count != unit.new.count { cell.unbalancedSplits &+= 1 }
            let index = Int(unit.verdict.rawValue)
            cell.classes[index].units &+= 1
            cell.classes[index].old &+= unit.old.count
            cell.classes[index].new &+= unit.new.count
            if unit.remark == .fewerCopies { cell.oldDuplicates &+= 1 }
            if unit.delta != nil {
                for field in cell.fields.indices where compared & 1 << UInt16(field) != 0 {
                    cell.fields[field].compared &+= 1
                    if unit.differing & 1 << UInt16(field) != 0 { cell.fields[field].differing &+= 1 }
                    if unit.tolerated & 1 << UInt16(field) != 0 { cell.fields[field].tolerated &+= 1 }
                }
                if unit.kind != orderKind, let start = placed.old, let old = unit.old.leader, let new = unit.new.leader
                {
                    cell.legs.add(
                        LegSample.Pair(
                            order: order, placed: start, old: part.events[Int(old)].time &- start,
                            new: part.events[Int(new)].time &- (placed.new ?? start)))
                }
            }
            guard unit.verdict > .match else { return }
            cell.widen(unit.verdict, time)
            cell.add(
                Exemplar(
                    order: order, old: unit.old.prefix(Exemplar.rowLimit).map { part.events[Int($0)].row },
                    new: unit.new.prefix(Exemplar.rowLimit).map { part.events[Int($0)].row }, time: time,
                    differing: unit.differing,
                    remark: unit.remark, oldCount: unit.oldCount, newCount: unit.newCount), as: unit.verdict,
                order: order)
        }
        if unit.differing != 0, unit.delta != nil, let old = unit.old.leader, let new = unit.new.leader {
            for field in 0..<part.width where unit.differing & 1 << UInt16(field) != 0 {
                tally.addChange(
                    kind: unit.kind, field: field,
                    ValueChange(old: part.value(old, field), new: part.value(new, field)),
                    oldRow: part.events[Int(old)].row, newRow: part.events[Int(new)].row,
                    isNumber: store.agreement.fields[field].form == .number)
            }
        }
        for old in unit.old { tally.changeTimeline(unit.kind, part.events[Int(old)].time) { $0.old &+= 1 } }
        for new in unit.new { tally.changeTimeline(unit.kind, part.events[Int(new)].time) { $0.new &+= 1 } }
        tally.changeTimeline(unit.kind, time) { bin in
            if unit.verdict.isDefect { bin.defects &+= 1 }
            if let delta = unit.delta {
                bin.pairs &+= 1
                bin.lag &+= delta / 1_000
            }
        }
    }

    // MARK: - Noise

    /// How the old side differs from itself in some parts, where it is there twice; only events that all have once count.
    public func noise(parts: some Sequence<Int>) -> NoiseTally {
        var tally = NoiseTally(
            kinds: store.agreement.kinds.count, fields: store.agreement.fields.count, span: store.span)
        guard store.sides.count > 2 else { return tally }
        for part in parts {
            let events = store.part(part)
            events.forEachOrder { members in
                var start = members.startIndex
                while start + 2 < members.endIndex {
                    let three = (0..<3).map { events.events[Int(members[start + $0])] }
                    let isOne =
                        three.enumerated().allSatisfy {
                            Int($1.side) == $0 && $1.kind == three[0].kind && $1.key == three[0].key && !$1.isShadow
                        }
                        && (start + 3 == members.endIndex || !isSame(events.events[Int(members[start + 3])], three[0]))
                    // An amount under one order is not that order's where a document is of several.
                    guard isOne, shared?.documents.isShared(three[0].order, Int(three[0].kind)) != true else {
                        start += 1
                        continue
                    }
                    let kind = Int(three[0].kind)
                    let new = check.comparison.rawDifferences(
                        events, members[start], members[start + 1], kind: kind)
                    let again = check.comparison.rawDifferences(
                        events, members[start], members[start + 2], kind: kind)
                    if new | again != 0 {
                        note(events, members[start..<start + 3], three, new: new, again: again, in: &tally)
                    }
                    if let late = store.agreement.kinds[kind].lateAfter {
                        tally.addLateness(
                            kind: kind, new: three[1].time &- three[0].time > late,
                            again: three[2].time &- three[0].time > late, time: three[0].time)
                    }
                    tally.add(
                        kind: kind, compared: compared[kind], new: new, again: again,
                        pair: LegSample.Pair(
                            order: KeyHash.joined(three[0].order, three[0].key), placed: three[0].time,
                            old: three[1].time &- three[0].time,
                            new: three[2].time &- three[0].time))
                    start += 3
                }
            }
        }
        return tally
    }

    /// Notes what fields became on the new side and on the old one beside itself.
    private func note(
        _ part: borrowing EventPart, _ places: ArraySlice<Int32>, _ three: [BusinessEvent], new: UInt16, again: UInt16,
        in tally: inout NoiseTally
    ) {
        let first = places.startIndex
        for field in 0..<part.width where (new | again) & 1 << UInt16(field) != 0 {
            let old = part.value(places[first], field)
            for (side, bits) in [(1, new), (2, again)] where bits & 1 << UInt16(field) != 0 {
                tally.addChange(
                    kind: Int(three[0].kind), field: field,
                    ValueChange(old: old, new: part.value(places[first + side], field)), onNew: side == 1,
                    time: three[0].time, oldRow: three[0].row, newRow: three[side].row)
            }
        }
    }

    private func isSame(_ one: BusinessEvent, _ other: BusinessEvent) -> Bool {
        one.kind == other.kind && one.key == other.key
    }
}
