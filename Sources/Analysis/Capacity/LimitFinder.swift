/// Finds the limit of a landscape with some changes by trials.
struct LimitFinder {
    let question: CapacityQuestion
    var changes: [PlanChange] = []
    var search: LimitSearch
    /// Seeds besides the scenario's own, for the interval; 0: none is wanted.
    var replications = 0

    /// The trial at a load.
    func trial(_ factor: Double, replicate: UInt64 = 0) -> Trial {
        Trial(question.load(times: factor), changes: changes, replicate: replicate)
    }

    /// The limit; nil: trials are missing, and wanted.
    func limit(_ table: inout TrialTable) -> CapacityLimit? {
        var history: [LimitSearch.Level] = []
        var isJudged = false
        while true {
            switch search.next(history) {
            case .hold(let factor):
                guard let reading = table.reading(of: trial(factor)) else { return nil }
                isJudged = isJudged || reading.margin != nil
                // Where nothing can be judged nothing is exceeded: there is too little load.
                history.append(
                    LimitSearch.Level(load: factor, margin: reading.margin ?? 0.1, done: reading.donePerHour))
            case .stop(let stop): return found(history, stop, isJudged, &table)
            }
        }
    }

    private func found(
        _ history: [LimitSearch.Level], _ stop: LimitSearch.Stop, _ isJudged: Bool, _ table: inout TrialTable
    ) -> CapacityLimit? {
        let bracket = LimitSearch.Bracket(history)
        var limit = CapacityLimit(found: .unjudged, stop: stop, levels: history, interval: nil, budget: nil)
        guard isJudged else { return limit }
        switch (bracket?.kept, bracket?.exceeded) {
        case (let kept?, let exceeded?):
            limit.found = .between(kept.load, exceeded.load)
            limit.budget = table.reading(of: trial(exceeded.load))?.tightest?.budget
            guard replications > 0 else { return limit }
            guard let crossings = crossings(kept, exceeded, &table) else { return nil }
            limit.interval = Replications.mean(crossings)
        case (let kept?, nil): limit.found = .atLeast(kept.load)
        case (nil, let exceeded?):
            limit.found = .below(exceeded.load)
            limit.budget = table.reading(of: trial(exceeded.load))?.tightest?.budget
        case (nil, nil): break
        }
        return limit
    }

    /// Where each seed's margin crosses zero, by a straight line through two loads around the limit, in times of the forecast.
    /// The two lie a little further apart than the bracket, so that chance rarely carries a crossing out of them.
    private func crossings(
        _ kept: LimitSearch.Level, _ exceeded: LimitSearch.Level, _ table: inout TrialTable
    ) -> [Double]? {
        let step = 1 + search.precision
        let loads = [kept.load / step, exceeded.load * step]
        let seeds = (0...UInt64(replications)).map { $0 }
        guard let readings = table.readings(of: seeds.flatMap { seed in loads.map { trial($0, replicate: seed) } })
        else { return nil }
        return seeds.indices.map { k in
            let (low, high) = (readings[2 * k].margin ?? 0.1, readings[2 * k + 1].margin ?? 0.1)
            let share = low - high > 1e-9 ? low / (low - high) : 0.5
            // Beyond the two loads nothing is known: a seed says "at the end", not more.
            return loads[0] + (loads[1] - loads[0]) * min(1.5, max(-0.5, share))
        }
    }
}
