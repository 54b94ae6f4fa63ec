public import Kernel

/// Times from the order to an event on both sides, of a sample of the orders: those with the least hashes, so the sample does not
/// depend on who looked first, and the samples of parts come to the sample of the whole.
public struct LegSample: Sendable, Hashable {
    /// An order's times.
    public struct Pair: Sendable, Hashable, BitwiseCopyable {
        /// Hash of the order.
        public var order: UInt64
        /// When it was placed, on the old side.
        public var placed: Instant
        /// From there to the event on the old side.
        public var old: Nanoseconds
        /// From the order to the event on the new side.
        public var new: Nanoseconds
    }

    /// How many are kept as a rule.
    public static let limit = 10_000
    /// How many are kept.
    private let limit: Int

    /// Orders that were offered.
    public private(set) var count = 0
    private var kept: [Pair] = []
    private var bound = UInt64.max

    /// Nothing yet.
    /// - Parameter keepsAll: whether no order is left out. What is looked at again and again while orders come in must only
    ///   grow: of a sample that is full each new order would drive one out.
    public init(keepsAll: Bool = false) { limit = keepsAll ? .max / 4 : LegSample.limit }

    /// The sample, by order.
    public var pairs: [Pair] {
        Array(kept.sorted { LegSample.precedes($0, $1) }.prefix(limit))
    }

    @inline(__always)
    mutating func add(_ pair: Pair) {
        count &+= 1
        if pair.order <= bound { keep(pair) }
    }

    private mutating func keep(_ pair: Pair) {
        kept.append(pair)
        if kept.count >= 2 * limit { prune() }
    }

    private mutating func prune() {
        kept.sort { LegSample.precedes($0, $1) }
        kept.removeLast(max(kept.count - limit, 0))
        if kept.count == limit { bound = kept[kept.count - 1].order }
    }

    /// Adds another sample.
    public mutating func merge(_ other: LegSample) {
        count += other.count
        kept += other.kept
        prune()
    }

    private static func precedes(_ a: Pair, _ b: Pair) -> Bool {
        if a.order != b.order { return a.order < b.order }
        return (a.placed, a.old, a.new) < (b.placed, b.old, b.new)
    }
}
