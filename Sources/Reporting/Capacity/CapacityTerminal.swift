/// A capacity report for a terminal.
enum CapacityTerminal {
    /// The report's lines.
    static func text(_ story: CapacityStory, colour: Bool, width: Int, elapsed: String?, report: String?) -> String {
        let ink = Ink(isColoured: colour)
        let columns = max(60, min(width, 160))
        var out = [ink.strong(TextBlock.clean(story.title)) + "   " + story.scope]
        if let elapsed { out.append(ink.soft(elapsed)) }
        out.append("")
        let sentence = TextBlock.wrap(TextBlock.clean(story.sentence), columns)
        out += sentence.map { line in
            switch story.isEnough {
            case true?: ink.strongGood(line)
            case false?: ink.strongBad(line)
            case nil: ink.strongWarning(line)
            }
        }
        out.append("")
        let widest = story.answers.map { $0.subject.count }.max() ?? 0
        for answer in story.answers {
            let lines = TextBlock.wrap(TextBlock.clean(answer.words), columns - widest - 3)
            for (place, line) in lines.enumerated() {
                let subject = place == 0 ? answer.subject : ""
                out.append(ink.strong(TextBlock.pad(subject, widest)) + "   " + line)
            }
        }
        if !story.cautions.isEmpty { out.append("") }
        for caution in story.cautions {
            out += TextBlock.wrap(TextBlock.clean("Note: " + caution), columns).map { ink.warning($0) }
        }
        if let report { out += ["", "Report  " + report] }
        return out.joined(separator: "\n") + "\n"
    }
}
