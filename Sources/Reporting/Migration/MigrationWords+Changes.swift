import Analysis
import Kernel
import Reconciliation

extension MigrationWords {
    /// One rule that explains all or nearly all differences of a field.
    struct Pattern {
        enum Rule {
            /// The new value is a whole multiple of the old one; negative: the other way round.
            case times(Int64)
            /// One value became one other.
            case became(old: String, new: String)
            /// The new side has none.
            case lost
        }

        var rule: Rule
        /// How many it explains.
        var count: Int
        /// Of how many.
        var of: Int
    }

    /// A change of a value.
    struct Change {
        var old: String
        var new: String
        var seen: ValueChanges.Seen
    }

    /// The most frequent changes of a field.
    func changes(kind: Int, field: Int, most: Int) -> [Change] {
        findings.tally.changes[kind][field].sorted.prefix(most).map { change, seen in
            Change(
                old: value(change.old, field: field, side: .old, row: seen.oldRow),
                new: value(change.new, field: field, side: .new, row: seen.newRow), seen: seen)
        }
    }

    /// What a field that differs by nature became, in words.
    struct ToleratedChange {
        var old: String
        var new: String
        var seen: NoiseChanges.Seen
    }

    /// The most frequent tolerated changes of a field.
    func toleratedChanges(_ finding: NoiseFinding, most: Int) -> [ToleratedChange] {
        finding.toleratedChanges.prefix(most).map { change, seen in
            ToleratedChange(
                old: value(change.old, field: finding.field, side: .old, row: seen.oldRow),
                new: value(change.new, field: finding.field, side: .new, row: seen.newRow), seen: seen)
        }
    }

    /// The rule behind the differences of a field, if nine in ten follow it.
    func pattern(kind: Int, field: Int) -> Pattern? {
        let changes = findings.tally.changes[kind][field]
        let all = sums[kind].fields[field].differing
        guard all > 1 else { return nil }
        let factor = changes.factors.max { ($0.value, $1.key) < ($1.value, $0.key) }
        let sorted = changes.sorted
        if let top = sorted.first, top.seen.count * 10 >= all * 9, top.change.old != EventField.absent,
            top.change.new != EventField.absent, findings.agreement.fields[field].form == .text || factor == nil,
            let told = self.changes(kind: kind, field: field, most: 1).first, told.old != Self.unread,
            told.new != Self.unread
        {
            return Pattern(rule: .became(old: told.old, new: told.new), count: top.seen.count, of: all)
        }
        if let factor, factor.value * 10 >= all * 9 {
            return Pattern(rule: .times(factor.key), count: factor.value, of: all)
        }
        let lost = sorted.filter { $0.change.new == EventField.absent }.reduce(0) { $0 + $1.seen.count }
        return lost == all ? Pattern(rule: .lost, count: all, of: all) : nil
    }

    /// What the rule says, and what it may come from.
    func explanation(kind: Int, field: Int) -> String? {
        guard let pattern = pattern(kind: kind, field: field) else { return nil }
        let place =
            pattern.count == pattern.of
            ? "in all \(Figures.count(pattern.of)) that differ"
            : "in \(Figures.count(pattern.count)) of \(Figures.count(pattern.of)) that differ"
        let subject = "\(self.kind(kind)), \(self.field(field))"
        switch pattern.rule {
        case .times(let factor):
            return "\(subject): \(place) the new value is \(Self.times(factor))\(hint(factor, field))"
        case .became(let old, let new):
            return "\(subject): \(old) became \(new) \(place)"
        case .lost:
            // A column that nobody mapped has no value anywhere.
            let isNowhere = pattern.of == sums[kind].fields[field].compared
            return "\(subject): \(place) the new side has no value\(isNowhere ? ": not mapped?" : "")"
        }
    }

    private func hint(_ factor: Int64, _ field: Int) -> String {
        var size = factor.magnitude
        while size > 1, size.isMultiple(of: 10) { size /= 10 }
        if size == 1 { return ": a decimal point that moved, or another unit?" }
        guard findings.agreement.fields[field].meaning == .quantity else { return "" }
        return factor > 0 ? ": units, where the old side counts cases?" : ": cases, where the old side counts units?"
    }

    /// A value as people read it. Of texts only hashes are kept: they are told by a row that has them.
    func value(_ value: Int64, field: Int, side: Side, row: UInt64) -> String {
        guard value != EventField.absent else { return "none" }
        if findings.agreement.fields[field].meaning == .partner, let number = Int(exactly: value),
            findings.partners.indices.contains(number)
        {
            return partner(number)
        }
        switch findings.agreement.fields[field].form {
        case .number: return Self.decimal(value)
        case .time: return clock.text(value)
        case .text: return rows[side, row]?.value(self.field(field)) ?? Self.unread
        }
    }

    /// What stands for a text of which no row is known.
    static let unread = "a text that was not read again"

    /// Millionths as a decimal number: `12.5`.
    static func decimal(_ millionths: Int64) -> String {
        let scale = UInt64(EventField.scale)
        let (whole, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: scale)
        var text = (millionths < 0 ? "-" : "") + Figures.count(Int64(clamping: whole))
        guard rest > 0 else { return text }
        var decimals = String(rest)
        decimals = String(repeating: "0", count: 6 - decimals.count) + decimals
        while decimals.last == "0" { decimals.removeLast() }
        text += "." + decimals
        return text
    }
}
