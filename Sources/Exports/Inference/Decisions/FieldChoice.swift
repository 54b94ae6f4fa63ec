internal import Reconciliation

/// Which columns of both sides hold the same field.
struct FieldChoice {
    private(set) var fields: [ProposedField] = []
    /// Pairs of like names whose values do not agree.
    private(set) var rejected: [String] = []

    private let sides: [SideSample]
    private let taken: [[Set<Int>]]

    /// Columns of like names whose values agree less are not the same field.
    private static let leastAgreement = 0.3

    private struct Candidate {
        let groups: [Int]
        let columns: [Int]
        let role: ColumnRole?
        let form: EventField.Form
        let rules: [ColumnRule]
        let agree: Double
        let compared: Int
        let kind: Int
        let likeness: Double
        var doubts: [String]
        var score: Double { likeness + agree }
    }

    /// - Parameter taken: columns by side and group that have another use.
    init(_ sides: [SideSample], _ pairs: EventPairs, taken: [[Set<Int>]]) {
        self.sides = sides
        self.taken = taken
        var byGroups: [[Int]: [EventPairs.Twin]] = [:]
        for twin in pairs.twins.sorted(by: { ($0.old.line, $0.new.line) < ($1.old.line, $1.new.line) }) {
            let groups = [sides[0].group(twin.old), sides[1].group(twin.new)]
            if byGroups[groups, default: []].count < 2_000 { byGroups[groups, default: []].append(twin) }
        }
        var candidates: [Candidate] = []
        for (groups, twins) in byGroups.sorted(by: { $0.value.count > $1.value.count }) {
            candidates += candidatesOf(groups, twins)
        }
        candidates.sort { ($1.score, $0.columns[0], $0.columns[1]) < ($0.score, $1.columns[0], $1.columns[1]) }
        for candidate in candidates { take(candidate) }
        let all = ColumnRole.compared
        fields.sort { one, other in
            let places = [one, other].map { field in all.firstIndex { $0.rawValue == field.name } ?? all.count }
            return places[0] != places[1] ? places[0] < places[1] : one.name < other.name
        }
        if fields.count > EventField.limit {
            rejected += fields[EventField.limit...].map {
                "\"\($0.name)\": at most \(EventField.limit) fields are compared"
            }
            fields.removeLast(fields.count - EventField.limit)
        }
        rejected += (0..<2).compactMap { left(of: $0) }
    }

    /// Columns of a side with values that nothing of the other side goes with, as far as is known; nil: there are none.
    private func left(of side: Int) -> String? {
        var names: [String] = []
        for (number, group) in sides[side].groups.enumerated() {
            let used = Set(
                fields.compactMap { $0.columns[side][number] }.flatMap { [$0.column, $0.unitColumn] })
            for (index, column) in group.columns.enumerated()
            where column.filled > 0 && !column.isTime && !taken[side][number].contains(index)
                && !used.contains(column.name) && !FieldChoice.envelope.contains(column.name)
                && !names.contains(column.name)
            {
                names.append(column.name)
            }
        }
        guard !names.isEmpty else { return nil }
        let told = names.prefix(FieldChoice.mostLeft).map { "\"\($0)\"" }.joined(separator: ", ")
        let more = names.count > FieldChoice.mostLeft ? " and \(names.count - FieldChoice.mostLeft) more" : ""
        return "\(told)\(more) of \(side == 0 ? "old" : "new"): no column of the other side is seen to hold the same"
    }

    private static let mostLeft = 12
    /// Attributes of a CloudEvent that say how it is written.
    private static let envelope: Set<String> = ["specversion", "datacontenttype", "dataschema"]

    // MARK: - Candidates

    private func candidatesOf(_ groups: [Int], _ twins: [EventPairs.Twin]) -> [Candidate] {
        let profiles = [sides[0].groups[groups[0]], sides[1].groups[groups[1]]]
        let usable = (0..<2).map { side in
            profiles[side].columns.indices.filter { index in
                !taken[side][groups[side]].contains(index) && profiles[side].columns[index].filled > 0
                    && !FieldChoice.envelope.contains(profiles[side].columns[index].name)
            }
        }
        var found: [Candidate] = []
        for old in usable[0] {
            for new in usable[1] {
                let likeness = likeness(profiles[0].columns[old].name, profiles[1].columns[new].name)
                guard likeness >= 0.4 || usable[0].count * usable[1].count <= 1_600 else { continue }
                if let candidate = compare(groups, [old, new], twins, profiles, likeness, units: usable) {
                    found.append(candidate)
                }
            }
        }
        return found
    }

