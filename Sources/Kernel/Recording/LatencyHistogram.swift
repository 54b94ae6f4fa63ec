/// A histogram of latencies with HdrHistogram's bucket layout: unit 1 µs, three significant digits, any range.
public struct LatencyHistogram: Sendable, Codable, Hashable {
    /// Counts by HdrHistogram counts-array index (subBucketCount 2048); grows on demand, never ends in a zero.
    public internal(set) var counts: [UInt64] = []
    /// Exact count, sum and extremes.
    public internal(set) var summary = SampleSummary()

    /// An empty histogram.
    public init() {}

    /// Number of samples.
    public var count: UInt64 { summary.count }
    /// Exact smallest sample in ns; meaningless when empty.
    public var minimum: Nanoseconds { summary.minimum }
    /// Exact largest sample in ns; meaningless when empty.
    public var maximum: Nanoseconds { summary.maximum }
    /// Exact sum in ns, low 64 bits.
    public var sumLow: UInt64 { summary.sumLow }
    /// Exact sum in ns, high 64 bits.
    public var sumHigh: UInt64 { summary.sumHigh }
    /// The exact mean in ns, nil when empty.
    public var mean: Double? { summary.mean }

    /// Adds a sample in ns; one below zero counts as zero.
    public mutating func record(_ time: Nanoseconds) {
        let index = BucketLayout.fine.index(of: time)
        if index >= counts.count { reserve(index + 1) }
        counts[index] &+= 1
        summary.record(time)
    }

    /// Adds a sample in ns that occurred `count` times.
    public mutating func record(_ time: Nanoseconds, count: UInt64) {
        guard count > 0 else { return }
        let index = BucketLayout.fine.index(of: time)
        reserve(index + 1)
        counts[index] &+= count
        summary.record(time, count: count)
    }

    /// Adds all samples of another histogram.
    public mutating func merge(_ other: LatencyHistogram) {
        reserve(other.counts.count)
        for (index, count) in other.counts.enumerated() where count > 0 { counts[index] &+= count }
        summary.merge(other.summary)
    }

    /// Makes room for cells below `length`.
    mutating func reserve(_ length: Int) {
        guard counts.count < length else { return }
        counts += [UInt64](repeating: 0, count: length - counts.count)
    }

    /// The value at or below which a share `q` (0...1) of the samples lies, in ns; nil when empty.
    ///
    /// HdrHistogram's definition: the highest equivalent value of the cell that holds the sample of rank ceil(q * count),
    /// kept within the exact extremes.
    public func quantile(_ q: Double) -> Nanoseconds? {
        guard count > 0 else { return nil }
        let rank = summary.rank(q)
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen &+= count
            if seen >= rank { return clamped(BucketLayout.fine.highestEquivalent(index)) }
        }
        return maximum
    }

    /// The share (0...1) of samples whose cell is at or below that of `time`; nil when empty.
    public func share(atOrBelow time: Nanoseconds) -> Double? {
        guard count > 0 else { return nil }
        if time >= maximum { return 1 }
        if time < minimum { return 0 }
        let index = BucketLayout.fine.index(of: time)
        let below = counts.prefix(index + 1).reduce(0, &+)
        return Double(below) / Double(count)
    }

    /// Standard deviation in ns of the samples' cells around the exact mean; nil when empty.
    public var standardDeviation: Double? {
        guard let mean else { return nil }
        var squares = 0.0
        for (index, count) in counts.enumerated() where count > 0 {
            let distance = Double(BucketLayout.fine.medianEquivalent(index)) - mean
            squares += distance * distance * Double(count)
        }
        return (squares / Double(count)).squareRoot()
    }

    private func clamped(_ time: Nanoseconds) -> Nanoseconds { max(minimum, min(maximum, time)) }
}

extension LatencyHistogram {
    /// A point of a percentile plot.
    public struct PercentilePoint: Sendable, Codable, Hashable {
        /// 0...1.
        public var quantile: Double
        /// In ns.
        public var value: Nanoseconds

        /// A point.
        public init(quantile: Double, value: Nanoseconds) {
            self.quantile = quantile
            self.value = value
        }
    }

    /// Points of a percentile plot, the steps halving with every halving of the distance to 1; empty when empty.
    /// - Parameter steps: points for every halving (HdrHistogram's percentileTicksPerHalfDistance).
    public func percentileCurve(steps: Int = 5) -> [PercentilePoint] {
        guard count > 0 else { return [] }
        var points: [PercentilePoint] = []
        var level = 0.0
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen &+= count
            let share = Double(seen) / Double(self.count)
            if seen == self.count { break }
            guard share >= level else { continue }
            let value = clamped(BucketLayout.fine.highestEquivalent(index))
            while share >= level {
                points.append(PercentilePoint(quantile: level, value: value))
                let halvings = (1 / (1 - level)).exponent
                level += 1 / (Double(max(1, steps)) * Double(sign: .plus, exponent: Int(halvings) + 1, significand: 1))
            }
        }
        points.append(PercentilePoint(quantile: 1, value: maximum))
        return points
    }
}
