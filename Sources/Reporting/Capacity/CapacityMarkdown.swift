/// A capacity report for a pull request.
enum CapacityMarkdown {
    /// The report.
    static func text(_ story: CapacityStory) -> String {
        var out = [
            "# Capacity of \(escaped(story.title))", "", escaped(story.scope), "", "**\(escaped(story.sentence))**", "",
        ]
        out += story.answers.map { "- **\($0.subject)**: \(escaped($0.words))" }
        if !story.cautions.isEmpty { out += [""] + story.cautions.map { "> \(escaped($0))" } }
        for table in story.tables {
            out += ["", "## \(table.title)", ""]
            out.append("| " + table.heads.joined(separator: " | ") + " |")
            out.append("| " + table.heads.map { _ in "---" }.joined(separator: " | ") + " |")
            out += table.rows.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }
            if !table.note.isEmpty { out += ["", MarkdownReport.escaped(table.note, 2000)] }
        }
        return out.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String { MarkdownReport.escaped(text, 400) }
}
