import Analysis
import Kernel
import Reconciliation

/// `parallel.html`: the decision in one or two sentences, the gate, and everything that it rests on.
struct MigrationPage {
    let words: MigrationWords
    let story: MigrationStory

    /// Checklists of partners and kinds that are on the page, but for those that hold: they all are.
    private static let checklistLimit = 30

    /// The page.
    var text: String {
        let cautions = story.cautions.map { "<p class=\"note warn-text\">\($0)</p>" as Markup }.joined()
        let facts = story.facts.map { "<dt>\($0.subject)</dt><dd>\($0.words)</dd>\n" as Markup }.joined()
        let sections = story.sections.map(section).joined()
        let basis: Markup = story.basis.map { "<p class=\"basis\">\($0)</p>" } ?? .none
        let body: Markup = """
            <a class="skip" href="#gate">To the gate</a>
            <header>
            <p class="kicker"><b>\(story.title)</b><span>Migration</span><span>\(story.scope)</span></p>
            <h1><span class="word \(story.decision?.style ?? "other")">\(story.word)</span>\(story.sentence)</h1>
            \(basis)
            \(cautions)
            </header>
            <main>
            <section class="card" aria-label="What was compared"><dl class="facts">
            \(facts)</dl></section>
            \(contents)
            \(sections)
            </main>
            <footer>
            <h2 id="how">How this was found</h2>
            <p>Events were matched by business key, kind and what tells events of one kind apart; a split or a merge is one unit. \
            What one side lacks is missing only when its time and the agreed wait are over. Shares are bounded by the exact \
            binomial interval (Clopper and Pearson)\(words.findings.gate.isWatched ? ", or, as the ramp is watched, by one that holds at every look" : ""). \
            The same events, terms and gate give the same figures.</p>
            </footer>
            """
        return PageFrame.text(title: "\(story.word): \(story.title)", style: MigrationStyle.text, body: body)
    }

    private var contents: Markup {
        let links = places.map { place, title -> Markup in "<a href=\"#\(place)\">\(title)</a>" }.joined()
        return "<nav class=\"contents\" aria-label=\"On this page\">\(links)</nav>"
    }

    private var places: [(String, String)] {
        story.sections.flatMap { section -> [(String, String)] in
            let own = (section.place, section.title)
            switch section.place {
            case "latency": return [own, ("timeline", "Over time")]
            case "bounds": return [own] + (hasExamples ? [("examples", "Examples")] : [])
            default: return [own]
            }
        }
    }

    private var hasExamples: Bool { !MigrationExample.all(words, most: 1).isEmpty }

    private func section(_ section: MigrationStory.Section) -> Markup {
        let lead: Markup = section.lead.isEmpty ? .none : "<p class=\"lead\">\(section.lead)</p>\n"
        let said = section.statements.map { "<p class=\"said\">\($0)</p>\n" as Markup }.joined()
        let own: Markup = """
            <h2 id="\(section.place)">\(section.title)</h2>
            \(lead)\(said)\(section.tables.map(\.markup).joined())
            """
        switch section.place {
        case "gate": return own + checklists
        case "latency": return own + legs + timeline
        case "bounds": return own + ExampleSection(words: words).markup
        default: return own
        }
    }

    /// The criteria of everything, open; those of each partner and kind, to be opened.
    private var checklists: Markup {
        let whole = story.lines.filter { $0.what.isEmpty }.map(\.checklist.markup).joined()
        let others = story.lines.filter { !$0.what.isEmpty }.worstFirst
        let shown = max(Self.checklistLimit, others.holding)
        let lists = others.prefix(shown).map { line -> Markup in
            """
            <details class="lines"><summary>\(line.checklist.title): \(line.decision.rawValue)</summary>\(line.checklist.markup)</details>

            """
        }.joined()
        let rest: Markup =
            others.count > shown
            ? "<p class=\"note\">\(Figures.count(Int64(others.count - shown), of: "more checklist")) in parallel.json.</p>"
            : .none
        return "\(whole)<div class=\"below\">\(lists)</div>\(rest)"
    }

    private var legs: Markup {
        let charts = words.findings.legs.filter { $0.partner == nil }.prefix(8).map { leg in
            LegChart(leg: leg, event: words.kind(leg.kind), names: words.findings.names, level: words.level).markup
        }.filter { !$0.isEmpty }.map { "<div class=\"card\">\($0)</div>" as Markup }
        return charts.isEmpty ? .none : "<div class=\"grid below\">\(charts.joined())</div>\n"
    }

    private var timeline: Markup {
        """
        <h2 id="timeline">Over time</h2>
        <p class="lead">Both sides by the time of their events, from the first to the last of them.</p>
        \(TimelineCharts(words).markup)
        """
    }
}
