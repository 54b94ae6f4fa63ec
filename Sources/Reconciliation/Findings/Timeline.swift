public import Kernel

/// What happened when: events of both sides, differences and lag by interval.
public struct Timeline: Sendable, Hashable {
    /// Intervals.
    public static let length = 240

    /// What happened in an interval, of one kind.
    public struct Bin: Sendable, Hashable, BitwiseCopyable {
        /// Events of the old side.
        public var old = 0
        /// Events of the new side.
        public var new = 0
        /// Differences that somebody has to answer for.
        public var defects = 0
        /// Pairs.
        public var pairs = 0
        /// New less old of the pairs together, in microseconds so that ten million days fit.
        public var lag: Int64 = 0
    }

    /// Start of the first interval.
    public let start: Instant
    /// Length of an interval.
    public let step: Nanoseconds
    /// By kind and interval.
    public private(set) var bins: [[Bin]]

    init(_ span: ClosedRange<Instant>?, kinds: Int) {
        let span = span ?? 0...0
        start = span.lowerBound
        let (length, overflow) = span.upperBound.subtractingReportingOverflow(span.lowerBound)
        step = max((overflow ? Int64.max : length) / Int64(Timeline.length) + 1, 1)
        bins = Array(repeating: Array(repeating: Bin(), count: Timeline.length), count: kinds)
    }

    @inline(__always)
    func index(_ time: Instant) -> Int {
        min(max(Int((time &- start) / step), 0), Timeline.length - 1)
    }

    @inline(__always)
    mutating func change(_ kind: Int, _ time: Instant, _ body: (inout Bin) -> Void) {
        body(&bins[kind][index(time)])
    }

    mutating func merge(_ other: Timeline) {
        for kind in bins.indices {
            for index in bins[kind].indices {
                let more = other.bins[kind][index]
                bins[kind][index].old += more.old
                bins[kind][index].new += more.new
                bins[kind][index].defects += more.defects
                bins[kind][index].pairs += more.pairs
                bins[kind][index].lag += more.lag
            }
        }
    }
}
