/// Sorted instants: cut-offs, wave releases, quota resets.
public struct Moments: Sendable, Hashable, Codable {
    /// The instants, ascending, without repeats.
    public let instants: [Instant]

    /// No instants.
    public static let empty = Moments([])

    /// Makes a list from instants in any order.
    public init(_ unordered: [Instant]) {
        var distinct: [Instant] = []
        distinct.reserveCapacity(unordered.count)
        for instant in unordered.sorted() where instant != distinct.last { distinct.append(instant) }
        instants = distinct
    }

    /// The index of the first moment at or after `instant`, or `instants.count`.
    /// - Complexity: O(log n)
    public func index(from instant: Instant) -> Int {
        var low = 0
        var high = instants.count
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] >= instant { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The first moment at or after `instant`, or nil.
    public func next(from instant: Instant) -> Instant? {
        let i = index(from: instant)
        return i < instants.count ? instants[i] : nil
    }
}
