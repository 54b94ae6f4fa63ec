/// A search domain: leaves `[field, operator, value]` in prefix notation with "&", "|" and "!", an "&" left out between leaves.
struct OdooDomain {
    private let terms: [JSON]

    init(_ json: JSON?) { terms = json?.array ?? [] }

    /// Values that a leaf outside of any "|" or "!" demands of a field by "=" or "in"; nil: none does.
    func demanded(_ field: String) -> [JSON]? {
        guard !terms.contains("|"), !terms.contains("!") else { return nil }
        for term in terms where term[0]?.text == field {
            switch term[1]?.text {
            case "=": return term[2].map { [$0] }
            case "in": return term[2]?.array
            default: continue
            }
        }
        return nil
    }

    /// Whether a leaf outside of any "|" or "!" compares a field by a pattern for its beginning.
    func isPattern(of field: String) -> Bool {
        guard !terms.contains("|"), !terms.contains("!") else { return false }
        return terms.contains { $0[0]?.text == field && $0[1]?.text == "=like" }
    }

    /// Whether a record is met. What cannot be understood is met by none.
    func matches(_ record: (String) -> JSON) -> Bool {
        var place = 0
        var met = true
        while place < terms.count {
            guard let value = evaluate(&place, record, depth: 0) else { return false }
            met = met && value
        }
        return met
    }

    private func evaluate(_ place: inout Int, _ record: (String) -> JSON, depth: Int) -> Bool? {
        guard place < terms.count, depth < 100 else { return nil }
        let term = terms[place]
        place += 1
        switch term.text {
        case "!": return evaluate(&place, record, depth: depth + 1).map { !$0 }
        case "&", "|":
            guard let left = evaluate(&place, record, depth: depth + 1),
                let right = evaluate(&place, record, depth: depth + 1)
            else { return nil }
            return term.text == "&" ? left && right : left || right
        default:
            guard let field = term[0]?.text, let relation = term[1]?.text, let value = term[2] else { return nil }
            return Self.compare(record(field), relation, value)
        }
    }

    private static func compare(_ found: JSON, _ relation: String, _ wanted: JSON) -> Bool? {
        switch relation {
        case "=", "==": return equal(found, wanted)
        case "!=", "<>": return !equal(found, wanted)
        case "in": return (wanted.array ?? [wanted]).contains { equal(found, $0) }
        case "not in": return !(wanted.array ?? [wanted]).contains { equal(found, $0) }
        case "like", "ilike", "=like", "=ilike":
            guard let text = found.text, var pattern = wanted.text else { return false }
            if !relation.hasPrefix("=") { pattern = "%\(pattern)%" }
            guard relation.hasSuffix("ilike") else { return LikePattern(pattern).matches(text) }
            return LikePattern(pattern.lowercased()).matches(text.lowercased())
        case ">", ">=", "<", "<=":
            guard let left = found.double, let right = wanted.double else { return nil }
            return relation.hasPrefix(">")
                ? left > right || (relation == ">=" && left == right)
                : left < right || (relation == "<=" && left == right)
        default: return nil
        }
    }

    private static func equal(_ found: JSON, _ wanted: JSON) -> Bool {
        if let left = found.double, let right = wanted.double { return left == right }
        // A field that points to records: [7, "WH/OUT/00016"] or [7, 8].
        if let right = wanted.integer, let list = found.array { return list.contains { $0.integer == right } }
        return found == wanted
    }
}
