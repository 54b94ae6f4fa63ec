public import Kernel

/// What counts as a difference that matters.
public struct ComparisonSettings: Sendable, Hashable {
    /// Share of the first run's figure that may be lost.
    public var tolerance: Double
    /// Latencies that differ by no more are the same, however short they are.
    public var floor: Nanoseconds
    /// Share of false alarms among the alarms, in expectation.
    public var falseAlarms: Double
    /// Of intervals.
    public var level: Double

    /// Settings.
    public init(
        tolerance: Double = 0.05, floor: Nanoseconds = .millisecond, falseAlarms: Double = 0.05, level: Double = 0.95
    ) {
        self.tolerance = tolerance
        self.floor = floor
        self.falseAlarms = falseAlarms
        self.level = level
    }

    /// The finest tolerance: recordings keep latencies of an interval to 1/128.
    public static let leastTolerance = 0.01

    /// Shares that differ by no more are the same: a tenth of a percentage point.
    public static let shareFloor = 0.001
    /// Ratios that differ by no more are the same: one attempt in a hundred calls.
    public static let ratioFloor = 0.01

    /// How far a measure may differ from a figure.
    func tolerance(of measure: Measure, at base: Double) -> Double {
        let relative = tolerance * base.magnitude
        return switch measure.unit {
        case .time: max(relative, Double(floor))
        case .share: max(relative, ComparisonSettings.shareFloor)
        case .ratio: max(relative, ComparisonSettings.ratioFloor)
        case .perHour, .pieces: relative
        }
    }
}
