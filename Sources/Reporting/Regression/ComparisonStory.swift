public import Analysis
import Kernel

/// What is to be said of how one run compares with another: made once for page, terminal and pull request.
public struct ComparisonStory: Sendable {
    /// A measure.
    public struct Row: Sendable, Hashable {
        /// How it came out.
        public var outcome: MeasureVerdict.Outcome
        /// What it is.
        public var name: String
        /// In the first run.
        public var base: String
        /// In the second.
        public var run: String
        /// By how much they differ.
        public var shift: String
        /// Between what the difference lies.
        public var interval: String
        /// The arithmetic of the verdict.
        public var reason: String
        /// The same in a line.
        public var brief: String
        /// How much would tell, where there is too little; nil: there is enough.
        public var needed: String?
    }

    /// A budget.
    public struct BudgetRow: Sendable, Hashable {
        /// Its words.
        public var text: String
        /// How it came out in the first run, and what was measured.
        public var base: String
        /// In the second.
        public var run: String
        /// What became of it, in a word.
        public var verdict: String
        /// Whether that is a regression; nil: it is told.
        public var isRegression: Bool?
    }

    /// The scenario's name.
    public let title: String
    /// Which runs, of how many orders, by which clock.
    public let scope: String
    /// The verdict in a word.
    public let word: String
    /// How it came out.
    public let status: RunComparison.Status
    /// The answer in one sentence.
    public let sentence: String
    /// Measures: worse, better, not known, the same, told.
    public let rows: [Row]
    /// Budgets that either run has.
    public let budgets: [BudgetRow]
    /// Figures of the wire: what, first, second.
    public let wire: [[String]]
    /// What there is to know to read it.
    public let notes: [String]
    /// How it was judged.
    public let method: String

    /// What is to be said.
    public init(
        _ comparison: RunComparison, base: ComparedRun, run: ComparedRun, differences: [RunDifference] = []
    ) {
        let words = ComparisonWords(comparison, base, run, differences)
        title = run.recording.plan.title
        scope = words.scope
        status = comparison.status
        word = words.word
        sentence = words.sentence
        rows = ComparisonStory.order.flatMap { outcome in
            comparison.measures(outcome).map { ComparisonStory.row($0, comparison.settings) }
        }
        budgets = comparison.budgets.map(ComparisonStory.row)
        wire = comparison.wire.map(words.wire)
        notes = words.notes
        method = words.method
    }

    /// Measures that came out so.
    func rows(_ outcome: MeasureVerdict.Outcome) -> [Row] { rows.filter { $0.outcome == outcome } }

    private static let order: [MeasureVerdict.Outcome] = [.worse, .better, .unknown, .same, .told]

    private static func row(_ verdict: MeasureVerdict, _ settings: ComparisonSettings) -> Row {
        Row(
            outcome: verdict.outcome, name: MeasureWords.name(verdict.measure),
            base: MeasureWords.value(verdict.base, verdict.measure.unit),
            run: MeasureWords.value(verdict.run, verdict.measure.unit), shift: MeasureWords.shift(verdict),
            interval: MeasureWords.interval(verdict), reason: MeasureWords.reason(verdict, settings),
            brief: MeasureWords.brief(verdict), needed: MeasureWords.needed(verdict))
    }

    private static func row(_ shift: BudgetShift) -> BudgetRow {
        func side(_ status: Verdict.Status?, _ value: Double?) -> String {
            guard let status else { return "no such budget" }
            let measured = value.map { ", " + shift.budget.words($0) } ?? ""
            switch status {
            case .pass: return "holds" + measured
            case .fail: return "fails" + measured
            case .noData: return "no data"
            case .invalid: return "invalid"
            }
        }
        let isCritical = shift.severity == .critical
        let verdict: (String, Bool?) =
            if shift.isBroken {
                (isCritical ? "broken" : "broken (warning)", isCritical ? true : nil)
            } else if shift.isMended {
                ("mended", false)
            } else if shift.isSilent {
                ("nothing to judge it by now", nil)
            } else if shift.base == nil {
                ("new", nil)
            } else if shift.run == nil {
                ("gone", nil)
            } else {
                ("as before", false)
            }
        return BudgetRow(
            text: shift.text, base: side(shift.base, shift.baseValue), run: side(shift.run, shift.runValue),
            verdict: verdict.0, isRegression: verdict.1)
    }
}

extension MeasureVerdict.Outcome {
    /// Its class in the style sheet.
    var style: Markup {
        switch self {
        case .worse: "fail"
        case .better, .same: "pass"
        case .unknown, .told: "other"
        }
    }
}
