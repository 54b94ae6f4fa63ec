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
    /// Most that waited for one resource.
    public var waiting: Int64
    /// Attempts by calls, over all links.
    public var amplification: Double?

    init(_ factor: Double, _ reading: TrialReading) {
        self.factor = factor
        offered = reading.offeredPerHour
        done = reading.donePerHour
        latency = reading.latency
        margin = reading.margin
        isKept = reading.isKept
        use = reading.uses.max { $0.peak < $1.peak }
        waiting = reading.uses.map(\.waiting).max() ?? 0
        let calls = reading.amplifications.reduce(0) { $0 &+ $1.calls }
        let attempts = reading.amplifications.reduce(0) { $0 &+ $1.attempts }
        amplification = calls > 0 ? Double(attempts) / Double(calls) : nil
    }
}
