/// The interval that is being recorded: dense rows in plain memory, so that one sample costs one increment.
///
/// Samples of a track gather in a short row before they are counted: the histograms of all tracks do not fit the
/// processor's caches, and a batch waits for all of its cells at once where each sample alone would wait for its own.
///
/// A bundle of pointers without ownership; `Recorder` frees it. Histograms are allocated when their track first needs
/// them and grow with its longest sample.
struct OpenInterval {
    /// The open histogram of one track.
    struct Track {
        var cells: UnsafeMutablePointer<UInt32>
        /// One byte for 64 cells: whether any of them was hit.
        var touched: UnsafeMutablePointer<UInt8>
        var capacity = 0
        var sumLow: UInt64 = 0
        var sumHigh: UInt64 = 0
        var minimum = Nanoseconds.max
        /// Below zero while there are no samples.
        var maximum: Nanoseconds = -1
    }

    let meterCount: Int
    let peakCount: Int
    let trackCount: Int
    let meters: UnsafeMutablePointer<Int64>
    let peaks: UnsafeMutablePointer<Int64>
    /// Without the samples that are not counted yet.
    private let tracks: UnsafeMutablePointer<Track>
    /// Samples not counted yet: `batch` places a track.
    private let waiting: UnsafeMutablePointer<Nanoseconds>
    /// How many of a track's places are taken; below `batch` between any two calls.
    private let waitingCounts: UnsafeMutablePointer<UInt8>
    /// Samples of zero, of which many tracks have many, not counted yet.
    private let zeros: UnsafeMutablePointer<UInt32>
    /// What tracks without samples point to; never written.
    private let noCells: UnsafeMutablePointer<UInt32>
    private let noBlocks: UnsafeMutablePointer<UInt8>

    /// Samples that are counted together.
    private static var batch: Int { 16 }

    init(meters meterCount: Int, peaks peakCount: Int, tracks trackCount: Int) {
        self.meterCount = meterCount
        self.peakCount = peakCount
        self.trackCount = trackCount
        meters = .allocate(capacity: max(1, meterCount))
        meters.initialize(repeating: 0, count: meterCount)
        peaks = .allocate(capacity: max(1, peakCount))
        peaks.initialize(repeating: 0, count: peakCount)
        noCells = .allocate(capacity: 1)
        noCells.initialize(to: 0)
        noBlocks = .allocate(capacity: 1)
        noBlocks.initialize(to: 0)
        tracks = .allocate(capacity: max(1, trackCount))
        tracks.initialize(repeating: Track(cells: noCells, touched: noBlocks), count: trackCount)
        waiting = .allocate(capacity: max(1, trackCount * OpenInterval.batch))
        waitingCounts = .allocate(capacity: max(1, trackCount))
        waitingCounts.initialize(repeating: 0, count: trackCount)
        zeros = .allocate(capacity: max(1, trackCount))
        zeros.initialize(repeating: 0, count: trackCount)
    }

    func deallocate() {
        for track in 0..<trackCount where tracks[track].capacity > 0 {
            tracks[track].cells.deallocate()
            tracks[track].touched.deallocate()
        }
        tracks.deallocate()
        waiting.deallocate()
        waitingCounts.deallocate()
        zeros.deallocate()
        peaks.deallocate()
        meters.deallocate()
        noCells.deallocate()
        noBlocks.deallocate()
    }

    @inline(__always)
    func record(_ track: Int, _ time: Nanoseconds) {
        precondition(UInt(bitPattern: track) < UInt(bitPattern: trackCount), "no such track")
        guard time > 0 else {
            zeros[track] &+= 1
            return
        }
        let taken = Int(waitingCounts[track])
        waiting[track &* OpenInterval.batch &+ taken] = time
        waitingCounts[track] = UInt8(truncatingIfNeeded: taken &+ 1)
        if taken &+ 1 == OpenInterval.batch { count(track) }
    }

    /// Counts the samples of a track that wait for it.
    @inline(never)
    private func count(_ track: Int) {
        let samples = waiting + track &* OpenInterval.batch
        let taken = Int(waitingCounts[track])
        waitingCounts[track] = 0
        let open = tracks + track
        var sum = open.pointee.sumLow
        var carries = open.pointee.sumHigh
        var minimum = open.pointee.minimum
        var maximum = open.pointee.maximum
        for place in 0..<taken {
            let value = samples[place]
            let (next, carry) = sum.addingReportingOverflow(UInt64(bitPattern: value))
            sum = next
            carries &+= carry ? 1 : 0
            minimum = min(minimum, value)
            maximum = max(maximum, value)
        }
        open.pointee.sumLow = sum
        open.pointee.sumHigh = carries
        open.pointee.minimum = minimum
        open.pointee.maximum = maximum
        // Cells ascend with the samples, so there is room for all if there is for the longest.
        let last = BucketLayout.fine.index(of: maximum)
        if last >= open.pointee.capacity { grow(open, to: last) }
        let cells = open.pointee.cells
        let touched = open.pointee.touched
        for place in 0..<taken {
            let index = BucketLayout.fine.index(of: samples[place])
            cells[index] &+= 1
            touched[index &>> 6] = 1
        }
    }

    /// Counts all samples that wait for it.
    private func countAll() {
        for track in 0..<trackCount { countWaiting(track) }
    }

    private func countWaiting(_ track: Int) {
        if waitingCounts[track] > 0 { count(track) }
        if zeros[track] > 0 { countZeros(track) }
    }

    private func countZeros(_ track: Int) {
        let open = tracks + track
        if open.pointee.capacity == 0 { grow(open, to: 0) }
        open.pointee.cells[0] &+= zeros[track]
        open.pointee.touched[0] = 1
        open.pointee.minimum = 0
        open.pointee.maximum = max(open.pointee.maximum, 0)
        zeros[track] = 0
    }

