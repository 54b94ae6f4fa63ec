import Reconciliation

/// The decision for a terminal: a line a partner, a line a kind of event that is not as it should be.
struct MigrationTerminal {
    let story: MigrationStory
    let ink: Ink
    let columns: Int

    /// So many partners, and so many kinds, are told, and all that hold.
    private static let limit = 12

    init(story: MigrationStory, colour: Bool, width: Int) {
        self.story = story
        ink = Ink(isColoured: colour)
        columns = max(60, min(width, 160))
    }

    /// The lines.
    func text(elapsed: String?, report: String?) -> String {
        var out = [ink.strong(TextBlock.clean(story.title))]
        out += TextBlock.wrap(TextBlock.clean(story.scope), columns)
        if let elapsed { out.append(ink.soft("compared in \(elapsed)")) }
        out.append("")
        out += TextBlock.wrap(TextBlock.clean(story.headline), columns - 2).enumerated().map {
            row, line in
            guard row == 0, line.hasPrefix(story.word) else { return line }
            let rest = line.dropFirst(story.word.count)
            return inked(story.word, story.decision) + (rest.hasPrefix(":") ? "" : "  ") + rest
        }
        if let basis = story.basis { out += [""] + TextBlock.wrap(TextBlock.clean(basis), columns) }
        let partners = story.lines.filter { $0.what == "partner" }
        let kinds = story.lines.filter { $0.what == "events" && $0.decision != .cutOver }
        let names = (shown(partners) + shown(kinds)).map { TextBlock.clean($0.name) }
        let widest = min(names.map(TextBlock.width).max() ?? 0, 28)
        for (lines, noun) in [(partners, "partner"), (kinds, "kind of event")] where !lines.isEmpty {
            out.append("")
            for line in shown(lines) { out += told(line, widest) }
            let rest = lines.count - shown(lines).count
            if rest > 0 {
                out.append(
                    "  "
                        + ink.soft(
                            "and \(Figures.count(Int64(rest), of: noun, plural: noun == "partner" ? nil : "kinds of events")) more"
                        ))
            }
        }
        let facts = story.facts.filter { ["Moved", "Noise", "Planted"].contains($0.subject) }
        if !facts.isEmpty { out.append("") }
        for fact in facts {
            for (row, line) in TextBlock.wrap(TextBlock.clean(fact.words), columns - 10).enumerated() {
                out.append(ink.strong(TextBlock.pad(row == 0 ? fact.subject : "", 10)) + line)
            }
        }
        if !story.cautions.isEmpty { out.append("") }
        for caution in story.cautions {
            out += TextBlock.wrap(TextBlock.clean("Note: " + caution), columns).map { ink.warning($0) }
        }
        if let report { out += ["", "Report  " + report] }
        return out.joined(separator: "\n") + "\n"
    }

    /// The worst stand first.
    private func shown(_ lines: [MigrationStory.Line]) -> ArraySlice<MigrationStory.Line> {
        lines.prefix(max(Self.limit, lines.holding))
    }

    /// A line of the gate, with at most three lines of reasons where it does not hold.
    private func told(_ line: MigrationStory.Line, _ widest: Int) -> [String] {
        let margin = 2 + widest + 3 + 9 + 3
        var reasons = TextBlock.clean(line.reasons.joined(separator: "; "))
        if let owner = line.owner { reasons += "   owner: " + TextBlock.clean(owner) }
        var wrapped = TextBlock.wrap(reasons, columns - margin)
        if wrapped.count > 3, line.decision < .hold { wrapped = wrapped.prefix(2) + ["and more, see the report"] }
        return wrapped.enumerated().map { row, words in
            guard row == 0 else { return String(repeating: " ", count: margin) + words }
            let decision = line.decision >= .hold ? line.decision.rawValue.uppercased() : line.decision.rawValue
            let padding = String(repeating: " ", count: max(0, 9 - decision.count))
            return "  " + ink.strong(TextBlock.pad(TextBlock.clean(line.name), widest)) + "   "
                + inked(decision, line.decision) + padding + "   " + words
        }
    }

    private func inked(_ word: String, _ decision: Decision?) -> String {
        switch decision {
        case .cutOver?: ink.strongGood(word)
        case .ramp?, nil: ink.strongWarning(word)
        case .hold?, .rollBack?: ink.strongBad(word)
        }
    }
}
