/// Writes a recording while a run goes on: the engine's side, made for the hot path.
///
/// Samples and amounts fall into the open interval; `advance(to:)` closes it, which makes its rows and compact
/// histograms and adds its samples to the totals. The last interval has no end: it takes all that comes after the axis.
/// Where budgets ask for a close-up, its cells are closed on the way.
public struct Recorder: ~Copyable {
    /// Where the meters lie.
    public let meters: MeterLayout
    /// Where the peaks lie.
    public let peaks: PeakLayout
    /// Where the latency tracks lie.
    public let tracks: TrackLayout
    /// How cut-offs are met; the engine counts in the cells itself.
    public var cutoffs: CutoffTally
    /// The end of the open interval, or of the open cell of the close-up if that comes first; `Instant.never` in the last
    /// one.
    public private(set) var intervalEnd: Instant
    /// The index of the open interval.
    public private(set) var interval = 0
    /// The index of the open cell of the close-up.
    private var cell = 0
    /// What the close-up's meters had come to in the open interval when its open cell began.
    private var counted: [Int64]
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
        counted = [Int64](repeating: 0, count: recording.closeUp.meters.count)
        intervalEnd = Recorder.end(of: 0, on: recording.closeUp.isNeeded ? recording.closeUp.axis : recording.axis)
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
        guard recording.closeUp.isNeeded else {
            closeInterval()
            // Intervals that nothing happened in have their zero rows already.
            while now >= intervalEnd, intervalEnd != .never {
                interval += 1
                intervalEnd = Recorder.end(of: interval, on: recording.axis)
            }
            return
        }
        closeCell()
        // Every bound of an interval is one of a cell.
        if now >= Recorder.end(of: interval, on: recording.axis) { closeInterval() }
        while now >= intervalEnd, intervalEnd != .never {
            if intervalEnd >= Recorder.end(of: interval, on: recording.axis) { interval += 1 }
            cell += 1
            intervalEnd = Recorder.end(of: cell, on: recording.closeUp.axis)
        }
    }

    private mutating func closeInterval() {
        open.settle(into: &recording, at: interval)
        open.clear()
        for position in counted.indices { counted[position] = 0 }
    }

    /// Moves what the close-up keeps from the open interval to its open cell, and peaks and samples to the recording as well.
    private mutating func closeCell() {
        // Only the lists of what is kept: a copy of the rows would make every change of theirs a copy as well.
        let (meters, peaks, tracks) = (recording.closeUp.meters, recording.closeUp.peaks, recording.closeUp.tracks)
        var amounts: [Int64] = []
        for (position, meter) in meters.enumerated() {
            amounts.append(open.meters[meter] &- counted[position])
            counted[position] = open.meters[meter]
        }
        CloseUp.add(amounts, to: &recording.closeUp.meterRows[cell], by: &+)
        var heights: [Int64] = []
        for peak in peaks {
            heights.append(open.peaks[peak])
            recording.peaks[interval][peak] = max(recording.peaks[interval][peak], open.peaks[peak])
            open.peaks[peak] = 0
        }
        CloseUp.add(heights, to: &recording.closeUp.peakRows[cell], by: max)
        for (position, track) in tracks.enumerated() {
            if let samples = open.take(track, into: &recording, at: interval) {
                recording.closeUp.add(samples, to: position, in: cell)
            }
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
        if recording.closeUp.isNeeded { closeCell() }
        closeInterval()
        recording.cutoffs = cutoffs
        recording.reached = reached
        recording.stop = stop
        recording.books = books
        recording.exemplars = exemplars
        recording.badRows = badRows
        recording.handledEvents = handledEvents
        return recording
    }

    /// All rows, tracks and cut-offs so far, the open interval included, but not the open cell of the close-up; what only
    /// `finish` is told (books, exemplars, stop) is left empty, and `reached` is the start of the open interval or cell.
    ///
    /// Cheap right after `advance(to:)` closed an interval: then nothing but references is copied.
    public func snapshot() -> Recording {
        var copy = recording
        open.settle(into: &copy, at: interval)
        copy.cutoffs = cutoffs
        copy.reached =
            recording.closeUp.isNeeded
            ? recording.closeUp.axis.lowerBound(of: cell) : recording.axis.lowerBound(of: interval)
        copy.stop = .interrupted
        return copy
    }
}
