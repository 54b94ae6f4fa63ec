internal import Kernel
internal import Reconciliation

/// Where a value stands in a row, as a mapping writes it: a column's name, or a column with what is done to its values.
enum ColumnSection {
    static let shape = Shape<ColumnRule>.either(
        "a column's name, or { column: NAME, values: { THEIRS: common } }, or { fixed: VALUE }",
        scalar: Shape<String>.text.map { ColumnRule(column: $0) },
        mapping: .mapping("column", "Where a value stands, and how it becomes what both sides call it.") { fields in
            let column = fields.optional("column", .text, "The column's name, or a path such as data.order.ref.")
            let fixed = fields.optional("fixed", .text, "The value of every row.")
            let values = fields.optional(
                "values", .names(.text, of: "values"), "What the export calls things, and what both sides call them.",
                or: [])
            let prefix = fields.optional("drop", .text, "Dropped from the front of a value, if it is there.")
            let zeros = fields.optional("leading zeros", keepOrDrop, "Whether zeros at the front count.", or: false)
            let folds = fields.optional("any case", .yesNo, "Whether capitals do not count.", or: false)
            let separator = fields.optional(
                "list", separator,
                "What stands between several orders of one row, as \",\"; its event is then told under each of them.")
            let unit = fields.optional("unit", .text, "The column that tells in which unit or currency a number is.")
            let units = fields.optional(
                "units", .names(factor, of: "units"), "By unit: what a number is multiplied by.", or: [])
            let times = fields.optional("times", factor, "What every number is multiplied by.", or: EventField.scale)
            guard !fields.isIncomplete else { return nil }
            guard (column == nil) != (fixed == nil) else {
                if !fields.hasUnknownKeys { fields.item.refuse("expected either column or fixed") }
                return nil
            }
            guard (unit == nil) == units.isEmpty else {
                fields.item.refuse("expected unit and units together: the column, and what each unit stands for")
                return nil
            }
            var rule = column.map { ColumnRule(column: $0) } ?? ColumnRule(fixed: fixed ?? "")
            for value in values { rule.values[folds ? value.name.lowercased() : value.name] = value.value }
            rule.prefix = prefix
            rule.dropsLeadingZeros = zeros
            rule.foldsCase = folds
            rule.separator = separator
            rule.unitColumn = unit
            for unit in units { rule.units[unit.name] = unit.value }
            rule.factor = times
            return rule
        })

    private static let keepOrDrop = Shape<Bool>.choice([("count", false), ("drop", true)])

    private static let separator = Shape<String>.scalar("what stands between values, such as \",\"", pattern: nil) {
        text throws(ValueError) in
        guard text.contains(where: { !$0.isWhitespace }) || text == " " else { throw .unreadable }
        return text
    }

    /// A factor in millionths.
    private static let factor = Shape<Int64>.scalar("a factor such as 12 or 0.92", pattern: nil, numbers: true) {
        text throws(ValueError) in
        guard let factor = Decimal(text)?.times(EventField.scale), factor > 0 else {
            throw .refused("expected a factor above 0 of at most six decimals, found \(quoted(text))")
        }
        return factor
    }
}
