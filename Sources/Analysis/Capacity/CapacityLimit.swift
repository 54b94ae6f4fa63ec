/// The largest load that keeps all budgets, in times of the forecast.
public struct CapacityLimit: Sendable, Codable, Hashable {
    /// What was found.
    public enum Found: Sendable, Codable, Hashable {
        /// Budgets hold up to here and no further: the largest load kept and the smallest not kept.
        case between(Double, Double)
        /// They hold up to the largest load that was tried.
        case atLeast(Double)
        /// They do not hold at the smallest load that was tried.
        case below(Double)
        /// Nothing could be judged at any load.
        case unjudged
    }

    /// What was found.
    public var found: Found
    /// Why the search ended.
    public var stop: LimitSearch.Stop
    /// Levels tried, in their order.
    public var levels: [LimitSearch.Level]
    /// The interval that holds the limit with 95 % confidence, from replications with other seeds; nil: it was not asked for, or
    /// cannot be had.
    public var interval: ConfidenceInterval?
    /// The budget that gives first; nil: none does.
    public var budget: Int?

    /// The limit as one figure: the largest load known to keep all budgets; nil: there is none.
    public var factor: Double? {
        switch found {
        case .between(let kept, _): kept
        case .atLeast(let kept): kept
        case .below, .unjudged: nil
        }
    }
}
