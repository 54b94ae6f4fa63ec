/// Convenient ways to read a recording's rows.
extension Recording {
    /// A meter's amount in each interval.
    public func series(_ meter: Int) -> [Int64] { meters.map { $0[meter] } }

    /// A peak's height in each interval.
    public func peakSeries(_ peak: Int) -> [Int64] { peaks.map { $0[peak] } }

    /// A meter's amount over the whole run.
    public func total(_ meter: Int) -> Int64 { meters.reduce(0) { $0 &+ $1[meter] } }

    /// A meter's amount over some intervals; those outside the axis have none.
    public func total(_ meter: Int, over range: Range<Int>) -> Int64 {
        meters[range.clamped(to: meters.indices)].reduce(0) { $0 &+ $1[meter] }
    }

    /// The highest value of a peak over some intervals.
    public func highest(_ peak: Int, over range: Range<Int>) -> Int64 {
        peaks[range.clamped(to: peaks.indices)].reduce(0) { max($0, $1[peak]) }
    }

    /// A stock at the end of each interval: all that went in so far less all that went out.
    public func stock(in inward: Int, out outward: Int) -> [Int64] {
        var stock: Int64 = 0
        return meters.map { row in
            stock &+= row[inward] &- row[outward]
            return stock
        }
    }

    /// The most messages known to have waited in a queue in each interval: the mark that new ones reached, and what was left
    /// over from the interval before.
    public func waiting(inQueue queue: QueueID) -> [Int64] {
        let meters = MeterLayout(plan)
        return Recording.heights(
            peakSeries(PeakLayout(plan).queueDepth(queue)),
            stock(in: meters.queueArrived(queue), out: meters.queueTaken(queue)))
    }

    /// The longest line in front of a pool's workers known in each interval, left over from the one before included.
    public func waiting(forPool pool: PoolID) -> [Int64] {
        let meters = MeterLayout(plan)
        return Recording.heights(
            peakSeries(PeakLayout(plan).poolWaiting(pool)),
            stock(in: meters.poolArrived(pool), out: meters.poolTaken(pool)))
    }

    /// An interval without arrivals has no mark of its own, but what waited before may wait still.
    public static func heights(_ marks: [Int64], _ stock: [Int64]) -> [Int64] {
        marks.indices.map { max(marks[$0], stock[$0], $0 > 0 ? stock[$0 - 1] : 0) }
    }

    /// A latency. Make the layout once where many are wanted, and index `tracks`.
    public func track(_ id: TrackID) -> LatencyTrack { tracks[TrackLayout(plan).index(id)] }

    /// A latency over some intervals, at two significant digits.
    public func latency(_ id: TrackID, over range: Range<Int>) -> CompactHistogram {
        let intervals = track(id).intervals
        return CompactHistogram.merged(intervals[range.clamped(to: intervals.indices)])
    }
}
