public import Kernel

/// How late one side of a parallel run got its orders.
public struct ScheduleLag: Sendable, Hashable {
    /// What people call the side.
    public var name: String
    /// The lag of 99 % of the orders at most; nil: no order came.
    public var p99: Nanoseconds?
    /// From this on a side is not slow, but its run invalid.
    public var tolerance: Nanoseconds

    /// Whether its times mean nothing.
    public var isInvalid: Bool { p99.map { $0 > tolerance } ?? false }

    /// The lag of a run.
    public init(_ name: String, _ recording: Recording) {
        let readings = Readings(recording)
        self.name = name
        p99 = readings.track(.scheduleLag).total.quantile(0.99)
        tolerance = readings.lagTolerance
    }
}
