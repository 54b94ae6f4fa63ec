/// The bulk of a recording (meters, peaks, latencies) as bytes: LEB128 numbers, zeros skipped.
///
/// Its shape is not written: it follows from the plan. Reading trusts nothing; what does not fit is `RecordingError.damaged`.
extension Recording {
    /// The most cells, over all rows, that a recording may have: more means that its plan is nonsense.
    fileprivate static var cellLimit: Int { 64 << 20 }

    /// More than any counter reaches in an interval; sums over many counters and all intervals stay within 64 bits.
    fileprivate static var mostPieces: UInt64 { 1 << 42 }

    /// Meters, peaks and tracks as bytes.
    public var encodedRows: [UInt8] {
        var writer = ByteWriter()
        for row in meters { writer.sparse(row) }
        for row in peaks { writer.sparse(row) }
        for track in tracks {
            writer.summary(track.total.summary)
            writer.number(UInt64(track.total.counts.count { $0 != 0 }))
            var last = -1
            for (index, count) in track.total.counts.enumerated() where count != 0 {
                writer.number(UInt64(index - last - 1))
                writer.number(count)
                last = index
            }
            writer.compact(track.intervals)
        }
        for row in closeUp.meterRows { writer.sparse(row) }
        for row in closeUp.peakRows { writer.sparse(row) }
        for cells in closeUp.histograms { writer.compact(cells) }
        return writer.bytes
    }

    /// An empty recording of a plan, with rows read from bytes.
    /// - Throws: `RecordingError.damaged` if the bytes are not what `encodedRows` gives for this plan.
    public init(plan: Plan, rows: ArraySlice<UInt8>) throws(RecordingError) {
        if let flaw = plan.firstFlaw { throw .damaged(at: "plan", found: flaw) }
        let axis = TimeAxis(window: plan.window, end: plan.end)
        let width = MeterLayout(plan).count + PeakLayout(plan).count + TrackLayout(plan).count
        guard width <= Recording.cellLimit / axis.intervals else {
            throw .damaged(at: "plan", found: "\(width) rows of \(axis.intervals) intervals")
        }
        self.init(plan: plan)
        var reader = ByteReader(rows)
        let layout = MeterLayout(plan)
        let counts = (0..<layout.count).map { layout.isCount($0) }
        for row in meters.indices {
            try reader.sparse(into: &meters[row], "meters")
            for (meter, amount) in meters[row].enumerated()
            where counts[meter] && amount.magnitude > Recording.mostPieces {
                throw .damaged(at: "meters", found: "a count of \(amount)")
            }
        }
        for row in peaks.indices { try reader.sparse(into: &peaks[row], "peaks") }
        for track in tracks.indices {
            try reader.total(into: &tracks[track].total)
            try reader.compact(into: &tracks[track].intervals)
        }
        try reader.closeUp(into: &closeUp, isCount: closeUp.meters.map { counts[$0] })
        guard reader.isAtEnd else { throw .damaged(at: "end", found: "more bytes than rows") }
    }
}

/// Appends numbers to bytes.
struct ByteWriter {
    var bytes: [UInt8] = []

    /// An unsigned LEB128 number.
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A signed number, in zigzag.
    mutating func signed(_ value: Int64) { number(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    /// A row of mostly zeros.
    mutating func sparse(_ row: [Int64]) {
        number(UInt64(row.count { $0 != 0 }))
        var last = -1
        for (index, value) in row.enumerated() where value != 0 {
            number(UInt64(index - last - 1))
            signed(value)
            last = index
        }
    }

    /// The intervals of a latency that have samples.
    mutating func compact(_ intervals: [CompactHistogram?]) {
        number(UInt64(intervals.count { $0 != nil }))
        var last = -1
        for (index, interval) in intervals.enumerated() {
            guard let interval else { continue }
            number(UInt64(index - last - 1))
            summary(interval.summary)
            number(UInt64(interval.cells.count))
            bytes += interval.cells
            last = index
        }
    }

    mutating func summary(_ summary: SampleSummary) {
        number(summary.count)
        guard summary.count > 0 else { return }
        number(summary.sumLow)
        number(summary.sumHigh)
        signed(summary.minimum)
        signed(summary.maximum)
    }
}

/// Reads numbers from bytes that nobody vouches for.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func number(_ what: String) throws(RecordingError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.endIndex, shift < 64 {
            let byte = bytes[position]
            position += 1
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw .damaged(at: what, found: "no number at byte \(position - bytes.startIndex)")
    }