    private func likeness(_ old: String, _ new: String) -> Double {
        let roles = [
            ColumnLexicon.best(old, of: ColumnRole.compared), ColumnLexicon.best(new, of: ColumnRole.compared),
        ]
        let words = NameWords.likeness(old, new)
        guard let one = roles[0], let other = roles[1], one.role == other.role else { return words }
        return max(words, min(one.score, other.score))
    }

    private func compare(
        _ groups: [Int], _ columns: [Int], _ twins: [EventPairs.Twin], _ profiles: [SourceGroup], _ likeness: Double,
        units usable: [[Int]]
    ) -> Candidate? {
        let names = (0..<2).map { profiles[$0].columns[columns[$0]] }
        guard names[0].isTime == names[1].isTime, !names[0].isTime else { return nil }
        let texts = twins.map { (old: sides[0].cell($0.old, columns[0]), new: sides[1].cell($0.new, columns[1])) }
        var kinds: [Int: Int] = [:]
        for (twin, text) in zip(twins, texts) where !text.old.isEmpty && !text.new.isEmpty {
            kinds[twin.kind, default: 0] += 1
        }
        let kind = kinds.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        let roles = names.map { ColumnLexicon.best($0.name, of: ColumnRole.compared) }
        let role =
            roles[0]?.role == roles[1]?.role ? roles[0]?.role : likeness < 0.4 ? nil : roles[0]?.role ?? roles[1]?.role
        let areNumbers = (0..<2).allSatisfy { profiles[$0].isNumber(columns[$0]) }
        if areNumbers, role == nil || role?.isNumeric == true {
            let readers = profiles.map { NumberReader(hasDecimalComma: $0.hasDecimalComma) }
            func number(_ text: String, _ side: Int) -> Int64? {
                var text = text
                return text.withUTF8 { readers[side].millionths(UnsafeRawBufferPointer($0)) }
            }
            let match = NumberMatch(
                texts.map { (number($0.old, 0), number($0.new, 1)) }, old: names[0].name, new: names[1].name,
                units: role == .quantity || role == nil ? unitColumns(twins, profiles, usable) : [])
            // Numbers of a name that says nothing are the same only if they are many and differ.
            let isTold = likeness >= 0.4 || names[0].distinct >= 8 && names[1].distinct >= 8 && match.doubt == nil
            guard match.compared >= 3, isTold, match.agree >= (likeness >= 0.4 ? 0 : 0.9) else { return nil }
            return Candidate(
                groups: groups, columns: columns, role: role, form: .number, rules: [match.oldRule, match.newRule],
                agree: match.agree, compared: match.compared, kind: kind, likeness: likeness,
                doubts: [match.doubt].compactMap(\.self))
        }
        guard role?.isNumeric != true else { return nil }
        let match = TextMatch(texts, old: names[0].name, new: names[1].name, mayMap: likeness >= 0.4)
        // Names that say nothing may belong together though there are two words only, as of two carriers.
        let isNoChance = ChanceAgreement.kappa(texts).map { $0 >= ChanceAgreement.same } ?? false
        let isTold =
            likeness >= 0.4 || names[0].distinct >= 3 && names[1].distinct >= 3 || isNoChance
        guard match.compared >= 3, isTold, match.agree >= (likeness >= 0.4 ? 0 : 0.9) else { return nil }
        let doubts =
            match.counts.isEmpty
            ? [] : ["its words go together so in the sample: \(match.counts.joined(separator: ", "))"]
        return Candidate(
            groups: groups, columns: columns, role: role, form: .text, rules: [match.oldRule, match.newRule],
            agree: match.agree, compared: match.compared, kind: kind, likeness: likeness, doubts: doubts)
    }

