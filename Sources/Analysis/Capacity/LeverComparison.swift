internal import Kernel

/// Compares the limit with levers pulled with the limit without, seed by seed.
struct LeverComparison {
    let variants: PlanVariants
    /// Of the question that is explained, without levers, beginning where the limit is.
    var finder: LimitFinder
    /// What it found without levers.
    let plain: CapacityLimit

    /// What some levers do; nil: trials are missing, and wanted.
    /// - Parameter levers: ascending; they can be pulled together.
    func gain(of levers: [Int], seeds wanted: Int? = nil, _ table: inout TrialTable) -> LeverGain? {
        var pairs: [(without: CapacityLimit, with: CapacityLimit)] = []
        let seeds = wanted ?? finder.seeds
        for seed in 0..<seeds {
            let without = limit([], UInt64(seed), &table)
            let with = limit(levers, UInt64(seed), &table)
            if let without, let with { pairs.append((without, with)) }
        }
        guard pairs.count == seeds, let first = pairs.first else { return nil }
        let bounds = LeverComparison.bounds(first.without, first.with)
        var gain = ConfidenceInterval(
            estimate: bounds.estimate, lower: bounds.lower, upper: bounds.upper, level: 0.95)
        var evidence = LeverGain.Evidence.bracket
        let logs = pairs.compactMap { pair -> Double? in
            guard let with = pair.with.factor, let without = pair.without.factor, with > 0, without > 0 else {
                return nil
            }
            return Elementary.log(with / without)
        }
        if seeds > 1, logs.count == seeds, let mean = Replications.mean(logs) {
            // On the logarithm: a limit twice as high and one half as high are as far from the same.
            gain = ConfidenceInterval(
                estimate: Elementary.exp(mean.estimate), lower: Elementary.exp(mean.lower),
                upper: Elementary.exp(mean.upper), level: 0.95)
            evidence = .seeds
        }
        return LeverGain(
            levers: levers, cost: cost(of: levers), limit: first.with,
            reached: first.with.factor == nil ? nil : plain.factor.map { $0 * gain.estimate }, gain: gain,
            evidence: evidence,
            isAtLeast: pairs.contains { if case .atLeast = $0.with.found { true } else { false } })
    }

    /// What levers cost together; nil: of one of them nobody said.
    func cost(of levers: [Int]) -> Double? {
        let costs = levers.compactMap { variants.plan.levers[$0].cost }
        return costs.count == levers.count ? costs.reduce(0, +) : nil
    }

    private func limit(_ levers: [Int], _ replicate: UInt64, _ table: inout TrialTable) -> CapacityLimit? {
        var one = finder.onSeed(replicate, after: plain)
        one.levers = levers
        if !levers.isEmpty { one.known = [] }
        one.isJudged = true
        return one.limit(&table)
    }

    /// The ratio of two limits, and between which bounds it lies by the loads that were kept and broken. What is not known is no
    /// change, between any bounds.
    private static func bounds(
        _ without: CapacityLimit, _ with: CapacityLimit
    ) -> (estimate: Double, lower: Double, upper: Double) {
        func ends(_ limit: CapacityLimit) -> (low: Double, high: Double) {
            switch limit.found {
            case .between(let kept, let broken, _): (kept, broken)
            case .atLeast(let load): (load, load)
            case .plateau(let done, _): (done, done)
            case .below(let load), .chance(let load): (0, load)
            case .unjudged, .tooShort: (0, .greatestFiniteMagnitude)
            }
        }
        let (a, b) = (ends(without), ends(with))
        let most = b.high / max(1e-9, a.low)
        guard let before = without.factor, before > 0 else { return (1, 0, .greatestFiniteMagnitude) }
        // Below what was tried it is at most that.
        let estimate = with.factor.map { $0 / before } ?? min(1, most)
        return (estimate, min(estimate, b.low / max(1e-9, a.high)), max(estimate, most))
    }
}
