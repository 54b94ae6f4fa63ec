/// Writes a recording while a run goes on: the engine's side, made for the hot path.
///
/// Samples and amounts fall into the open interval; `advance(to:)` closes it, which makes its rows and compact
/// histograms and adds its samples to the totals. The last interval has no end: it takes all that comes after the axis.
public struct Recorder: ~Copyable {
    /// Where the meters lie.
    public let meters: MeterLayout
    /// Where the peaks lie.
    public let peaks: PeakLayout
    /// Where the latency tracks lie.
    public let tracks: TrackLayout
    /// How cut-offs are met; the engine counts in the cells itself.
    public var cutoffs: CutoffTally
    /// The end of the open interval; `Instant.never` in the last one.
    public private(set) var intervalEnd: Instant
    /// The index of the open interval.
    public private(set) var interval = 0
    private let open: OpenInterval
    private var recording: Recording

    /// A recorder at the beginning of a run.
    public init(plan: Plan) {
        meters = MeterLayout(plan)
        peaks = PeakLayout(plan)
        tracks = TrackLayout(plan)
        cutoffs = CutoffTally(plan: plan)
        recording = Recording(plan: plan)
        open = OpenInterval(meters: meters.count, peaks: peaks.count, tracks: tracks.count)
        intervalEnd = Recorder.end(of: 0, on: recording.axis)
    }

    deinit { open.deallocate() }

    private static func end(of interval: Int, on axis: TimeAxis) -> Instant {
        interval + 1 < axis.intervals ? axis.lowerBound(of: interval + 1) : .never
    }

    /// Closes every interval that ends at or before `now`.
    @inline(__always)
    public mutating func advance(to now: Instant) {
        if now >= intervalEnd { close(before: now) }
    }

    @inline(never)
    private mutating func close(before now: Instant) {
        open.settle(into: &recording, at: interval)
        open.clear()
        // Intervals that nothing happened in have their zero rows already.
        while now >= intervalEnd, intervalEnd != .never {
            interval += 1
            intervalEnd = Recorder.end(of: interval, on: recording.axis)
        }
    }

    /// Adds to a meter of the open interval.
    @inline(__always)
    public mutating func add(_ meter: Int, _ amount: Int64) {
        precondition(UInt(bitPattern: meter) < UInt(bitPattern: open.meterCount), "no such meter")
        open.meters[meter] &+= amount
    }

    /// Raises a peak of the open interval to at least `value`.
    @inline(__always)
    public mutating func raise(_ peak: Int, to value: Int64) {
        precondition(UInt(bitPattern: peak) < UInt(bitPattern: open.peakCount), "no such peak")
        if value > open.peaks[peak] { open.peaks[peak] = value }
    }

    /// Records one sample of a latency track in the open interval; one below zero counts as zero.
    @inline(__always)
    public mutating func record(_ track: Int, _ time: Nanoseconds) { open.record(track, time) }

    /// Closes the open interval and gives the whole recording.
    public mutating func finish(
        reached: Instant, stop: Recording.Stop, books: Books, exemplars: Exemplars, badRows: BadRows,
        handledEvents: UInt64
    ) -> Recording {
        open.settle(into: &recording, at: interval)
        open.clear()
        recording.cutoffs = cutoffs
        recording.reached = reached
        recording.stop = stop
        recording.books = books
        recording.exemplars = exemplars
        recording.badRows = badRows
        recording.handledEvents = handledEvents
        return recording
    }

    /// All rows, tracks and cut-offs so far, the open interval included; what only `finish` is told (books, exemplars,
    /// stop) is left empty, and `reached` is the start of the open interval.
    ///
    /// Cheap right after `advance(to:)` closed an interval: then nothing but references is copied.
    public func snapshot() -> Recording {
        var copy = recording
        open.settle(into: &copy, at: interval)
        copy.cutoffs = cutoffs
        copy.reached = recording.axis.lowerBound(of: interval)
        copy.stop = .interrupted
        return copy
    }
}
