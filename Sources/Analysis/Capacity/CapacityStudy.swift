public import Kernel

/// How much a landscape can take: a pure function of a plan, settings and the trials made so far.
public struct CapacityStudy: Sendable {
    /// The scenario.
    public let plan: Plan
    /// How much is asked, and how exactly.
    public let settings: CapacitySettings

    /// A study.
    public init(_ plan: Plan, _ settings: CapacitySettings = CapacitySettings()) {
        // A run that stops at its first breach says nothing of the rest of its day.
        var plan = plan
        for budget in plan.budgets.indices { plan.budgets[budget].abortsOnBreach = false }
        self.plan = plan
        self.settings = settings
    }

    /// What is known by the trials made so far; what is missing is wanted of the table, and absent.
    public func findings(_ table: inout TrialTable) -> CapacityFindings {
        table.forgetWants()
        var findings = CapacityFindings()
        guard let today = table.reading(of: Trial(.day(times: 1))) else { return findings }
        guard let forecast = CapacityForecast(today, of: plan, settings) else { return findings }
        findings.forecast = forecast
        var day = finder(.day)
        // So many events are an average of their own; whoever wants an interval of such a day waits for it too long.
        if today.events > CapacityStudy.longDay { day.seeds = 1 }
        findings.day = day.limit(&table)
        let hour = finder(.hour(peakPerHour: forecast.peakPerHour, forecast.hold))
        // A replayed file's mix is in the file: it can be multiplied, not held.
        if plan.demand.replay == nil {
            findings.hour = hour.limit(&table)
            findings.silent = table.reading(of: hour.trial(findings.hour?.factor ?? 1))?.silent ?? []
        }
        findings.days = settings.days.compactMap { factor in
            table.reading(of: Trial(.day(times: factor))).map { PeakPlanDay(factor, $0) }
        }
        guard plan.demand.replay != nil || findings.hour != nil else { return findings }
        // The question that bites first is the one to explain. It may be clear before the other limit is known.
        let dayFactor = findings.day.map { $0.factor ?? 0 }
        let isHour = findings.hour.map { ($0.factor ?? 0) <= dayFactor ?? day.keptSoFar(&table) ?? -1 } ?? false
        guard isHour || dayFactor != nil else { return findings }
        findings.explained = isHour ? .hour : .day
        let finder = isHour ? hour : day
        guard let limit = findings.explainedLimit else { return findings }
        findings.curve = curve(limit, finder, &table)
        findings.scaling = findings.curve.flatMap { CapacityScaling($0) }
        findings.constraints = ConstraintRanking(of: plan, limit, finder, settings, &table)
        return findings
    }

    /// Events of a day from which on it is judged by one seed.
    private static let longDay: UInt64 = 2_000_000

    private func finder(_ question: CapacityQuestion) -> LimitFinder {
        LimitFinder(question: question, plan: plan, settings: settings, cap: settings.cap, seeds: settings.seeds)
    }

    /// Loads around a limit, and those of its search.
    private func curve(_ limit: CapacityLimit, _ finder: LimitFinder, _ table: inout TrialTable) -> [CurvePoint]? {
        guard let factor = limit.factor else { return [] }
        let loads = settings.curve.map { min(settings.cap, $0 * factor) } + limit.levels.map(\.load)
        let sorted = Set(loads).sorted()
        guard let readings = table.readings(of: sorted.map { finder.trial($0) }) else { return nil }
        return zip(sorted, readings).map { CurvePoint($0, $1) }
    }
}
