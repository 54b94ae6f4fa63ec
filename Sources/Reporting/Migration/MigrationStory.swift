import Analysis
import Kernel
import Reconciliation

/// What is to be said of a comparison of two landscapes: sentences and tables, made once for page, terminal and pull request.
struct MigrationStory: Sendable {
    /// A word and what is to be said of it.
    struct Fact: Sendable, Hashable {
        var subject: String
        var words: String
    }

    /// What the gate says of a partner or a kind of event.
    struct Line: Sendable, Hashable {
        var name: String
        /// `partner`, `events`, or nothing for everything.
        var what: String
        var decision: Decision
        /// Why, the worst first.
        var reasons: [String]
        var owner: String?
        /// The criteria with their arithmetic.
        var checklist: MigrationTable
    }

    /// A part of the report.
    struct Section: Sendable, Hashable {
        /// Its place on the page.
        var place: String
        var title: String
        /// What there is to know to read it.
        var lead = ""
        /// Sentences of their own weight.
        var statements: [String] = []
        var tables: [MigrationTable] = []
    }

    /// What was compared.
    let title: String
    /// The decision as a word.
    let word: String
    /// What follows the word, with the space or colon between them.
    let sentence: String
    /// What the decision rests on, with counts; nil: nothing could be compared.
    let basis: String?
    /// What to do; nil: nothing could be compared.
    let decision: Decision?
    /// What was compared, in figures.
    let scope: String
    /// What there is to know of the comparison.
    let facts: [Fact]
    /// What weakens it.
    let cautions: [String]
    /// What the gate says: everything first, then partners, then kinds of events, the worst first.
    let lines: [Line]
    /// The parts, in the order in which they are asked for.
    let sections: [Section]

    /// What is to be said.
    init(_ words: MigrationWords) {
        let findings = words.findings
        title = findings.title
        word = words.word
        sentence = words.sentence
        basis = words.basis
        decision = findings.isEmpty ? nil : findings.decision
        scope = words.scope
        cautions = words.cautions
        var facts = [Fact(subject: "Seen", words: words.scope)]
        if let moved = words.moved { facts.append(Fact(subject: "Moved", words: moved)) }
        if findings.span != nil { facts.append(Fact(subject: "Time", words: words.clock.span)) }
        facts.append(
            Fact(
                subject: "Known until",
                words: words.clock.text(findings.asOf)
                    + " UTC; what one side lacks is missing only if its time and the agreed wait lie before"))
        facts.append(Fact(subject: "Gate", words: findings.gate.name))
        facts.append(Fact(subject: "Noise", words: words.noise))
        if let planted = words.planted { facts.append(Fact(subject: "Planted", words: planted)) }
        self.facts = facts
        lines = findings.isEmpty ? [] : MigrationStory.lines(words)
        let tables = MigrationTables(words: words)
        let gate = MigrationTables.gate(lines)
        sections =
            findings.isEmpty
            ? [gate, tables.reading].compactMap(\.self)
            : [
                gate, tables.classes, tables.tolerated, tables.fields, tables.noise, tables.latency, tables.bounds,
                tables.reading, tables.onboarding, tables.planted, tables.agreed, tables.stories,
            ].compactMap(\.self)
    }

    /// The decision in one or two sentences.
    var headline: String { word + sentence }

    /// The decision and what it rests on.
    var answer: String { [headline, basis].compactMap(\.self).joined(separator: " ") }

    private static func lines(_ words: MigrationWords) -> [Line] {
        func rank(_ subject: GateLine.Subject) -> Int {
            switch subject {
            case .all: 0
            case .absent: 1
            case .partner: 2
            case .kind: 3
            }
        }
        let sorted = words.findings.lines.enumerated().sorted { a, b in
            let (one, two) = (rank(a.element.subject), rank(b.element.subject))
            if one != two { return one < two }
            return (b.element.decision, a.offset) < (a.element.decision, b.offset)
        }
        return sorted.map { _, line in
            let what =
                switch line.subject {
                case .all: ""
                case .partner, .absent: "partner"
                case .kind: "events"
                }
            return Line(
                name: words.name(line.subject), what: what, decision: line.decision, reasons: words.reasons(line),
                owner: line.owner, checklist: MigrationTables.checklist(line, words))
        }
    }
}

extension Decision {
    /// What it is good for.
    var tone: MigrationTable.Tone {
        switch self {
        case .cutOver: .good
        case .ramp: .warn
        case .hold, .rollBack: .bad
        }
    }

    /// How the page's style sheet calls it.
    var style: Markup {
        switch self {
        case .cutOver: "pass"
        case .ramp: "other"
        case .hold, .rollBack: "fail"
        }
    }
}

extension Sequence<MigrationStory.Line> {
    /// The worst first, whether it is a partner or a kind of event; those alike as they were.
    var worstFirst: [MigrationStory.Line] {
        enumerated().sorted { ($1.element.decision, $0.offset) < ($0.element.decision, $1.offset) }.map(\.element)
    }

    /// How many hold: however little room there is, none of them is left out.
    var holding: Int { count { $0.decision >= .hold } }
}
