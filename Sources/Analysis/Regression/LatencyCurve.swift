internal import Kernel

/// A latency of both runs by quantile, with the interval of the second one at each.
public struct LatencyCurve: Sendable, Hashable {
    /// Both at one quantile.
    public struct Point: Sendable, Hashable {
        /// 0...1.
        public var quantile: Double
        /// The first run's, in ns.
        public var base: Double
        /// The second run's.
        public var run: Double
        /// Lower and upper end of the second's, the first's given; nil: too few samples for both.
        public var interval: ConfidenceInterval?
    }

    /// Of what.
    public var subject: Measure.Subject
    /// Ascending by quantile.
    public var points: [Point]

    /// Quantiles that are drawn.
    static let quantiles = [0.02, 0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.998, 0.999]

    init?(_ subject: Measure.Subject, _ base: LatencyTrack, _ run: LatencyTrack, level: Double) {
        self.subject = subject
        points = LatencyCurve.quantiles.compactMap { quantile in
            guard let shift = Shift.quantile(base, run, quantile, level: level) else { return nil }
            var interval = shift.interval
            if let known = interval {
                interval?.estimate = shift.run
                interval?.lower = known.lower + shift.base
                interval?.upper = known.upper + shift.base
            }
            let isWhole = interval.map { $0.lower.isFinite && $0.upper.isFinite } ?? false
            return Point(
                quantile: quantile, base: shift.base, run: shift.run, interval: isWhole ? interval : nil)
        }
        guard !points.isEmpty else { return nil }
    }
}
