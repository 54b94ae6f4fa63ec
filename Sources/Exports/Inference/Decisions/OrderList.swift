internal import Reconciliation

/// Whether a column of business keys holds several of them in one value, as an invoice's `S0041, S0042`.
struct OrderList {
    /// What stands between them.
    let separator: String
    /// Sampled values of several keys.
    let count: Int
    /// One of them.
    let example: String

    /// - Parameters:
    ///   - values: of the column.
    ///   - rule: what is done to a key.
    ///   - known: keys of the other side. Parts of a value are keys only where it has them: a key may hold a comma.
    init?(_ values: some Sequence<String>, _ rule: ColumnRule, known: Set<String>) {
        var best: (separator: String, found: [String])?
        for separator in [",", ";", "|"] {
            var list = rule
            list.separator = separator
            let found = values.filter { value in
                guard value.contains(separator), !known.contains(CanonicalText.of(value, rule)) else { return false }
                let keys = CanonicalText.list(value, list)
                return keys.count > 1 && keys.contains(where: known.contains)
            }
            if found.count > best?.found.count ?? 0 { best = (separator, found) }
        }
        guard let best, let example = best.found.min() else { return nil }
        separator = best.separator
        count = best.found.count
        self.example = example
    }
}
