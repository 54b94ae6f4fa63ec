/// An estimate and the range that covers the true value in a stated share of repetitions.
public struct ConfidenceInterval: Sendable, Codable, Hashable {
    /// The best single value.
    public var estimate: Double
    /// The lower end; minus infinity for a bound from above only.
    public var lower: Double
    /// The upper end; infinity for a bound from below only.
    public var upper: Double
    /// The share of repetitions that cover the true value, 0.95 for 95 %.
    public var level: Double

    /// An interval.
    public init(estimate: Double, lower: Double, upper: Double, level: Double) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.level = level
    }

    /// An interval that reaches as far to either side.
    public init(estimate: Double, halfWidth: Double, level: Double) {
        self.init(estimate: estimate, lower: estimate - halfWidth, upper: estimate + halfWidth, level: level)
    }

    /// Half the distance between the ends.
    public var halfWidth: Double { (upper - lower) / 2 }

    /// Half the width in shares of the estimate; nil where the estimate is zero.
    public var relativeHalfWidth: Double? { estimate == 0 ? nil : halfWidth / estimate.magnitude }

    /// Whether a value lies inside, ends included.
    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
