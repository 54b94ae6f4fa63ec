internal import Reconciliation

/// How two columns of texts say the same: as they are, but for capitals or zeros at the front, or word for word.
struct TextMatch {
    /// What is done to each side's values.
    private(set) var oldRule: ColumnRule
    private(set) var newRule: ColumnRule
    /// Share of the compared pairs that agree after that, and how many were compared.
    private(set) var agree = 0.0
    private(set) var compared = 0
    /// Words that go together, with counts; empty: none were mapped.
    private(set) var counts: [String] = []

    private static let wordLimit = 40

    /// - Parameters:
    ///   - pairs: values of events that stand for each other; empty ones do not count.
    ///   - old: the column's name; new likewise.
    ///   - mayMap: whether their names say that words may differ.
    init(_ pairs: [(old: String, new: String)], old: String, new: String, mayMap: Bool) {
        oldRule = ColumnRule(column: old)
        newRule = ColumnRule(column: new)
        let pairs = pairs.filter { !$0.old.isEmpty && !$0.new.isEmpty }
        compared = pairs.count
        guard compared > 0 else { return }
        agree = share(pairs)
        for (zeros, folds) in [(false, true), (true, false), (true, true)] where agree < 0.9 {
            var (one, other) = (ColumnRule(column: old), ColumnRule(column: new))
            (one.dropsLeadingZeros, other.dropsLeadingZeros) = (zeros, zeros)
            (one.foldsCase, other.foldsCase) = (folds, folds)
            let found = TextMatch.share(pairs, one, other)
            if found > agree + 0.2 { (agree, oldRule, newRule) = (found, one, other) }
        }
        if agree < 0.97 { mapWords(pairs, mayMap) }
    }

    private func share(_ pairs: [(old: String, new: String)]) -> Double { TextMatch.share(pairs, oldRule, newRule) }

    private static func share(_ pairs: [(old: String, new: String)], _ old: ColumnRule, _ new: ColumnRule) -> Double {
        let same = pairs.count { CanonicalText.of($0.old, old) == CanonicalText.of($0.new, new) }
        return Double(same) / Double(pairs.count)
    }

    private mutating func mapWords(_ pairs: [(old: String, new: String)], _ mayMap: Bool) {
        var table: [String: [String: Int]] = [:]
        var there: Set<String> = []
        for pair in pairs {
            let (old, new) = (CanonicalText.of(pair.old, oldRule), CanonicalText.of(pair.new, newRule))
            table[old, default: [:]][new, default: 0] += 1
            there.insert(new)
            guard table.count <= TextMatch.wordLimit, there.count <= TextMatch.wordLimit else { return }
        }
        guard mayMap || table.count >= 3 && there.count >= 3 else { return }
        var map: [(old: String, new: String, count: Int, all: Int)] = []
        for (old, news) in table {
            let all = news.values.reduce(0, +)
            guard all >= 2, let most = news.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
                most.value * 10 >= all * 8
            else { continue }
            map.append((old, most.key, most.value, all))
        }
        map.sort { ($1.count, $0.old) < ($0.count, $1.old) }
        let changed = map.filter { $0.old != $0.new && !$0.old.isEmpty && !$0.new.isEmpty }
        guard !changed.isEmpty else { return }
        // Where each word goes with one of its own, the old words stay: people know them.
        let isOneToOne = Set(map.map(\.new)).count == map.count
        var (one, other) = (oldRule, newRule)
        for pair in changed {
            if isOneToOne { other.values[pair.new] = pair.old } else { one.values[pair.old] = pair.new }
        }
        let found = TextMatch.share(pairs, one, other)
        guard found > agree + 0.05 else { return }
        (agree, oldRule, newRule) = (found, one, other)
        counts = changed.map { "\($0.old) with \($0.new) in \($0.count) of \($0.all)" }
    }
}
