/// Fixed-size records in one block of memory, addressed by small integers and reused last-in, first-out.
///
/// With the event queue the one place where the kernel holds raw memory: records are mutated in place in the hot loop, and
/// memory follows the largest number of records alive at once, not the number ever made.
struct Slab<Record: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Record>
    private var free: UnsafeMutablePointer<UInt32>
    private var freeCount = 0
    private var capacity: Int
    /// Slots ever handed out: every slot in use is below.
    private(set) var reached = 0

    /// An empty slab with room for a few records.
    init(capacity: Int = 1024) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
        free = .allocate(capacity: capacity)
    }

    deinit {
        base.deallocate()
        free.deallocate()
    }

    /// Number of records alive.
    var count: Int { reached - freeCount }

    /// A slot for a new record.
    @inline(__always)
    mutating func take(_ record: Record) -> Int {
        let slot = takeSlot()
        base.advanced(by: slot).initialize(to: record)
        return slot
    }

    /// A slot for a new record, whose every field the caller has to set: what lies there is anything.
    @inline(__always)
    mutating func takeSlot() -> Int {
        if freeCount > 0 {
            freeCount &-= 1
            return Int(free[freeCount])
        }
        if reached == capacity { grow() }
        reached &+= 1
        return reached &- 1
    }

    /// Gives a slot back.
    @inline(__always)
    mutating func release(_ slot: Int) {
        free[freeCount] = UInt32(truncatingIfNeeded: slot)
        freeCount += 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = capacity + capacity / 2
        let newBase = UnsafeMutablePointer<Record>.allocate(capacity: larger)
        newBase.moveInitialize(from: base, count: reached)
        base.deallocate()
        base = newBase
        let newFree = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
        newFree.moveInitialize(from: free, count: freeCount)
        free.deallocate()
        free = newFree
        capacity = larger
    }

    /// The record in a slot, in place.
    subscript(slot: Int) -> Record {
        @inline(__always) unsafeAddress { UnsafePointer(base.advanced(by: slot)) }
        @inline(__always) nonmutating unsafeMutableAddress { base.advanced(by: slot) }
    }
}
