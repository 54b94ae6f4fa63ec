/// Adds up many `CompactHistogram`s quickly: the latencies of a window of intervals.
public struct CompactAccumulator: Sendable {
    private var counts: [UInt64] = []
    /// Exact count, sum and extremes.
    public private(set) var summary = SampleSummary()

    /// Nothing yet.
    public init() {}

    /// Number of samples.
    public var count: UInt64 { summary.count }
    /// The exact mean in ns, nil when empty.
    public var mean: Double? { summary.mean }
    /// Exact largest sample in ns; meaningless when empty.
    public var maximum: Nanoseconds { summary.maximum }

    /// Forgets everything, keeps the memory.
    public mutating func removeAll() {
        for index in counts.indices { counts[index] = 0 }
        summary = SampleSummary()
    }

    /// Adds all samples of a histogram.
    public mutating func add(_ histogram: CompactHistogram) {
        guard histogram.count > 0 else { return }
        reserve(BucketLayout.coarse.index(of: histogram.maximum) + 1)
        var scanner = CellScanner(histogram.cells)
        while let cell = scanner.next() {
            reserve(cell.index + 1)
            counts[cell.index] &+= cell.count
        }
        summary.merge(histogram.summary)
    }

    /// Adds all samples of a histogram.
    public mutating func add(_ histogram: LatencyHistogram) {
        for (index, count) in histogram.counts.enumerated() where count > 0 {
            let cell = BucketLayout.fine.coarsened(index, to: .coarse)
            reserve(cell + 1)
            counts[cell] &+= count
        }
        summary.merge(histogram.summary)
    }

    /// The value at or below which a share `q` (0...1) of the samples lies, in ns; nil when empty.
    public func quantile(_ q: Double) -> Nanoseconds? {
        guard count > 0 else { return nil }
        let rank = summary.rank(q)
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen &+= count
            if seen >= rank {
                return max(summary.minimum, min(summary.maximum, BucketLayout.coarse.highestEquivalent(index)))
            }
        }
        return summary.maximum
    }

    /// All samples as one histogram.
    public var compact: CompactHistogram {
        var writer = CellWriter()
        for (index, count) in counts.enumerated() where count > 0 { writer.append(index: index, count: count) }
        return CompactHistogram(summary: summary, cells: writer.bytes)
    }

    private mutating func reserve(_ length: Int) {
        guard counts.count < length else { return }
        counts += [UInt64](repeating: 0, count: length - counts.count)
    }
}
