/// A histogram of latencies with HdrHistogram's bucket layout: unit 1 µs, three significant digits, any range.
public struct LatencyHistogram: Sendable, Codable, Hashable {
    /// Counts by HdrHistogram counts-array index (subBucketCount 2048); grows on demand.
    public private(set) var counts: [UInt64] = []
    /// Number of samples.
    public private(set) var count: UInt64 = 0
    /// Exact sum in ns, low and high 64 bits.
    public private(set) var sumLow: UInt64 = 0
    public private(set) var sumHigh: UInt64 = 0
    /// Exact extremes in ns; meaningless when empty.
    public private(set) var minimum: Nanoseconds = .max
    public private(set) var maximum: Nanoseconds = 0

    /// An empty histogram.
    public init() {}
}

/// A histogram of one interval, compact: what reports need of a few hundred samples in a few hundred bytes.
public struct CompactHistogram: Sendable, Codable, Hashable {
    /// Number of samples.
    public var count: UInt64 = 0

    /// An empty histogram.
    public init() {}
}
