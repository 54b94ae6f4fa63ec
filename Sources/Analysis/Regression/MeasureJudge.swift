internal import Kernel

/// Pairs the measures of two runs by name, tests all of them at once, and judges each.
///
/// A measure is worse if that is sure (its p-value, adjusted for all tests of the comparison by `FalseDiscovery`, is within the
/// share of false alarms) and the difference is more than is tolerated. It is the same if its interval leaves no difference
/// beyond the tolerance. Everything else is not known. Where there are several runs a side, a difference must be sure within
/// them and between them: the larger p-value and the wider interval count.
struct MeasureJudge {
    let settings: ComparisonSettings
    let hasChance: Bool
    private(set) var gone: [Measure] = []
    private(set) var new: [Measure] = []
    private var tested: [(measure: Measure, shift: Shift, allowance: Double?)] = []
    private var spreads: [Measure: RunSpread] = [:]
    private var hasSeveralRuns = false
    private var singles: [(base: RunSeries.Single, run: RunSeries.Single)] = []

    init(settings: ComparisonSettings, hasChance: Bool) {
        self.settings = settings
        self.hasChance = hasChance
    }

    /// The quantiles that are compared.
    static let quantiles = [0.5, 0.9, 0.99]

    mutating func compare(_ base: RunSeries, _ run: RunSeries, runs: (base: Int, run: Int)) {
        for pair in pairs(base.latencies, run.latencies, by: \.subject) {
            for quantile in MeasureJudge.quantiles {
                let measure = Measure(pair.key, .quantile(quantile))
                switch (pair.base, pair.run) {
                case (let one?, let two?):
                    enter(measure, Shift.quantile(one.track, two.track, quantile, level: settings.level), one, two)
                case (let one?, nil): if one.track.total.count > 0 { gone.append(measure) }
                case (nil, let two?): if two.track.total.count > 0 { new.append(measure) }
                case (nil, nil): break
                }
            }
        }
        if base.step == run.step,
            let shift = Shift.rate(
                base.done, run.done, times: RunSeries.perHour(base.done.count, base.step), runs: runs,
                level: settings.level)
        {
            tested.append((Measure(.orders, .throughput), shift, nil))
        }
        for pair in pairs(base.ratios, run.ratios, by: \.measure) { enter(pair.key, pair.base, pair.run) }
        for pair in pairs(base.singles, run.singles, by: \.measure) {
            switch (pair.base, pair.run) {
            case (let one?, let two?): singles.append((one, two))
            case (_?, nil): gone.append(pair.key)
            case (nil, _?): new.append(pair.key)
            case (nil, nil): break
            }
        }
    }

    /// Lays the figures of all runs beside what is found within them.
    mutating func compareRuns(_ bases: [RunSeries], _ runs: [RunSeries], arePaired: Bool) {
        hasSeveralRuns = true
        for measure in tested.map(\.measure) + singles.map(\.base.measure) {
            spreads[measure] = RunSpread(
                bases.map { $0.figure(of: measure) }, runs.map { $0.figure(of: measure) }, arePaired: arePaired,
                level: settings.level)
        }
    }

    private mutating func enter(
        _ measure: Measure, _ shift: Shift?, _ base: RunSeries.Latency, _ run: RunSeries.Latency
    ) {
        guard let shift else {
            if base.track.total.count > 0 { gone.append(measure) }
            if run.track.total.count > 0 { new.append(measure) }
            return
        }
        tested.append((measure, shift, nil))
    }

    private mutating func enter(_ measure: Measure, _ base: RunSeries.Ratio?, _ run: RunSeries.Ratio?) {
        // What never happened in either is no measure.
        let events = (base?.counted.event ?? 0) + (run?.counted.event ?? 0)
        guard events > 0 else { return }
        guard let base, let run, base.counted.trial > 0, run.counted.trial > 0 else {
            if let base, base.counted.trial > 0 { gone.append(measure) }
            if let run, run.counted.trial > 0 { new.append(measure) }
            return
        }
        let shift =
            measure.unit == .share
            ? Shift.share(base.counted, run.counted, level: settings.level)
            : Shift.ratio(base.counted, run.counted, level: settings.level)
        guard let shift else { return }
        tested.append((measure, shift, RunSeries.allowance(base.counted.event) / Double(base.counted.trial)))
    }

    private struct Pair<Key, Value> {
        var key: Key
        var base: Value?
        var run: Value?
    }

