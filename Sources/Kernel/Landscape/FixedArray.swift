/// An array whose length never changes, mutated in place without the checks for sharing that `Array` makes each time.
struct FixedArray<Element>: ~Copyable {
    private let base: UnsafeMutablePointer<Element>
    /// Number of elements.
    let count: Int

    /// The same elements as an array's.
    init(_ elements: [Element]) {
        count = elements.count
        base = .allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { (base + index).initialize(to: element) }
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    /// All indices.
    var indices: Range<Int> { 0..<count }

    /// Where the element at an index lies, for parts of elements that must not be copied as a whole.
    @inline(__always)
    func at(_ index: Int) -> UnsafePointer<Element> {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
        return UnsafePointer(base + index)
    }

    /// The element at an index, in place.
    subscript(index: Int) -> Element {
        @inline(__always) unsafeAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            return UnsafePointer(base + index)
        }
        @inline(__always) nonmutating unsafeMutableAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            return base + index
        }
    }
}
