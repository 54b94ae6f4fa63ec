/// The verdict for a terminal: about twenty lines.
enum TerminalReport {
    /// The report's lines.
    static func text(_ story: ReportStory, colour: Bool, width: Int, elapsed: String?, report: String?) -> String {
        let ink = Ink(isColoured: colour)
        let columns = max(60, min(width, 160))
        var out: [String] = []
        var first = ink.strong(TextBlock.clean(story.title)) + "   " + story.scope
        if let elapsed {
            let free = columns - TextBlock.width(TextBlock.clean(story.title) + "   " + story.scope)
            let words = "rehearsed in \(elapsed)"
            if free >= words.count + 2 {
                first += String(repeating: " ", count: min(10, free - words.count)) + ink.soft(words)
            } else {
                out.append(first)
                first = ink.soft(words)
            }
        }
        out += [first, ""]
        let word =
            switch story.status {
            case .pass: ink.strongGood(story.word)
            case .fail: ink.strongBad(story.word)
            case .noData, .invalid: ink.strongWarning(story.word)
            }
        out += [word + headline(story), ""]
        out += budgets(story, ink: ink, columns: columns)
        if !story.budgets.isEmpty { out.append("") }
        let widest = story.answers.map { $0.question.count }.max() ?? 0
        for answer in story.answers { out += lines(answer, widest: widest, ink: ink, columns: columns) }
        out += wire(story, widest: widest, ink: ink, columns: columns)
        if let helped = story.helped {
            out.append("")
            out += TextBlock.wrap(TextBlock.clean("What would have helped most: " + helped), columns)
        }
        if !story.cautions.isEmpty { out.append("") }
        for caution in story.cautions {
            out += TextBlock.wrap(TextBlock.clean("Note: " + caution), columns).map { ink.warning($0) }
        }
        if let report { out += ["", "Report  " + report] }
        return out.joined(separator: "\n") + "\n"
    }

    /// What follows the word: `, 1 warning   3 of 4 budgets`.
    private static func headline(_ story: ReportStory) -> String {
        let warnings = story.budgets.count { $0.status == .fail && $0.isWarning }
        guard story.status == .pass, warnings > 0 else { return "   " + story.count }
        let words = ", " + Figures.count(Int64(warnings), of: "warning")
        return story.budgets.contains { $0.status == .pass } ? words + "   " + story.count : words
    }

    private static func budgets(_ story: ReportStory, ink: Ink, columns: Int) -> [String] {
        let names = story.budgets.map { TextBlock.clean($0.name) }
        let valueWidth = story.budgets.map { TextBlock.width($0.measured) }.max() ?? 0
        let bounds = story.budgets.map { "budget \($0.bound)" + ($0.isWarning ? " (warning)" : "") }
        let boundWidth = bounds.map(TextBlock.width).max() ?? 0
        let free = columns - 13 - valueWidth - boundWidth
        let nameWidth = min(max(14, free), names.map(TextBlock.width).max() ?? 0)
        return zip(story.budgets, zip(names, bounds)).flatMap { row, words -> [String] in
            let sign = "  \(row.status.sign)  "
            let inked =
                switch row.status {
                case .pass: ink.good(sign)
                case .fail: row.isWarning ? ink.warning(sign) : ink.bad(sign)
                case .noData, .invalid: ink.warning(sign)
                }
            let middle =
                TextBlock.pad(words.0, nameWidth) + "  "
                + ink.strong(TextBlock.pad(row.measured, valueWidth, right: true))
                + "   " + TextBlock.pad(words.1, boundWidth)
            let used = 5 + nameWidth + 2 + valueWidth + 3 + boundWidth + 3
            let note = TextBlock.clean(row.note)
            if note.isEmpty || used + TextBlock.width(note) <= columns {
                return [trimmed(inked + middle + (note.isEmpty ? "" : "   " + ink.soft(note)))]
            }
            return [trimmed(inked + middle)] + TextBlock.wrap(note, columns - 7).map { "       " + ink.soft($0) }
        }
    }

    /// The worst that the wire taught; nothing where there was none.
    private static func wire(_ story: ReportStory, widest: Int, ink: Ink, columns: Int) -> [String] {
        guard let lines = story.wire?.lines, !lines.isEmpty else { return [] }
        let head = "On the wire"
        let isNarrow = columns < widest + 50
        let margin = isNarrow ? 2 : max(widest, head.count) + 3
        var out = isNarrow ? [ink.strong(head)] : []
        for (position, line) in lines.enumerated() {
            for (row, words) in TextBlock.wrap(TextBlock.clean(line.text), columns - margin).enumerated() {
                let isFirst = position == 0 && row == 0 && !isNarrow
                let start = isFirst ? ink.strong(TextBlock.pad(head, margin)) : String(repeating: " ", count: margin)
                out.append(start + (line.isTrouble ? ink.bad(words) : words))
            }
        }
        return out
    }

    private static func lines(_ answer: ReportStory.Answer, widest: Int, ink: Ink, columns: Int) -> [String] {
        guard columns >= widest + 50 else {
            return [ink.strong(answer.question)] + short(answer, columns - 2).map { "  " + $0 }
        }
        return short(answer, columns - widest - 3).enumerated().map { k, line in
            (k == 0 ? ink.strong(TextBlock.pad(answer.question, widest)) : String(repeating: " ", count: widest))
                + "   "
                + line
        }
    }

    /// The answer and as many of its sentences as fit three lines: the page has the rest.
    private static func short(_ answer: ReportStory.Answer, _ columns: Int) -> [String] {
        var words = TextBlock.clean(answer.short)
        var lines = TextBlock.wrap(words, columns)
        var sentence = ""
        for part in TextBlock.clean(answer.more).split(separator: " ") {
            sentence += " " + part
            guard part.hasSuffix(".") else { continue }
            let longer = TextBlock.wrap(words + sentence, columns)
            if longer.count > 3 { return lines }
            words += sentence
            lines = longer
            sentence = ""
        }
        let longer = TextBlock.wrap(words + sentence, columns)
        return longer.count > 3 ? lines : longer
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
