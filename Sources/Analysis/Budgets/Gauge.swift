import Kernel

/// A budget's measure laid out by interval, so that it can be read over any stretch of the run.
enum Gauge: Sendable {
    /// A latency: which statistic, the samples of each interval, and all of them at full precision.
    case latency(Statistic, [CompactHistogram?], LatencyHistogram)
    /// One count over another.
    case ratio(above: [Int64], below: [Int64])
    /// A height in each interval; nil where nothing is known. The highest counts.
    case height([Int64?])
    /// Successes in each interval, read per hour. Over the whole run it is read from the first success, or, with `from`, from
    /// that interval on, until hardly any was left.
    case rate([Int64], from: Int?)

    /// What is read from a latency.
    enum Statistic: Sendable, Hashable {
        case quantile(Double)
        case mean
        case maximum
    }

    /// A figure and how many samples it rests on.
    struct Reading: Sendable, Hashable {
        var value: Double
        var samples: Int64
    }

    /// Samples a window or an interval must hold to be called the worst: a quantile needs one sample beyond it, a ratio
    /// twenty, so that a single unlucky call in a quiet hour is no verdict.
    var leastSamples: Int64 {
        switch self {
        case .latency(.quantile(let q), _, _):
            let tail = min(max(min(q, 1 - q), 1e-6), 1)
            return max(10, Int64((1 / tail - 1e-6).rounded(.up)))
        case .latency(.mean, _, _): return 10
        case .latency(.maximum, _, _): return 1
        case .ratio: return 20
        case .height, .rate: return 0
        }
    }

    /// How far a reading may lie above the true figure, as a share of it.
    func error(whole: Bool) -> Double {
        guard case .latency(.quantile, _, _) = self else { return 0 }
        return whole ? 1 / 1_024 : 1 / 128
    }

    /// The figure over the whole run, at the best precision there is.
    func whole(_ readings: Readings) -> Reading? {
        switch self {
        case .latency(let statistic, _, let total):
            guard total.count > 0 else { return nil }
            let value: Double? =
                switch statistic {
                case .quantile(let q): total.quantile(q).map { Double($0) }
                case .mean: total.mean
                case .maximum: Double(total.maximum)
                }
            return value.map { Reading(value: $0, samples: Int64(clamping: total.count)) }
        case .rate: return span.flatMap { reading(over: $0, readings) }
        case .ratio, .height: return reading(over: readings.observed, readings)
        }
    }

    /// The intervals a rate over the whole run is read over: a long drain, or a late start, must not thin it out. From the
    /// first success (of orders: from the first one due) until a twentieth was left, so that some stragglers do not either.
    /// The intervals in which it began and ended are hardly ever full, and one of the drain may be as long as the rest of
    /// the run: they count only where most was done in them. Nil for other gauges, and without successes.
    var span: Range<Int>? {
        guard case .rate(let counts, let start) = self, let first = counts.firstIndex(where: { $0 > 0 }),
            let last = counts.lastIndex(where: { $0 > 0 })
        else { return nil }
        let all = counts.reduce(0, &+)
        let left = Int64(Double(all) * StockFinding.drainedShare)
        var after: Int64 = 0
        var end = last
        while end > first {
            after &+= counts[end]
            if after > left { break }
            end -= 1
        }
        let begin = min(start ?? first, end)
        let full = (start == nil ? begin + 1 : begin)..<max(end, begin + 1)
        return counts[full].reduce(0, &+) * 2 >= all && !full.isEmpty ? full : begin..<end + 1
    }

    /// From the interval of a rate's first success to that of its last: before and after there is nothing to be too slow
    /// for. Nil for other gauges.
    var activeIntervals: Range<Int>? {
        guard case .rate(let counts, _) = self else { return nil }
        return (counts.firstIndex { $0 > 0 } ?? 0)..<(counts.lastIndex { $0 > 0 } ?? -1) + 1
    }

