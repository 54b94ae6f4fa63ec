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
    /// What costs least of all plans that the budget pays for with which the scenario's own day keeps every budget; nil: none does, it
    /// does without, or no plan was asked for.
    public var fitting: LeverGain?
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
        of variants: PlanVariants, _ limit: CapacityLimit, _ finder: LimitFinder, _ day: LimitFinder,
        _ settings: CapacitySettings, _ table: inout TrialTable
    ) {
        let all = variants.plan.levers
        guard !all.isEmpty, let factor = limit.factor, factor > 0 else { return nil }
        var finder = finder
        finder.guess = factor
        // What one trial of many events says is an average of its own.
        guard let reading = table.reading(of: finder.trial(factor)) else {
            return nil
        }
        // As far as the forecast is followed in any case, and a little further; as far as plans where trials are short.
        let events = Double(max(1, reading.events))
        let cheap = min(WhatIf.planReach, WhatIf.shortTrial / events)
        finder.cap = min(finder.cap, max(factor * max(settings.leverReach, cheap), WhatIf.beyondForecast))
        if reading.events > WhatIf.longTrial { finder.seeds = 1 }
        let comparison = LeverComparison(variants: variants, finder: finder, plain: limit)
        // Where the forecast does not fit, what is bought is measured by the day that is to come, whatever else it does.
        guard let isDayKept = WhatIf.keepsDay([], day, &table) else { return nil }
        let isShort = !isDayKept || factor < 1
        var isMissing = false
        for lever in all.indices where variants.plan(with: [lever]) != nil {
            let isKept = isShort ? WhatIf.keepsDay([lever], day, &table) : nil
            guard var gain = comparison.gain(of: [lever], &table), isKept != nil || !isShort else {
                isMissing = true
                continue
            }
            gain.keepsDay = isKept
            levers.append(gain)
        }
        guard !isMissing else { return nil }
        spend = settings.spend
        unpriced = all.indices.filter { all[$0].cost == nil }
        guard let spend = settings.spend else { return }
        // As far as a trial does not take too long.
        let reach = min(WhatIf.planReach, WhatIf.longestTrial / events)
        var chooser = PlanChooser(
            comparison: comparison, spend: spend, farthest: min(settings.cap, max(finder.cap, factor * reach)),
            alone: levers,
            precision: settings.precision, keepsDay: isShort ? { WhatIf.keepsDay($0, day, &$1) } : nil)
        guard chooser.choose(&table) else { return nil }
        best = chooser.best
        if isShort, let levers = best?.levers {
            guard let isKept = WhatIf.keepsDay(levers, day, &table) else { return nil }
            best?.keepsDay = isKept
        }
        if let levers = chooser.cheapest {
            guard let gain = comparison.gain(of: levers, &table) else { return nil }
            fitting = gain
            fitting?.keepsDay = true
        }
        plansCompared = chooser.compared
        isExhaustive = chooser.isExhaustive
    }

    /// Whether the scenario's own day keeps every budget with some levers, on all seeds; nil: trials are missing, and wanted.
    private static func keepsDay(_ levers: [Int], _ day: LimitFinder, _ table: inout TrialTable) -> Bool? {
        var day = day
        day.levers = levers
        return table.readings(of: day.trials(1, seeds: day.seeds)).map { $0.allSatisfy { $0.isKept != false } }
    }

    /// The lever that raises the limit most; nil: none does for sure. Of several that take it as far as was tried, the cheapest.
    public var most: LeverGain? {
        if let first = farthest.first { return first }
        return levers.filter(\.isGain).max { $0.gain.estimate < $1.gain.estimate }
    }

    /// Levers that take the limit as far as was tried, the cheapest first: which of them would take it further is not known.
    public var farthest: [LeverGain] {
        levers.filter { $0.isAtLeast && $0.isGain }.sorted(by: WhatIf.isCheaper)
    }

    /// Levers of which chance hides which raises the limit most, the cheapest first; empty: none does for sure.
    public var leading: [LeverGain] {
        guard farthest.isEmpty, let most else { return farthest }
        return levers.filter { $0.isGain && $0.gain.upper >= most.gain.lower }.sorted(by: WhatIf.isCheaper)
    }

    /// Whether a lever costs less than another; one without a cost may cost anything.
    private static func isCheaper(_ one: LeverGain, _ other: LeverGain) -> Bool {
        (one.cost ?? .infinity, one.levers[0]) < (other.cost ?? .infinity, other.levers[0])
    }

    /// The lever that costs least for what it gives; nil: none that raises the limit has a cost.
    public var cheapest: LeverGain? {
        levers.filter { $0.isGain && ($0.cost ?? 0) > 0 }
            .min { ($0.costPerPercent ?? .infinity) < ($1.costPerPercent ?? .infinity) }
    }

    /// What costs least of that with which the scenario's own day keeps every budget: one lever, or a plan; nil: nothing of
    /// it has a cost and does so, or the day does without.
    public var enough: LeverGain? {
        (levers + [best, fitting].compactMap { $0 }).filter { $0.cost != nil && $0.keepsDay == true }
            .min { ($0.cost ?? 0) < ($1.cost ?? 0) }
    }

    /// How far plans for a budget are followed, in times of the limit without them.
    private static let planReach = 8.0
    /// Events of a trial that is made to follow each lever, at most.
    private static let shortTrial = 4e6
    /// Events of a trial that is made to follow a plan, at most.
    static let longestTrial = 12e6
    /// How far levers are followed at least, in times of the forecast.
    private static let beyondForecast = 1.25
    /// Events of a trial from which on one seed is enough.
    static let longTrial: UInt64 = 400_000
}
