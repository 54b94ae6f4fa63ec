internal import Kernel

/// What the scenario's levers would buy: each by itself, and the best of those that may be paid for.
///
/// A lever and the scenario without it are tried with the same seeds, so that chance strikes both alike and the difference is
/// known far better than either limit (common random numbers; P. Glasserman and D. Yao, Management Science 38, 1992).
public struct WhatIf: Sendable, Codable, Hashable {
    /// Each lever by itself, in the scenario's order; those that cannot be pulled are left out.
    public var levers: [LeverGain] = []
    /// The best plan that the budget pays for; nil: none was asked for, or none of them raises the limit.
    public var best: LeverGain?
    /// Plans that were compared for it.
    public var plansCompared = 0
    /// Whether all plans worth comparing were: with many levers those that look best step by step are.
    public var isExhaustive = true
    /// What may be spent; nil: no plan was asked for.
    public var spend: Double?
    /// Levers without a cost, which no plan under a budget can hold.
    public var unpriced: [Int] = []

    init(levers: [LeverGain]) { self.levers = levers }

    /// - Returns: nil: trials are missing, and wanted; or there is nothing to pull.
    init?(
        of variants: PlanVariants, _ limit: CapacityLimit, _ finder: LimitFinder, _ settings: CapacitySettings,
        _ table: inout TrialTable
    ) {
        let all = variants.plan.levers
        guard !all.isEmpty, let factor = limit.factor, factor > 0 else { return nil }
        var finder = finder
        finder.cap = min(finder.cap, factor * settings.leverReach)
        finder.guess = factor
        // What one trial of many events says is an average of its own.
        guard let reading = table.reading(of: finder.trial(factor)) else {
            return nil
        }
        if reading.events > WhatIf.longTrial { finder.seeds = 1 }
        let comparison = LeverComparison(variants: variants, finder: finder, plain: limit)
        var isMissing = false
        for lever in all.indices where variants.plan(with: [lever]) != nil {
            if let gain = comparison.gain(of: [lever], &table) { levers.append(gain) } else { isMissing = true }
        }
        guard !isMissing else { return nil }
        spend = settings.spend
        unpriced = all.indices.filter { all[$0].cost == nil }
        guard let spend = settings.spend else { return }
        var chooser = PlanChooser(comparison: comparison, spend: spend, alone: levers, precision: settings.precision)
        guard chooser.choose(&table) else { return nil }
        best = chooser.best
        plansCompared = chooser.compared
        isExhaustive = chooser.isExhaustive
    }

    /// The lever that raises the limit most; nil: none does for sure.
    public var most: LeverGain? { levers.filter(\.isGain).max { $0.gain.estimate < $1.gain.estimate } }

    /// The lever that costs least for what it gives; nil: none that raises the limit has a cost.
    public var cheapest: LeverGain? {
        levers.filter { $0.isGain && ($0.cost ?? 0) > 0 }
            .min { ($0.costPerPercent ?? .infinity) < ($1.costPerPercent ?? .infinity) }
    }

    /// What costs least of that with which the limit is at least the forecast: one lever, or the best plan; nil: nothing of it has
    /// a cost and reaches so far.
    public var enough: LeverGain? {
        (levers + [best].compactMap { $0 }).filter { $0.cost != nil && ($0.limit.factor ?? 0) >= 1 }
            .min { ($0.cost ?? 0) < ($1.cost ?? 0) }
    }

    /// Events of a trial from which on one seed is enough.
    private static let longTrial: UInt64 = 400_000
}
