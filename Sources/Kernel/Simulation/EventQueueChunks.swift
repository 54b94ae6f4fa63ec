extension EventQueue {
    /// A pending event, 16 bytes.
    struct Entry {
        var time: UInt64
        var payload: UInt64
    }

    /// A chain of chunks, appended to at the end.
    struct Bucket {
        /// The first chunk; meaningless when empty.
        var first: UnsafeMutablePointer<Entry>
        /// Where the next event goes; on a chunk boundary when there is no room.
        var end: UnsafeMutablePointer<Entry>
        /// The earliest time inside; `UInt64.max` when empty.
        var earliest: UInt64
        /// The number of events.
        var count: Int

        init(empty boundary: UnsafeMutablePointer<Entry>) {
            first = boundary
            end = boundary
            earliest = .max
            count = 0
        }
    }

    /// Chunks of entries for buckets: aligned to their size, the first entry's place taken by the link to the next chunk.
    ///
    /// Chunks given back are used again before new ones are made, so memory follows the highest number pending.
    struct ChunkPool {
        /// Places in a chunk, the link included.
        static var chunkSize: Int { 32 }
        /// Entries that fit into a chunk.
        static var capacity: Int { chunkSize - 1 }
        private static var chunkBytes: Int { chunkSize * MemoryLayout<Entry>.stride }

        /// A boundary that belongs to no chunk: the end of an empty bucket.
        let none: UnsafeMutablePointer<Entry>
        private var slabs: [UnsafeMutablePointer<Entry>] = []
        private var free: UnsafeMutablePointer<Entry>
        /// The part of the last slab never used so far.
        private var fresh: UnsafeMutablePointer<Entry>
        private var freshCount = 0
        /// Chunks in all slabs.
        private var chunks = 0

        init() {
            let raw = UnsafeMutableRawPointer.allocate(byteCount: Self.chunkBytes, alignment: Self.chunkBytes)
            none = raw.bindMemory(to: Entry.self, capacity: Self.chunkSize)
            free = none
            fresh = none
        }

        func deallocate() {
            for slab in slabs { slab.deallocate() }
            none.deallocate()
        }

        var bytes: Int { chunks * Self.chunkBytes }

        /// Whether a bucket's end is where a chunk begins or ends, that is, without room.
        @inline(__always)
        static func isBoundary(_ end: UnsafeMutablePointer<Entry>) -> Bool {
            UInt(bitPattern: end) & UInt(chunkBytes - 1) == 0
        }

        /// Sets the chunk that follows `chunk`.
        @inline(__always)
        static func link(_ chunk: UnsafeMutablePointer<Entry>, to next: UnsafeMutablePointer<Entry>) {
            UnsafeMutableRawPointer(chunk).storeBytes(of: next, as: UnsafeMutablePointer<Entry>.self)
        }

        /// The chunk that follows; meaningless for the last one.
        @inline(__always)
        static func next(after chunk: UnsafeMutablePointer<Entry>) -> UnsafeMutablePointer<Entry> {
            UnsafeMutableRawPointer(chunk).load(as: UnsafeMutablePointer<Entry>.self)
        }

        /// A chunk to fill.
        @inline(__always)
        mutating func take() -> UnsafeMutablePointer<Entry> {
            if free != none {
                let chunk = free
                free = Self.next(after: chunk)
                Self.link(chunk, to: none)
                return chunk
            }
            if freshCount == 0 { grow() }
            let chunk = fresh
            fresh += Self.chunkSize
            freshCount -= 1
            Self.link(chunk, to: none)
            return chunk
        }

        /// Returns a chunk and names the one that followed it; meaningless for the last one.
        @inline(__always)
        mutating func giveBack(_ chunk: UnsafeMutablePointer<Entry>) -> UnsafeMutablePointer<Entry> {
            let next = Self.next(after: chunk)
            Self.link(chunk, to: free)
            free = chunk
            return next
        }

        /// Adds a slab: an eighth of what there is, within 16 KiB and 4 MiB.
        @inline(never)
        private mutating func grow() {
            freshCount = min(max(chunks / 8, 32), 8_192)
            chunks += freshCount
            fresh = LargeMemory.allocate(capacity: freshCount * Self.chunkSize, alignment: Self.chunkBytes)
            slabs.append(fresh)
        }
    }
}
