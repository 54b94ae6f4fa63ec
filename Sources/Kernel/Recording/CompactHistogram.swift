/// A histogram of one interval, compact: what reports need of a few hundred samples in a few hundred bytes.
///
/// HdrHistogram's layout at two significant digits (subBucketCount 256), an exact coarsening of `LatencyHistogram`'s,
/// kept as the non-empty cells only.
public struct CompactHistogram: Sendable, Codable, Hashable {
    /// Exact count, sum and extremes.
    public internal(set) var summary = SampleSummary()
    /// For every non-empty cell in order: cells skipped since the last one, and the count, as LEB128 numbers.
    var cells: [UInt8] = []

    /// An empty histogram.
    public init() {}

    init(summary: SampleSummary, cells: [UInt8]) {
        self.summary = summary
        self.cells = cells
    }

    /// A coarser copy of a histogram.
    public init(_ histogram: LatencyHistogram) {
        var accumulator = CompactAccumulator()
        accumulator.add(histogram)
        self = accumulator.compact
    }

    /// Number of samples.
    public var count: UInt64 { summary.count }
    /// Exact smallest sample in ns; meaningless when empty.
    public var minimum: Nanoseconds { summary.minimum }
    /// Exact largest sample in ns; meaningless when empty.
    public var maximum: Nanoseconds { summary.maximum }
    /// The exact mean in ns, nil when empty.
    public var mean: Double? { summary.mean }

    /// The value at or below which a share `q` (0...1) of the samples lies, in ns; nil when empty.
    public func quantile(_ q: Double) -> Nanoseconds? {
        guard count > 0 else { return nil }
        let rank = summary.rank(q)
        var seen: UInt64 = 0
        var scanner = CellScanner(cells)
        while let cell = scanner.next() {
            seen &+= cell.count
            if seen >= rank { return max(minimum, min(maximum, BucketLayout.coarse.highestEquivalent(cell.index))) }
        }
        return maximum
    }

    /// The number of samples in cells above that of `time`: exact at cell borders, else within 1 % of `time`.
    public func count(above time: Nanoseconds) -> UInt64 {
        if count == 0 || time >= maximum { return 0 }
        if time < minimum { return count }
        let border = BucketLayout.coarse.index(of: time)
        var above: UInt64 = 0
        var scanner = CellScanner(cells)
        while let cell = scanner.next() {
            if cell.index > border { above &+= cell.count }
        }
        return above
    }

    /// The share (0...1) of samples whose cell is at or below that of `time`; nil when empty.
    public func share(atOrBelow time: Nanoseconds) -> Double? {
        count == 0 ? nil : Double(count &- count(above: time)) / Double(count)
    }

    /// Adds all samples of another histogram.
    public mutating func merge(_ other: CompactHistogram) { self = CompactHistogram.merged([self, other]) }

    /// All samples of many histograms together.
    public static func merged(_ list: some Sequence<CompactHistogram>) -> CompactHistogram {
        var accumulator = CompactAccumulator()
        for histogram in list { accumulator.add(histogram) }
        return accumulator.compact
    }

    /// All samples of many intervals together; nil intervals have none.
    public static func merged(_ list: some Sequence<CompactHistogram?>) -> CompactHistogram {
        var accumulator = CompactAccumulator()
        for case let histogram? in list { accumulator.add(histogram) }
        return accumulator.compact
    }
}

/// Walks the non-empty cells of a `CompactHistogram`.
struct CellScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var index = -1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next non-empty cell; nil at the end.
    mutating func next() -> (index: Int, count: UInt64)? {
        guard position < bytes.count, let gap = number(), let count = number(), gap < UInt64(UInt32.max) else {
            return nil
        }
        index += Int(gap) + 1
        return (index, count)
    }

    /// Whether every byte was used.
    var atEnd: Bool { position == bytes.count }

    private mutating func number() -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        return nil
    }
}

/// Builds the cells of a `CompactHistogram`, in order.
struct CellWriter {
    private(set) var bytes: [UInt8] = []
    private var last = -1

    mutating func append(index: Int, count: UInt64) {
        number(UInt64(index - last - 1))
        number(count)
        last = index
    }

    /// The cells so far, in no more memory than they need; the writer starts anew and keeps its own.
    mutating func take() -> [UInt8] {
        // An array made from a whole slice would share its room.
        let cells = [UInt8](unsafeUninitializedCapacity: bytes.count) { room, count in
            count = room.initialize(fromContentsOf: bytes)
        }
        bytes.removeAll(keepingCapacity: true)
        last = -1
        return cells
    }

    private mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
