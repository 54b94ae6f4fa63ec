extension Recording {
    /// Two recordings of disjoint parts of the same orders through the same plan, as one.
    ///
    /// Meters, histograms, cut-offs, books and counts of rows add up, peaks take the higher one (so they are a lower bound
    /// of what one landscape with all orders would have seen), exemplars keep the best of both, what went over the wire adds
    /// up too. The same part twice, and parts of different divisions, do not merge. Associative and commutative;
    /// `Recording(plan:)` is the identity.
    public func merged(with other: Recording) throws(RecordingError) -> Recording {
        guard plan == other.plan else { throw .differentPlans(plan.title, other.plan.title) }
        guard axis == other.axis, tracks.count == other.tracks.count, cutoffs.hasShape(of: other.cutoffs),
            Recording.sameShape(meters, other.meters), Recording.sameShape(peaks, other.peaks),
            zip(tracks, other.tracks).allSatisfy({ $0.intervals.count == $1.intervals.count }),
            closeUp.hasShape(of: other.closeUp)
        else { throw .differentShapes }
        var result = self
        for track in tracks.indices { result.tracks[track].merge(other.tracks[track]) }
        for interval in meters.indices {
            for (meter, amount) in other.meters[interval].enumerated() where amount != 0 {
                result.meters[interval][meter] &+= amount
            }
            for (peak, height) in other.peaks[interval].enumerated() where height > peaks[interval][peak] {
                result.peaks[interval][peak] = height
            }
        }
        result.closeUp.merge(other.closeUp)
        for cell in cutoffs.cells.indices { result.cutoffs.cells[cell].merge(other.cutoffs.cells[cell]) }
        result.books.merge(other.books)
        result.exemplars = exemplars.merged(with: other.exemplars, seed: plan.seed)
        result.badRows.merge(other.badRows)
        result.reached = max(reached, other.reached)
        result.stop = stop.weight >= other.stop.weight ? stop : other.stop
        result.handledEvents &+= other.handledEvents
        result.wire = WireFacts.merged(wire, other.wire)
        result.parts = try RunParts.merged(parts, other.parts)
        return result
    }

    /// Adds another recording to this one; see `merged(with:)`.
    public mutating func merge(_ other: Recording) throws(RecordingError) { self = try merged(with: other) }

    private static func sameShape(_ one: [[Int64]], _ other: [[Int64]]) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { $0.count == $1.count }
    }
}

extension Recording.Stop {
    /// Which of two stops holds for both together: an abort before an interruption, the first budget before later ones.
    fileprivate var weight: Int {
        switch self {
        case .finished: -2
        case .interrupted: -1
        case .aborted(let budget): Int.max - max(0, budget)
        }
    }
}

extension CloseUp {
    func hasShape(of other: CloseUp) -> Bool {
        axis == other.axis && meters == other.meters && peaks == other.peaks && tracks == other.tracks
            && meterRows.count == other.meterRows.count && peakRows.count == other.peakRows.count
    }

    /// Adds the close-up of other orders through the same plan.
    mutating func merge(_ other: CloseUp) {
        for (cell, row) in other.meterRows.enumerated() { CloseUp.add(row, to: &meterRows[cell], by: &+) }
        for (cell, row) in other.peakRows.enumerated() { CloseUp.add(row, to: &peakRows[cell], by: max) }
        for (track, cells) in other.histograms.enumerated() {
            for case (let cell, let theirs?) in cells.enumerated() { add(theirs, to: track, in: cell) }
        }
    }
}

extension LatencyTrack {
    /// Adds all samples of another track with the same intervals.
    mutating func merge(_ other: LatencyTrack) {
        if other.total.count > 0 { total.merge(other.total) }
        for (index, theirs) in other.intervals.enumerated() {
            guard let theirs else { continue }
            if let ours = intervals[index] {
                intervals[index] = CompactHistogram.merged([ours, theirs])
            } else {
                intervals[index] = theirs
            }
        }
    }
}

extension CutoffTally {
    func hasShape(of other: CutoffTally) -> Bool {
        moments == other.moments && warehouses == other.warehouses && carriers == other.carriers
            && cells.count == other.cells.count
    }
}

extension CutoffTally.Cell {
    mutating func merge(_ other: CutoffTally.Cell) {
        met &+= other.met
        late &+= other.late
        missing &+= other.missing
        open &+= other.open
    }
}

extension Books {
    mutating func merge(_ other: Books) {
        due &+= other.due
        completed &+= other.completed
        failed &+= other.failed
        cancelled &+= other.cancelled
        parked &+= other.parked
        inFlight &+= other.inFlight
    }
}

extension BadRows {
    /// How many bad rows are kept word for word.
    public static let limit = 20

    /// Adds the rows of another shard, which must have counted its own rows only.
    mutating func merge(_ other: BadRows) {
        read &+= other.read
        outside &+= other.outside
        outsideClock &+= other.outsideClock
        if let one = extent, let two = other.extent {
            extent = Extent(first: min(one.first, two.first), last: max(one.last, two.last))
        } else {
            extent = extent ?? other.extent
        }
        bad &+= other.bad
        let all = (first + other.first).sorted { ($0.line, $0.problem) < ($1.line, $1.problem) }
        first = Array(all.prefix(BadRows.limit))
    }
}
