import Kernel

/// Finds the limit of a landscape with some changes by trials.
///
/// A level is held longer by trying it with more seeds: a day cannot be made longer, and seeds are independent where the
/// hours of one run are not.
struct LimitFinder {
    let question: CapacityQuestion
    let plan: Plan
    let settings: CapacitySettings
    var levers: [Int] = []
    var changes: [PlanChange] = []
    /// The first of its seeds.
    var firstReplicate: UInt64 = 0
    /// Loads that were tried before, with these seeds and changes: they are judged once more, and cost nothing.
    var known: [Double] = []
    /// Where to begin where none are, in times of the forecast.
    var guess = 1.0
    /// Where a like question has its limit, in times of the forecast: the second load that is tried, if it lies on the side to
    /// which the first one points. Nil: unknown.
    var hint: Double?
    /// The largest load that is tried, in times of the forecast.
    var cap: Double
    /// Seeds that a level is judged by at most; with one, what it says is taken for exact: so are comparisons on the same seed.
    var seeds: Int

    /// Whether a like question is known to have an answer: then one in which nothing ever gives is one as well.
    var isJudged = false

    /// The same question on one of its seeds by itself, going on from what was tried with it.
    /// - Parameter limit: found by this finder.
    func onSeed(_ replicate: UInt64, after limit: CapacityLimit) -> LimitFinder {
        var one = self
        one.firstReplicate = replicate
        one.seeds = 1
        for level in limit.levels where UInt64(level.duration) > replicate && !one.known.contains(level.load) {
            one.known.append(level.load)
        }
        return one
    }

    /// The trial at a load.
    func trial(_ factor: Double, replicate: UInt64 = 0) -> Trial {
        Trial(
            question.load(times: factor), levers: levers, changes: changes, replicate: firstReplicate + replicate)
    }

    /// Trials at a load, one for each of so many seeds.
    func trials(_ factor: Double, seeds: Int) -> [Trial] {
        (0..<UInt64(max(1, seeds))).map { trial(factor, replicate: $0) }
    }

    /// The limit; nil: trials are missing, and wanted.
    func limit(_ table: inout TrialTable) -> CapacityLimit? {
        guard let search, case let (history, reason?) = levels(search, &table) else { return nil }
        return limit(history, reason, search, &table)
    }

    /// The largest load known to keep all budgets so far; nil: none is.
    func keptSoFar(_ table: inout TrialTable) -> Double? {
        guard let search else { return nil }
        return search.limit(after: levels(search, &table).history)?.kept
    }

    /// The smallest load that is tried: of a day the one that has one order.
    private var floor: Double {
        let orders = plan.demand.generatedOrders
        guard case .day = question, plan.demand.replay == nil, orders > 0 else { return settings.floor }
        return min(cap, max(settings.floor, 1 / Double(orders)))
    }

    private var search: LoadSearch? {
        LoadSearch(
            guess: min(max(guess, floor), cap), floor: floor, cap: cap, precision: settings.precision,
            levels: settings.levels + known.count, hold: 1, longestHold: Double(seeds))
    }

    /// The search as far as trials go, and why it ended; nil: trials are missing, and wanted.
    private func levels(_ search: LoadSearch, _ table: inout TrialTable) -> (
        history: [LoadLevel], reason: LoadSearch.StopReason?
    ) {
        var history: [LoadLevel] = []
        for load in known {
            guard let level = level(load, seeds: 1, &table) else { return (history, nil) }
            history.append(level)
        }
        while true {
            let (wish, duration): (Double, Double)
            switch search.next(after: history) {
            case .step(let load, let time), .hold(let load, let time): (wish, duration) = (load, time)
            case .stop(let reason):
                guard let load = uncertain(history, &table) else { return (history, reason) }
                guard let level = level(load, seeds: Double(LimitFinder.rareSeeds), &table) else {
                    return (history, nil)
                }
                history.append(level)
                continue
            }
            guard let level = level(bounded(wish, history), seeds: duration, &table) else {
                return (history, nil)
            }
            history.append(level)
        }
    }

    /// A load that is wished for, or the one that is tried instead. A load far beyond the limit costs as much as many near it:
    /// one stride is not longer than `stride`, to a hint not longer than two of them, and beyond it shorter.
    private func bounded(_ wish: Double, _ history: [LoadLevel]) -> Double {
        guard let highest = history.map(\.load).max() else { return wish }
        let far = LimitFinder.stride * LimitFinder.stride * highest
        guard let hint else { return min(wish, LimitFinder.stride * highest) }
        // On the way to a hint nothing else is tried, and what is almost there has followed it.
        let isBefore = hint > highest * LimitFinder.almost
        if history.count == 1 ? wish != highest && isBefore == (wish > highest) : isBefore && wish > highest {
            return min(max(hint, floor), cap, far)
        }
        // Just beyond a hint that was followed the limit is near: it is crept up on.
        let isNear = history[0].load <= hint && highest <= LimitFinder.stride * LimitFinder.stride * hint
        return min(wish, (isNear ? LimitFinder.stealth : LimitFinder.stride) * highest)
    }

