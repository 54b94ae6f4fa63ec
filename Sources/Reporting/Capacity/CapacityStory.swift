public import Analysis
import Kernel

/// What is to be said of how much a landscape can take: sentences and tables, made once for page, terminal and pull request.
public struct CapacityStory: Sendable {
    /// A statement with its question: "Limit", "16,900 orders/h keep every budget".
    public struct Answer: Sendable, Hashable {
        /// What it is about, in a word or two.
        public var subject: String
        /// The answer.
        public var words: String
    }

    /// A table: heads and cells, the first column names.
    public struct Table: Sendable, Hashable {
        /// What it shows.
        public var title: String
        /// Column heads.
        public var heads: [String]
        /// Rows of as many cells.
        public var rows: [[String]]
        /// What there is to know to read it.
        public var note: String
    }

    /// The scenario's name.
    public let title: String
    /// "100,000 orders, peak hour 9,995, seed 20261127".
    public let scope: String
    /// The answer in one sentence.
    public let sentence: String
    /// Whether the forecast lies within the limit; nil: not known.
    public let isEnough: Bool?
    /// Whether that is not known because seeds differ over it.
    public let isTooClose: Bool
    /// "1 h after 15 min of warm-up".
    let held: String
    /// The verdict in a word or two.
    public var verdict: String {
        isEnough.map { $0 ? "ENOUGH" : "TOO MUCH" } ?? (isTooClose ? "TOO CLOSE" : "NOT KNOWN")
    }
    /// The answers, in the order in which they are asked.
    public let answers: [Answer]
    /// The tables behind them.
    public let tables: [Table]
    /// What weakens the answers.
    public let cautions: [String]

    /// What is to be said.
    public init(_ findings: CapacityFindings, _ study: CapacityStudy) {
        let words = CapacityWords(findings, study)
        title = study.plan.title
        scope = words.scope
        sentence = words.sentence
        isEnough = findings.forecastFits
        isTooClose = findings.isTooClose
        held = words.held
        answers = words.answers
        tables = CapacityTables(words).all
        cautions = words.cautions
    }
}
