/// What tells events of one kind and order apart on both sides: the columns of lines or parcels.
struct LineChoice {
    /// By side and group; nil: none.
    private(set) var columns: [[Int?]]
    /// Whether zeros at the front do not count.
    private(set) var dropsZeros = false
    /// What is unsure.
    private(set) var doubt: String?

    init(_ sides: [SideSample], _ kinds: KindChoice) {
        columns = sides.map { [Int?](repeating: nil, count: $0.groups.count) }
        var cells: [[String: [Int: [SideSample.Told]]]] = [[:], [:]]
        for side in 0..<2 {
            for (order, events) in sides[side].byOrder {
                for index in events {
                    let event = sides[side].told[index]
                    guard let kind = kinds.kind(event.word, side: side) else { continue }
                    cells[side][order, default: [:]][kind, default: []].append(event)
                }
            }
        }
        // Several on both sides: one alone may be a split or a copy.
        var several: [(old: [SideSample.Told], new: [SideSample.Told])] = []
        var all = 0
        for (order, kinds) in cells[0].sorted(by: { $0.key < $1.key }) {
            for (kind, old) in kinds {
                guard let new = cells[1][order]?[kind] else { continue }
                all += 1
                if old.count > 1, new.count > 1, several.count < 400 { several.append((old, new)) }
            }
        }
        guard several.count * 50 >= min(all, 400), several.count >= 2 else { return }
        var found: [Found] = []
        for oldGroup in sides[0].groups.indices {
            for newGroup in sides[1].groups.indices {
                let own = several.filter {
                    sides[0].group($0.old[0]) == oldGroup && sides[1].group($0.new[0]) == newGroup
                }
                guard own.count >= 2 else { continue }
                if let best = LineChoice.best(sides, [oldGroup, newGroup], own) { found.append(best) }
            }
        }
        for own in found.sorted(by: { $0.score > $1.score }) {
            for side in 0..<2 where columns[side][own.groups[side]] == nil {
                columns[side][own.groups[side]] = own.columns[side]
            }
            if own.dropsZeros { dropsZeros = true }
        }
        keepWhatBothSidesHave(sides, kinds)
        guard columns.contains(where: { $0.contains { $0 != nil } }) else {
            doubt =
                "\(several.count) of \(all) sampled kinds of an order have several events on both sides, and no column tells them apart on both; they are paired by number, and then so that values and times differ least"
            return
        }
        let worst = found.min { $0.agree < $1.agree }
        if let worst, worst.agree < 0.95 {
            doubt =
                "it has the same values on both sides in \(Int((worst.agree * 100).rounded())) % of \(worst.cases) sampled cases with several"
        }
    }

    /// Drops the keys of groups of which a counterpart on the other side has none: events with a key and events without one never stand for
    /// each other.
    private mutating func keepWhatBothSidesHave(_ sides: [SideSample], _ kinds: KindChoice) {
        let groups = (0..<2).map { side in
            sides[side].told.reduce(into: [Int: Set<Int>]()) { found, event in
                if let kind = kinds.kind(event.word, side: side) {
                    found[kind, default: []].insert(sides[side].group(event))
                }
            }
        }
        let links = groups[0].flatMap { kind, old in
            old.flatMap { old in (groups[1][kind] ?? []).map { (old: old, new: $0) } }
        }
        while let odd = links.first(where: { (columns[0][$0.old] == nil) != (columns[1][$0.new] == nil) }) {
            columns[0][odd.old] = nil
            columns[1][odd.new] = nil
        }
    }

    private struct Found {
        let groups: [Int]
        let columns: [Int]
        let dropsZeros: Bool
        let agree: Double
        let cases: Int
        let score: Double
    }

    private static func best(
        _ sides: [SideSample], _ groups: [Int], _ cells: [(old: [SideSample.Told], new: [SideSample.Told])]
    ) -> Found? {
        var best: Found?
        for old in likely(sides[0], groups[0]) {
            for new in likely(sides[1], groups[1]) {
                let name = [(0, old), (1, new)].reduce(0.0) { sum, place in
                    let column = sides[place.0].groups[groups[place.0]].columns[place.1].name
                    return sum + max(ColumnLexicon.score(.line, column), ColumnLexicon.score(.parcel, column))
                }
                for zeros in [false, true] {
                    let agree = agree(cells, sides, old, new, zeros)
                    let score = agree + 0.15 * name - (zeros ? 0.02 : 0)
                    // What only its values speak for is one in nearly all cases: a place that differs by nature would keep events apart.
                    guard agree >= (name >= 0.7 ? 0.6 : 0.95), score > best?.score ?? 0 else { continue }
                    best = Found(
                        groups: groups, columns: [old, new], dropsZeros: zeros, agree: agree, cases: cells.count,
                        score: score)
                }
            }
        }
        return best
    }

    private static func likely(_ side: SideSample, _ group: Int) -> [Int] {
        let profile = side.groups[group]
        let others: [ColumnRole] = [.quantity, .net, .tax, .total, .status, .price, .weight, .event]
        return profile.columns.indices.filter { index in
            let column = profile.columns[index]
            return index != side.keys[group]?.column && !column.isTime && column.distinct > 1
                && !others.contains { ColumnLexicon.score($0, column.name) >= 0.7 }
                && !side.streams.contains { $0.group == group && $0.event == index }
        }
    }

    private static func agree(
        _ cells: [(old: [SideSample.Told], new: [SideSample.Told])], _ sides: [SideSample], _ old: Int, _ new: Int,
        _ zeros: Bool
    ) -> Double {
        var same = 0
        for cell in cells {
            func values(_ events: [SideSample.Told], _ side: Int, _ column: Int) -> Set<String> {
                Set(
                    events.compactMap { event in
                        guard sides[side].groups[sides[side].group(event)].columns.count > column else { return nil }
                        let text = sides[side].cell(event, column)
                        return zeros ? String(text.drop { $0 == "0" }) : text
                    })
            }
            let (mine, theirs) = (values(cell.old, 0, old), values(cell.new, 1, new))
            if mine.count > 1, mine.count * 10 >= cell.old.count * 7, mine == theirs { same += 1 }
        }
        return Double(same) / Double(cells.count)
    }

    /// The key of an event.
    func value(_ sides: [SideSample], _ side: Int, _ event: SideSample.Told) -> String {
        guard let column = columns[side][sides[side].group(event)] else { return "" }
        let text = sides[side].cell(event, column)
        return dropsZeros ? String(text.drop { $0 == "0" }) : text
    }
}
