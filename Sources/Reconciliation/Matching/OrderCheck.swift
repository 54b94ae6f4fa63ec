internal import Kernel

/// Compares all events of an order on both sides: matches them kind by kind, and then looks at the order as a whole.
final class OrderCheck: Sendable {
    let comparison: PairComparison
    let matcher: Matcher
    let books: OrderBooks
    private let agreement: Agreement
    /// By kind: kinds that come before it, and kinds of which it needs one, as bits.
    let before: [UInt64]
    let needed: [UInt64]
    private let needsStock: Bool
    /// Documents of several orders, which are not judged order by order.
    private let shared: SharedDocuments?

    init(_ comparison: PairComparison, asOf: Instant, shared: SharedDocuments? = nil) {
        self.comparison = comparison
        self.shared = shared
        matcher = Matcher(comparison, asOf: asOf)
        books = OrderBooks(comparison)
        agreement = comparison.agreement
        let kinds = agreement.kinds
        func bits(_ roles: [EventRole]) -> UInt64 {
            kinds.enumerated().reduce(0) { roles.contains($1.element.role) ? $0 | 1 << UInt64($1.offset) : $0 }
        }
        before = kinds.map { bits($0.role.follows) }
        needed = kinds.map { bits($0.role.refersTo) }
        needsStock = kinds.contains { $0.role == .stockLevel }
    }

    /// Judges the events of one order.
    /// - Parameters:
    ///   - members: sorted by kind, key, side, time.
    ///   - units: emptied, and filled with what became of each event.
    func judge(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, into units: inout [MatchUnit]) {
        units.removeAll(keepingCapacity: true)
        var start = members.startIndex
        var isShadowed = false
        while start < members.endIndex {
            let first = part.events[Int(members[start])]
            var firstNew = start
            var end = start
            while end < members.endIndex {
                let event = part.events[Int(members[end])]
                guard event.kind == first.kind, event.key == first.key, event.isShadow == first.isShadow else { break }
                if event.side == Side.old.rawValue { firstNew = end + 1 }
                if event.side == Side.again.rawValue { break }
                end += 1
            }
            if first.isShadow {
                isShadowed = true
            } else if end > start, shared?.isShared(first.order, Int(first.kind)) != true {
                matcher.match(
                    part, kind: Int(first.kind), old: members[start..<firstNew], new: members[firstNew..<end],
                    into: &units)
            }
            // The old side once more is not judged.
            while end < members.endIndex {
                let event = part.events[Int(members[end])]
                guard event.side == Side.again.rawValue, event.kind == first.kind, event.key == first.key,
                    event.isShadow == first.isShadow
                else { break }
                end += 1
            }
            start = end
        }
        // Where every event matches, its time included, nothing can be out of order that is not on the old side.
        if units.allSatisfy({ $0.verdict == .match }) {
            for index in units.indices { checkInvoice(part, &units[index]) }
            guard isShadowed || needsStock else { return }
        }
        checkSequence(part, members, &units)
        checkReferences(part, members, &units)
        checkBooks(part, members, &units)
        if needsStock, isShadowed || units.contains(where: { agreement.kinds[$0.kind].role == .stockLevel }) {
            checkStock(part, members, &units)
        }
    }

    // MARK: - Sequence

    private func checkSequence(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ units: inout [MatchUnit]) {
        withUnsafeTemporaryAllocation(of: Instant.self, capacity: agreement.kinds.count * 2) { earliest in
            earliest.initialize(repeating: .never)
            let kinds = agreement.kinds.count
            for member in members {
                let event = part.events[Int(member)]
                guard event.side < 2, !event.isShadow else { continue }
                let place = Int(event.side) * kinds + Int(event.kind)
                if event.time < earliest[place] { earliest[place] = event.time }
            }
            /// Kinds that should have come before an event and came after it, as bits.
            func overtaken(_ event: Int32, _ kind: Int, _ side: Side) -> UInt64 {
                var bits = before[kind]
                var found: UInt64 = 0
                let time = part.events[Int(event)].time
                while bits != 0 {
                    let other = bits.trailingZeroBitCount
                    bits &= bits - 1
                    let first = earliest[Int(side.rawValue) * kinds + other]
                    if first != .never, time.later(by: agreement.kinds[kind].sameWithin) < first {
                        found |= 1 << UInt64(other)
                    }
                }
                return found
            }
            var later: (new: UInt64, old: UInt64) = (0, 0)
            for index in units.indices where before[units[index].kind] != 0 {
                let unit = units[index]
                let onNew = unit.new.reduce(UInt64(0)) { $0 | overtaken($1, unit.kind, .new) }
                let onOld = unit.old.reduce(UInt64(0)) { $0 | overtaken($1, unit.kind, .old) }
                if onOld & ~onNew != 0 { noteOldDisorder(onOld & ~onNew, index, &later.old, &units) }
                let fresh = onNew & ~onOld
                guard fresh != 0 else { continue }
                // Whichever moved is out of order: this one if it came earlier, else those that came later.
                let terms = agreement.kinds[unit.kind]
                if unit.delta.map({ $0 < -terms.sameWithin }) ?? true {
                    raiseOutOfOrder(&units[index])
                    continue
                }
                raiseThoseThatCameLater(fresh, &later.new, &units)
            }
        }
    }