    /// The largest load that was kept, where there is a leap near it: a budget is missed by far on some seeds, or at a load that is
    /// hardly larger, and on others not at all, as where a landscape collapses or does not. Then a few seeds that keep it prove
    /// little. Nil: there is none, or it was tried with enough of them.
    private func uncertain(_ history: [LoadLevel], _ table: inout TrialTable) -> Double? {
        guard seeds > 1 else { return nil }
        // Each load as it was judged last.
        let last = Dictionary(history.map { ($0.load, $0) }) { $1 }.values
        guard let kept = last.filter({ $0.verdict == .kept }).max(by: { $0.load < $1.load }),
            kept.duration < Double(LimitFinder.rareSeeds)
        else { return nil }
        let events = table.reading(of: trial(kept.load))?.events ?? .max
        guard events < LimitFinder.longTrial else { return nil }
        let near = last.filter { $0.load >= kept.load && $0.load < kept.load * LimitFinder.neighbours }
        let isLeaping = near.contains { level in
            if level.load < kept.load * LimitFinder.step, level.verdict == .broken, level.logMargin > -LimitFinder.leap
            {
                return true
            }
            let margins = trials(level.load, seeds: Int(level.duration)).compactMap { table.reading(of: $0)?.margin }
            return margins.contains { $0 >= 0 } && margins.contains { $0 < LimitFinder.leap }
        }
        return isLeaping ? kept.load : nil
    }

    /// Seeds that tell what happens on one of ten of them (all but in 19 % of cases).
    private static let rareSeeds = 16
    /// Events of a trial that may be made for so many seeds.
    private static let longTrial: UInt64 = 2_000_000
    /// How far beyond the edge a leap says something of it, in times of it.
    private static let neighbours = 1.25
    /// The same of a leap from one load to the next.
    private static let step = 1.05
    /// Four times as bad as it may be.
    private static let leap = -1.4

    private static let almost = 1.1
    private static let stride = 2.5
    private static let stealth = 1.4

    /// A load judged by some seeds; nil: trials are missing, and wanted.
    private func level(_ load: Double, seeds duration: Double, _ table: inout TrialTable) -> LoadLevel? {
        let most = seeds > 1 ? max(seeds, LimitFinder.rareSeeds) : 1
        let count = min(most, max(1, Int(duration.rounded(.up))))
        guard let readings = table.readings(of: trials(load, seeds: count)) else {
            return nil
        }
        let pooled = PooledMargin(readings: readings)
        // Where nothing can be judged nothing is exceeded: there is too little load.
        let margins = pooled.pseudoValues ?? readings.map { _ in LimitFinder.unjudged }
        let level = LoadLevel(
            load: load, margins: margins.map { Elementary.exp(-$0) },
            completed: completed(load, readings), saturation: saturation(load, readings))
        guard var level else { return nil }
        level.parts = pooled.parts.mapValues { Elementary.exp(-$0) }
        guard seeds > 1 else {
            level.error = 0
            return level
        }
        // Seeds that agree because next to nothing was counted on any of them agree by chance, and one by itself has no other error
        // than that: where it hides the verdict the level is held longer.
        guard let least = pooled.countError, level.error ?? 0 < least else { return level }
        let isHidden = level.logMargin.magnitude < LimitFinder.sure * least
        if isHidden { level.verdict = .undecided }
        if isHidden || count > 1 { level.error = least }
        return level
    }

    /// How much of a steady load was done; what chance may have left of it is done. Nil: a day, or nothing came.
    private func completed(_ load: Double, _ readings: [TrialReading]) -> Double? {
        guard case .hour(_, let hold) = question else { return nil }
        let hours = Double(hold.length) / Double(Nanoseconds.hour)
        let offered = readings.reduce(0) { $0 + $1.offeredPerHour } * hours
        let done = readings.reduce(0) { $0 + $1.donePerHour } * hours
        guard offered > 0 else { return nil }
        return offered - done <= 3 * offered.squareRoot() && done > 0.5 * offered ? load : load * done / offered
    }

    private static let unjudged = 0.1
    /// Standard errors from which a verdict is one, with 95 % confidence.
    private static let sure = 1.96

    private var isSteady: Bool {
        if case .hour = question { return true }
        return false
    }

