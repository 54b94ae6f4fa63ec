public import Kernel

/// Whether one run is worse than another, by how much, and how sure that is. A pure function of two recordings.
///
/// Both are taken for comparable: `RunDifference` says whether they are.
public struct RunComparison: Sendable, Hashable {
    /// How it came out as a whole.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Nothing is worse.
        case pass = "no regression"
        /// Something is worse: a measure, or a budget that held.
        case regression
        /// Nothing could be told, or a budget that held has nothing to judge it by now.
        case unknown = "not known"
    }

    /// What counts as a difference that matters.
    public var settings: ComparisonSettings
    /// How it came out.
    public var status: Status
    /// Whether all that was recorded is the same.
    public var isIdentical: Bool
    /// Whether chance lies between the runs: another seed, other orders, or a clock on the wall.
    public var hasChance: Bool
    /// Measures that both runs have, in the order of the journey.
    public var measures: [MeasureVerdict]
    /// Measures of the first run that the second does not have.
    public var gone: [Measure]
    /// Measures of the second run that the first did not have.
    public var new: [Measure]
    /// Latencies that both runs have, by quantile.
    public var curves: [LatencyCurve]
    /// Budgets.
    public var budgets: [BudgetShift]
    /// What went over the wire, told and not judged.
    public var wire: [WireShift]

    /// Measures that came out so, the worst first.
    public func measures(_ outcome: MeasureVerdict.Outcome) -> [MeasureVerdict] {
        let found = measures.enumerated().filter { $0.element.outcome == outcome }
        return found.sorted { ($0.element.severity, $1.offset) > ($1.element.severity, $0.offset) }.map(\.element)
    }

    /// Budgets that held and fail now, and fail the run.
    public var brokenBudgets: [BudgetShift] { budgets.filter { $0.isBroken && $0.severity == .critical } }

    /// How many tests were made at once.
    public var tests: Int { measures.count { $0.pValue != nil } }

    /// Compares two runs.
    /// - Parameters:
    ///   - base: the one that it shall be as good as.
    ///   - run: the one in question.
    ///   - settings: what counts as a difference.
    public init(_ base: Recording, _ run: Recording, settings: ComparisonSettings = ComparisonSettings()) {
        let findings = (base: Findings(base), run: Findings(run))
        self.settings = settings
        isIdentical = RunComparison.areIdentical(base, run)
        hasChance = RunDifference.hasChance(between: base, and: run)
        budgets = BudgetShift.all(base, findings.base.verdicts, run, findings.run.verdicts)
        wire = WireShift.all(base, findings.base, run, findings.run)
        (measures, gone, new, curves) = ([], [], [], [])
        status = .unknown
        // Of a run that a budget stopped only that can be said.
        if base.stop == .finished, run.stop == .finished {
            var judge = MeasureJudge(settings: settings, hasChance: hasChance)
            let series = (base: RunSeries(base), run: RunSeries(run))
            judge.compare(series.base, series.run)
            measures = judge.verdicts()
            gone = judge.gone
            new = judge.new
            let known = Dictionary(
                series.base.latencies.map { ($0.subject, $0.track) }, uniquingKeysWith: { first, _ in first })
            curves = series.run.latencies.compactMap { latency in
                known[latency.subject].flatMap {
                    LatencyCurve(latency.subject, $0, latency.track, level: settings.level)
                }
            }
        }
        status = verdict
    }

    private var verdict: Status {
        if !brokenBudgets.isEmpty || measures.contains(where: { $0.outcome == .worse }) { return .regression }
        if budgets.contains(where: { $0.isSilent && $0.severity == .critical }) { return .unknown }
        let isJudged = measures.contains { $0.outcome == .same || $0.outcome == .better }
        return isJudged || isIdentical ? .pass : .unknown
    }

    private static func areIdentical(_ base: Recording, _ run: Recording) -> Bool {
        base.axis == run.axis && base.books == run.books && base.cutoffs == run.cutoffs && base.meters == run.meters
            && base.peaks == run.peaks && base.tracks == run.tracks
    }
}
