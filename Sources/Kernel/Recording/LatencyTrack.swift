/// One latency over the run: the whole at full precision, and each interval at a coarser one.
public struct LatencyTrack: Sendable, Codable, Hashable {
    /// All samples, three significant digits.
    public var total: LatencyHistogram
    /// The samples of each interval by when they ended, about two significant digits; intervals without samples are nil.
    public var intervals: [CompactHistogram?]

    /// An empty track.
    public init(intervals count: Int) {
        total = LatencyHistogram()
        intervals = [CompactHistogram?](repeating: nil, count: count)
    }
}
