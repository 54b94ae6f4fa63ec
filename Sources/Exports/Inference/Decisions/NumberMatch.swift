internal import Reconciliation

/// How two columns of numbers say the same: as they are, times a constant, or times what a unit stands for.
struct NumberMatch {
    /// What is done to each side's values.
    private(set) var oldRule: ColumnRule
    private(set) var newRule: ColumnRule
    /// Share of the compared pairs that agree after that, and how many were compared.
    private(set) var agree = 0.0
    private(set) var compared = 0
    /// What is unsure about a factor.
    private(set) var doubt: String?

    /// A column that may tell units: its name, and its value for each pair.
    struct UnitColumn {
        let name: String
        let side: Int
        let values: [String]
        /// All words that its sample has.
        let words: [String]
    }

    /// - Parameters:
    ///   - pairs: millionths of events that stand for each other.
    ///   - units: columns that may tell units.
    init(_ pairs: [(old: Int64?, new: Int64?)], old: String, new: String, units: [UnitColumn]) {
        oldRule = ColumnRule(column: old)
        newRule = ColumnRule(column: new)
        var same = 0
        var counted: [Int64: Int] = [:]
        var factors: [Int64?] = []
        for pair in pairs {
            guard let one = pair.old, let other = pair.new else {
                factors.append(nil)
                continue
            }
            compared += 1
            if one == other { same += 1 }
            let factor = NumberMatch.factor(one, other)
            factors.append(factor)
            if let factor { counted[factor, default: 0] += 1 }
        }
        guard compared > 0 else { return }
        agree = Double(same) / Double(compared)
        guard agree < 0.9 else { return }
        let usable = counted.values.reduce(0, +)
        guard usable >= 3 else { return }
        if let most = counted.max(by: { $0.value < $1.value }), most.key != 1, most.value * 10 >= usable * 8 {
            scale(by: most.key)
            agree = Double(most.value) / Double(usable)
            doubt =
                "\(most.key > 0 ? "new" : "old") is \(abs(most.key)) times \(most.key > 0 ? "old" : "new") in \(most.value) of \(usable) sampled pairs"
            return
        }
        for unit in units { use(unit, factors) }
    }

    /// How many times the new number is the old, negative the other way round; nil: neither, or zero.
    private static func factor(_ old: Int64, _ new: Int64) -> Int64? {
        guard old != 0, new != 0 else { return nil }
        if old == new { return 1 }
        if new % old == 0, new / old > 1 { return new / old }
        if old % new == 0, old / new > 1 { return -(old / new) }
        return nil
    }

    private mutating func scale(by factor: Int64) {
        let size = abs(factor)
        let isDecimal = [10, 100, 1_000, 10_000].contains(size)
        // Cents become euros; cases become pieces.
        if isDecimal {
            let share = EventField.scale / size
            if factor > 0 { newRule.factor = share } else { oldRule.factor = share }
        } else {
            let scaled = size.multipliedReportingOverflow(by: EventField.scale)
            guard !scaled.overflow else { return }
            if factor > 0 { oldRule.factor = scaled.partialValue } else { newRule.factor = scaled.partialValue }
        }
    }

    private mutating func use(_ unit: UnitColumn, _ factors: [Int64?]) {
        var table: [String: [Int64: Int]] = [:]
        for (value, factor) in zip(unit.values, factors) {
            guard let factor, !value.isEmpty else { continue }
            // The side with the unit has the smaller number: so many pieces are in one of the unit.
            table[value, default: [:]][unit.side == 0 ? factor : factor == 1 ? 1 : -factor, default: 0] += 1
        }
        guard table.count >= 1, table.count <= 12 else { return }
        var map: [String: Int64] = [:]
        var (hits, all) = (0, 0)
        var told: [String] = []
        for (word, counts) in table.sorted(by: { $0.key < $1.key }) {
            let sum = counts.values.reduce(0, +)
            guard let most = counts.max(by: { $0.value < $1.value }), (1...1_000_000).contains(most.key),
                most.value * 10 >= sum * 8
            else {
                return
            }
            map[word] = most.key
            hits += most.value
            all += sum
            told.append("\(word) is \(most.key) in \(most.value) of \(sum)")
        }
        let share = Double(hits) / Double(all)
        guard Set(map.values).count > 1, share > agree + 0.05 else { return }
        let open = unit.words.filter { map[$0] == nil && !$0.isEmpty }.sorted()
        for word in open { map[word] = 1 }
        var rule = ColumnRule(column: (unit.side == 0 ? oldRule.column : newRule.column) ?? "")
        rule.unitColumn = unit.name
        rule.units = map.mapValues { $0 * EventField.scale }
        if unit.side == 0 {
            oldRule = rule
            newRule = ColumnRule(column: newRule.column ?? "")
        } else {
            newRule = rule
            oldRule = ColumnRule(column: oldRule.column ?? "")
        }
        agree = share
        doubt =
            "by \"\(unit.name)\", \(told.joined(separator: ", ")) sampled pairs"
            + (open.isEmpty ? "" : "; \(open.joined(separator: ", ")) could not be compared and counts as 1")
    }
}
