/// When the events that legs start with happened, for every order under way: `slots` instants an order, in pages, so that
/// growing never holds them twice.
struct Milestones: ~Copyable {
    private static var pageBits: Int { 12 }

    private let slots: Int
    private var pages: [UnsafeMutablePointer<Instant>] = []

    /// Room for `slots` instants an order.
    init(slots: Int) { self.slots = slots }

    deinit {
        for page in pages { page.deallocate() }
    }

    /// Forgets everything about the order in a slot of the orders' slab, making room for it if there is none.
    mutating func clear(_ order: Int) {
        guard slots > 0 else { return }
        while order >> Self.pageBits >= pages.count { pages.append(.allocate(capacity: slots << Self.pageBits)) }
        let place = place(order)
        for slot in 0..<slots { (place + slot).initialize(to: -1) }
    }

    private func place(_ order: Int) -> UnsafeMutablePointer<Instant> {
        pages[order >> Self.pageBits] + (order & (1 << Self.pageBits - 1)) * slots
    }

    /// When an order's event happened; below zero: not yet.
    subscript(order: Int, slot: Int) -> Instant {
        get { place(order)[slot] }
        nonmutating set { place(order)[slot] = newValue }
    }
}
