internal import Kernel

/// Finds which events of one kind and key stand for each other.
///
/// In this order: those of one document number are one event, copies of it are counted; as many as the other side has are paired so
/// that all together differ least, in fields and in time; where one side has more, those with the same values are one event, and what is
/// left is a split if the quantities come to the same.
final class Matcher: Sendable {
    let comparison: PairComparison
    /// Nothing older than this less its kind's wait can still come.
    let asOf: Instant
    private let quantity: Int?

    init(_ comparison: PairComparison, asOf: Instant) {
        self.comparison = comparison
        self.asOf = asOf
        quantity = comparison.agreement.field(.quantity)
    }

    /// Matches events of one order, kind and key.
    /// - Parameters:
    ///   - old: events of the old side, in the order of time.
    ///   - new: likewise.
    func match(
        _ part: borrowing EventPart, kind: Int, old: ArraySlice<Int32>, new: ArraySlice<Int32>,
        into units: inout [MatchUnit]
    ) {
        if old.count == 1, new.count == 1, let one = old.first, let two = new.first {
            return units.append(pair(part, kind, one, two))
        }
        if new.isEmpty || old.isEmpty {
            let alone = collapsed(part, new.isEmpty ? old : new)
            for copies in alone {
                units.append(single(part, kind, copies[0], isOld: new.isEmpty))
                for copy in copies.dropFirst() { units.append(surplus(kind, copy, isOld: new.isEmpty)) }
            }
            return
        }
        matchSeveral(part, kind, collapsed(part, old), collapsed(part, new), into: &units)
    }

    // MARK: - One of each

    @inline(__always)
    private func pair(_ part: borrowing EventPart, _ kind: Int, _ old: Int32, _ new: Int32) -> MatchUnit {
        let delta = part.events[Int(new)].time &- part.events[Int(old)].time
        let outcome = comparison.compare(part, old, new, kind: kind, delta: delta)
        var unit = MatchUnit(outcome.verdict, kind: kind, old: EventGroup(old), new: EventGroup(new))
        unit.differing = outcome.differing
        unit.tolerated = outcome.tolerated
        unit.delta = delta
        return unit
    }

    private func single(_ part: borrowing EventPart, _ kind: Int, _ event: Int32, isOld: Bool) -> MatchUnit {
        let over = part.events[Int(event)].time.later(by: comparison.agreement.kinds[kind].wait)
        if over > asOf {
            return MatchUnit(
                .pending, kind: kind, old: isOld ? EventGroup(event) : [], new: isOld ? [] : EventGroup(event))
        }
        return isOld
            ? MatchUnit(.missing, kind: kind, old: EventGroup(event))
            : MatchUnit(.unexpected, kind: kind, new: EventGroup(event))
    }

    private func surplus(_ kind: Int, _ event: Int32, isOld: Bool) -> MatchUnit {
        isOld
            ? MatchUnit(.duplicate, kind: kind, old: EventGroup(event), remark: .fewerCopies)
            : MatchUnit(.duplicate, kind: kind, new: EventGroup(event), remark: .moreCopies)
    }

    // MARK: - Several

    /// Events with their copies: those of the same document number, or without one and with the same values.
    private func collapsed(_ part: borrowing EventPart, _ events: ArraySlice<Int32>) -> [[Int32]] {
        if events.count == 1, let only = events.first { return [[only]] }
        var groups: [[Int32]] = []
        var places: [UInt64: Int] = [:]
        for event in events {
            let document = part.events[Int(event)].document
            let key = document != 0 ? document : fingerprint(part, event, mask: .max) | 1 << 63
            if let place = places[key] {
                groups[place].append(event)
            } else {
                places[key] = groups.count
                groups.append([event])
            }
        }
        return groups
    }

    /// A hash of some fields' values, so that many events can be told apart at once.
    private func fingerprint(_ part: borrowing EventPart, _ event: Int32, mask: UInt16) -> UInt64 {
        var hash: UInt64 = 0x51
        for field in 0..<part.width where mask & 1 << UInt16(field) != 0 {
            hash = KeyHash.joined(hash, UInt64(bitPattern: part.value(event, field)))
        }
        return hash
    }

