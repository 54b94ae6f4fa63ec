/// The largest load that keeps all budgets, in times of the forecast.
public struct CapacityLimit: Sendable, Codable, Hashable {
    /// What was found.
    public enum Found: Sendable, Codable, Hashable {
        /// Budgets hold up to here and no further: the largest load kept, the smallest not kept, the best guess between.
        case between(kept: Double, broken: Double, estimate: Double)
        /// They hold up to the largest load that was tried.
        case atLeast(Double)
        /// They hold, but from a load on more of it gets no more done than this.
        case plateau(done: Double, from: Double)
        /// They do not hold at the smallest load that was tried.
        case below(Double)
        /// They do not hold from this load on, and below it chance decides: how much comes hardly matters to what is exceeded.
        case chance(below: Double)
        /// Nothing could be judged at any load.
        case unjudged
        /// What is promised does not come about while a steady load is held, however small it is, so that it says nothing.
        case tooShort
    }

    /// What was found.
    public var found: Found
    /// Why the search ended.
    public var stop: LoadSearch.StopReason
    /// Levels judged, in their order; one that was held longer comes again.
    public var levels: [LoadLevel]
    /// The interval that holds the limit with 95 % confidence, by several seeds; nil: one seed was enough for what was asked, or
    /// it cannot be had.
    public var interval: ConfidenceInterval?
    /// The budget that gives first; nil: none does.
    public var budget: Int?

    /// Whether anything could be judged.
    public var isJudged: Bool { found != .unjudged && found != .tooShort }

    /// The limit as one figure; nil: there is none.
    public var factor: Double? {
        switch found {
        case .between(_, _, let estimate): estimate
        case .atLeast(let kept): kept
        case .plateau(let done, _): done
        case .below, .chance, .unjudged, .tooShort: nil
        }
    }
}
