/// The simulation's calendar: pending events in the total order (time, order of insertion).
///
/// A radix calendar. Far events wait unsorted in wheels of 256 buckets, one wheel a byte of the time: an event's wheel is
/// the highest byte in which its time differs from `cursor`. The earliest bucket, when its turn comes, is either sorted into
/// the `run`, a short contiguous array from which events are popped, or, when it is crowded, dealt out to lower wheels
/// around a new cursor. Crowding alone decides, so no bucket width is ever tuned: a burst of equal times, microsecond
/// traffic and one event an hour all cost O(1) amortised an event, an event moves down at most seven wheels, and memory
/// follows the number pending.
///
/// Related structures: radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990), ladder queue (Tang, Goh, Thng 2005).
/// Like them it is monotone: an event scheduled before the time last popped is due at that time.
///
/// Inside, times are unsigned with the sign bit turned over, which keeps their order and lets every `Instant` in.
public struct EventQueue: ~Copyable {
    /// The number of pending events.
    public private(set) var count = 0
    /// The time last popped; nothing earlier is pending.
    private(set) var now: UInt64 = 0
    /// The time from which wheels are counted: a multiple of 256, at most `now` once something was popped.
    private(set) var cursor: UInt64 = 0
    /// Events before this time belong to the run, all others to the wheels. The run holds nothing at or after it, except
    /// events of the time last popped; so equal times are never on both sides, unless nothing can come before them.
    private(set) var runEnd: UInt64 = 0

    /// The sorted run: `run[head..<tail]`.
    private let run: UnsafeMutablePointer<Entry>
    private var head = EventQueue.frontRoom
    private var tail = EventQueue.frontRoom
    /// Entries moved by insertions into the run since it was last short; what a spill has to be worth.
    private var shifting = 0

    /// The buckets of all wheels, wheel 0 (the lowest byte) first.
    private let buckets: UnsafeMutablePointer<Bucket>
    /// Four words a wheel: which buckets hold something.
    private let occupied: UnsafeMutablePointer<UInt64>
    /// Which wheels hold something.
    private var wheels: UInt64 = 0
    /// Scratch of the radix sort: counts of two digits, and the entries between its passes.
    private let tallies: UnsafeMutablePointer<Int32>
    private let scratch: UnsafeMutablePointer<Entry>
    private var pool = ChunkPool()

    /// A bucket with more events than this is not sorted by insertion.
    private static var insertionLimit: Int { 64 }
    /// A bucket with more events than this is dealt out to lower wheels.
    private static var radixLimit: Int { 4096 }
    /// A bucket in which more events than this agree in the next byte, too.
    private static var crowd: Int { 256 }
    /// How many events stay in a run that spills.
    private static var spillKeep: Int { 64 }
    /// Moving one event down a wheel costs about as much as this many places of shifting.
    private static var spillWorth: Int { 16 }
    private static var runCapacity: Int { 8192 }
    /// Free places before a new run, for events that come in at its front.
    private static var frontRoom: Int { 64 }
    private static var wheelCount: Int { 8 }

    /// An empty queue, at the earliest of times.
    public init() {
        run = .allocate(capacity: EventQueue.runCapacity)
        let bucketCount = EventQueue.wheelCount * 256
        buckets = .allocate(capacity: bucketCount)
        buckets.initialize(repeating: Bucket(empty: pool.none), count: bucketCount)
        occupied = .allocate(capacity: EventQueue.wheelCount * 4)
        occupied.initialize(repeating: 0, count: EventQueue.wheelCount * 4)
        tallies = .allocate(capacity: 512)
        tallies.initialize(repeating: 0, count: 512)
        scratch = .allocate(capacity: EventQueue.radixLimit)
    }

    deinit {
        run.deallocate()
        buckets.deallocate()
        occupied.deallocate()
        tallies.deallocate()
        scratch.deallocate()
        pool.deallocate()
    }

    /// The time of the earliest event, or nil when none is pending.
    /// - Complexity: O(1)
    public var nextTime: Instant? {
        if head < tail { return EventQueue.instant(run[head].time) }
        guard wheels != 0 else { return nil }
        return EventQueue.instant(buckets[earliestBucket()].earliest)
    }

    /// Adds an event.
    /// - Parameters:
    ///   - payload: what `pop` gives back with the time.
    ///   - time: when; before the time last popped counts as that time.
    /// - Complexity: O(1) amortised
    public mutating func schedule(_ payload: UInt64, at time: Instant) {
        let entry = Entry(time: max(UInt64(bitPattern: time) ^ EventQueue.signBit, now), payload: payload)
        // An empty queue starts with everything in the run: a few pending events never need the wheels.
        if count == 0 { restart() }
        count &+= 1
        if entry.time >= runEnd { deal(entry) } else { insert(entry) }
    }

