/// How much of a class there is, and how much there may be.
public struct ShareBound: Sendable, Hashable {
    /// Units of the class.
    public var seen: Int
    /// Units.
    public var of: Int
    /// So many of them tell as much as one that is independent of the others; at least 1.
    public var effect: Double
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
    /// - Parameters:
    ///   - effect: of what comes in clusters (`DesignEffect`): the bounds are those of so many times fewer.
    ///   - isWatched: whether they hold at every look at data that come in, or at one.
    public init(seen: Int, of units: Int, level: Double, isWatched: Bool, effect: Double = 1) {
        self.seen = seen
        of = units
        self.effect = max(effect, 1)
        let cases = Double(seen) / self.effect
        let all = Double(units) / self.effect
        if isWatched {
            // Whole numbers are watched: rounded to where the bound is wider.
            let trials = Int(all.rounded(.down))
            let few = AlwaysValidShare(seen: Int(cases.rounded(.down)), trials: trials).interval(level: level)
            let many = AlwaysValidShare(seen: min(Int(cases.rounded(.up)), trials), trials: trials).interval(
                level: level)
            atLeast = few?.lower ?? 0
            atMost = many?.upper ?? 1
            lower = atLeast
            upper = atMost
        } else {
            atLeast = RateBound.atLeast(cases, of: all, level: level) ?? 0
            atMost = RateBound.atMost(cases, of: all, level: level) ?? 1
            let interval = RateBound.share(cases, of: all, level: level)
            lower = interval?.lower ?? 0
            upper = interval?.upper ?? 1
        }
    }

    /// Seen among all.
    public var share: Double { of == 0 ? 0 : Double(seen) / Double(of) }

    /// Whether what was seen comes in clusters, so that it counts for fewer.
    public var isClustered: Bool { effect >= 1.05 }

    /// So many independent ones tell as much, at least one.
    public var countsAs: Int { max(Int((Double(of) / effect).rounded()), of > 0 ? 1 : 0) }
}
