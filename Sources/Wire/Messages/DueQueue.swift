internal import Kernel

/// What is due when: the earliest first, equal instants in the order they were entered. A binary heap.
struct DueQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        var at: Instant
        var order: UInt64
        var element: Element

        func precedes(_ other: Entry) -> Bool { at != other.at ? at < other.at : order < other.order }
    }

    private var heap: [Entry] = []
    private var entered: UInt64 = 0

    /// Number of entries.
    var count: Int { heap.count }

    /// When the first is due; nil: nothing is.
    var next: Instant? { heap.first?.at }

    /// Enters an element.
    mutating func insert(_ element: Element, at instant: Instant) {
        heap.append(Entry(at: instant, order: entered, element: element))
        entered += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first that is due at `now`, if one is.
    mutating func pop(dueAt now: Instant) -> Element? {
        guard let first = heap.first, first.at <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.element }
        heap[0] = last
        var parent = 0
        while true {
            var least = 2 * parent + 1
            guard least < heap.count else { break }
            if least + 1 < heap.count, heap[least + 1].precedes(heap[least]) { least += 1 }
            guard heap[least].precedes(heap[parent]) else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first.element
    }

    /// Forgets everything.
    mutating func removeAll() { heap.removeAll() }
}
