/// Fixed-size records in pages, addressed by small integers and reused last-in, first-out.
///
/// With the event queue the one place where the kernel holds raw memory: records are mutated in place in the hot loop, and
/// memory follows the largest number of records alive at once, not the number ever made. A page is made when the one before
/// is full and nothing is ever moved: growing never holds the records twice, and the address of a record stays good.
struct Slab<Record: BitwiseCopyable>: ~Copyable {
    /// Large enough for huge pages; memory that is not reached is not used.
    private static var pageBits: Int { 16 }
    private static var pageSize: Int { 1 << pageBits }

    private var pages: UnsafeMutablePointer<UnsafeMutablePointer<Record>>
    private var pageCount = 0
    private var pageRoom = 64
    private var free: UnsafeMutablePointer<UInt32>
    private var freeCount = 0
    private var freeRoom = 1_024
    /// Slots ever handed out: every slot in use is below.
    private(set) var reached = 0

    /// An empty slab.
    init() {
        pages = .allocate(capacity: pageRoom)
        free = .allocate(capacity: freeRoom)
    }

    deinit {
        for page in 0..<pageCount { pages[page].deallocate() }
        pages.deallocate()
        free.deallocate()
    }

    /// Number of records alive.
    var count: Int { reached &- freeCount }

    /// A slot for a new record.
    @inline(__always)
    mutating func take(_ record: Record) -> Int {
        let slot = takeSlot()
        at(slot).initialize(to: record)
        return slot
    }

    /// A slot for a new record, whose every field the caller has to set: what lies there is anything.
    @inline(__always)
    mutating func takeSlot() -> Int {
        if freeCount > 0 {
            freeCount &-= 1
            return Int(free[freeCount])
        }
        if reached == pageCount &<< Self.pageBits { addPage() }
        reached &+= 1
        return reached &- 1
    }

    /// Gives a slot back; what lies there stays until the slot is taken again.
    @inline(__always)
    mutating func release(_ slot: Int) {
        if freeCount == freeRoom { growFree() }
        free[freeCount] = UInt32(truncatingIfNeeded: slot)
        freeCount &+= 1
    }

    @inline(never)
    private mutating func addPage() {
        if pageCount == pageRoom {
            let larger = UnsafeMutablePointer<UnsafeMutablePointer<Record>>.allocate(capacity: pageRoom * 2)
            larger.moveInitialize(from: pages, count: pageCount)
            pages.deallocate()
            pages = larger
            pageRoom *= 2
        }
        (pages + pageCount).initialize(to: LargeMemory.allocate(capacity: Self.pageSize))
        pageCount += 1
    }

    @inline(never)
    private mutating func growFree() {
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: freeRoom * 2)
        larger.moveInitialize(from: free, count: freeCount)
        free.deallocate()
        free = larger
        freeRoom *= 2
    }

    /// Where the record in a slot lies, for as long as the slab lives. Hot code asks once and keeps the answer: the
    /// compiler cannot know that no store through a pointer changes where the pages are, and would look them up each time.
    @inline(__always)
    func at(_ slot: Int) -> UnsafeMutablePointer<Record> {
        pages[slot &>> Self.pageBits] + (slot & (Self.pageSize &- 1))
    }

    /// The record in a slot, in place.
    subscript(slot: Int) -> Record {
        @inline(__always) unsafeAddress { UnsafePointer(at(slot)) }
        @inline(__always) nonmutating unsafeMutableAddress { at(slot) }
    }
}
