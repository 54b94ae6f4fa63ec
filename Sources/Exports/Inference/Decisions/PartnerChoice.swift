internal import Reconciliation

/// The columns that tell whose an event is.
struct PartnerChoice {
    /// By side and group; nil: the group does not tell.
    private(set) var columns: [[ColumnRule?]]
    /// Their places among the group's columns.
    private(set) var places: [[Int?]]
    /// What is unsure.
    private(set) var doubts: [String] = []

    init(_ sides: [SideSample], _ pairs: EventPairs) {
        columns = sides.map { [ColumnRule?](repeating: nil, count: $0.groups.count) }
        places = sides.map { [Int?](repeating: nil, count: $0.groups.count) }
        let likely = sides.map { side in side.groups.indices.map { PartnerChoice.likely(side, $0) } }
        var best: (groups: [Int], columns: [Int], match: TextMatch, score: Double)?
        var byGroups: [[Int]: [EventPairs.Twin]] = [:]
        for twin in pairs.twins.sorted(by: { ($0.old.line, $0.new.line) < ($1.old.line, $1.new.line) }) {
            byGroups[[sides[0].group(twin.old), sides[1].group(twin.new)], default: []].append(twin)
        }
        for (groups, twins) in byGroups.sorted(by: { $0.value.count > $1.value.count }) {
            for old in likely[0][groups[0]] {
                for new in likely[1][groups[1]] {
                    let names = [
                        sides[0].groups[groups[0]].columns[old.column].name,
                        sides[1].groups[groups[1]].columns[new.column].name,
                    ]
                    let match = TextMatch(
                        twins.prefix(2_000).map {
                            (sides[0].cell($0.old, old.column), sides[1].cell($0.new, new.column))
                        }, old: names[0], new: names[1], mayMap: true)
                    let score = match.agree + 0.25 * (old.name + new.name)
                    if match.agree >= 0.5, match.compared >= 3, score > best?.score ?? 0 {
                        best = (groups, [old.column, new.column], match, score)
                    }
                }
            }
        }
        let rules = best.map { [$0.match.oldRule, $0.match.newRule] }
        for side in 0..<2 {
            for group in sides[side].groups.indices {
                if let rule = rules?[side],
                    let place = sides[side].groups[group].names.firstIndex(of: rule.column ?? "")
                {
                    columns[side][group] = rule
                    places[side][group] = place
                } else if best == nil || best?.groups[side] != group, let own = likely[side][group].first {
                    columns[side][group] = ColumnRule(column: sides[side].groups[group].columns[own.column].name)
                    places[side][group] = own.column
                }
            }
        }
        if let best {
            if !best.match.counts.isEmpty {
                doubts.append("partners go together so in the sample: \(best.match.counts.joined(separator: ", "))")
            }
            if best.match.agree < 0.95 {
                doubts.append(
                    "only \(Int((best.match.agree * 100).rounded())) % of \(best.match.compared) compared partners agree"
                )
            }
        } else if columns.allSatisfy({ $0.contains { $0 != nil } }) {
            doubts.append(
                "the partners of the two sides could not be compared, or do not agree: are these the columns? They are compared; where they differ by nature, say so with \"partner: { noise: yes }\" under fields"
            )
        }
    }

    private static func likely(_ side: SideSample, _ group: Int) -> [(column: Int, name: Double)] {
        let profile = side.groups[group]
        return profile.columns.indices.compactMap { index -> (Int, Double)? in
            let column = profile.columns[index]
            let name = ColumnLexicon.score(.partner, column.name)
            guard name >= 0.6, index != side.keys[group]?.column, !column.isTime, column.filled > 0,
                column.distinct <= 1_000, !side.streams.contains(where: { $0.group == group && $0.event == index })
            else { return nil }
            return (index, name)
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { (column: $0.0, name: $0.1) }
    }
}
