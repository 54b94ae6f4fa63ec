public import Kernel

/// What came of a load.
public struct CurvePoint: Sendable, Codable, Hashable {
    /// In times of the forecast.
    public var factor: Double
    /// Orders an hour that came.
    public var offered: Double
    /// Orders an hour that were done: released, else dispatched, else completed.
    public var done: Double
    /// How long that took them at p50, p95, p99, in ns; nil without samples.
    public var latency: [Nanoseconds]?
    /// How far the tightest budget was from its bound; nil: none could be judged.
    public var margin: Double?
    /// Whether all budgets held; nil: none could be judged.
    public var isKept: Bool?
    /// The most used resource and its use in its busiest interval; nil: there is none.
    public var use: TrialReading.Use?
    /// How each resource was used, on the first seed.
    public var uses: [TrialReading.Use]
    /// Most that waited for one resource.
    public var waiting: Int64
    /// Attempts by calls, over all links.
    public var amplification: Double?

    /// Seeds that it was tried with; what is said is their mean.
    public var seeds: Int
    /// How sure that is; nil: of one seed.
    public var spread: Spread?

    /// 95 % intervals over seeds, by Student's t.
    public struct Spread: Sendable, Codable, Hashable {
        /// Of `done`.
        public var done: ConfidenceInterval?
        /// Of each percentile of `latency`, in ns; nil where a seed has no samples.
        public var latency: [ConfidenceInterval]?
        /// Of the most used resource's use.
        public var use: ConfidenceInterval?
        /// Of `waiting`.
        public var waiting: ConfidenceInterval?
        /// Of `amplification`.
        public var amplification: ConfidenceInterval?
    }

    /// - Parameter readings: of one load with several seeds, the scenario's own first.
    /// - Returns: nil without readings.
    init?(_ factor: Double, _ readings: [TrialReading]) {
        guard let first = readings.first else { return nil }
        func mean(_ value: (TrialReading) -> Double?) -> Double? {
            let values = readings.compactMap(value)
            return values.count == readings.count ? SampleMoments(values).mean : nil
        }
        func interval(_ value: (TrialReading) -> Double?) -> ConfidenceInterval? {
            let values = readings.compactMap(value)
            return values.count == readings.count ? Replications.mean(values) : nil
        }
        func percentile(_ place: Int) -> (TrialReading) -> Double? {
            { reading in reading.latency.map { Double($0[place]) } }
        }
        let most = first.uses.max { $0.peak < $1.peak }
        func peak(_ reading: TrialReading) -> Double? {
            reading.uses.first { $0.resource == most?.resource }?.peak
        }
        self.factor = factor
        seeds = readings.count
        offered = mean(\.offeredPerHour) ?? first.offeredPerHour
        done = mean(\.donePerHour) ?? first.donePerHour
        let percentiles = (0..<3).compactMap { mean(percentile($0)) }
        latency = percentiles.count == 3 ? percentiles.map { Nanoseconds($0.rounded()) } : nil
        margin = PooledMargin(readings: readings).tightest
        isKept = readings.count == 1 ? first.isKept : margin.map { $0 >= 0 }
        use = most
        uses = first.uses
        if let used = mean(peak) { use?.peak = used }
        waiting = Int64((mean { Double(CurvePoint.waiting($0)) } ?? 0).rounded())
        amplification = mean(CurvePoint.amplification)
        guard readings.count > 1 else { return }
        let latencies = (0..<3).compactMap { interval(percentile($0)) }
        spread = Spread(
            done: interval(\.donePerHour), latency: latencies.count == 3 ? latencies : nil, use: interval(peak),
            waiting: interval { Double(CurvePoint.waiting($0)) }, amplification: interval(CurvePoint.amplification))
    }

    /// Points without those that tell nothing new: of loads that are all but the same and came out alike, the one tried with most
    /// seeds stands.
    static func distinct(_ points: [CurvePoint]) -> [CurvePoint] {
        var kept: [CurvePoint] = []
        for point in points {
            if let last = kept.last, point.factor < last.factor * (1 + CurvePoint.alike), point.isKept == last.isKept {
                if point.seeds > last.seeds { kept[kept.count - 1] = point }
            } else {
                kept.append(point)
            }
        }
        return kept
    }

    private static let alike = 0.005

    private static func waiting(_ reading: TrialReading) -> Int64 { reading.uses.map(\.waiting).max() ?? 0 }

    private static func amplification(_ reading: TrialReading) -> Double? {
        let calls = reading.amplifications.reduce(0) { $0 &+ $1.calls }
        let attempts = reading.amplifications.reduce(0) { $0 &+ $1.attempts }
        return calls > 0 ? Double(attempts) / Double(calls) : nil
    }
}
