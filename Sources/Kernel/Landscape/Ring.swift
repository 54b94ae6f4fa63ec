/// A double-ended queue of trivial values in an array; grows by doubling, never shrinks.
struct Ring<Element: BitwiseCopyable> {
    private var storage: [Element] = []
    private var head = 0
    /// Number of elements.
    private(set) var count = 0

    /// Whether there is nothing in it.
    var isEmpty: Bool { count == 0 }

    /// The element at the front.
    var first: Element? { count == 0 ? nil : storage[head] }

    /// The element `place` places behind the front, of which there must be as many.
    func upcoming(_ place: Int) -> Element { storage[(head &+ place) & (storage.count &- 1)] }

    /// Adds at the back.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == storage.count { grow(filler: element) }
        storage[(head + count) & (storage.count - 1)] = element
        count += 1
    }

    /// Takes from the front.
    @inline(__always)
    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = storage[head]
        head = (head + 1) & (storage.count - 1)
        count -= 1
        return element
    }

    /// Takes from the back.
    mutating func popLast() -> Element? {
        guard count > 0 else { return nil }
        count -= 1
        return storage[(head + count) & (storage.count - 1)]
    }

    /// Removes one element, wherever it stands; the order of the others stays.
    /// - Returns: whether it was there.
    mutating func remove(_ element: Element) -> Bool where Element: Equatable {
        let mask = storage.count - 1
        guard let found = (0..<count).first(where: { storage[(head + $0) & mask] == element }) else { return false }
        // What stood before it moves back by one: it is mostly near the front.
        for k in stride(from: found, to: 0, by: -1) { storage[(head + k) & mask] = storage[(head + k - 1) & mask] }
        _ = popFirst()
        return true
    }

    @inline(never)
    private mutating func grow(filler: Element) {
        let capacity = max(8, storage.count * 2)
        var larger: [Element] = []
        larger.reserveCapacity(capacity)
        for k in 0..<count { larger.append(storage[(head + k) & (storage.count - 1)]) }
        larger += [Element](repeating: filler, count: capacity - count)
        storage = larger
        head = 0
    }
}
