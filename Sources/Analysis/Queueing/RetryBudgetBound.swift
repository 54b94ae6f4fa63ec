/// What a retry budget allows: retries of at most a share r of the calls, and a floor of m a second.
public struct RetryBudgetBound: Sendable, Hashable {
    /// Retries for each call, 0.2 for 20 %.
    public var ratio: Double
    /// Retries a second that are always allowed.
    public var minimumPerSecond: Double

    /// A budget.
    public init(ratio: Double, minimumPerSecond: Double = 0) {
        self.ratio = max(ratio, 0)
        self.minimumPerSecond = max(minimumPerSecond, 0)
    }

    /// The largest amplification at a rate of calls: 1 + r + m / rate. Infinite without calls and with a floor.
    public func amplification(callsPerSecond: Double) -> Double {
        1 + ratio + (minimumPerSecond > 0 ? minimumPerSecond / max(callsPerSecond, 0) : 0)
    }

    /// The largest amplification of budgets on top of one another, far from their floors: the product of 1 + r.
    public static func compounded(_ ratios: [Double]) -> Double { ratios.reduce(1) { $0 * (1 + max($1, 0)) } }
}
