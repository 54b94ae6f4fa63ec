import Kernel

/// The intervals of the run that count for a budget.
///
/// Series are cut into intervals, a calendar is not: an interval counts when at least half of it lies in the calendar's open
/// stretches. So a figure `during` a calendar is off by at most half an interval at each edge of a stretch.
struct Stretches: Sendable {
    /// Neighbouring intervals that count, joined, in time order.
    let ranges: [Range<Int>]

    /// The intervals during a calendar; nil: all that the run came to.
    init(_ calendar: CalendarPlan?, _ readings: Readings) {
        guard let calendar else {
            ranges = readings.observed.isEmpty ? [] : [readings.observed]
            return
        }
        let axis = readings.axis
        let open = calendar.open.stretches
        var found: [Range<Int>] = []
        var first = 0
        for interval in readings.observed {
            let start = axis.lowerBound(of: interval)
            let end = start + axis.length(of: interval)
            while first < open.count && open[first].end <= start { first += 1 }
            var covered: Nanoseconds = 0
            var k = first
            while k < open.count && open[k].start < end {
                covered += min(open[k].end, end) - max(open[k].start, start)
                k += 1
            }
            guard covered >= (end - start + 1) / 2 else { continue }
            if let last = found.last, last.upperBound == interval {
                found[found.count - 1] = last.lowerBound..<interval + 1
            } else {
                found.append(interval..<interval + 1)
            }
        }
        ranges = found
    }

    /// All intervals that count.
    var intervals: [Int] { ranges.flatMap { Array($0) } }

    /// Every window of at least `length`, in whole intervals: one starts at each interval and is no longer than it must be.
    /// A stretch shorter than the window is one window.
    func windows(_ length: Nanoseconds, _ axis: TimeAxis) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for range in ranges {
            let end = axis.lowerBound(of: range.upperBound)
            var upper = range.lowerBound
            for lower in range {
                let start = axis.lowerBound(of: lower)
                guard lower == range.lowerBound || end - start >= length else { break }
                upper = max(upper, lower + 1)
                while upper < range.upperBound && axis.lowerBound(of: upper) - start < length { upper += 1 }
                found.append(lower..<upper)
            }
        }
        return found
    }
}