    /// Events of both sides with the same key, in the order of time; they are taken away.
    private func pairs(
        _ old: inout [[Int32]], _ new: inout [[Int32]], by key: (Int32) -> UInt64?
    ) -> [(old: [Int32], new: [Int32])] {
        var places: [UInt64: [Int]] = [:]
        for (place, copies) in new.enumerated().reversed() {
            if let key = key(copies[0]) { places[key, default: []].append(place) }
        }
        var found: [(old: [Int32], new: [Int32])] = []
        var taken: Set<Int> = []
        old.removeAll { copies in
            guard let key = key(copies[0]), let place = places[key]?.popLast() else { return false }
            taken.insert(place)
            found.append((copies, new[place]))
            return true
        }
        if !taken.isEmpty { new = new.enumerated().filter { !taken.contains($0.offset) }.map(\.element) }
        return found
    }

    /// The events of both sides that are nearest to each other, all together: all of them where both sides have as many, or else those
    /// that have the same values but for what is tolerated. They are taken away.
    ///
    /// Values alone do not tell: of two parcels with as many pieces each the one may have got, by nature, what the other has.
    private func nearest(
        _ part: borrowing EventPart, _ kind: Int, _ old: inout [[Int32]], _ new: inout [[Int32]]
    ) -> [(old: [Int32], new: [Int32])] {
        guard !old.isEmpty, !new.isEmpty else { return [] }
        guard max(old.count, new.count) <= LeastPairing.limit else {
            let values = copy part
            let mask = comparison.compared[kind]
            return pairs(&old, &new) { fingerprint(values, $0, mask: mask) }
        }
        let isEven = old.count == new.count
        let isTurned = old.count > new.count
        let (rows, columns) = isTurned ? (new, old) : (old, new)
        var candidates = Set<Int>()
        var distances: [[PairDistance]] = []
        for (row, mine) in rows.enumerated() {
            var own: [PairDistance] = []
            for (column, theirs) in columns.enumerated() {
                var (distance, isSame) = comparison.distance(
                    part, (isTurned ? theirs : mine)[0], (isTurned ? mine : theirs)[0], kind: kind)
                if isEven || isSame {
                    candidates.insert(row * columns.count + column)
                } else {
                    distance.weight += PairDistance.forbidden
                }
                own.append(distance)
            }
            distances.append(own)
        }
        // Most are the same one after the other: nothing is nearer then.
        let inOrder = Array(rows.indices)
        let isPlain = isEven && inOrder.allSatisfy { distances[$0][$0].weight == 0 }
        let chosen = (isPlain ? inOrder : LeastPairing.columns(distances)).enumerated().filter {
            candidates.contains($0.offset * columns.count + $0.element)
        }
        let found = chosen.map { row, column in
            isTurned ? (old: columns[column], new: rows[row]) : (old: rows[row], new: columns[column])
        }
        let taken = (rows: Set(chosen.map(\.offset)), columns: Set(chosen.map(\.element)))
        func left(_ all: [[Int32]], _ taken: Set<Int>) -> [[Int32]] {
            all.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
        }
        (old, new) =
            isTurned
            ? (left(old, taken.columns), left(new, taken.rows)) : (left(old, taken.rows), left(new, taken.columns))
        return found
    }

    private func matchSeveral(
        _ part: borrowing EventPart, _ kind: Int, _ old: [[Int32]], _ new: [[Int32]], into units: inout [MatchUnit]
    ) {
        var restOld = old
        var restNew = new
        let mask = comparison.compared[kind]
        // One that is the same on both sides, by its number or by its values, is that one, however many there are.
        let documents = part.events
        var matched = pairs(&restOld, &restNew) { event in
            let document = documents[Int(event)].document
            return document == 0 ? nil : document
        }
        matched += nearest(part, kind, &restOld, &restNew)
        if let whole = parts(part, kind, matched, restOld, restNew) {
            units.append(whole.unit)
            matched.removeAll { $0.old[0] == whole.old || $0.new[0] == whole.new }
            restOld = []
            restNew = []
        }
        if !restOld.isEmpty, !restNew.isEmpty {
            if restOld.count == restNew.count {
                matched += zip(restOld, restNew).map { ($0, $1) }
            } else {
                units.append(split(part, kind, restOld.flatMap(\.self), restNew.flatMap(\.self)))
            }
            restOld = []
            restNew = []
        }
        for (mine, theirs) in matched { settle(part, kind, mine, theirs, into: &units) }
        for copies in restOld {
            units.append(single(part, kind, copies[0], isOld: true))
            for copy in copies.dropFirst() { units.append(surplus(kind, copy, isOld: true)) }
        }
        // What the new side has already, under another number: a duplicate that got a number of its own.
        let known = Set(restNew.isEmpty ? [] : matched.map { fingerprint(part, $0.new[0], mask: mask) })
        for copies in restNew {
            let isAgain = known.contains(fingerprint(part, copies[0], mask: mask))
            for (index, copy) in copies.enumerated() {
                units.append(
                    index > 0 || isAgain ? surplus(kind, copy, isOld: false) : single(part, kind, copy, isOld: false))
            }
        }
    }

