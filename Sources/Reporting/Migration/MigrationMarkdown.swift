import Reconciliation

/// A migration report that fits a pull-request comment.
enum MigrationMarkdown {
    /// The report, with as many rows as fit; what failed is in it however many rows that are.
    static func text(_ story: MigrationStory) -> String {
        for most in [25, 12, 6, 3, 1] {
            let text = text(story, rows: most)
            if text.count <= MarkdownReport.limit { return text }
        }
        // Only a gate that fails in very many places has no room for anything else.
        let gate = text(story, rows: 1, only: "gate")
        return gate.count <= MarkdownReport.limit ? gate : text(story, rows: 1, only: "gate", width: 100)
    }

    private static func text(_ story: MigrationStory, rows most: Int, only: String? = nil, width: Int = 2_000) -> String
    {
        let mark =
            switch story.decision {
            case .cutOver?: "✅"
            case .ramp?, nil: "⚠️"
            case .hold?, .rollBack?: "❌"
            }
        var out = [
            "## \(mark) \(story.word): \(escaped(story.title, 200))", "", "**\(escaped(story.headline, 1_000))**", "",
        ]
        if let basis = story.basis { out += [escaped(basis, 1_000), ""] }
        out += story.facts.map { "- \($0.subject): \(escaped($0.words, 500))" }
        if !story.cautions.isEmpty { out += [""] + story.cautions.prefix(10).map { "> \(escaped($0, 500))" } }
        let whole = story.lines.filter { $0.what.isEmpty }
        for section in story.sections where only ?? section.place == section.place {
            let tables = section.tables + (section.place == "gate" ? whole.map(\.checklist) : [])
            guard !tables.isEmpty || !section.statements.isEmpty else { continue }
            out += ["", "### \(section.title)"]
            if !section.statements.isEmpty {
                out += [""] + section.statements.prefix(12).map { "- \(escaped($0, 600))" }
            }
            for table in tables { out += [""] + table.markdown(most, width: width) }
        }
        if only != nil { out += ["", "Everything else is in parallel.json."] }
        return out.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String, _ most: Int) -> String { MarkdownReport.escaped(text, most) }
}