    /// Where the line that is asked most would be full.
    private func saturation(_ load: Double, _ readings: [TrialReading]) -> Double? {
        guard isSteady else { return nil }
        let asked = [LineDemand(readings)?.ratio, readings.compactMap(\.demand).max()].compactMap { $0 }.max()
        return asked.flatMap { $0 > 0.02 ? load / $0 : nil }
    }

    /// What is furthest beyond its bound at a level that is broken.
    private func binding(_ level: LoadLevel, _ table: inout TrialTable) -> Int? {
        let trials = trials(level.load, seeds: Int(level.duration))
        let parts = table.readings(of: trials).map { PooledMargin(readings: $0).parts } ?? [:]
        return parts.filter { $0.value < 0 }.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }

    /// Each load as it was judged last, by its seeds: how far what gives at the edge is from its bound there, as what is tightest
    /// elsewhere leads past it.
    private func seedLevels(
        _ history: [LoadLevel], of part: Int?, _ table: inout TrialTable
    ) -> [SeedCrossings.Level] {
        var longest: [Double: Int] = [:]
        for level in history { longest[level.load] = max(longest[level.load] ?? 0, Int(level.duration)) }
        return longest.sorted { $0.key < $1.key }.compactMap { load, count in
            let trials = trials(load, seeds: count)
            let margins = table.readings(of: trials).flatMap { PooledMargin(readings: $0).pseudoValues(of: part) } ?? []
            return margins.count == count && count > 0
                ? SeedCrossings.Level(x: Elementary.log(load), y: margins.map { -$0 }) : nil
        }
    }

    /// Whether what is promised does not come about while a load is held, however small it is: then a steady load says nothing.
    private func isBeyondHold(_ history: [LoadLevel]) -> Bool {
        let kept = history.filter { $0.verdict != .broken }
        return isSteady && !kept.isEmpty && kept.allSatisfy { ($0.completed ?? $0.load) < 0.5 * $0.load }
    }

    private func limit(
        _ history: [LoadLevel], _ reason: LoadSearch.StopReason, _ search: LoadSearch, _ table: inout TrialTable
    ) -> CapacityLimit {
        var limit = CapacityLimit(found: .unjudged, stop: reason, levels: history, interval: nil, budget: nil)
        let lowest = history.filter { $0.verdict == .broken }.min { $0.load < $1.load }
        // Where no budget is exceeded it is what waits that gives.
        let part = lowest.flatMap { binding($0, &table) }
        limit.budget = part == PooledMargin.lines ? nil : part
        let isAnswered = isJudged || history.contains { table.reading(of: trial($0.load))?.margin != nil }
        guard isAnswered else { return limit }
        guard !isBeyondHold(history) else {
            limit.found = .tooShort
            return limit
        }
        switch search.limit(after: history) {
        case .between(let bracket):
            limit.found = .between(kept: bracket.kept, broken: bracket.broken, estimate: bracket.estimate)
            guard seeds > 1 else { break }
            limit.interval = SeedCrossings.interval(
                seedLevels(history, of: part, &table), around: bracket.estimate, reach: search.reach)
            if let interval = limit.interval,
                interval.lower >= bracket.broken || interval.upper <= bracket.kept
                    || interval.halfWidth > bracket.broken - bracket.kept
            {
                // Where margins leap, a line through them says less than the loads that were kept and broken with confidence, and what
                // lies between them is nobody's promise.
                limit.found = .between(kept: bracket.kept, broken: bracket.broken, estimate: bracket.kept)
                limit.interval = ConfidenceInterval(
                    estimate: bracket.kept, lower: bracket.kept, upper: bracket.broken, level: interval.level)
            } else if let interval = limit.interval {
                // Where seeds do not differ, what is not known is where between two loads it lies: the one is kept.
                let isExact = interval.halfWidth < 1e-9 * interval.estimate
                let estimate = isExact ? bracket.kept : min(max(interval.estimate, bracket.kept), bracket.broken)
                limit.found = .between(kept: bracket.kept, broken: bracket.broken, estimate: estimate)
                limit.interval = ConfidenceInterval(
                    estimate: estimate, lower: isExact ? bracket.kept : min(interval.lower, estimate),
                    upper: isExact ? bracket.broken : max(interval.upper, estimate), level: interval.level)
            }
        case .atLeast(let load): limit.found = .atLeast(load)
        case .plateau(let done, let from): limit.found = .plateau(done: done, from: from)
        case nil:
            guard let lowest else { break }
            let least = history.filter { $0.load < lowest.load }.min { $0.load < $1.load }
            limit.found = least == nil ? .below(lowest.load) : .chance(below: lowest.load)
        }
        // A limit that is known to less than a power of ten is none.
        if let interval = limit.interval, interval.upper > 10 * interval.lower {
            limit.found = .chance(below: lowest?.load ?? interval.upper)
            limit.interval = nil
        }
        return limit
    }
}
