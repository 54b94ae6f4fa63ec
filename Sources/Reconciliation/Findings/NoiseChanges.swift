/// What a field that differs by nature became: on the new side, and on the old one beside itself.
///
/// A field whose values are told by names, such as a status, has few changes; one that is different each time, such as a number of
/// a parcel, has no list that means anything, and none is kept.
public struct NoiseChanges: Sendable, Hashable {
    /// How often a change was seen, and where.
    public struct Seen: Sendable, Hashable {
        /// On the new side.
        public var new = 0
        /// On the old side beside itself.
        public var again = 0
        /// By interval of the timeline: how often on either side.
        public var intervals: [Int: Int] = [:]
        /// Rows of the old and of the new side that show it; the largest number: not on the new side.
        public var oldRow = UInt64.max
        /// The row of the new side.
        public var newRow = UInt64.max
    }

    /// More different changes are not kept.
    public static let limit = 512

    /// By change; empty where there are too many different ones.
    public private(set) var seen: [ValueChange: Seen] = [:]
    /// Whether there are too many different ones.
    public private(set) var isOpen = false

    /// Changes that only one side has, by interval: how many more the new side has than the old one beside itself.
    public var balanceOfUnknown: [Int] {
        NoiseChanges.balance(of: seen.values.filter { $0.new == 0 || $0.again == 0 })
    }

    private static func balance(of changes: [Seen]) -> [Int] {
        var balance = [Int](repeating: 0, count: Timeline.length)
        for change in changes {
            for (interval, count) in change.intervals { balance[interval] += change.new > 0 ? count : -count }
        }
        return balance
    }

    /// Changes to a value that nothing else has, on the new side and on the old one beside itself.
    ///
    /// Where the new side shares its chance with the old one, as in a simulated parallel run, it makes few of the changes that the old side
    /// makes by itself: what only one of them changes is no fair comparison then. What neither was ever called is.
    private var novel: [ValueChange: Seen] {
        let before = Set(seen.keys.map(\.old))
        let onNew = before.union(seen.filter { $0.value.new > 0 }.keys.map(\.new))
        let onOld = before.union(seen.filter { $0.value.again > 0 }.keys.map(\.new))
        return seen.filter { change, seen in
            if seen.new > 0 { return seen.again == 0 && !onOld.contains(change.new) }
            return !onNew.contains(change.new)
        }
    }

    /// Changes to a value that only one side has, by interval: how many more the new side has than the old one beside itself.
    public var balanceOfNovel: [Int] { NoiseChanges.balance(of: Array(novel.values)) }

    /// Changes of the new side to a value that the old side does not have.
    public var toNovel: Set<ValueChange> { Set(novel.filter { $0.value.new > 0 }.keys) }

    /// Pairs of the new side with some of its changes.
    public func count(of changes: Set<ValueChange>) -> Int { changes.reduce(0) { $0 + (seen[$1]?.new ?? 0) } }

    /// Changes that the old side makes by itself.
    public var known: Set<ValueChange> { Set(seen.filter { $0.value.again > 0 }.keys) }

    /// Pairs of the new side with a change that the old side never makes by itself.
    public var unknown: Int { seen.values.reduce(0) { $1.again == 0 ? $0 + $1.new : $0 } }

    /// Changes of the new side, the most frequent first.
    public var sorted: [(change: ValueChange, seen: Seen)] {
        seen.filter { $0.value.new > 0 }.map { (change: $0.key, seen: $0.value) }.sorted { a, b in
            if a.seen.new != b.seen.new { return a.seen.new > b.seen.new }
            return (a.change.old, a.change.new) < (b.change.old, b.change.new)
        }
    }

    mutating func add(
        _ change: ValueChange, onNew: Bool, interval: Int, oldRow: UInt64, newRow: UInt64
    ) {
        guard !isOpen else { return }
        var own = seen[change] ?? Seen()
        if onNew { own.new += 1 } else { own.again += 1 }
        own.intervals[interval, default: 0] += 1
        if onNew, (oldRow, newRow) < (own.oldRow, own.newRow) { (own.oldRow, own.newRow) = (oldRow, newRow) }
        seen[change] = own
        closeIfTooMany()
    }

    mutating func merge(_ other: NoiseChanges) {
        isOpen = isOpen || other.isOpen
        for (change, more) in other.seen {
            seen[change, default: Seen()].new += more.new
            seen[change, default: Seen()].again += more.again
            seen[change, default: Seen()].intervals.merge(more.intervals) { $0 + $1 }
            if let own = seen[change], (more.oldRow, more.newRow) < (own.oldRow, own.newRow) {
                seen[change]?.oldRow = more.oldRow
                seen[change]?.newRow = more.newRow
            }
        }
        closeIfTooMany()
    }

    private mutating func closeIfTooMany() {
        if isOpen || seen.count > NoiseChanges.limit {
            isOpen = true
            seen = [:]
        }
    }
}
