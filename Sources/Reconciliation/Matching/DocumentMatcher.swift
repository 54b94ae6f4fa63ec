internal import Kernel

/// Judges documents of several orders: those of a union of orders together.
///
/// A document that is told under several orders counts once; lines of it (events with different keys, or with different amounts)
/// count once each. Documents with the same number and amounts, or for the same orders with the same amounts, are the same.
/// What is left is compared in sum: ten invoices that became one are tolerated if they come to the same.
final class DocumentMatcher: Sendable {
    private let check: OrderCheck
    private let shared: SharedDocuments
    private let asOf: Instant
    /// Fields that are summed up, as bits.
    private let amounts: UInt16

    private var comparison: PairComparison { check.comparison }

    init(_ check: OrderCheck, _ shared: SharedDocuments, asOf: Instant) {
        self.check = check
        self.shared = shared
        self.asOf = asOf
        amounts = check.comparison.agreement.fields.enumerated().reduce(0) { bits, field in
            switch field.element.meaning {
            case .quantity, .net, .tax, .total: bits | 1 << UInt16(field.offset)
            case .value, .status, .master, .partner: bits
            }
        }
    }

    /// Judges the events of one union.
    /// - Parameters:
    ///   - members: sorted by kind.
    ///   - units: emptied, and filled with what became of each event.
    func judge(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, into units: inout [MatchUnit]) {
        units.removeAll(keepingCapacity: true)
        var start = members.startIndex
        while start < members.endIndex {
            let kind = part.events[Int(members[start])].kind
            var end = start
            while end < members.endIndex, part.events[Int(members[end])].kind == kind { end += 1 }
            let own = members[start..<end]
            let first = units.count
            match(
                part, Int(kind), documents(part, own, .old, Int(kind)), documents(part, own, .new, Int(kind)),
                into: &units)
            for index in first..<units.count {
                check.checkInvoice(part, &units[index])
                checkOrder(part, &units[index])
            }
            start = end
        }
    }

    // MARK: - Documents

    private func documents(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ side: Side, _ kind: Int)
        -> [OrderDocument]
    {
        var own: [Int32] = []
        for member in members where part.events[Int(member)].side == side.rawValue { own.append(member) }
        own.sort { [events = part.events] one, two in
            let (a, b) = (events[Int(one)], events[Int(two)])
            return (a.time, a.row) < (b.time, b.row)
        }
        let summed = comparison.compared[kind] & amounts
        var documents: [OrderDocument] = []
        var places: [UInt64: Int] = [:]
        var seen: Set<UInt64> = []
        var lines: Set<UInt64> = []
        var orders: [Set<UInt64>] = []
        for member in own {
            let event = part.events[Int(member)]
            // One without a number is a document of its own.
            let name = event.document != 0 ? event.document : KeyHash.joined(event.row, 1) | 1 << 63
            let place = places[name] ?? documents.count
            if place == documents.count {
                places[name] = place
                documents.append(
                    OrderDocument(
                        number: event.document, events: [],
                        amounts: (0..<part.width).map { summed & 1 << UInt16($0) != 0 ? 0 : nil }))
                orders.append([])
            }
            documents[place].events.append(member)
            orders[place].insert(event.stock)
            var line = KeyHash.joined(name, event.key)
            for field in 0..<part.width where amounts & 1 << UInt16(field) != 0 {
                line = KeyHash.joined(line, UInt64(bitPattern: part.value(member, field)))
            }
            if !seen.insert(KeyHash.joined(line, event.stock)).inserted {
                documents[place].copies.append(member)
            } else if lines.insert(line).inserted {
                for field in 0..<part.width where summed & 1 << UInt16(field) != 0 {
                    documents[place].amounts[field] = DocumentMatcher.sum(
                        documents[place].amounts[field], part.value(member, field))
                }
            }
        }
        for place in documents.indices {
            documents[place].orders = orders[place].sorted().reduce(UInt64(0x7f)) { KeyHash.joined($0, $1) }
        }
        return documents
    }

