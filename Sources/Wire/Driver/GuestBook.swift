/// References of orders that are not this run's own, by the numbers they are given here: webhooks must name them as
/// whoever asked did. The oldest give way.
struct GuestBook {
    private let capacity: Int
    private var references: [UInt64: String] = [:]
    private var line: [UInt64] = []
    private var oldest = 0

    init(capacity: Int = 200_000) { self.capacity = max(1, capacity) }

    /// The reference of a number; nil: none is known.
    subscript(number: UInt64) -> String? { references[number] }

    /// Notes a reference.
    mutating func enter(_ number: UInt64, _ reference: String) {
        guard references.updateValue(reference, forKey: number) == nil else { return }
        line.append(number)
        while references.count > capacity {
            references[line[oldest]] = nil
            oldest += 1
        }
        if oldest > 4_096, oldest * 2 > line.count {
            line.removeFirst(oldest)
            oldest = 0
        }
    }
}
