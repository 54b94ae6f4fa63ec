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
    }

    /// By kind and field.
    public private(set) var fields: [[Field]]
    /// By kind: how far the times of the old side lie from its own, of a sample of the events.
    public private(set) var times: [LegSample]

    init(kinds: Int, fields: Int) {
        self.fields = Array(repeating: Array(repeating: Field(), count: fields), count: kinds)
        times = Array(repeating: LegSample(), count: kinds)
    }

    mutating func add(kind: Int, compared: UInt16, new: UInt16, again: UInt16, pair: LegSample.Pair) {
        for field in fields[kind].indices where compared & 1 << UInt16(field) != 0 {
            fields[kind][field].compared += 1
            switch (new & 1 << UInt16(field) != 0, again & 1 << UInt16(field) != 0) {
            case (true, true): fields[kind][field].both += 1
            case (true, false): fields[kind][field].onlyNew += 1
            case (false, true): fields[kind][field].onlyAgain += 1
            case (false, false): break
            }
        }
        times[kind].add(pair)
    }

    /// Adds another.
    public mutating func merge(_ other: NoiseTally) {
        for kind in fields.indices {
            for field in fields[kind].indices {
                fields[kind][field].compared += other.fields[kind][field].compared
                fields[kind][field].onlyNew += other.fields[kind][field].onlyNew
                fields[kind][field].onlyAgain += other.fields[kind][field].onlyAgain
                fields[kind][field].both += other.fields[kind][field].both
            }
            times[kind].merge(other.times[kind])
        }
    }
}
