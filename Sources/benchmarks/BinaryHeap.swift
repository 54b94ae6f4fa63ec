/// The textbook event queue, to compare with: a binary heap by (time, order of scheduling).
struct BinaryHeap {
    private struct Entry {
        var time: Int64
        var serial: UInt64
        var payload: UInt64

        @inline(__always)
        func precedes(_ other: Entry) -> Bool { time != other.time ? time < other.time : serial < other.serial }
    }

    private var entries: [Entry] = []
    private var serial: UInt64 = 0

    mutating func schedule(_ payload: UInt64, at time: Int64) {
        let entry = Entry(time: time, serial: serial, payload: payload)
        serial += 1
        var hole = entries.count
        entries.append(entry)
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entry.precedes(entries[parent]) else { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = entry
    }

    mutating func pop() -> (time: Int64, payload: UInt64)? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return (first.time, first.payload) }
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count && entries[child + 1].precedes(entries[child]) { child += 1 }
            guard entries[child].precedes(last) else { break }
            entries[hole] = entries[child]
            hole = child
        }
        entries[hole] = last
        return (first.time, first.payload)
    }
}
