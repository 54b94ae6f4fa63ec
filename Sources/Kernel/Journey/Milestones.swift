/// When the events that legs start with happened, for every order under way: `slots` instants an order, in pages, so that
/// growing never holds them twice.
struct Milestones: ~Copyable {
    private static var pageBits: Int { 16 }

    private let slots: Int
    private var pages: UnsafeMutablePointer<UnsafeMutablePointer<Instant>>
    private var pageCount = 0
    private var pageRoom = 64
    /// Orders that there is room for.
    private var room = 0

    /// Room for `slots` instants an order.
    init(slots: Int) {
        self.slots = slots
        pages = .allocate(capacity: pageRoom)
    }

    deinit {
        for page in 0..<pageCount { pages[page].deallocate() }
        pages.deallocate()
    }

    /// Forgets everything about the order in a slot of the orders' slab, making room for it if there is none.
    mutating func clear(_ order: Int) {
        guard slots > 0 else { return }
        while order >= room { grow() }
        let place = place(order)
        for slot in 0..<slots { (place + slot).initialize(to: -1) }
    }

    @inline(never)
    private mutating func grow() {
        if pageCount == pageRoom {
            let larger = UnsafeMutablePointer<UnsafeMutablePointer<Instant>>.allocate(capacity: pageRoom * 2)
            larger.moveInitialize(from: pages, count: pageCount)
            pages.deallocate()
            pages = larger
            pageRoom *= 2
        }
        (pages + pageCount).initialize(to: LargeMemory.allocate(capacity: slots << Self.pageBits))
        pageCount += 1
        room += 1 << Self.pageBits
    }

    @inline(__always)
    private func place(_ order: Int) -> UnsafeMutablePointer<Instant> {
        pages[order &>> Self.pageBits] + (order & (1 << Self.pageBits - 1)) &* slots
    }

    /// Reads the first of an order's instants and the last, so that the processor fetches them.
    @inline(__always)
    func fetch(_ order: Int) -> UInt64 {
        guard slots > 0 else { return 0 }
        let first = place(order)
        return UInt64(bitPattern: first[0] &+ first[slots &- 1])
    }

    /// When an order's event happened; below zero: not yet.
    subscript(order: Int, slot: Int) -> Instant {
        @inline(__always) get { place(order)[slot] }
        @inline(__always) nonmutating set { place(order)[slot] = newValue }
    }
}