    private mutating func restart() {
        head = EventQueue.frontRoom
        tail = head
        shifting = 0
        runEnd = .max
        cursor = now & ~255
    }

    /// Takes the earliest event; among equal times the one scheduled first.
    /// - Complexity: O(1) amortised
    public mutating func pop() -> (time: Instant, payload: UInt64)? {
        if head == tail {
            guard wheels != 0 else { return nil }
            open()
        }
        let entry = run[head]
        head += 1
        count -= 1
        now = entry.time
        return (EventQueue.instant(entry.time), entry.payload)
    }

    /// How many of the earliest events are in order already.
    var sorted: Int { tail - head }

    /// The payload of a pending event, `place` (below `sorted`) places behind the earliest.
    @inline(__always)
    func upcoming(_ place: Int) -> UInt64 { run[head + place].payload }

    /// Takes the earliest event if it comes before `limit`; otherwise changes nothing.
    /// - Complexity: O(1) amortised
    public mutating func pop(before limit: Instant) -> (time: Instant, payload: UInt64)? {
        guard let next = nextTime, next < limit else { return nil }
        return pop()
    }

    private static var signBit: UInt64 { 1 << 63 }

    private static func instant(_ time: UInt64) -> Instant { Int64(bitPattern: time ^ signBit) }

    // MARK: Wheels

    /// Puts an event at or after `runEnd` into its bucket.
    @inline(__always)
    private mutating func deal(_ entry: Entry) {
        // `| 1` gives the lowest wheel to a time equal to the cursor.
        let wheel = (63 - ((entry.time ^ cursor) | 1).leadingZeroBitCount) >> 3
        let index = wheel << 8 | Int(truncatingIfNeeded: entry.time >> UInt64(wheel << 3)) & 255
        let bucket = buckets + index
        if ChunkPool.isBoundary(bucket.pointee.end) { lengthen(index) }
        bucket.pointee.end.initialize(to: entry)
        bucket.pointee.end += 1
        bucket.pointee.count += 1
        bucket.pointee.earliest = min(bucket.pointee.earliest, entry.time)
    }

    /// Appends an empty chunk to a bucket whose last one is full, or that has none.
    @inline(never)
    private mutating func lengthen(_ index: Int) {
        let chunk = pool.take()
        if buckets[index].count == 0 {
            buckets[index].first = chunk
            let occupied = occupied  // as in `clear`
            occupied[index >> 6] |= 1 << UInt64(index & 63)
            wheels |= 1 << UInt64(index >> 8)
        } else {
            ChunkPool.link(buckets[index].end - ChunkPool.chunkSize, to: chunk)
        }
        buckets[index].end = chunk + 1
    }

    /// The index of the bucket with the earliest events in the wheels, which are not empty.
    @inline(__always)
    private func earliestBucket() -> Int {
        var word = wheels.trailingZeroBitCount << 2
        while occupied[word] == 0 { word += 1 }
        return word << 6 + occupied[word].trailingZeroBitCount
    }

    /// Marks a bucket empty whose chunks have been given back.
    private mutating func clear(_ index: Int) {
        buckets[index] = Bucket(empty: pool.none)
        // The compiler of Swift 6.3 fails over the stored pointer where the thread sanitizer is on.
        let occupied = occupied
        occupied[index >> 6] &= ~(1 << UInt64(index & 63))
        let word = (index >> 8) << 2
        if occupied[word] | occupied[word + 1] | occupied[word + 2] | occupied[word + 3] == 0 {
            wheels &= ~(1 << UInt64(index >> 8))
        }
    }

    // MARK: Opening

    /// Fills the empty run with the earliest events of the wheels, which are not empty.
    @inline(never)
    private mutating func open() {
        while true {
            let index = earliestBucket()
            let bucket = buckets[index]
            let wheel = index >> 8
            head = EventQueue.frontRoom
            tail = head
            shifting = 0
            // Everything still to come is at or after the earliest event of this bucket; so may the cursor be.
            cursor = bucket.earliest & ~255
            if wheel == 0 { return openMoment(index) }
            let shift = UInt64(wheel << 3)
            let last = bucket.earliest | ((1 << shift) - 1)
            if last == .max {
                // No end of the run could lie behind the last of times: dealt out until it stands alone.
                clear(index)
                dealOut(bucket)
                continue
            }
            if bucket.count <= EventQueue.insertionLimit {
                sortByInsertion(bucket)
            } else if bucket.count > EventQueue.radixLimit || !sortByDigits(bucket, wheel: wheel) {
                // Cleared before dealing: no event can fall into the bucket it comes from, as it agrees with the
                // cursor in that byte.
                clear(index)
                dealOut(bucket)
                continue
            }
            runEnd = last + 1
            clear(index)
            return
        }
    }

