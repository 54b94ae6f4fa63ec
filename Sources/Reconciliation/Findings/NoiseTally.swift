internal import Kernel

/// How the old side differs from itself, beside how the new side differs from it: by kind and field.
public struct NoiseTally: Sendable, Hashable {
    /// One field: of the events that all three have.
    public struct Field: Sendable, Hashable {
        /// Compared.
        public var compared = 0
        /// Only the new side differs.
        public var onlyNew = 0
        /// Only the old side differs from itself.
        public var onlyAgain = 0
        /// Both differ.
        public var both = 0
        /// By interval of the timeline: pairs in which only the new side differs, less those in which only the old side does.
        public var balance: [Int] = []
        /// What became what, on the new side and on the old one beside itself.
        public var changes = NoiseChanges()

        /// Adds a pair.
        mutating func add(new: Bool, again: Bool, interval: Int) {
            compared += 1
            switch (new, again) {
            case (true, true): both += 1
            case (false, false): break
            case (true, false), (false, true):
                if new { onlyNew += 1 } else { onlyAgain += 1 }
                if balance.isEmpty { balance = [Int](repeating: 0, count: Timeline.length) }
                balance[interval] += new ? 1 : -1
            }
        }

        /// Adds another.
        mutating func merge(_ more: Field) {
            compared += more.compared
            onlyNew += more.onlyNew
            onlyAgain += more.onlyAgain
            both += more.both
            if balance.isEmpty {
                balance = more.balance
            } else if !more.balance.isEmpty {
                balance = zip(balance, more.balance).map(+)
            }
            changes.merge(more.changes)
        }
    }

    /// By kind and field.
    public private(set) var fields: [[Field]]
    /// By kind, of a sample of the events: by how much the new side is later than the old one (as a pair's `old`), and the old side
    /// once more (as its `new`).
    public private(set) var times: [LegSample]
    /// By kind: how often the new side, and the old one once more, is later than the old one by more than was agreed.
    public private(set) var lateness: [Field]
    /// Of which the intervals are.
    private let timeline: Timeline

    init(kinds: Int, fields: Int, span: ClosedRange<Instant>?) {
        self.fields = Array(repeating: Array(repeating: Field(), count: fields), count: kinds)
        times = Array(repeating: LegSample(), count: kinds)
        lateness = Array(repeating: Field(), count: kinds)
        timeline = Timeline(span, kinds: 0)
    }

    mutating func add(kind: Int, compared: UInt16, new: UInt16, again: UInt16, pair: LegSample.Pair) {
        let interval = timeline.index(pair.placed)
        for field in fields[kind].indices where compared & 1 << UInt16(field) != 0 {
            let bit: UInt16 = 1 << UInt16(field)
            fields[kind][field].add(new: new & bit != 0, again: again & bit != 0, interval: interval)
        }
        times[kind].add(pair)
    }

    mutating func addLateness(kind: Int, new: Bool, again: Bool, time: Instant) {
        lateness[kind].add(new: new, again: again, interval: timeline.index(time))
    }

    /// Notes what a field became.
    mutating func addChange(
        kind: Int, field: Int, _ change: ValueChange, onNew: Bool, time: Instant, oldRow: UInt64,
        newRow: UInt64
    ) {
        fields[kind][field].changes.add(
            change, onNew: onNew, interval: timeline.index(time), oldRow: oldRow, newRow: newRow)
    }

    /// Adds another.
    public mutating func merge(_ other: NoiseTally) {
        for kind in fields.indices {
            for field in fields[kind].indices { fields[kind][field].merge(other.fields[kind][field]) }
            lateness[kind].merge(other.lateness[kind])
            times[kind].merge(other.times[kind])
        }
    }
}
