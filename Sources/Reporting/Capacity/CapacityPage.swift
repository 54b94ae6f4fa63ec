import Analysis
import Kernel

/// `capacity.html`: the answer in one sentence, the curve, the tables.
struct CapacityPage {
    let findings: CapacityFindings
    let story: CapacityStory
    let study: CapacityStudy

    /// The page.
    var text: String {
        let style = story.isEnough.map { $0 ? "pass" : "fail" } ?? "other"
        let cautions = story.cautions.map { "<p class=\"note warn-text\">\($0)</p>" as Markup }.joined()
        let answers = story.answers.map { answer -> Markup in
            "<dt>\(answer.subject)</dt><dd>\(answer.words)</dd>\n"
        }.joined()
        let body: Markup = """
            <header>
            <p class="kicker"><b>\(story.title)</b><span>Capacity</span><span>\(story.scope)</span></p>
            <h1><span class="word \(style)">\(story.verdict)</span> \(story.sentence)</h1>
            \(cautions)
            </header>
            <main>
            <section class="card" aria-label="Answers"><dl class="facts">
            \(answers)</dl></section>
            \(charts)
            \(hours)
            \(story.tables.map(table).joined())
            </main>
            <footer>
            <h2 id="how">How this was found</h2>
            <p>The scenario was rehearsed again and again in virtual time with more and less load. A limit lies between the \
            largest load that kept every budget and the smallest that did not; levels near it were judged by up to \
            \(mostSeeds) seeds. A steady load was judged for \(story.held)\(warmUp). What binds was found by lifting one resource at a time, all else and all chance equal. \
            The same scenario, seed and settings give the same figures.</p>
            </footer>
            """
        return PageFrame.text(title: "Capacity: \(story.title)", body: body)
    }

    /// Seeds by which a level was judged at most.
    private var mostSeeds: Int {
        [findings.hour, findings.day].compactMap { $0?.levels.map { Int($0.duration) }.max() }.max() ?? 1
    }

    /// What the rule says of the warm-up.
    private var warmUp: String {
        guard let needed = findings.warmUp else { return ", which nothing contradicts that could be measured" }
        return needed <= findings.forecast?.hold.warmUp ?? 0
            ? "; by the rule MSER-5 \(Figures.duration(needed)) are enough"
            : "; by the rule MSER-5 it would take \(Figures.duration(needed))"
    }

    private func table(_ table: CapacityStory.Table) -> Markup {
        // Words begin where the eye looks for them, figures end where they can be compared. Sentences are broken.
        let cells = table.heads.indices.map { place in table.rows.map { $0[place] } }
        let isText = cells.enumerated().map { place, cells in
            place == 0 || cells.contains { $0.first?.isLetter == true || $0.count > CapacityPage.longFigure }
                || cells.allSatisfy { $0 == "-" }
        }
        let isLong = cells.map { $0.contains { $0.count > CapacityPage.longFigure } }
        func side(_ place: Int) -> Markup {
            isText[place] ? isLong[place] ? " class=\"left wide\"" : " class=\"left\"" : .none
        }
        let heads = table.heads.enumerated().map { place, head -> Markup in
            "<th scope=\"col\"\(side(place))>\(head)</th>"
        }.joined()
        let rows = table.rows.map { row -> Markup in
            let cells = row.enumerated().map { place, cell -> Markup in
                let content: Markup = cell.hasPrefix("✗") ? "<span class=\"bad-text\">\(cell)</span>" : "\(cell)"
                return place == 0 ? "<th scope=\"row\"\(side(0))>\(cell)</th>" : "<td\(side(place))>\(content)</td>"
            }.joined()
            return "<tr>\(cells)</tr>\n"
        }.joined()
        let note: Markup = table.note.isEmpty ? .none : "<p class=\"lead\">\(table.note)</p>\n"
        return """
            <h2>\(table.title)</h2>
            \(note)<div class="card"><div class="scroll"\(ScrollArea.attributes(table.title))><table class="links">
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody></table></div></div>

            """
    }

    /// Letters from which on a cell is a sentence.
    private static let longFigure = 26
}
