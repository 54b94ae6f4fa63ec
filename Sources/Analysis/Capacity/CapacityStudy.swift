public import Kernel

/// How much a landscape can take: a pure function of a plan, settings and the trials made so far.
public struct CapacityStudy: Sendable {
    /// The scenario, as it is and with levers pulled.
    public let variants: PlanVariants
    /// The scenario as it is.
    public var plan: Plan { variants.plan }
    /// How much is asked, and how exactly.
    public let settings: CapacitySettings

    /// A study.
    public init(_ plan: Plan, _ settings: CapacitySettings = CapacitySettings()) {
        self.init(PlanVariants(plan), settings)
    }

    /// A study of a scenario some of whose levers rewrite it.
    public init(_ variants: PlanVariants, _ settings: CapacitySettings) {
        self.variants = variants
        self.settings = settings
    }

    /// What is known by the trials made so far; what is missing is wanted of the table, and absent.
    public func findings(_ table: inout TrialTable) -> CapacityFindings {
        table.forgetWants()
        var findings = known(&table)
        findings.missingTrials = table.wanted.count
        return findings
    }

    private func known(_ table: inout TrialTable) -> CapacityFindings {
        var findings = CapacityFindings()
        guard let today = table.reading(of: Trial(.day(times: 1))) else { return findings }
        guard let forecast = CapacityForecast(today, of: plan, settings) else { return findings }
        findings.forecast = forecast
        var hour = finder(.hour(peakPerHour: forecast.peakPerHour, forecast.hold), today)
        // A replayed file's mix is in the file: it can be multiplied, not held.
        let isHeld = plan.demand.replay == nil && forecast.changing.isEmpty
        if isHeld {
            guard let steady = table.reading(of: hour.trial(1)) else { return findings }
            hour.seeds = settings.seeds(costing: steady.events)
            findings.hour = hour.limit(&table)
            findings.warmUp = table.reading(of: hour.trial(findings.hour?.factor ?? 1))?.warmUp
            findings.silent = table.reading(of: hour.trial(findings.hour?.factor ?? 1))?.silent ?? []
        }
        var day = finder(.day, today)
        // So many events are an average of their own; whoever wants an interval of such a day waits for it too long.
        if today.events > CapacityStudy.longDay { day.seeds = 1 }
        // Days are long and tried one after the other: the hour, found in a tenth of the time, says where to look.
        day.hint = findings.hour?.factor
        if !isHeld || findings.hour != nil { findings.day = day.limit(&table) }
        if let kept = findings.day?.levels.filter({ $0.verdict == .kept }).map(\.load).max() {
            findings.overdrawn = (table.reading(of: day.trial(kept))?.uses ?? []).filter {
                ($0.demand ?? 0) > 1 + settings.precision
            }
        }
        findings.collapse = collapse(findings, forecast, hour, &table)
        findings.days = settings.days.compactMap { factor in
            // Two tell whether chance counts, and more by how much, where they are cheap.
            let isLong = factor * Double(today.events) > Double(CapacityStudy.longDay)
            let most = isLong ? 2 : CapacityStudy.plannedSeeds
            let trials = day.trials(factor, seeds: min(settings.seeds ?? most, most))
            return table.readings(of: trials).map { PeakPlanDay(factor, $0) }
        }
        guard !isHeld || findings.hour != nil else { return findings }
        // The day is what comes, so it is explained; where trying it over and over would take too long, the steady load is, which
        // says the same of what gives first in its hour.
        let isLong = Double(today.events) * max(1, findings.hour?.factor ?? 0) > Double(CapacityStudy.longDay)
        let isHour = isHeld && isLong && findings.hour?.factor != nil
        guard isHour || findings.day != nil else { return findings }
        findings.explained = isHour || (findings.day?.factor == nil && findings.hour?.factor != nil) ? .hour : .day
        let finder = findings.explained == .hour ? hour : day
        guard let limit = findings.explainedLimit else { return findings }
        findings.curve = curve(limit, finder, &table)
        findings.scaling = findings.curve.flatMap { CapacityScaling($0) }
        findings.constraints = ConstraintRanking(of: plan, limit, finder, settings, &table)
        findings.whatIf = WhatIf(of: variants, limit, finder, day, settings, &table)
        return findings
    }

    /// Events of a day, or of a load of the curve, from which on it is judged by one seed.
    private static let longDay: UInt64 = 2_000_000
    /// Seeds that are enough for a load of the curve that is no edge.
    private static let curveSeeds = 16
    /// Seeds that tell how far a day that is planned for goes by chance.
    private static let plannedSeeds = 4

    private func finder(_ question: CapacityQuestion, _ today: TrialReading) -> LimitFinder {
        LimitFinder(
            question: question, plan: plan, settings: settings, cap: settings.cap,
            seeds: settings.seeds(costing: today.events))
    }

    /// Stumbles at the forecast's peak, or just within the limit if that is lower.
    private func collapse(
        _ findings: CapacityFindings, _ forecast: CapacityForecast, _ finder: LimitFinder, _ table: inout TrialTable
    ) -> CollapseFindings? {
        guard let limit = findings.hour, let factor = limit.factor, factor > 0 else { return nil }
        let loads = [0.25, 0.5, 0.8, 1, 1.25].map { min(settings.cap, $0 * factor) }
        guard let readings = table.readings(of: loads.map { finder.trial($0) }) else { return nil }
        let study = CollapseStudy(
            plan: plan, settings: settings, forecast: forecast, factor: min(1, 0.95 * factor))
        return study.findings(zip(loads, readings).map { ($0, $1) }, &table)
    }

    /// Loads around a limit, and those of its search.
    private func curve(_ limit: CapacityLimit, _ finder: LimitFinder, _ table: inout TrialTable) -> [CurvePoint]? {
        guard let factor = limit.factor else { return [] }
        let loads = settings.curve.map { min(settings.cap, $0 * factor) } + limit.levels.map(\.load)
        let sorted = Set(loads).sorted()
        guard let firsts = table.readings(of: sorted.map { finder.trial($0) }) else { return nil }
        let seeds = zip(sorted, firsts).map { load, reading in
            // What the search tried is there; beyond it, seeds where they are cheap.
            let tried = limit.levels.filter { $0.load == load }.map { Int($0.duration) }.max() ?? 1
            return max(tried, reading.events > CapacityStudy.longDay ? 1 : min(finder.seeds, CapacityStudy.curveSeeds))
        }
        let points = zip(sorted, seeds).map { load, seeds in
            table.readings(of: finder.trials(load, seeds: seeds))
                .flatMap { CurvePoint(load, $0) }
        }
        return points.contains { $0 == nil } ? nil : CurvePoint.distinct(points.compactMap { $0 })
    }
}
