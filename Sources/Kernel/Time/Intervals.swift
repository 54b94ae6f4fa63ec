/// A set of time, as sorted, disjoint, half-open intervals `[start, end)`.
///
/// The shape in which a calendar (dispatch window, shift, maintenance) reaches the kernel: zone and DST are resolved before.
public struct Intervals: Sendable, Hashable, Codable {
    /// One stretch of time, `start` included, `end` not.
    public struct Stretch: Sendable, Hashable, Codable {
        /// The first instant inside.
        public var start: Instant
        /// The first instant after.
        public var end: Instant

        /// A stretch from `start` up to `end`.
        public init(start: Instant, end: Instant) {
            self.start = start
            self.end = end
        }
    }

    /// The stretches in time order; none is empty, none touches the next.
    public let stretches: [Stretch]

    /// The set that holds no time at all.
    public static let empty = Intervals([])

    /// Makes a set from stretches in any order; overlapping and touching ones are joined, empty ones dropped.
    public init(_ unordered: [Stretch]) {
        var joined: [Stretch] = []
        for next in unordered.filter({ $0.start < $0.end }).sorted(by: { $0.start < $1.start }) {
            if let last = joined.last, next.start <= last.end {
                joined[joined.count - 1].end = max(last.end, next.end)
            } else {
                joined.append(next)
            }
        }
        stretches = joined
    }

    /// Whether `instant` lies inside.
    /// - Complexity: O(log n)
    public func contains(_ instant: Instant) -> Bool {
        let i = firstEnding(after: instant)
        return i < stretches.count && stretches[i].start <= instant
    }

    /// The earliest instant at or after `instant` that lies inside, or nil if none does.
    public func next(from instant: Instant) -> Instant? {
        let i = firstEnding(after: instant)
        guard i < stretches.count else { return nil }
        return max(stretches[i].start, instant)
    }

    /// What lies inside both.
    public func intersection(_ other: Intervals) -> Intervals {
        var shared: [Stretch] = []
        var (mine, theirs) = (0, 0)
        while mine < stretches.count && theirs < other.stretches.count {
            let (one, two) = (stretches[mine], other.stretches[theirs])
            shared.append(Stretch(start: max(one.start, two.start), end: min(one.end, two.end)))
            if one.end < two.end { mine += 1 } else { theirs += 1 }
        }
        return Intervals(shared)
    }

    /// The index of the first stretch that ends after `instant`, or `stretches.count`.
    private func firstEnding(after instant: Instant) -> Int {
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].end > instant { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