    /// The figure over some intervals.
    func reading(over intervals: some Sequence<Int>, _ readings: Readings) -> Reading? {
        switch self {
        case .latency(let statistic, let series, _):
            var merged = CompactAccumulator()
            for interval in intervals {
                if let histogram = series[interval] { merged.add(histogram) }
            }
            return Gauge.read(statistic, merged)
        case .ratio(let above, let below):
            var sums = (above: Int64(0), below: Int64(0))
            for interval in intervals {
                sums.above &+= above[interval]
                sums.below &+= below[interval]
            }
            return sums.below > 0
                ? Reading(value: Double(sums.above) / Double(sums.below), samples: sums.below) : nil
        case .height(let heights):
            var highest: Int64?
            for interval in intervals {
                if let height = heights[interval] { highest = max(highest ?? height, height) }
            }
            return highest.map { Reading(value: Double($0), samples: 0) }
        case .rate(let counts, _):
            var count: Int64 = 0
            var length: Nanoseconds = 0
            for interval in intervals {
                count &+= counts[interval]
                length += readings.axis.length(of: interval)
            }
            return length > 0
                ? Reading(value: Double(count) * Double(Nanoseconds.hour) / Double(length), samples: count) : nil
        }
    }

    /// Samples above a bound, of a quantile; nil for all other measures.
    /// - Parameter intervals: which; nil: the whole run, at the best precision there is.
    func beyond(_ bound: Nanoseconds, over intervals: [Int]?) -> Int64? {
        guard case .latency(.quantile, let series, let total) = self else { return nil }
        guard let intervals else {
            return total.share(atOrBelow: bound).map { Int64(((1 - $0) * Double(total.count)).rounded()) }
        }
        return intervals.reduce(0) { $0 &+ Int64(clamping: series[$1]?.count(above: bound) ?? 0) }
    }

    static func read(_ statistic: Statistic, _ merged: CompactAccumulator) -> Reading? {
        guard merged.count > 0 else { return nil }
        let value: Double? =
            switch statistic {
            case .quantile(let q): merged.quantile(q).map { Double($0) }
            case .mean: merged.mean
            case .maximum: Double(merged.maximum)
            }
        return value.map { Reading(value: $0, samples: Int64(clamping: merged.count)) }
    }

    /// The figures over windows that move forward only.
    func readings(over windows: [Range<Int>], _ readings: Readings) -> [Reading?] {
        guard case .latency(let statistic, let series, _) = self else {
            return windows.map { reading(over: $0, readings) }
        }
        var merge = SlidingMerge(series)
        return windows.map { Gauge.read(statistic, merge.move(to: $0)) }
    }
}

/// Merges histograms over a window that moves forward, each of them only a few times however long the window is: the
/// first part of the window is kept as merged suffixes, the rest as a running sum (a queue made of two stacks).
struct SlidingMerge {
    private let series: [CompactHistogram?]
    /// `suffixes[k]` holds the samples of intervals `middle - 1 - k ..< middle`.
    private var suffixes: [CompactHistogram] = []
    private var middle = 0
    private var upper = 0
    private var rest = CompactAccumulator()

    init(_ series: [CompactHistogram?]) { self.series = series }

    /// All samples of a window; neither of its bounds may lie before those of the window asked last.
    mutating func move(to window: Range<Int>) -> CompactAccumulator {
        if window.lowerBound >= middle {
            suffixes.removeAll(keepingCapacity: true)
            var sum = CompactAccumulator()
            for interval in window.reversed() {
                if let histogram = series[interval] { sum.add(histogram) }
                suffixes.append(sum.compact)
            }
            middle = window.upperBound
            upper = middle
            rest.removeAll()
        } else {
            suffixes.removeLast(suffixes.count - (middle - window.lowerBound))
            while upper < window.upperBound {
                if let histogram = series[upper] { rest.add(histogram) }
                upper += 1
            }
        }
        var merged = rest
        if let suffix = suffixes.last { merged.add(suffix) }
        return merged
    }
}
