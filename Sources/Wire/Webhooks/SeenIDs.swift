internal import Kernel

/// Ids that were seen, for as long as is asked and as far as there is room: the oldest give way.
struct SeenIDs<Value: Sendable>: Sendable {
    private var values: [String: (value: Value, order: UInt64, until: Instant)] = [:]
    private var line: [(id: String, order: UInt64)] = []
    private var head = 0
    private var entered: UInt64 = 0
    private let capacity: Int

    /// Ids that gave way before their time for want of room: what came again since would not have been recognised.
    private(set) var evictedEarly = 0

    /// An empty memory of at most `capacity` ids.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Ids kept.
    var count: Int { values.count }

    /// What is known of an id.
    subscript(id: String) -> Value? { values[id]?.value }

    /// Remembers an id until some instant; times given later must not be earlier.
    mutating func insert(_ id: String, _ value: Value, until: Instant, at now: Instant) {
        expire(at: now)
        values[id] = (value, entered, until)
        line.append((id, entered))
        entered += 1
        while values.count > capacity { dropFirst(isEarly: true) }
    }

    /// Changes what is known of an id; its time stays.
    mutating func update(_ id: String, _ change: (inout Value) -> Void) {
        guard var entry = values.removeValue(forKey: id) else { return }
        change(&entry.value)
        values[id] = entry
    }

    /// Forgets an id.
    mutating func remove(_ id: String) { values[id] = nil }

    /// Forgets what has had its time.
    mutating func expire(at now: Instant) {
        while head < line.count {
            let first = line[head]
            if let entry = values[first.id], entry.order == first.order, entry.until > now { return }
            dropFirst(isEarly: false)
        }
    }

    private mutating func dropFirst(isEarly: Bool) {
        guard head < line.count else { return }
        let first = line[head]
        head += 1
        // An id that was forgotten and entered again stands in the line twice; only the last place counts.
        if let entry = values[first.id], entry.order == first.order {
            values[first.id] = nil
            if isEarly { evictedEarly += 1 }
        }
        if head > 1024, head * 2 > line.count {
            line.removeFirst(head)
            head = 0
        }
    }
}