    private static func sum(_ one: Int64?, _ other: Int64) -> Int64? {
        guard let one, other != EventField.absent else { return nil }
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    /// The sums of several documents; nil where one of them has none.
    private static func sums(_ documents: [OrderDocument]) -> [Int64?] {
        guard let first = documents.first else { return [] }
        return first.amounts.indices.map { field in
            documents.dropFirst().reduce(first.amounts[field]) { sum, next in
                next.amounts[field].flatMap { DocumentMatcher.sum(sum, $0) }
            }
        }
    }

    // MARK: - Matching

    private func match(
        _ part: borrowing EventPart, _ kind: Int, _ old: [OrderDocument], _ new: [OrderDocument],
        into units: inout [MatchUnit]
    ) {
        var restOld = old
        var restNew = new
        var pairs = DocumentMatcher.pairs(&restOld, &restNew) {
            $0.number == 0 ? nil : KeyHash.joined($0.number, $0.fingerprint)
        }
        pairs += DocumentMatcher.pairs(&restOld, &restNew) { KeyHash.joined($0.orders, $0.fingerprint) }
        // What the new side has already, for the same orders, under another number: a duplicate with a number of its own.
        let known = Set(pairs.map { KeyHash.joined($0.new.orders, $0.new.fingerprint) })
        for again in restNew.filter({ known.contains(KeyHash.joined($0.orders, $0.fingerprint)) }) {
            units.append(MatchUnit(.duplicate, kind: kind, new: EventGroup(again.events), remark: .moreCopies))
        }
        restNew.removeAll { known.contains(KeyHash.joined($0.orders, $0.fingerprint)) }
        if restOld.count == restNew.count, restOld.count > 1 {
            pairs += DocumentMatcher.pairs(&restOld, &restNew) {
                $0.number == 0 ? nil : KeyHash.joined($0.number, $0.orders)
            }
        }
        switch (restOld.count, restNew.count) {
        case (_, 0): units += restOld.map { alone(part, kind, $0, isOld: true) }
        case (0, _): units += restNew.map { alone(part, kind, $0, isOld: false) }
        case (1, 1): pairs.append((restOld[0], restNew[0]))
        default: units += several(part, kind, restOld, restNew)
        }
        for (mine, theirs) in pairs { units += pair(part, kind, mine, theirs) }
    }

    /// Documents of both sides with the same key; they are taken away.
    private static func pairs(
        _ old: inout [OrderDocument], _ new: inout [OrderDocument], by key: (OrderDocument) -> UInt64?
    ) -> [(old: OrderDocument, new: OrderDocument)] {
        var places: [UInt64: [Int]] = [:]
        for (place, document) in new.enumerated().reversed() {
            if let key = key(document) { places[key, default: []].append(place) }
        }
        var found: [(old: OrderDocument, new: OrderDocument)] = []
        var taken: Set<Int> = []
        old.removeAll { document in
            guard let key = key(document), let place = places[key]?.popLast() else { return false }
            taken.insert(place)
            found.append((document, new[place]))
            return true
        }
        new = new.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
        return found
    }

    private func alone(_ part: borrowing EventPart, _ kind: Int, _ document: OrderDocument, isOld: Bool) -> MatchUnit {
        let verdict: VerdictClass =
            isOpen(part, kind, document.events) ? .pending : isOld ? .missing : .unexpected
        var unit = MatchUnit(
            verdict, kind: kind, old: isOld ? EventGroup(document.events) : [],
            new: isOld ? [] : EventGroup(document.events))
        if isOld { unit.oldDocuments = 1 } else { unit.newDocuments = 1 }
        return unit
    }

    /// Whether the other side may still get more: the last of some events is younger than the agreed wait.
    private func isOpen(_ part: borrowing EventPart, _ kind: Int, _ events: [Int32]) -> Bool {
        let last = events.reduce(Instant.min) { max($0, part.events[Int($1)].time) }
        return last.later(by: comparison.agreement.kinds[kind].wait) > asOf
    }

    /// A document of each side, and what either tells more often.
    private func pair(_ part: borrowing EventPart, _ kind: Int, _ old: OrderDocument, _ new: OrderDocument)
        -> [MatchUnit]
    {
        // As many copies as both have are the same.
        let extraOld = Array(old.copies.dropFirst(new.copies.count))
        let extraNew = Array(new.copies.dropFirst(old.copies.count))
        let mine = DocumentMatcher.without(extraOld, old.events)
        let theirs = DocumentMatcher.without(extraNew, new.events)
        let delta = part.events[Int(theirs[0])].time &- part.events[Int(mine[0])].time
        var outcome = PairComparison.Outcome(verdict: .match, differing: 0, tolerated: 0)
        // Everything but amounts is compared under each order that both tell it under, or else by the first of each.
        var byOrder: [UInt64: Int32] = [:]
        for event in theirs.reversed() { byOrder[part.events[Int(event)].stock] = event }
        var isCompared = false
        for event in mine {
            guard let other = byOrder.removeValue(forKey: part.events[Int(event)].stock) else { continue }
            isCompared = true
            compare(part, kind, event, other, &outcome)
        }
        if !isCompared { compare(part, kind, mine[0], theirs[0], &outcome) }
        for field in 0..<part.width
        where comparison.compared[kind] & amounts & 1 << UInt16(field) != 0 && old.amounts[field] != new.amounts[field]
        {
            comparison.judge(
                field,
                ValueChange(
                    old: old.amounts[field] ?? EventField.absent, new: new.amounts[field] ?? EventField.absent),
                kind, &outcome)
        }
        comparison.judge(delta, kind, &outcome)
        var unit = MatchUnit(outcome.verdict, kind: kind, old: EventGroup(mine), new: EventGroup(theirs))
        unit.differing = outcome.differing
        unit.tolerated = outcome.tolerated
        unit.delta = delta
        unit.oldDocuments = 1
        unit.newDocuments = 1
        return [unit] + surplus(kind, extraOld, isOld: true) + surplus(kind, extraNew, isOld: false)
    }

    private func compare(
        _ part: borrowing EventPart, _ kind: Int, _ old: Int32, _ new: Int32, _ outcome: inout PairComparison.Outcome
    ) {
        let raw = comparison.rawDifferences(part, old, new, kind: kind) & ~amounts
        if raw != 0 { comparison.judge(part, old, new, kind, raw, &outcome) }
    }

    private static func without(_ some: [Int32], _ events: [Int32]) -> [Int32] {
        guard !some.isEmpty else { return events }
        let some = Set(some)
        return events.filter { !some.contains($0) }
    }

    private func surplus(_ kind: Int, _ events: [Int32], isOld: Bool) -> [MatchUnit] {
        events.map { event in
            isOld
                ? MatchUnit(.duplicate, kind: kind, old: EventGroup(event), remark: .fewerCopies)
                : MatchUnit(.duplicate, kind: kind, new: EventGroup(event), remark: .moreCopies)
        }
    }

    /// Documents of which there are more on one side: one unit.
    private func several(
        _ part: borrowing EventPart, _ kind: Int, _ old: [OrderDocument], _ new: [OrderDocument]
    ) -> [MatchUnit] {
        var differing = differences(kind, old, new)
        var new = new
        var units: [MatchUnit] = []
        if differing.bits != 0 {
            // A document that is there again for the same orders is a duplicate if it is what is too much.
            var kept: Set<UInt64> = []
            let once = new.filter { kept.insert(KeyHash.joined($0.orders, $0.fingerprint)).inserted }
            let left = differences(kind, old, once)
            if once.count < new.count, left.bits == 0 {
                let numbers = Set(once.map { $0.events[0] })
                units += new.filter { !numbers.contains($0.events[0]) }.map {
                    MatchUnit(.duplicate, kind: kind, new: EventGroup($0.events), remark: .moreCopies)
                }
                new = once
                differing = left
            }
        }
        let extraOld = old.flatMap(\.copies)
        let extraNew = new.flatMap(\.copies)
        let mine = DocumentMatcher.without(extraOld, old.flatMap(\.events))
        let theirs = DocumentMatcher.without(extraNew, new.flatMap(\.events))
        let isOpen = self.isOpen(part, kind, mine + theirs)
        let verdict: VerdictClass =
            differing.isSummed && differing.bits == 0 ? .tolerated : isOpen ? .pending : .splitMismatch
        var unit = MatchUnit(
            verdict, kind: kind, old: EventGroup(mine), new: EventGroup(theirs), remark: .sharedDocuments)
        unit.differing = differing.bits
        if verdict == .tolerated { judgeStates(part, kind, mine, theirs, &unit) }
        unit.oldDocuments = Int32(clamping: old.count)
        unit.newDocuments = Int32(clamping: new.count)
        return units + [unit] + surplus(kind, extraOld, isOld: true) + surplus(kind, extraNew, isOld: false)
    }

    /// Compares the states under each order that both sides tell documents under: what comes to the same in sum may be in another
    /// state all the same. Other texts, and who has it, are the document's own: one that stands for several has one of them.
    private func judgeStates(
        _ part: borrowing EventPart, _ kind: Int, _ old: [Int32], _ new: [Int32], _ unit: inout MatchUnit
    ) {
        var byOrder: [UInt64: Int32] = [:]
        for event in new.reversed() { byOrder[part.events[Int(event)].stock] = event }
        var outcome = PairComparison.Outcome(verdict: unit.verdict, differing: 0, tolerated: 0)
        for event in old {
            guard let other = byOrder[part.events[Int(event)].stock] else { continue }
            for (field, terms) in comparison.agreement.fields.enumerated()
            where terms.meaning == .status && comparison.compared[kind] & 1 << UInt16(field) != 0 {
                let change = ValueChange(old: part.value(event, field), new: part.value(other, field))
                if change.old != change.new { comparison.judge(field, change, kind, &outcome) }
            }
        }
        unit.differing |= outcome.differing
        unit.tolerated |= outcome.tolerated
        unit.raise(to: outcome.verdict, .sharedDocuments)
    }

    /// Amounts in which documents of both sides differ in sum, as bits, and whether there was any to compare.
    private func differences(_ kind: Int, _ old: [OrderDocument], _ new: [OrderDocument]) -> (
        bits: UInt16, isSummed: Bool
    ) {
        let (mine, theirs) = (DocumentMatcher.sums(old), DocumentMatcher.sums(new))
        var bits: UInt16 = 0
        var isSummed = false
        for field in mine.indices {
            guard let one = mine[field], let two = theirs[field] else { continue }
            isSummed = true
            let terms = comparison.agreement.fields[field]
            if one != two, !terms.tolerates(one, two, documents: max(old.count, new.count)) {
                bits |= 1 << UInt16(field)
            }
        }
        return (bits, isSummed)
    }

    // MARK: - Orders

    /// Raises what came before what must come before it, and what refers to an order that is not there.
    private func checkOrder(_ part: borrowing EventPart, _ unit: inout MatchUnit) {
        if unit.verdict == .unexpected {
            let needs = check.needed[unit.kind]
            let isThere = unit.new.contains { event in
                DocumentMatcher.kinds(needs).contains {
                    shared.first(part.events[Int(event)].stock, .new, $0) != nil
                }
            }
            if needs != 0, !isThere { unit.raise(to: .orphan) }
        }
        let terms = comparison.agreement.kinds[unit.kind]
        guard check.before[unit.kind] != 0, unit.verdict < .outOfOrder,
            unit.delta.map({ $0 < -terms.sameWithin }) ?? true
        else { return }
        let fresh =
            unit.new.reduce(UInt64(0)) { $0 | overtaken(part, $1, unit.kind, .new) }
            & ~unit.old.reduce(UInt64(0)) { $0 | overtaken(part, $1, unit.kind, .old) }
        if fresh != 0 { unit.raise(to: .outOfOrder) }
    }

    /// Kinds that should have come before an event and came after it, as bits.
    private func overtaken(_ part: borrowing EventPart, _ event: Int32, _ kind: Int, _ side: Side) -> UInt64 {
        let own = part.events[Int(event)]
        let time = own.time.later(by: comparison.agreement.kinds[kind].sameWithin)
        return DocumentMatcher.kinds(check.before[kind]).reduce(0) { bits, other in
            guard let first = shared.first(own.stock, side, other), time < first else { return bits }
            return bits | 1 << UInt64(other)
        }
    }

    private static func kinds(_ bits: UInt64) -> [Int] { (0..<64).filter { bits & 1 << UInt64($0) != 0 } }
}