    /// Opens a bucket of the lowest wheel: equal times, in the order of insertion, a bounded number at once.
    private mutating func openMoment(_ index: Int) {
        let bucket = buckets[index]
        var chunk = bucket.first
        var left = bucket.count
        while left > 0, tail - head <= EventQueue.insertionLimit {
            let size = min(left, ChunkPool.capacity)
            (run + tail).update(from: chunk + 1, count: size)
            tail += size
            left -= size
            chunk = pool.giveBack(chunk)
        }
        if left == 0 {
            clear(index)
            // The last of times follows itself: later insertions queue up in the wheels, behind those of the run.
            runEnd = bucket.earliest == .max ? .max : bucket.earliest + 1
        } else {
            // Later insertions at this time queue up behind the rest of the bucket.
            buckets[index].first = chunk
            buckets[index].count = left
            runEnd = bucket.earliest
        }
    }

    /// Moves a bucket's events to the wheels below it.
    private mutating func dealOut(_ bucket: Bucket) {
        var chunk = bucket.first
        var left = bucket.count
        while left > 0 {
            let size = min(left, ChunkPool.capacity)
            for i in 1...size { deal(chunk[i]) }
            left -= size
            chunk = pool.giveBack(chunk)
        }
    }

    /// Moves a short bucket into the empty run, sorted, equal times in their order.
    private mutating func sortByInsertion(_ bucket: Bucket) {
        var chunk = bucket.first
        var left = bucket.count
        let start = run + head
        var end = start
        while left > 0 {
            let size = min(left, ChunkPool.capacity)
            for i in 1...size {
                let entry = chunk[i]
                var place = end
                while place > start, place[-1].time > entry.time {
                    place[0] = place[-1]
                    place -= 1
                }
                place[0] = entry
                end += 1
            }
            left -= size
            chunk = pool.giveBack(chunk)
        }
        tail = head + bucket.count
    }

    /// Moves a bucket into the empty run, sorted by its next two bytes (least significant first), then by insertion.
    /// - Returns: false, with nothing done, when too many events agree in the next byte.
    private mutating func sortByDigits(_ bucket: Bucket, wheel: Int) -> Bool {
        let shift = UInt64((wheel - 1) << 3)
        // A bucket of wheel 1 differs in one byte only.
        let lower = wheel > 1 ? shift - 8 : 0
        let tallies = tallies
        tallies.update(repeating: 0, count: 512)
        var chunk = bucket.first
        var left = bucket.count
        while left > 0 {
            let size = min(left, ChunkPool.capacity)
            for i in 1...size {
                let time = chunk[i].time
                tallies[Int(truncatingIfNeeded: time >> shift) & 255] &+= 1
                tallies[256 + Int(truncatingIfNeeded: time >> lower) & 255] &+= 1
            }
            left -= size
            chunk = ChunkPool.next(after: chunk)
        }
        var sum: Int32 = 0
        var lowerSum: Int32 = 0
        var most: Int32 = 0
        for i in 0..<256 {
            let tally = tallies[i]
            let lowerTally = tallies[256 + i]
            most = max(most, tally)
            tallies[i] = sum
            tallies[256 + i] = lowerSum
            sum &+= tally
            lowerSum &+= lowerTally
        }
        // In the lowest byte equal means equal times, however many.
        guard wheel == 1 || most <= EventQueue.crowd else { return false }
        let start = run + head
        let target = wheel == 1 ? start : scratch
        chunk = bucket.first
        left = bucket.count
        while left > 0 {
            let size = min(left, ChunkPool.capacity)
            for i in 1...size {
                let entry = chunk[i]
                let digit = 256 + Int(truncatingIfNeeded: entry.time >> lower) & 255
                target[Int(tallies[digit])] = entry
                tallies[digit] &+= 1
            }
            left -= size
            chunk = pool.giveBack(chunk)
        }
        tail = head + bucket.count
        guard wheel > 1 else { return true }
        for i in 0..<bucket.count {
            let entry = scratch[i]
            let digit = Int(truncatingIfNeeded: entry.time >> shift) & 255
            start[Int(tallies[digit])] = entry
            tallies[digit] &+= 1
        }
        guard wheel > 2 else { return true }
        // What agrees in both bytes is next to each other now, in the order of scheduling.
        var next = start + 1
        let end = run + tail
        while next < end {
            let entry = next[0]
            var place = next
            while place > start, place[-1].time > entry.time {
                place[0] = place[-1]
                place -= 1
            }
            place[0] = entry
            next += 1
        }
        return true
    }

    // MARK: Run

