/// Fixed-size records in pages, addressed by small integers and reused last-in, first-out.
///
/// What `Slab` is for few and hot records this is for very many: a page is made when the one before is full and nothing is
/// ever moved, so that growing never holds the records twice.
struct PagedSlab<Record: BitwiseCopyable>: ~Copyable {
    private static var pageBits: Int { 12 }
    private static var pageSize: Int { 1 << pageBits }

    private var pages: UnsafeMutablePointer<UnsafeMutablePointer<Record>>
    private var pageCount = 0
    private var pageRoom = 64
    private var free: [UInt32] = []
    /// Slots ever handed out: every slot in use is below.
    private(set) var reached = 0

    /// An empty slab.
    init() { pages = .allocate(capacity: pageRoom) }

    deinit {
        for page in 0..<pageCount { pages[page].deallocate() }
        pages.deallocate()
    }

    /// Number of records alive.
    var count: Int { reached - free.count }

    /// A slot for a new record.
    @inline(__always)
    mutating func take(_ record: Record) -> Int {
        if let slot = free.popLast() {
            self[Int(slot)] = record
            return Int(slot)
        }
        if reached == pageCount << Self.pageBits { grow() }
        let slot = reached
        reached += 1
        (pages[slot >> Self.pageBits] + (slot & (Self.pageSize - 1))).initialize(to: record)
        return slot
    }

    /// Gives a slot back.
    @inline(__always)
    mutating func release(_ slot: Int) { free.append(UInt32(truncatingIfNeeded: slot)) }

    @inline(never)
    private mutating func grow() {
        if pageCount == pageRoom {
            let larger = UnsafeMutablePointer<UnsafeMutablePointer<Record>>.allocate(capacity: pageRoom * 2)
            larger.moveInitialize(from: pages, count: pageCount)
            pages.deallocate()
            pages = larger
            pageRoom *= 2
        }
        (pages + pageCount).initialize(to: .allocate(capacity: Self.pageSize))
        pageCount += 1
    }

    /// The record in a slot, in place.
    subscript(slot: Int) -> Record {
        @inline(__always) unsafeAddress {
            UnsafePointer(pages[slot >> Self.pageBits] + (slot & (Self.pageSize - 1)))
        }
        @inline(__always) nonmutating unsafeMutableAddress {
            pages[slot >> Self.pageBits] + (slot & (Self.pageSize - 1))
        }
    }
}
