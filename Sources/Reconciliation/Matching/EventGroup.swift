/// Events that are compared as one, as places in their part: mostly a single one, which is kept without an array.
public struct EventGroup: Sendable, Hashable, Sequence, ExpressibleByArrayLiteral {
    /// The first; -1: there is none.
    private let first: Int32
    private let rest: [Int32]

    /// A single event.
    @inline(__always)
    init(_ only: Int32) {
        first = only
        rest = []
    }

    /// Several events.
    init(_ events: [Int32]) {
        first = events.first ?? -1
        rest = Array(events.dropFirst())
    }

    /// Several events.
    public init(arrayLiteral elements: Int32...) { self.init(elements) }

    /// No event.
    @inline(__always)
    var isEmpty: Bool { first < 0 }

    /// How many.
    @inline(__always)
    var count: Int { first < 0 ? 0 : 1 &+ rest.count }

    /// The first, if there is one.
    @inline(__always)
    var leader: Int32? { first < 0 ? nil : first }

    /// One after the other.
    public struct Iterator: IteratorProtocol {
        private let first: Int32
        private let rest: [Int32]
        private var place: Int

        @inline(__always)
        fileprivate init(_ first: Int32, _ rest: [Int32]) {
            self.first = first
            self.rest = rest
            place = first < 0 ? rest.count : -1
        }

        /// The next one.
        @inline(__always)
        public mutating func next() -> Int32? {
            guard place < rest.count else { return nil }
            defer { place &+= 1 }
            return place < 0 ? first : rest[place]
        }
    }

    /// One after the other.
    @inline(__always)
    public func makeIterator() -> Iterator { Iterator(first, rest) }

    /// Whether one of them is so.
    @inline(__always)
    func contains(where holds: (Int32) -> Bool) -> Bool {
        if first < 0 { return false }
        return holds(first) || !rest.isEmpty && rest.contains(where: holds)
    }
}
