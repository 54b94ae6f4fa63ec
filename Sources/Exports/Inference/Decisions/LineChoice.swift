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
        var best: (old: Int, new: Int, oldGroup: Int, newGroup: Int, zeros: Bool, agree: Double, score: Double)?
        for oldGroup in sides[0].groups.indices {
            for newGroup in sides[1].groups.indices {
                let own = several.filter {
                    sides[0].group($0.old[0]) == oldGroup && sides[1].group($0.new[0]) == newGroup
                }
                guard own.count >= 2 else { continue }
                for old in LineChoice.likely(sides[0], oldGroup) {
                    for new in LineChoice.likely(sides[1], newGroup) {
                        for zeros in [false, true] {
                            let agree = LineChoice.agree(own, sides, old, new, zeros)
                            let names = [
                                sides[0].groups[oldGroup].columns[old].name,
                                sides[1].groups[newGroup].columns[new].name,
                            ]
                            let name = names.reduce(0.0) {
                                $0 + max(ColumnLexicon.score(.line, $1), ColumnLexicon.score(.parcel, $1))
                            }
                            let score = agree + 0.15 * name - (zeros ? 0.02 : 0)
                            if agree >= 0.6, score > best?.score ?? 0 {
                                best = (old, new, oldGroup, newGroup, zeros, agree, score)
                            }
                        }
                    }
                }
            }
        }
        guard let best else {
            doubt =
                "\(several.count) of \(all) sampled kinds of an order have several events on both sides, and no column tells them apart on both; they are paired by number, by values, then by time"
            return
        }
        dropsZeros = best.zeros
        let names = [
            sides[0].groups[best.oldGroup].columns[best.old].name,
            sides[1].groups[best.newGroup].columns[best.new].name,
        ]
        for side in 0..<2 {
            for group in sides[side].groups.indices {
                columns[side][group] = sides[side].groups[group].names.firstIndex(of: names[side])
            }
        }
        let percent = Int((best.agree * 100).rounded())
        if percent < 95 {
            doubt =
                "it has the same values on both sides in \(percent) % of \(several.count) sampled cases with several"
        }
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