    /// Copies of one event on both sides: as many as both have are pairs, the others are duplicates.
    private func settle(
        _ part: borrowing EventPart, _ kind: Int, _ old: [Int32], _ new: [Int32], into units: inout [MatchUnit]
    ) {
        if old.count == 1, new.count > 1, let whole = split(part, kind, old[0], copies: new) {
            return units.append(whole)
        }
        for (mine, theirs) in zip(old, new) { units.append(pair(part, kind, mine, theirs)) }
        for copy in old.dropFirst(new.count) { units.append(surplus(kind, copy, isOld: true)) }
        for copy in new.dropFirst(old.count) { units.append(surplus(kind, copy, isOld: false)) }
    }

    /// Several equal parcels may be the parts of one shipment: then they are no copies.
    private func split(_ part: borrowing EventPart, _ kind: Int, _ old: Int32, copies: [Int32]) -> MatchUnit? {
        guard let quantity, comparison.compared[kind] & 1 << UInt16(quantity) != 0,
            part.value(old, quantity) != part.value(copies[0], quantity),
            sum(part, [old], quantity) == sum(part, copies, quantity)
        else { return nil }
        return split(part, kind, [old], copies)
    }

    /// One that kept its number and left the rest to others: a shipment of ten that is six under its number, and four under
    /// another.
    private func parts(
        _ part: borrowing EventPart, _ kind: Int, _ matched: [(old: [Int32], new: [Int32])], _ restOld: [[Int32]],
        _ restNew: [[Int32]]
    ) -> (unit: MatchUnit, old: Int32, new: Int32)? {
        guard restOld.isEmpty != restNew.isEmpty, let quantity,
            comparison.compared[kind] & 1 << UInt16(quantity) != 0
        else { return nil }
        for pair in matched where pair.old.count == 1 && pair.new.count == 1 {
            let (mine, theirs) = (part.value(pair.old[0], quantity), part.value(pair.new[0], quantity))
            guard mine != EventField.absent, theirs != EventField.absent,
                restOld.isEmpty ? theirs < mine : mine < theirs
            else { continue }
            let unit = split(
                part, kind, pair.old + restOld.flatMap(\.self), pair.new + restNew.flatMap(\.self))
            return (unit, pair.old[0], pair.new[0])
        }
        return nil
    }

    /// One that is several on the other side.
    private func split(_ part: borrowing EventPart, _ kind: Int, _ old: [Int32], _ new: [Int32]) -> MatchUnit {
        let terms = comparison.agreement.kinds[kind]
        var comesToTheSame = terms.maySplit
        var differing: UInt16 = 0
        var isSummed = false
        for (field, rule) in comparison.agreement.fields.enumerated()
        where comparison.compared[kind] & 1 << UInt16(field) != 0 {
            switch rule.meaning {
            case .quantity, .net, .tax, .total:
                guard let one = sum(part, old, field), let two = sum(part, new, field) else { continue }
                isSummed = true
                if one != two, !rule.tolerates(one, two, documents: max(old.count, new.count)) {
                    comesToTheSame = false
                    differing |= 1 << UInt16(field)
                }
            case .value, .status, .master, .partner: continue
            }
        }
        var unit = MatchUnit(
            comesToTheSame && isSummed ? .tolerated : .splitMismatch, kind: kind, old: EventGroup(old),
            new: EventGroup(new), remark: .split)
        unit.differing = differing
        return unit
    }

    /// The sum of a field; nil where one of them has none, or the sum does not fit.
    private func sum(_ part: borrowing EventPart, _ events: [Int32], _ field: Int) -> Int64? {
        var sum: Int64 = 0
        for event in events {
            let value = part.value(event, field)
            guard value != EventField.absent else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(value)
            guard !overflow else { return nil }
            sum = next
        }
        return sum
    }
}
