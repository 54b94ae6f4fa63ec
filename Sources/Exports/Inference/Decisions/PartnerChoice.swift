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
                    // Customers agree as well as carriers do, and better where carriers changed: whoever carries is what differs
                    // between landscapes, and what a cut-over goes by.
                    let carrier = names.contains(where: ColumnLexicon.namesCarrier) ? 0.3 : 0
                    let score = match.agree + 0.25 * (old.name + new.name) + carrier
                    if match.agree >= 0.5, match.compared >= 3, score > best?.score ?? 0 {
                        best = (groups, [old.column, new.column], match, score)
                    }
                }
            }
        }
        let isByValues = best == nil
        let rivals = best.map { best in
            (0..<2).map { side in
                likely[side][best.groups[side]].filter { $0.column != best.columns[side] }.map {
                    sides[side].groups[best.groups[side]].columns[$0.column].name
                }
            }
        }
        if best == nil {
            for (groups, twins) in byGroups.sorted(by: { $0.value.count > $1.value.count }) where best == nil {
                best = PartnerChoice.byValues(sides, groups, twins, likely).map { (groups, $0.columns, $0.match, 0) }
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
            if isByValues, let names = rules?.map({ $0.column ?? "" }) {
                doubts.append(
                    "\"\(names[0])\" of old and \"\(names[1])\" of new: not both names say whose an event is; their values go together far more often than by chance"
                )
            }
            if let rivals, !rivals[0].isEmpty, !rivals[1].isEmpty {
                let names = rivals.joined().map { "\"\($0)\"" }.joined(separator: ", ")
                doubts.append(
                    "\(names) may say whose an event is as well: who carries it is taken, or else who agrees most")
            }
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
        } else if let told = (0..<2).first(where: { side in columns[side].contains { $0 != nil } }) {
            let (one, other) = told == 0 ? ("old", "new") : ("new", "old")
            doubts.append(
                "only \(one) is seen to tell it, so it is not compared: which column of \(other) says whose an event is?"
            )
        }
    }

    /// The side on which what is unsure stands: the last that has a column.
    var doubtSide: Int { columns[1].contains { $0 != nil } ? 1 : 0 }

    /// So many different values a column has at most that is taken for the partner by its values.
    private static let mostByValues = 40

    /// A column that its name says to be the partner, with one of the other side whose values stand for the same partners, each for
    /// one, though its name says nothing.
    private static func byValues(
        _ sides: [SideSample], _ groups: [Int], _ twins: [EventPairs.Twin],
        _ likely: [[[(column: Int, name: Double)]]]
    ) -> (columns: [Int], match: TextMatch)? {
        let named = (0..<2).map { likely[$0][groups[$0]].map(\.column) }
        let other = (0..<2).map { unnamed(sides[$0], groups[$0]) }
        var best: (columns: [Int], match: TextMatch, kappa: Double)?
        for (old, new) in named[0].flatMap({ old in other[1].map { (old, $0) } })
            + other[0].flatMap({ old in named[1].map { (old, $0) } })
        {
            let texts = twins.prefix(2_000).map { (old: sides[0].cell($0.old, old), new: sides[1].cell($0.new, new)) }
            let match = TextMatch(
                texts, old: sides[0].groups[groups[0]].columns[old].name,
                new: sides[1].groups[groups[1]].columns[new].name, mayMap: true)
            // Words of the old side that are mapped: several of them are one of the new side, as places of one carrier are.
            guard match.oldRule.values.isEmpty else { continue }
            let kappa = ChanceAgreement.kappa(
                texts.filter { !$0.old.isEmpty && !$0.new.isEmpty }.map {
                    (CanonicalText.of($0.old, match.oldRule), CanonicalText.of($0.new, match.newRule))
                })
            if let kappa, kappa >= ChanceAgreement.same, kappa > best?.kappa ?? 0 { best = ([old, new], match, kappa) }
        }
        return best.map { ($0.columns, $0.match) }
    }

    /// Columns of few words that are named for nothing else.
    private static func unnamed(_ side: SideSample, _ group: Int) -> [Int] {
        let profile = side.groups[group]
        return profile.columns.indices.filter { index in
            let column = profile.columns[index]
            let role = ColumnRole.allCases.filter { $0 != .partner }.map { ColumnLexicon.score($0, column.name) }.max()
            return index != side.keys[group]?.column && !column.isTime && role ?? 0 < 0.7
                && (2...mostByValues).contains(column.distinct) && !profile.isNumber(index)
                && !side.streams.contains { $0.group == group && $0.event == index }
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
