public import Kernel

/// By how much the new side's clock differs from the old one's, as pairs of events show it: in quarters of an hour, which is what zones
/// differ by.
public struct ClockOffsets: Sendable, Hashable {
    /// Pairs that are off by about as much.
    public struct Step: Sendable, Hashable {
        /// New less old.
        public var offset: Nanoseconds
        /// How many.
        public var pairs: Int
    }

    /// Of fewer pairs nothing is said.
    public static let least = 50
    /// So many of a hundred pairs must be off by a zone's steps.
    public static let share = 80
    /// Zones lie 14 hours from UTC at most, and the two of a pair of sides on either side of it.
    private static let widest = 28 * 4
    private static let quarter = 15 * Nanoseconds.minute

    /// By quarters of an hour, from the earliest.
    private var counts = [Int](repeating: 0, count: 2 * widest + 1)
    /// Pairs in all.
    public private(set) var pairs = 0

    init() {}

    @inline(__always)
    mutating func add(_ delta: Nanoseconds) {
        pairs &+= 1
        let half = ClockOffsets.quarter / 2
        let place = (delta >= 0 ? delta &+ half : delta &- half) / ClockOffsets.quarter
        if place.magnitude <= ClockOffsets.widest { counts[Int(place) &+ ClockOffsets.widest] &+= 1 }
    }

    mutating func merge(_ other: ClockOffsets) {
        pairs += other.pairs
        for place in counts.indices { counts[place] += other.counts[place] }
    }

    /// The offsets of a zone that one side's times were read in and not written in, the earliest first; empty: they are no such thing.
    ///
    /// Nearly all pairs, of whatever kind, are off by half an hour or more, and all by the same, but for a few minutes; or by two offsets an
    /// hour apart, where clocks are changed in one of the zones. What is late by nature is not late by the same in all of an order's life.
    public var zoneSteps: [Step] {
        guard pairs >= ClockOffsets.least else { return [] }
        let all = counts.indices.map { place in
            Step(offset: Int64(place - ClockOffsets.widest) * ClockOffsets.quarter, pairs: counts[place])
        }
        guard let first = all.max(by: { $0.pairs < $1.pairs }), abs(first.offset) >= 30 * .minute else { return [] }
        let beside = all.filter { $0.offset != 0 && abs($0.offset - first.offset) == .hour }
        var steps = [first]
        // Of the year's other half a few events at least.
        if let second = beside.max(by: { $0.pairs < $1.pairs }), second.pairs * 100 >= pairs { steps.append(second) }
        let explained = steps.reduce(0) { $0 + $1.pairs }
        guard explained * 100 >= pairs * ClockOffsets.share else { return [] }
        return steps.sorted { $0.offset < $1.offset }
    }
}