    private func raiseOutOfOrder(_ unit: inout MatchUnit) {
        guard unit.verdict < .outOfOrder else { return }
        unit.disorder = .onlyNew
        unit.raise(to: comparison.noise.disorder[unit.kind] ? .tolerated : .outOfOrder)
    }

    /// Notes what the old side alone has out of order, by the same rules with the sides exchanged: how often it does shows what is
    /// so by nature.
    private func noteOldDisorder(
        _ kinds: UInt64, _ index: Int, _ noted: inout UInt64, _ units: inout [MatchUnit]
    ) {
        func note(_ index: Int) {
            if units[index].verdict < .outOfOrder { units[index].disorder = .onlyOld }
        }
        guard let delta = units[index].delta, delta <= agreement.kinds[units[index].kind].sameWithin else {
            return note(index)
        }
        let fresh = kinds & ~noted
        noted |= fresh
        for index in units.indices where fresh & 1 << UInt64(units[index].kind) != 0 {
            let terms = agreement.kinds[units[index].kind]
            guard let delta = units[index].delta, delta < -terms.sameWithin, -delta <= terms.lateAfter ?? .max else {
                continue
            }
            note(index)
        }
    }

    /// Raises units of some kinds that came later on the new side; each kind once.
    private func raiseThoseThatCameLater(_ kinds: UInt64, _ raised: inout UInt64, _ units: inout [MatchUnit]) {
        let fresh = kinds & ~raised
        guard fresh != 0 else { return }
        raised |= fresh
        for index in units.indices where fresh & 1 << UInt64(units[index].kind) != 0 {
            let terms = agreement.kinds[units[index].kind]
            // What is late says so of itself, by nature as well.
            guard let delta = units[index].delta, delta > terms.sameWithin, delta <= terms.lateAfter ?? .max,
                units[index].verdict < .late
            else { continue }
            raiseOutOfOrder(&units[index])
        }
    }

    // MARK: - References

    private func checkReferences(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ units: inout [MatchUnit])
    {
        guard units.contains(where: { $0.verdict == .unexpected }) else { return }
        var there: UInt64 = 0
        for member in members {
            let event = part.events[Int(member)]
            if event.side == Side.new.rawValue, !event.isShadow { there |= 1 << UInt64(event.kind) }
        }
        for index in units.indices where units[index].verdict == .unexpected {
            let needs = needed[units[index].kind]
            if needs != 0, needs & there == 0 { units[index].raise(to: .orphan) }
        }
    }

    // MARK: - Books

    private func checkBooks(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ units: inout [MatchUnit]) {
        for index in units.indices { checkInvoice(part, &units[index]) }
        let quantity: UInt16 = books.quantity.map { 1 << UInt16($0) } ?? 0
        var suspects = units.indices.filter { index in
            guard units[index].verdict == .value || units[index].verdict == .splitMismatch,
                units[index].differing & quantity != 0
            else { return false }
            switch agreement.kinds[units[index].kind].role {
            case .order, .shipment, .backOrder, .cancellation: return true
            default: return false
            }
        }
        // What is missing or twice says more about itself than that the sum is wrong.
        guard !suspects.isEmpty, !units.contains(where: { $0.verdict == .pending }),
            books.isOrderBalanced(part, members, .new) == false, books.isOrderBalanced(part, members, .old) == true
        else { return }
        // Once, where it broke: an order that differs as well asked for what did not come.
        let settled = suspects.filter { agreement.kinds[units[$0].kind].role != .order }
        if !settled.isEmpty { suspects = settled }
        for index in suspects { units[index].raise(to: .conservation, .orderBooks) }
    }

    /// Raises an invoice that is not its lines and tax.
    func checkInvoice(_ part: borrowing EventPart, _ unit: inout MatchUnit) {
        switch agreement.kinds[unit.kind].role {
        case .invoice, .creditNote:
            guard unit.new.contains(where: { books.isInvoiceBalanced(part, $0) == false }),
                !unit.old.contains(where: { books.isInvoiceBalanced(part, $0) == false }), !unit.old.isEmpty
            else { return }
            unit.raise(to: .conservation, .invoiceBooks)
        default: return
        }
    }

    private func checkStock(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ units: inout [MatchUnit]) {
        let wrong = books.unbalancedLevels(part, members, .new)
        guard !wrong.isEmpty else { return }
        let known = books.unbalancedLevels(part, members, .old)
        for index in units.indices where agreement.kinds[units[index].kind].role == .stockLevel {
            guard units[index].new.contains(where: wrong.contains), !units[index].old.contains(where: known.contains)
            else { continue }
            units[index].raise(to: .conservation, .stockBooks)
        }
    }
}
