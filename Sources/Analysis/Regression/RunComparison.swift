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
    /// Runs of the first side: several of one build show by how much such runs differ.
    public var baseRuns: Int
    /// Runs of the second side.
    public var runRuns: Int
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
        self.init(base, [], run, [], settings: settings)
    }

    /// Compares several runs of one build with several of another.
    /// - Parameters:
    ///   - base: one that the other side shall be as good as.
    ///   - baseAgain: further runs of the same.
    ///   - run: the one in question.
    ///   - runAgain: further runs of the same.
    ///   - settings: what counts as a difference.
    public init(
        _ base: Recording, _ baseAgain: [Recording], _ run: Recording, _ runAgain: [Recording],
        settings: ComparisonSettings = ComparisonSettings()
    ) {
        self.settings = settings
        let (bases, runs) = ([base] + baseAgain, [run] + runAgain)
        (baseRuns, runRuns) = (bases.count, runs.count)
        isIdentical = bases.count == 1 && runs.count == 1 && RunComparison.areIdentical(base, run)
        hasChance = bases.count + runs.count > 2 || RunDifference.hasChance(between: base, and: run)
        let findings = (base: bases.map { Findings($0) }, run: runs.map { Findings($0) })
        budgets = BudgetShift.all(
            base, findings.base.map(\.verdicts), run, findings.run.map(\.verdicts))
        wire = WireShift.all(base, findings.base[0], run, findings.run[0])
        (measures, gone, new, curves) = ([], [], [], [])
        status = .unknown
        // Of a run that a budget stopped only that can be said.
        if (bases + runs).allSatisfy({ $0.stop == .finished }), let first = Recording.pooled(bases),
            let second = Recording.pooled(runs)
        {
            let arePaired =
                bases.count == runs.count && base.wire == nil && run.wire == nil
                && zip(bases, runs).allSatisfy { !RunDifference.hasChance(between: $0, and: $1) }
            var judge = MeasureJudge(settings: settings, hasChance: hasChance)
            let series = (base: RunSeries(first, against: base), run: RunSeries(second, against: base))
            judge.compare(series.base, series.run, runs: (bases.count, runs.count))
            if bases.count + runs.count > 2 {
                judge.compareRuns(
                    bases.map { RunSeries($0, against: base) }, runs.map { RunSeries($0, against: base) },
                    arePaired: arePaired)
            }
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

    /// A baseline lacks what is not compared: that is left out of both.
    private static func areIdentical(_ base: Recording, _ run: Recording) -> Bool {
        guard base.axis == run.axis, base.books == run.books, base.cutoffs == run.cutoffs, base.peaks == run.peaks
        else {
            return false
        }
        let (one, two) = (base.comparable, run.comparable)
        return one.meters == two.meters && one.tracks == two.tracks
    }
}
