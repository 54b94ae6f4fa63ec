public import Kernel

/// What every report says, in the order in which it says it: the verdict, the budgets, the four answers.
///
/// Made once from a recording and its findings; the writers only lay it out.
public struct ReportStory: Sendable, Hashable {
    /// How a budget or a run came out.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It holds.
        case pass
        /// It is breached.
        case fail
        /// Nothing was measured for it.
        case noData
        /// What was measured cannot be trusted.
        case invalid

        /// The word for people.
        var word: String { self == .noData ? "no data" : rawValue }

        /// A sign that does not need colour.
        var sign: String {
            switch self {
            case .pass: "✓"
            case .fail: "✗"
            case .noData: "?"
            case .invalid: "!"
            }
        }

        /// Its class in the style sheet.
        var style: Markup {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .noData, .invalid: "other"
            }
        }
    }

    /// What became of one of the plan's budgets.
    public struct Judgement: Sendable, Hashable {
        /// How it came out.
        public var status: Status
        /// What was measured, in the budget's unit (ns, a share in 0...1, or a plain number); nil without data.
        public var value: Double?
        /// Where and when it was worst, in a few words; may be empty.
        public var note: String

        /// A judgement.
        public init(_ status: Status, value: Double?, note: String = "") {
            self.status = status
            self.value = value
            self.note = note
        }
    }

    /// A budget and how it came out, in words.
    struct BudgetRow: Sendable, Hashable {
        /// The scenario's words.
        var text: String
        /// What is measured, in the scenario's words without the comparison.
        var name: String
        /// The value in words, "-" without data.
        var measured: String
        /// `≥ 99.5 %`.
        var bound: String
        var status: Status
        /// Where and when it was worst.
        var note: String
        var isWarning: Bool
        /// Measured and bound on a common scale, for the small bar; nil without data.
        var value: Double?
        var limit: Double
        var unit: ChartUnit
    }

    /// Which chart of the day stands beside an answer.
    public enum Beside: Sendable, Hashable {
        /// Attempts in trouble, of these systems.
        case partners([SystemID])
        /// Attempts per call, on these links.
        case amplification([LinkID])
        /// Waiting for workers of these pools.
        case work([PoolID])
        /// Arrivals against dispatches.
        case flow
    }

    /// One of the four questions and its answer.
    public struct Answer: Sendable, Hashable {
        /// A stable key: `partner`, `retries`, `warehouse`, `backlog`.
        public var key: String
        /// The question.
        public var question: String
        /// The answer in a few words: its first sentence.
        public var short: String
        /// The rest of it; may be empty.
        public var more: String
        /// The figure that carries it, with its unit; nil where there is nothing to tell.
        public var figure: String?
        /// What the figure counts.
        public var figureName: String
        /// Whether it is bad news.
        public var isTrouble: Bool
        /// The chart beside it.
        public var beside: Beside

        /// An answer.
        public init(
            key: String, question: String, short: String, more: String = "", figure: String? = nil,
            figureName: String = "",
            isTrouble: Bool, beside: Beside
        ) {
            self.key = key
            self.question = question
            self.short = short
            self.more = more
            self.figure = figure
            self.figureName = figureName
            self.isTrouble = isTrouble
            self.beside = beside
        }
    }

    /// The scenario's title.
    var title: String
    /// `24 h, 1,000,000 orders, seed 20261127`.
    var scope: String
    /// When it is set: `27 November 2026, Europe/Brussels`.
    var date: String
    var status: Status
    /// `FAIL`, `PASS`, `NO DATA`, `INVALID`, `INTERRUPTED`.
    var word: String
    /// `2 of 4 budgets`.
    var count: String
    /// One sentence with the verdict.
    var sentence: String
    var budgets: [BudgetRow]
    var answers: [Answer]
    /// What would have helped most, if known.
    var helped: String?
    /// Reasons to read the figures with care: interruption, bad rows, late schedule.
    var cautions: [String]
    /// The first rows of the order file that could not be used.
    var badRows: [BadRows.Row] = []
    /// What went over the wire; nil in virtual time.
    var wire: WireStory?
}
