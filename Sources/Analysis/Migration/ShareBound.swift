/// How much of a class there is, and how much there may be.
public struct ShareBound: Sendable, Hashable {
    /// Units of the class.
    public var seen: Int
    /// Units.
    public var of: Int
    /// At least so much, with confidence, where only that is said: a bound on one side.
    public var atLeast: Double
    /// At most so much, with confidence, where only that is said: a bound on one side.
    public var atMost: Double
    /// The lower end of the interval in which the share lies with confidence, where both ends are said. Two bounds of one side
    /// each at 95 % enclose the share in 90 % of cases only.
    public var lower: Double
    /// The upper end of the same interval.
    public var upper: Double

    /// The bounds.
    /// - Parameter isWatched: whether they hold at every look at data that come in, or at one.
    public init(seen: Int, of units: Int, level: Double, isWatched: Bool) {
        self.seen = seen
        of = units
        if isWatched {
            let interval = AlwaysValidShare(seen: seen, trials: units).interval(level: level)
            atLeast = interval?.lower ?? 0
            atMost = interval?.upper ?? 1
            lower = atLeast
            upper = atMost
        } else {
            atLeast = RateBound.atLeast(seen, of: units, level: level) ?? 0
            atMost = RateBound.atMost(seen, of: units, level: level) ?? 1
            let interval = RateBound.share(seen, of: units, level: level)
            lower = interval?.lower ?? 0
            upper = interval?.upper ?? 1
        }
    }

    /// Seen among all.
    public var share: Double { of == 0 ? 0 : Double(seen) / Double(of) }
}
