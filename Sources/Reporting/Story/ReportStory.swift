import Kernel

/// What every report says, in the order in which it says it: the verdict, the budgets, the four answers.
///
/// Made once from a recording and its findings; the writers only lay it out.
struct ReportStory: Sendable, Hashable {
    /// How a budget or a run came out.
    enum Status: String, Sendable, Hashable {
        case pass, fail, noData, invalid

        /// The word for people.
        var word: String {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .noData: "no data"
            case .invalid: "invalid"
            }
        }

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

    /// A budget and how it came out.
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
    enum Beside: Sendable, Hashable {
        case partners([SystemID])
        case amplification([LinkID])
        case work([PoolID])
        case flow
    }

    /// One of the four questions and its answer.
    struct Answer: Sendable, Hashable {
        /// A stable key: `partner`, `retries`, `warehouse`, `backlog`.
        var key: String
        var question: String
        /// The answer in a few words: the first sentence.
        var short: String
        /// The rest of it.
        var more: String
        /// The figure that carries it, and what it counts.
        var figure: String?
        var figureName: String
        var isTrouble: Bool
        var beside: Beside
    }

    var title: String
    /// `24 h, 1,000,000 orders, seed 20261127`.
    var scope: String
    /// When it is set: `27 November 2026, Europe/Brussels`.
    var date: String
    var status: Status
    /// `FAIL`, `PASS`, `NO DATA`, `INVALID`.
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
}