    private func unitColumns(_ twins: [EventPairs.Twin], _ profiles: [SourceGroup], _ usable: [[Int]])
        -> [NumberMatch.UnitColumn]
    {
        (0..<2).flatMap { side in
            usable[side].filter { index in
                let column = profiles[side].columns[index]
                return (2...12).contains(column.distinct) && !column.isTime && !profiles[side].isNumber(index)
            }.sorted {
                let scores = [$0, $1].map { ColumnLexicon.score(.unit, profiles[side].columns[$0].name) }
                return scores[0] != scores[1] ? scores[0] > scores[1] : $0 < $1
            }.prefix(6).map { index in
                NumberMatch.UnitColumn(
                    name: profiles[side].columns[index].name, side: side,
                    values: twins.map { sides[side].cell(side == 0 ? $0.old : $0.new, index) },
                    words: Array(profiles[side].columns[index].counts.keys))
            }
        }
    }

    // MARK: - Choice

    private mutating func take(_ candidate: Candidate) {
        guard candidate.agree >= FieldChoice.leastAgreement else {
            let names = candidate.rules.map { $0.column ?? "" }
            let isOpen = fields.allSatisfy { field in
                (0..<2).allSatisfy { field.columns[$0][candidate.groups[$0]]?.column != names[$0] }
            }
            // Where both have found another, the pair was only a guess.
            if isOpen, candidate.likeness >= 0.7, candidate.compared >= 10 {
                rejected.append(
                    "\"\(names[0])\" of old and \"\(names[1])\" of new have like names, but only \(Int((candidate.agree * 100).rounded())) % of \(candidate.compared) compared values agree"
                )
            }
            return
        }
        let name = fieldName(candidate)
        // A column is one field, and a field one column of a group.
        for field in fields {
            for side in 0..<2 {
                let own = field.columns[side][candidate.groups[side]]
                if own?.column == candidate.rules[side].column, field.name != name { return }
            }
        }
        guard let index = fields.firstIndex(where: { $0.name == name }) else {
            var columns = sides.map { [ColumnRule?](repeating: nil, count: $0.groups.count) }
            for side in 0..<2 { columns[side][candidate.groups[side]] = candidate.rules[side] }
            var doubts = candidate.doubts
            if candidate.likeness < 0.4 {
                doubts.append("the names do not say that they are the same; their values do")
            }
            if candidate.agree < 0.9 {
                doubts.append(
                    "only \(Int((candidate.agree * 100).rounded())) % of \(candidate.compared) compared values agree: a difference, or not the same field?"
                )
            }
            fields.append(
                ProposedField(
                    name: name, form: candidate.form, meaning: meaning(candidate), columns: columns,
                    agree: candidate.agree, compared: candidate.compared, kind: candidate.kind, doubts: doubts))
            return
        }
        guard fields[index].form == candidate.form else { return }
        for side in 0..<2 where fields[index].columns[side][candidate.groups[side]] == nil {
            fields[index].columns[side][candidate.groups[side]] = candidate.rules[side]
        }
    }

    private func fieldName(_ candidate: Candidate) -> String {
        if let role = candidate.role, candidate.likeness >= 0.4 {
            let isFree = fields.allSatisfy { field in
                field.name != role.rawValue
                    || (0..<2).allSatisfy { side in
                        let own = field.columns[side][candidate.groups[side]]
                        return own == nil || own?.column == candidate.rules[side].column
                    }
            }
            if isFree { return role.rawValue }
        }
        let words = NameWords.ofColumn(candidate.rules[0].column ?? "").joined(separator: " ")
        // The partner is compared in any case, under this name.
        let reserved = ColumnRole.compared.contains { $0.rawValue == words } || words == "partner"
        return words.isEmpty || reserved ? words + " value" : String(words.prefix(60))
    }

    private func meaning(_ candidate: Candidate) -> EventField.Meaning {
        let name = fieldName(candidate)
        guard let role = candidate.role, name == role.rawValue else {
            // A country has a code of its own on each side, as an article has: another one is master data.
            let isCode = candidate.rules.contains { ColumnLexicon.namesCode($0.column ?? "") }
            return candidate.form == .text && isCode ? .master : .value
        }
        switch role {
        case .quantity: return .quantity
        case .net: return .net
        case .tax: return .tax
        case .total: return .total
        case .status: return .status
        case .article, .location, .currency: return .master
        default: return .value
        }
    }
}
