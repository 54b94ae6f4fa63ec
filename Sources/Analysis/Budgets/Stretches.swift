import Kernel

/// The intervals of the run that count for a budget.
///
/// The close-up is cut where a budget's calendar opens and closes, so an interval lies in it or does not.
struct Stretches: Sendable {
    /// Neighbouring intervals that count, joined, in time order.
    let ranges: [Range<Int>]
    private let readings: Readings

    /// The intervals during a calendar; nil: all that the run came to.
    init(_ calendar: CalendarPlan?, _ readings: Readings) {
        self.readings = readings
        guard let calendar else {
            ranges = readings.observed.isEmpty ? [] : [readings.observed]
            return
        }
        let axis = readings.axis
        var found: [Range<Int>] = []
        for stretch in calendar.open.stretches
        where !readings.observed.isEmpty && stretch.end > 0 && stretch.start < axis.end {
            let first = axis.index(of: max(0, stretch.start))
            let end = stretch.end < axis.end ? axis.index(of: stretch.end) : axis.intervals
            let range = (first..<max(first, end)).clamped(to: readings.observed)
            if !range.isEmpty { found.append(range) }
        }
        ranges = found
    }

    /// All intervals that count.
    var intervals: [Int] { ranges.flatMap { Array($0) } }

    /// A range of intervals in pieces that each lie in one interval of the recording: what can be the worst.
    func pieces(of range: Range<Int>) -> [Range<Int>] {
        guard readings.isCloseUp else { return range.map { $0..<$0 + 1 } }
        let coarse = readings.recording.axis
        var pieces: [Range<Int>] = []
        var last: Int?
        for interval in range {
            let home = coarse.index(of: readings.axis.lowerBound(of: interval))
            if last == home {
                pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<interval + 1
            } else {
                pieces.append(interval..<interval + 1)
            }
            last = home
        }
        return pieces
    }

    /// Every window of `length` that begins a whole number of steps after the stretch does, and the last one in it.
    /// A stretch shorter than the window is one window.
    func windows(_ length: Nanoseconds, every step: Nanoseconds) -> [Range<Int>] {
        let axis = readings.axis
        var found: [Range<Int>] = []
        for range in ranges {
            let start = axis.lowerBound(of: range.lowerBound)
            let end = axis.lowerBound(of: range.upperBound)
            guard end - start > length else {
                found.append(range)
                continue
            }
            var upper = range.lowerBound
            func window(from instant: Instant) {
                let lower = axis.index(of: instant)
                while axis.lowerBound(of: upper) < instant + length { upper += 1 }
                // The end of what the run came to is not a cut of this budget's.
                if axis.lowerBound(of: lower) == instant, axis.lowerBound(of: upper) == instant + length {
                    found.append(lower..<upper)
                }
            }
            for instant in stride(from: start, through: end - length, by: Int(step)) { window(from: instant) }
            if (end - length - start) % step != 0 { window(from: end - length) }
        }
        return found
    }
}
