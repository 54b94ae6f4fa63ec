public import Kernel

/// A figure that a run has shown, to be written into its scenario.
public enum ScenarioFigure: Sendable, Hashable {
    /// So many workers; without a pool, of a system that has none in the scenario.
    case workers(SystemID, PoolID?, Int)
    /// How long an operation takes at a worker.
    case work(OperationID, WorkTime)
    /// Network time, one way, from anyone to a system.
    case latency(SystemID, Nanoseconds)
    /// A rate limit of so many a second, for one operation or all, in place of one of the scenario or of none.
    case limit(SystemID, OperationID?, LimiterID?, perSecond: Double, burst: Double?)
    /// The share of requests that end in an effect, with the least and the largest that the run allows.
    case failures(OperationID, FaultPlan.Effect, share: Double, ClosedRange<Double>)

    /// A length of time as a scenario writes it, read back as the same time to a microsecond.
    public static func words(_ time: Nanoseconds) -> String {
        let microseconds = max(0, (time + 500) / 1_000)
        let rest = String(microseconds % 1_000 + 1_000).dropFirst()
        let digits = String(rest.reversed().drop { $0 == "0" }.reversed())
        return digits.isEmpty ? "\(microseconds / 1_000)ms" : "\(microseconds / 1_000).\(digits)ms"
    }

    /// A time at a worker.
    public enum WorkTime: Sendable, Hashable {
        /// As a scenario writes it: "exponential 20ms".
        case text(String)
        /// Quantiles, from 0 to 1.
        case table([Row])

        /// A quantile.
        public struct Row: Sendable, Hashable {
            /// 0...1.
            public var share: Double
            /// The time of which that share is at or below.
            public var time: Nanoseconds

            /// A quantile.
            public init(share: Double, time: Nanoseconds) {
                self.share = share
                self.time = time
            }
        }
    }
}
