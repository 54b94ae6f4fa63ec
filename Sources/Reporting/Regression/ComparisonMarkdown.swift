import Analysis

/// A comparison that fits a pull-request comment.
enum ComparisonMarkdown {
    /// The most characters; forges allow 65,536.
    static let limit = 30_000

    /// The report, with as many measures as fit.
    static func text(_ story: ComparisonStory) -> String {
        for most in [60, 30, 15, 5] {
            let text = text(story, most: most)
            if text.count <= limit { return text }
        }
        return text(story, most: 0)
    }

    private static func text(_ story: ComparisonStory, most: Int) -> String {
        let mark =
            switch story.status {
            case .pass: "✅"
            case .regression: "❌"
            case .unknown: "⚠️"
            }
        var out = ["## \(mark) \(story.word): \(escaped(story.title))", "", escaped(story.sentence), ""]
        out += ["_\(escaped(story.scope))_"]
        if !story.budgets.isEmpty {
            out += ["", "| Budget | Before | Now | |", "| --- | --- | --- | --- |"]
            out += story.budgets.prefix(max(most, 5)).map { row in
                "| \(escaped(row.text)) | \(escaped(row.base)) | \(escaped(row.run)) | \(row.isRegression == true ? "❌ " : "")\(escaped(row.verdict)) |"
            }
            if story.budgets.count > max(most, 5) {
                out.append("\n\(story.budgets.count - max(most, 5)) more budgets.")
            }
        }
        let judged = story.rows.filter { $0.outcome != .same && $0.outcome != .told }
        if !judged.isEmpty {
            out += [
                "", "| | Measure | Before | Now | Difference | Interval | Why |",
                "| --- | --- | ---: | ---: | ---: | --- | --- |",
            ]
            out += judged.prefix(most).map { row in
                let cells = [row.outcome.rawValue, row.name, row.base, row.run, row.shift, row.interval, row.reason]
                return "| " + cells.map(escaped).joined(separator: " | ") + " |"
            }
            if judged.count > most { out.append("\n\(judged.count - most) more are in compare.json.") }
        }
        let same = story.rows(.same).count
        if same > 0 { out += ["", "\(Figures.count(Int64(same), of: "measure")) the same within the tolerance."] }
        if !story.wire.isEmpty {
            out += ["", "| On the wire | Before | Now | |", "| --- | ---: | ---: | ---: |"]
            out += story.wire.prefix(most).map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }
        }
        if !story.notes.isEmpty { out += [""] + story.notes.map { "> \(escaped($0))" } }
        return out.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String { MarkdownReport.escaped(text, 500) }
}