    /// Puts an event before `runEnd` into the run, behind those of the same time.
    @inline(never)
    private mutating func insert(_ entry: Entry) {
        if head == tail {
            head = EventQueue.frontRoom
            run[head] = entry
            tail = head + 1
            shifting = 0
            return
        }
        let length = tail - head
        if run[tail - 1].time <= entry.time {
            guard tail < EventQueue.runCapacity else { return insertIntoFull(entry) }
            run[tail] = entry
            tail += 1
            return
        }
        // Upper bound, without branches that cannot be predicted.
        var place = run + head
        var size = length
        while size > 0 {
            let half = size >> 1
            let after = place[half].time <= entry.time
            place = after ? place + (half + 1) : place
            size = after ? size - half - 1 : half
        }
        let before = place - (run + head)
        let behind = length - before
        if head > 0, before < behind || tail == EventQueue.runCapacity {
            (run + (head - 1)).update(from: run + head, count: before)
            place[-1] = entry
            head -= 1
            shifting += before
        } else if tail < EventQueue.runCapacity {
            (place + 1).update(from: place, count: behind)
            place[0] = entry
            tail += 1
            shifting += behind
        } else {
            return insertIntoFull(entry)
        }
        if shifting > EventQueue.spillWorth * length, length > EventQueue.spillKeep + EventQueue.spillKeep / 2 {
            spill()
        }
    }

    /// Makes room first.
    @inline(never)
    private mutating func insertIntoFull(_ entry: Entry) {
        if head >= EventQueue.runCapacity / 2 {
            // The room is at the front.
            let length = tail - head
            (run + EventQueue.frontRoom).update(from: run + head, count: length)
            head = EventQueue.frontRoom
            tail = head + length
            return insert(entry)
        }
        if !spill() {
            // The later part is all of one time: it goes as a whole.
            var first = head + EventQueue.spillKeep
            while first > head, run[first - 1].time == run[first].time { first -= 1 }
            spill(from: first)
        }
        if entry.time >= runEnd { deal(entry) } else { insert(entry) }
    }

    /// Gives the later events of a crowded run back to the wheels.
    /// - Returns: false when that would tear equal times apart, which must stay together to keep their order.
    @inline(never)
    @discardableResult
    private mutating func spill() -> Bool {
        shifting = 0
        var first = head + EventQueue.spillKeep
        while first < tail, run[first - 1].time == run[first].time { first += 1 }
        guard first < tail else { return false }
        spill(from: first)
        return true
    }

    private mutating func spill(from first: Int) {
        runEnd = run[first].time
        for i in first..<tail { deal(run[i]) }
        tail = first
        shifting = 0
    }

    // MARK: Invariants

    /// Checks what must hold between any two calls.
    /// - Returns: a description of the first breach, or nil.
    /// - Complexity: O(n)
    func checkInvariants() -> String? {
        guard head >= 0, head <= tail, tail <= EventQueue.runCapacity else { return "run \(head)..<\(tail)" }
        guard cursor & 255 == 0 else { return "cursor \(cursor) is not aligned" }
        guard head == tail || run[head].time >= now else { return "the run starts in the past" }
        for i in head..<tail {
            if i > head, run[i - 1].time > run[i].time { return "the run is not sorted at \(i - head)" }
            if run[i].time >= runEnd && run[i].time > now {
                return "the run holds \(run[i].time), its end is \(runEnd)"
            }
        }
        var total = tail - head
        for index in 0..<EventQueue.wheelCount * 256 {
            let bucket = buckets[index]
            let marked = occupied[index >> 6] >> UInt64(index & 63) & 1 == 1
            guard marked == (bucket.count > 0) else { return "bucket \(index) is marked wrongly" }
            total += bucket.count
            var chunk = bucket.first
            var left = bucket.count
            var earliest = UInt64.max
            while left > 0 {
                for i in 1...min(left, ChunkPool.capacity) {
                    let time = chunk[i].time
                    let wheel = (63 - ((time ^ cursor) | 1).leadingZeroBitCount) / 8
                    let digit = Int(time >> UInt64(wheel * 8) & 255)
                    guard time >= cursor, time >= runEnd, time >= now else { return "\(time) is too early for a wheel" }
                    guard wheel * 256 + digit == index else { return "\(time) is in bucket \(index), wheel \(wheel)" }
                    earliest = min(earliest, time)
                }
                left -= min(left, ChunkPool.capacity)
                if left > 0 { chunk = ChunkPool.next(after: chunk) }
            }
            guard earliest == bucket.earliest else { return "bucket \(index) starts at \(earliest)" }
        }
        for wheel in 0..<EventQueue.wheelCount {
            let any = (0..<4).contains { occupied[wheel * 4 + $0] != 0 }
            guard any == (wheels >> UInt64(wheel) & 1 == 1) else { return "wheel \(wheel) is marked wrongly" }
        }
        guard total == count else { return "\(total) events found, \(count) counted" }
        return nil
    }

    /// Bytes held for chunks, in use or free.
    var pooledBytes: Int { pool.bytes }
}