    mutating func signed(_ what: String) throws(RecordingError) -> Int64 {
        let value = try number(what)
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func sparse(into row: inout [Int64], _ what: String) throws(RecordingError) {
        let filled = try number(what)
        guard filled <= UInt64(row.count) else { throw .damaged(at: what, found: "\(filled) values in \(row.count)") }
        var index = -1
        for _ in 0..<filled {
            index += Int(clamping: try number(what)) &+ 1
            guard index >= 0, index < row.count else {
                throw .damaged(at: what, found: "value \(index) of \(row.count)")
            }
            row[index] = try signed(what)
        }
    }

    private mutating func summary(_ what: String) throws(RecordingError) -> SampleSummary {
        var summary = SampleSummary()
        summary.count = try number(what)
        guard summary.count > 0 else { return summary }
        summary.sumLow = try number(what)
        summary.sumHigh = try number(what)
        summary.minimum = try signed(what)
        summary.maximum = try signed(what)
        guard summary.minimum >= 0, summary.minimum <= summary.maximum else {
            throw .damaged(at: what, found: "from \(summary.minimum) to \(summary.maximum) ns")
        }
        return summary
    }

    mutating func total(into histogram: inout LatencyHistogram) throws(RecordingError) {
        let what = "total of a track"
        let summary = try summary(what)
        let filled = try number(what)
        let length = summary.count == 0 ? 0 : BucketLayout.fine.index(of: summary.maximum) + 1
        guard filled <= UInt64(length) else { throw .damaged(at: what, found: "\(filled) cells of \(length)") }
        histogram.reserve(length)
        histogram.summary = summary
        var seen: UInt64 = 0
        var index = -1
        for _ in 0..<filled {
            index += Int(clamping: try number(what)) &+ 1
            guard index >= 0, index < length else { throw .damaged(at: what, found: "cell \(index) of \(length)") }
            let count = try number(what)
            histogram.counts[index] = count
            seen &+= count
        }
        guard seen == summary.count else { throw .damaged(at: what, found: "\(seen) samples of \(summary.count)") }
    }

    /// The rows and latencies of a close-up.
    /// - Parameter isCount: which of its meters are counts.
    mutating func closeUp(into closeUp: inout CloseUp, isCount: [Bool]) throws(RecordingError) {
        let what = "close-up"
        var room = Recording.cellLimit * 4
        for cell in closeUp.meterRows.indices {
            let row = try sparse(isCount.count, what, &room)
            for (position, amount) in row.enumerated()
            where isCount[position] && amount.magnitude > Recording.mostPieces {
                throw .damaged(at: what, found: "a count of \(amount)")
            }
            closeUp.meterRows[cell] = row
        }
        for cell in closeUp.peakRows.indices { closeUp.peakRows[cell] = try sparse(closeUp.peaks.count, what, &room) }
        guard closeUp.tracks.count <= Recording.cellLimit / max(1, closeUp.axis.intervals) else {
            throw .damaged(at: what, found: "\(closeUp.tracks.count) latencies in \(closeUp.axis.intervals) cells")
        }
        for track in closeUp.tracks.indices {
            var cells = [CompactHistogram?](repeating: nil, count: closeUp.axis.intervals)
            try compact(into: &cells)
            for case (let cell, let samples?) in cells.enumerated() { closeUp.add(samples, to: track, in: cell) }
        }
    }

    /// A row of so many numbers; an empty one when all of them are zero.
    /// - Parameter room: how many more numbers may be kept.
    private mutating func sparse(_ width: Int, _ what: String, _ room: inout Int) throws(RecordingError) -> [Int64] {
        var row = [Int64](repeating: 0, count: width)
        try sparse(into: &row, what)
        guard row.contains(where: { $0 != 0 }) else { return [] }
        room -= width
        guard room >= 0 else { throw .damaged(at: what, found: "more rows than any run has") }
        return row
    }

    /// The intervals of a latency that have samples.
    mutating func compact(into intervals: inout [CompactHistogram?]) throws(RecordingError) {
        let filled = try number("intervals of a track")
        guard filled <= UInt64(intervals.count) else {
            throw .damaged(at: "intervals of a track", found: "\(filled) of \(intervals.count)")
        }
        var index = -1
        for _ in 0..<filled {
            index += Int(clamping: try number("interval")) &+ 1
            guard index >= 0, index < intervals.count else { throw .damaged(at: "interval", found: "\(index)") }
            intervals[index] = try compact()
        }
    }

    mutating func compact() throws(RecordingError) -> CompactHistogram {
        let what = "interval of a track"
        let summary = try summary(what)
        let length = Int(clamping: try number(what))
        guard length <= bytes.endIndex - position else { throw .damaged(at: what, found: "\(length) bytes of cells") }
        let cells = Array(bytes[position..<position + length])
        position += length
        var scanner = CellScanner(cells)
        var seen: UInt64 = 0
        let last = summary.count == 0 ? -1 : BucketLayout.coarse.index(of: summary.maximum)
        while let cell = scanner.next() {
            guard cell.index <= last else { throw .damaged(at: what, found: "cell \(cell.index) of \(last + 1)") }
            seen &+= cell.count
        }
        guard scanner.atEnd, seen == summary.count else {
            throw .damaged(at: what, found: "\(seen) samples of \(summary.count)")
        }
        return CompactHistogram(summary: summary, cells: cells)
    }
}
