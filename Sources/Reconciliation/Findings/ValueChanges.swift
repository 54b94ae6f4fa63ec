/// Which value of a field became which: the most frequent changes, so that a unit that is wrong or a code that is not mapped
/// shows.
public struct ValueChanges: Sendable, Hashable {
    /// How often, and where it is to be seen.
    public struct Seen: Sendable, Hashable {
        /// How often.
        public var count: Int
        /// A row of the old side that shows it.
        public var oldRow: UInt64
        /// A row of the new side that shows it.
        public var newRow: UInt64
    }

    /// How many changes of a part are kept.
    private static let limit = 64

    /// Changes that were kept, with how often they were seen at least.
    public private(set) var seen: [ValueChange: Seen] = [:]
    /// By whole factor: pairs in which the new value is so many times the old one; negative: the old is so many times the new.
    public private(set) var factors: [Int64: Int] = [:]

    mutating func add(_ change: ValueChange, oldRow: UInt64, newRow: UInt64, isNumber: Bool) {
        seen[change, default: Seen(count: 0, oldRow: oldRow, newRow: newRow)].count += 1
        if let known = seen[change], (oldRow, newRow) < (known.oldRow, known.newRow) {
            seen[change]?.oldRow = oldRow
            seen[change]?.newRow = newRow
        }
        if isNumber, let factor = ValueChanges.factor(change) { factors[factor, default: 0] += 1 }
    }

    private static func factor(_ change: ValueChange) -> Int64? {
        let (old, new) = (change.old, change.new)
        guard old != EventField.absent, new != EventField.absent, old != 0, new != 0, old != new else { return nil }
        let (times, rest) = new.quotientAndRemainder(dividingBy: old)
        if rest == 0, times.magnitude <= 10_000, times.magnitude > 1 || times == -1 { return times > 0 ? times : nil }
        let (shares, left) = old.quotientAndRemainder(dividingBy: new)
        if left == 0, shares > 1, shares <= 10_000 { return -shares }
        return nil
    }

    /// Keeps the most frequent ones; of equal ones the least.
    mutating func prune() {
        guard seen.count > ValueChanges.limit else { return }
        seen = Dictionary(uniqueKeysWithValues: sorted.prefix(ValueChanges.limit).map { ($0.change, $0.seen) })
    }

    /// The changes, the most frequent first.
    public var sorted: [(change: ValueChange, seen: Seen)] {
        seen.map { (change: $0.key, seen: $0.value) }.sorted { a, b in
            if a.seen.count != b.seen.count { return a.seen.count > b.seen.count }
            return (a.change.old, a.change.new) < (b.change.old, b.change.new)
        }
    }

    mutating func merge(_ other: ValueChanges) {
        for (change, more) in other.seen {
            guard let own = seen[change] else {
                seen[change] = more
                continue
            }
            let first = (own.oldRow, own.newRow) <= (more.oldRow, more.newRow) ? own : more
            seen[change] = Seen(count: own.count + more.count, oldRow: first.oldRow, newRow: first.newRow)
        }
        for (factor, count) in other.factors { factors[factor, default: 0] += count }
    }
}