    private func pairs<Value, Key: Hashable>(_ base: [Value], _ run: [Value], by key: (Value) -> Key) -> [Pair<
        Key, Value
    >] {
        var left = Dictionary(base.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
        var pairs = run.map { value in Pair(key: key(value), base: left.removeValue(forKey: key(value)), run: value) }
        pairs += base.compactMap { value in
            left.removeValue(forKey: key(value)).map { Pair(key: key($0), base: $0, run: nil) }
        }
        return pairs
    }

    /// All verdicts.
    func verdicts() -> [MeasureVerdict] {
        let values =
            tested.map { pValue($0.measure, $0.shift.pValue) }
            + singles.map { spreads[$0.base.measure]?.pValue }
        let known = values.indices.filter { values[$0] != nil }
        let adjusted = Dictionary(
            uniqueKeysWithValues: zip(known, FalseDiscovery.adjusted(known.compactMap { values[$0] })))
        return tested.indices.map { verdict(tested[$0].measure, tested[$0].shift, adjusted[$0], tested[$0].allowance) }
            + singles.indices.map { verdict(singles[$0].base, singles[$0].run, adjusted[tested.count + $0]) }
    }

    /// Sure within runs and between them: the larger of both. A figure that not every run has cannot be held against the others.
    private func pValue(_ measure: Measure, _ within: Double?) -> Double? {
        guard hasSeveralRuns else { return within }
        guard let within, let spread = spreads[measure] else { return nil }
        return max(within, spread.pValue)
    }

    private func verdict(_ measure: Measure, _ shift: Shift, _ adjusted: Double?, _ allowance: Double?)
        -> MeasureVerdict
    {
        let tolerance = settings.tolerance(of: measure, at: shift.base)
        var verdict = MeasureVerdict(
            measure: measure, base: shift.base, run: shift.run, baseCount: shift.baseCount, runCount: shift.runCount,
            shift: widened(shift.interval, spreads[measure]), tolerance: tolerance,
            pValue: pValue(measure, shift.pValue), adjusted: adjusted, outcome: .unknown, basis: .exact,
            spread: spreads[measure], needed: nil)
        switch shift.gap {
        case .fewSamples(let needed):
            verdict.basis = .fewSamples
            verdict.needed = needed
        case .fewIntervals(let count, let needed): verdict.basis = .fewIntervals(count, needed: needed)
        case nil:
            guard let block = shift.block else { break }
            verdict.basis = .blocks(
                block.blocks, correlation: block.correlation, areIndependent: block.isIndependent)
        }
        if let interval = verdict.shift, let adjusted {
            let isSure = adjusted <= settings.falseAlarms && (interval.lower > 0 || interval.upper < 0)
            if isSure, interval.estimate.magnitude > tolerance {
                verdict.outcome = isWorse(measure, interval.estimate) ? .worse : .better
            } else if interval.lower >= -tolerance, interval.upper <= tolerance {
                verdict.outcome = .same
            } else {
                // Where runs differ by more than they could by their samples, more samples would not tell.
                let isWithin = verdict.spread.map { $0.interval.halfWidth <= shift.interval?.halfWidth ?? 0 } ?? true
                verdict.needed = isWithin ? needed(shift, interval, tolerance) : nil
            }
        } else if !hasChance, shift.gap != nil, let allowance {
            verdict.tolerance = max(tolerance, allowance)
            verdict.basis = .exact
            verdict.outcome = outcome(measure, shift.run - shift.base, verdict.tolerance)
        }
        return verdict
    }

    /// An interval that reaches as far as that between runs.
    private func widened(_ interval: ConfidenceInterval?, _ spread: RunSpread?) -> ConfidenceInterval? {
        guard var interval, let spread else { return interval }
        interval.lower = min(interval.lower, interval.estimate - spread.interval.halfWidth)
        interval.upper = max(interval.upper, interval.estimate + spread.interval.halfWidth)
        return interval
    }

    /// Samples with which the interval would be as wide as the tolerance on either side, as it narrows by their root.
    private func needed(_ shift: Shift, _ interval: ConfidenceInterval, _ tolerance: Double) -> Int64? {
        if let count = shift.countForBounds { return count }
        let fewer = Double(min(shift.baseCount, shift.runCount))
        guard tolerance > 0, interval.halfWidth.isFinite else { return nil }
        let count = (fewer * (interval.halfWidth / tolerance) * (interval.halfWidth / tolerance)).rounded(.up)
        return count > fewer && count < 1e12 ? Int64(count) : nil
    }

    private func verdict(_ base: RunSeries.Single, _ run: RunSeries.Single, _ adjusted: Double?) -> MeasureVerdict {
        let measure = base.measure
        let tolerance = max(settings.tolerance(of: measure, at: base.value ?? 0), base.chance)
        var verdict = MeasureVerdict(
            measure: measure, base: base.value, run: run.value, baseCount: base.count, runCount: run.count, shift: nil,
            tolerance: tolerance, pValue: nil, adjusted: nil, outcome: .told, basis: .single, spread: spreads[measure],
            needed: nil)
        if let spread = spreads[measure], let adjusted {
            verdict.basis = .runs
            // What chance makes of a figure is seen between runs, but counts that hardly vary are no more exact for that.
            let chance = measure.unit == .pieces ? RunSeries.allowance(Int64(spread.baseMean.rounded())) : 0
            let tolerance = max(settings.tolerance(of: measure, at: spread.baseMean), chance)
            verdict.tolerance = tolerance
            (verdict.base, verdict.run) = (spread.baseMean, spread.runMean)
            (verdict.shift, verdict.pValue, verdict.adjusted) = (spread.interval, spread.pValue, adjusted)
            let interval = spread.interval
            if adjusted <= settings.falseAlarms, interval.estimate.magnitude > tolerance {
                verdict.outcome = isWorse(measure, interval.estimate) ? .worse : .better
            } else if interval.lower >= -tolerance, interval.upper <= tolerance {
                verdict.outcome = .same
            } else {
                verdict.outcome = .unknown
            }
            return verdict
        }
        guard !hasChance else { return verdict }
        verdict.basis = .exact
        switch (base.value, run.value) {
        case (let one?, let two?): verdict.outcome = outcome(measure, two - one, tolerance)
        case (nil, nil): verdict.outcome = .same
        case (_?, nil): verdict.outcome = .worse
        case (nil, _?): verdict.outcome = .better
        }
        return verdict
    }

    private func outcome(_ measure: Measure, _ difference: Double, _ tolerance: Double) -> MeasureVerdict.Outcome {
        guard difference.magnitude > tolerance else { return .same }
        return isWorse(measure, difference) ? .worse : .better
    }

    private func isWorse(_ measure: Measure, _ difference: Double) -> Bool {
        measure.isWorseHigher ? difference > 0 : difference < 0
    }
}
