/// A summary that fits a pull-request comment.
enum MarkdownReport {
    /// The most characters a comment may have on the common forges (GitHub: 65,536); we stay well below.
    static let limit = 30_000

    /// The summary, with as many budgets as fit.
    static func text(_ story: ReportStory) -> String {
        for most in [40, 20, 10, 5] {
            let text = text(story, budgets: most)
            if text.count <= limit { return text }
        }
        return text(story, budgets: 0)
    }

    private static func text(_ story: ReportStory, budgets most: Int) -> String {
        let mark =
            switch story.status {
            case .pass: "✅"
            case .fail: "❌"
            case .noData, .invalid: "⚠️"
            }
        var out = "## \(mark) \(story.word): \(escaped(story.title, 200))\n\n"
        out += "\(escaped(story.sentence, 600))\n\n"
        out += "_\(escaped(story.scope, 200)), \(escaped(story.date, 100))_\n\n"
        if !story.budgets.isEmpty {
            out += "| | Budget | Measured | Bound | Where it was worst |\n| --- | --- | ---: | ---: | --- |\n"
            for row in story.budgets.prefix(most) {
                out +=
                    "| \(sign(row)) | \(escaped(row.name, 200)) | \(escaped(row.measured, 60)) | \(escaped(row.bound, 60)) | \(escaped(row.note, 200)) |\n"
            }
            if story.budgets.count > most {
                out += "\n\(story.budgets.count - most) more budgets are in summary.json.\n"
            }
            out += "\n"
        }
        for answer in story.answers {
            let more = answer.more.isEmpty ? "" : " " + escaped(answer.more, 700)
            out += "- **\(escaped(answer.question, 200))** \(escaped(answer.short, 700))\(more)\n"
        }
        if let helped = story.helped { out += "\n**What would have helped most:** \(escaped(helped, 500))\n" }
        out += wire(story)
        for caution in story.cautions.prefix(10) { out += "\n> \(escaped(caution, 600))\n" }
        return out
    }

    /// What went over the wire, a row a system; nothing in virtual time.
    private static func wire(_ story: ReportStory) -> String {
        guard let wire = story.wire else { return "" }
        var out = ""
        if !wire.rows.isEmpty {
            out += "\n| On the wire | Requests | Answered | No answer | First byte, mean |\n"
            out += "| --- | ---: | ---: | ---: | ---: |\n"
        }
        for row in wire.rows.prefix(20) {
            out += "| \(escaped(row.name, 100)) | \(Figures.count(row.requests)) | \(Figures.count(row.answered)) | "
            out += "\(Figures.count(row.unanswered)) | \(row.firstByte) |\n"
        }
        if wire.rows.count > 20 { out += "\n\(wire.rows.count - 20) more systems are in summary.json.\n" }
        if !wire.lines.isEmpty { out += "\n" }
        for line in wire.lines { out += "- \(escaped(line.text, 700))\n" }
        return out
    }

    private static func sign(_ row: ReportStory.BudgetRow) -> String {
        switch row.status {
        case .pass: "✅ pass"
        case .fail: row.isWarning ? "⚠️ warning" : "❌ fail"
        case .noData: "❔ no data"
        case .invalid: "⚠️ invalid"
        }
    }

    /// A user's words, so that nothing in them means anything to Markdown or HTML.
    static func escaped(_ words: String, _ most: Int) -> String {
        var out = ""
        let cut = words.count > most ? words.prefix(most - 1) + "…" : words[...]
        for scalar in cut.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            // Within a line it means nothing, and who reads the text as it is reads it as it is.
            case ">" where out.isEmpty: out += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": out += "\\" + String(scalar)
            case "@": out += "&#64;"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
