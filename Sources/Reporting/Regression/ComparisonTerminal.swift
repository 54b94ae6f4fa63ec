import Analysis

/// A comparison for a terminal.
enum ComparisonTerminal {
    /// The report's lines.
    static func text(_ story: ComparisonStory, colour: Bool, width: Int, report: String?) -> String {
        let ink = Ink(isColoured: colour)
        let columns = max(60, min(width, 160))
        var out = [ink.strong(TextBlock.clean(story.title))]
        out += TextBlock.wrap(TextBlock.clean(story.scope), columns)
        out.append("")
        for line in TextBlock.wrap(TextBlock.clean("\(story.word)   \(story.sentence)"), columns) {
            switch story.status {
            case .pass: out.append(ink.strongGood(line))
            case .regression: out.append(ink.strongBad(line))
            case .unknown: out.append(ink.strongWarning(line))
            }
        }
        let changed = story.budgets.filter { $0.verdict != "as before" }
        if !changed.isEmpty { out.append("") }
        for row in changed {
            let words = "budget \(row.text): \(row.verdict) (\(row.base); now \(row.run))"
            out += TextBlock.wrap(TextBlock.clean(words), columns - 2).map { line in
                row.isRegression == true ? ink.bad("  " + line) : "  " + line
            }
        }
        for (outcome, most) in [(MeasureVerdict.Outcome.worse, 15), (.better, 8)] {
            out += table(story.rows(outcome), outcome.rawValue, most, ink, columns)
        }
        let unknown = story.rows(.unknown)
        if !unknown.isEmpty {
            out += ["", ink.strong("not enough samples")]
            for row in unknown.prefix(5) {
                let interval = row.interval == "-" ? "" : ", difference \(row.interval)"
                let words =
                    "\(row.name): \(row.base) → \(row.run)\(interval)"
                    + (row.needed.map { "; \($0)" } ?? "")
                out += TextBlock.wrap(TextBlock.clean(words), columns - 2).map { "  " + $0 }
            }
            if unknown.count > 5 { out.append("  and \(unknown.count - 5) more (--out DIR writes all)") }
        }
        if !story.notes.isEmpty { out.append("") }
        for note in story.notes {
            out += TextBlock.wrap(TextBlock.clean("Note: " + note), columns).map { ink.warning($0) }
        }
        if let report { out += ["", "Report  " + report] }
        return out.joined(separator: "\n") + "\n"
    }

    private static func table(
        _ rows: [ComparisonStory.Row], _ title: String, _ most: Int, _ ink: Ink, _ columns: Int
    ) -> [String] {
        guard !rows.isEmpty else { return [] }
        var out = ["", ink.strong(title)]
        for row in rows.prefix(most) {
            let words = "\(row.name): \(row.base) → \(row.run), \(row.shift)"
            let lines = TextBlock.wrap(TextBlock.clean(words), columns - 2)
            out += lines.map { "  " + (row.outcome == .worse ? ink.bad($0) : ink.good($0)) }
            out += TextBlock.wrap(TextBlock.clean(row.brief), columns - 6).map { "      " + ink.soft($0) }
        }
        if rows.count > most { out.append("  and \(rows.count - most) more (--out DIR writes all)") }
        return out
    }
}
