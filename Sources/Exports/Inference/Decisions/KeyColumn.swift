internal import Reconciliation

/// The column of a group that holds the business key, and what is done to it.
struct KeyColumn {
    /// Its place among the group's columns.
    let column: Int
    /// Dropped from the front.
    var prefix: String?
    /// Whether zeros at the front do not count, on both sides.
    var dropsZeros = false
    /// Whether capitals do not count, on both sides.
    var foldsCase = false

    /// Sampled keys of a group, as both sides call them.
    func keys(_ group: SourceGroup) -> [String] {
        let own = rule(group.columns[column].name)
        return group.columns[column].counts.keys.map { CanonicalText.of($0, own) }
    }

    /// As a mapping has it.
    func rule(_ name: String) -> ColumnRule {
        var rule = ColumnRule(column: name)
        rule.prefix = prefix
        rule.dropsLeadingZeros = dropsZeros
        rule.foldsCase = foldsCase
        return rule
    }
}
