public import Kernel

/// A recording with its layouts at hand and its meters summed up: what all of the analysis reads from.
struct Readings: Sendable {
    let recording: Recording
    let plan: Plan
    let axis: TimeAxis
    let meters: MeterLayout
    let peaks: PeakLayout
    let tracks: TrackLayout
    /// Each meter over the whole run.
    let totals: [Int64]
    /// The intervals the run came to, the one it stopped in included.
    let observed: Range<Int>
    /// Whether `axis`, and all that is read by interval, are the close-up's, which holds what its budgets need and no more.
    let isCloseUp: Bool

    /// What a budget is judged by: the close-up if it speaks of some hours or of windows.
    func near() -> Readings { Readings(self, closeUp: recording.closeUp) }

    private init(_ whole: Readings, closeUp: CloseUp) {
        recording = whole.recording
        plan = whole.plan
        axis = closeUp.axis
        meters = whole.meters
        peaks = whole.peaks
        tracks = whole.tracks
        totals = whole.totals
        observed = closeUp.isNeeded ? 0..<axis.index(of: max(0, recording.reached)) + 1 : 0..<0
        isCloseUp = true
    }

    init(_ recording: Recording) {
        self.recording = recording
        isCloseUp = false
        plan = recording.plan
        axis = recording.axis
        meters = MeterLayout(recording.plan)
        peaks = PeakLayout(recording.plan)
        tracks = TrackLayout(recording.plan)
        var totals = [Int64](repeating: 0, count: meters.count)
        for row in recording.meters {
            for (k, amount) in row.enumerated() { totals[k] &+= amount }
        }
        self.totals = totals
        let reached = recording.axis.index(of: max(0, recording.reached)) + 1
        observed = 0..<min(reached, recording.meters.count)
    }

    /// A latency; its total is that of the whole run.
    func track(_ id: TrackID) -> LatencyTrack {
        var track = recording.tracks[tracks.index(id)]
        if isCloseUp { track.intervals = recording.closeUp.samples(tracks.index(id)) }
        return track
    }

    /// All the time in a latency's samples, in ns.
    func sum(_ id: TrackID) -> Double {
        let total = track(id).total
        return Double(total.sumHigh) * 0x1p64 + Double(total.sumLow)
    }

    /// Several meters together, in each interval.
    func series(_ wanted: [Int]) -> [Int64] {
        guard isCloseUp else { return recording.meters.map { row in wanted.reduce(0) { $0 &+ row[$1] } } }
        var sum = [Int64](repeating: 0, count: axis.intervals)
        for meter in wanted {
            for (cell, amount) in recording.closeUp.series(meter).enumerated() { sum[cell] &+= amount }
        }
        return sum
    }

    /// A peak in each interval.
    func peakSeries(_ peak: Int) -> [Int64] {
        isCloseUp ? recording.closeUp.peakSeries(peak) : recording.peakSeries(peak)
    }

    /// A stock at the end of each interval: all that went in so far less all that went out.
    func stock(in inward: Int, out outward: Int) -> [Int64] {
        var stock: Int64 = 0
        return zip(series([inward]), series([outward])).map { more, less in
            stock &+= more &- less
            return stock
        }
    }

    /// Several meters together over the whole run.
    func total(_ wanted: [Int]) -> Int64 { wanted.reduce(0) { $0 &+ totals[$1] } }

    /// The meters of attempts on some edges that ended in some outcomes.
    func attemptMeters(_ edges: [EdgeID], _ outcomes: Outcome.Set = .every) -> [Int] {
        edges.flatMap { edge in outcomes.list.map { meters.attempts(edge, $0) } }
    }

    /// The meters of calls on some edges that ended in some outcomes.
    func callMeters(_ edges: [EdgeID], _ outcomes: Outcome.Set = .every) -> [Int] {
        edges.flatMap { edge in outcomes.list.map { meters.calls(edge, $0) } }
    }

    /// Calls on some edges that had sent an attempt, in each interval.
    func sentCalls(_ edges: [EdgeID]) -> [Int64] {
        let sent = SentCalls(plan)
        guard isCloseUp else { return recording.meters.map { sent.count(edges, $0) } }
        let closeUp = recording.closeUp
        let positions = Dictionary(uniqueKeysWithValues: zip(closeUp.meters, closeUp.meters.indices))
        return closeUp.meterRows.map { row in
            row.isEmpty ? 0 : sent.count(edges) { positions[$0].map { row[$0] } ?? 0 }
        }
    }

    /// The system an edge asks.
    func callee(_ edge: EdgeID) -> SystemID { plan.links[plan.edges[edge].link].callee }

    /// The edges of a link.
    func edges(of link: LinkID) -> [EdgeID] { plan.edges.indices.filter { plan.edges[$0].link == link } }

    /// The edges that ask a system.
    func edges(to system: SystemID) -> [EdgeID] { plan.edges.indices.filter { callee($0) == system } }

    /// The most messages known to have waited in a queue in each interval: the mark that new ones reached, and what was
    /// left over from the interval before.
    func depth(ofQueue queue: QueueID) -> [Int64] {
        Recording.heights(
            peakSeries(peaks.queueDepth(queue)),
            stock(in: meters.queueArrived(queue), out: meters.queueTaken(queue)))
    }

    /// The longest waiting line of a pool in each interval.
    func depth(ofPool pool: PoolID) -> [Int64] {
        Recording.heights(
            peakSeries(peaks.poolWaiting(pool)),
            stock(in: meters.poolArrived(pool), out: meters.poolTaken(pool)))
    }

    /// The span of some intervals.
    func span(_ range: Range<Int>) -> Span {
        Span(start: axis.lowerBound(of: range.lowerBound), end: axis.lowerBound(of: range.upperBound))
    }
}

/// A stretch of rehearsal time, cut at the borders of the recording's intervals.
public struct Span: Sendable, Hashable {
    /// From here.
    public var start: Instant
    /// Up to here.
    public var end: Instant

    /// A stretch.
    public init(start: Instant, end: Instant) {
        self.start = start
        self.end = end
    }
}

extension Outcome.Set {
    /// All outcomes.
    static let every = Outcome.Set(Outcome.allCases)

    /// The outcomes in the set, in their order.
    var list: [Outcome] { Outcome.allCases.filter { contains($0) } }
}