    /// Makes room for cell `index`, in whole halves of a bucket.
    @inline(never)
    private func grow(_ track: UnsafeMutablePointer<Track>, to index: Int) {
        let old = track.pointee
        let capacity = (index / 1_024 + 1) * 1_024
        let cells = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
        cells.initialize(from: old.cells, count: old.capacity)
        (cells + old.capacity).initialize(repeating: 0, count: capacity - old.capacity)
        let touched = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity / 64)
        touched.initialize(from: old.touched, count: old.capacity / 64)
        (touched + old.capacity / 64).initialize(repeating: 0, count: (capacity - old.capacity) / 64)
        if old.capacity > 0 {
            old.cells.deallocate()
            old.touched.deallocate()
        }
        track.pointee.cells = cells
        track.pointee.touched = touched
        track.pointee.capacity = capacity
    }

    /// Adds everything to interval `index` of a recording.
    func settle(into recording: inout Recording, at index: Int) {
        countAll()
        if (0..<meterCount).contains(where: { meters[$0] != 0 }) {
            recording.meters[index].withUnsafeMutableBufferPointer { row in
                for meter in 0..<meterCount { row[meter] &+= meters[meter] }
            }
        }
        if (0..<peakCount).contains(where: { peaks[$0] != 0 }) {
            recording.peaks[index].withUnsafeMutableBufferPointer { row in
                for peak in 0..<peakCount { row[peak] = max(row[peak], peaks[peak]) }
            }
        }
        var writer = CellWriter()
        for track in 0..<trackCount where tracks[track].maximum >= 0 {
            settle(tracks[track], into: &recording.tracks[track], at: index, by: &writer)
        }
    }

    /// Moves the samples of one track to interval `index` of a recording, and gives them once more.
    func take(_ track: Int, into recording: inout Recording, at index: Int) -> CompactHistogram? {
        countWaiting(track)
        guard tracks[track].maximum >= 0 else { return nil }
        var writer = CellWriter()
        let samples = settle(tracks[track], into: &recording.tracks[track], at: index, by: &writer)
        clear(track)
        return samples
    }

    @discardableResult
    private func settle(
        _ open: Track, into track: inout LatencyTrack, at index: Int, by writer: inout CellWriter
    ) -> CompactHistogram {
        var count: UInt64 = 0
        var coarse = 0
        var coarseCount: UInt64 = 0
        track.total.reserve(BucketLayout.fine.index(of: open.maximum) + 1)
        track.total.counts.withUnsafeMutableBufferPointer { counts in
            // Below 1024 µs cells are gathered one by one, above it in eights: see `BucketLayout.coarse(ofFine:)`.
            for block in 0..<min(16, open.capacity / 64) where open.touched[block] != 0 {
                for cell in block * 64..<block * 64 + 64 where open.cells[cell] != 0 {
                    let samples = UInt64(open.cells[cell])
                    counts[cell] &+= samples
                    count &+= samples
                    let next = BucketLayout.coarse(ofFine: cell)
                    if next != coarse, coarseCount > 0 {
                        writer.append(index: coarse, count: coarseCount)
                        coarseCount = 0
                    }
                    coarse = next
                    coarseCount &+= samples
                }
            }
            if coarseCount > 0 { writer.append(index: coarse, count: coarseCount) }
            guard let totals = counts.baseAddress else { return }
            let reserved = counts.count
            for block in 16..<max(16, open.capacity / 64) where open.touched[block] != 0 {
                for cell in stride(from: block * 64, to: block * 64 + 64, by: 8) {
                    let cells = UnsafeRawPointer(open.cells + cell).loadUnaligned(as: SIMD8<UInt32>.self)
                    guard cells != .zero else { continue }
                    let wide = SIMD8<UInt64>(truncatingIfNeeded: cells)
                    let samples = wide.wrappedSum()
                    count &+= samples
                    writer.append(index: BucketLayout.coarse(ofFine: cell), count: samples)
                    // The totals end with the longest sample's cell.
                    if cell + 8 <= reserved {
                        let place = UnsafeMutableRawPointer(totals + cell)
                        let sum = place.loadUnaligned(as: SIMD8<UInt64>.self) &+ wide
                        place.storeBytes(of: sum, as: SIMD8<UInt64>.self)
                    } else {
                        for rest in cell..<reserved { totals[rest] &+= UInt64(open.cells[rest]) }
                    }
                }
            }
        }
        var summary = SampleSummary()
        summary.count = count
        summary.sumLow = open.sumLow
        summary.sumHigh = open.sumHigh
        summary.minimum = open.minimum
        summary.maximum = open.maximum
        track.total.summary.merge(summary)
        let compact = CompactHistogram(summary: summary, cells: writer.take())
        if let earlier = track.intervals[index] {
            track.intervals[index] = CompactHistogram.merged([earlier, compact])
        } else {
            track.intervals[index] = compact
        }
        return compact
    }

    /// Back to zero.
    func clear() {
        meters.update(repeating: 0, count: meterCount)
        peaks.update(repeating: 0, count: peakCount)
        for track in 0..<trackCount where tracks[track].maximum >= 0 { clear(track) }
    }

    private func clear(_ track: Int) {
        let open = tracks[track]
        for block in 0..<open.capacity / 64 where open.touched[block] != 0 {
            (open.cells + block * 64).update(repeating: 0, count: 64)
            open.touched[block] = 0
        }
        tracks[track].sumLow = 0
        tracks[track].sumHigh = 0
        tracks[track].minimum = .max
        tracks[track].maximum = -1
    }
}
