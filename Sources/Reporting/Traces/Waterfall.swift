import Kernel

/// One order's journey as a waterfall: a row a step, its bar where and as long as it was.
struct Waterfall: Sendable {
    /// The story told.
    var story: TraceStory
    /// Whether it is shown without a click.
    var isOpen = false

    /// The waterfall as a table with bars; nothing is told by colour alone.
    var markup: Markup {
        let facts = story.facts
        let span = Double(max(1, story.laneEnd - facts.due))
        let rows = story.lines.map { line -> Markup in
            let left = min(max(Double(line.start - facts.due) / span, 0), 1)
            let width = min(max(Double(line.end - line.start) / span, 0), 1 - left)
            let bar: Markup =
                line.start > story.laneEnd
                ? "<span class=\"later\" aria-hidden=\"true\">→</span>"
                : line.kind == .milestone
                    ? "<i class=\"dot\" style=\"left:\(Grid.percent(min(left, 0.995)))\"></i>"
                    : "<i class=\"bar\" style=\"left:\(Grid.percent(left));width:\(Grid.percent(width))\"></i>"
            let place: Markup = line.place.isEmpty ? .none : "<span class=\"place\">\(line.place)</span> "
            return """
                <tr class="\(Waterfall.name(line.kind))"><td class="when">+\(Figures.duration(line.start - facts.due))</td>\
                <th scope="row" style="--depth:\(min(line.depth, 4))">\(place)\(line.what)</th>\
                <td class="for">\(line.lasts ? Figures.duration(line.end - line.start) : "")</td>\
                <td class="lane">\(bar)</td></tr>
                """
        }.joined()
        let until = story.laneEnd < facts.until ? ", bars until \(Figures.duration(story.laneEnd - facts.due))" : ""
        let standing = story.standing
        let more: Markup =
            story.omitted > 0
            ? "<p class=\"note\">\(story.omitted) more steps are left out here; <code>rehearse trace</code> shows all.</p>"
            : .none
        return """
            <details class="trace"\(isOpen ? " open" : "")><summary><b>Order \(facts.number)</b> \(story.description) \
            <span class="\(standing.isBad ? "bad" : "good")-text">\(standing.text)</span></summary>\
            <div class="scroll"\(ScrollArea.attributes("Steps of order \(facts.number)"))><table class="waterfall"><caption><span>Due \(story.clock.moment(facts.due)), \
            \(Figures.duration(facts.until - facts.due)) from order to end; times since the order was due\(until)</span></caption>\
            <thead><tr><th scope="col">At</th><th scope="col">Step</th><th scope="col">Took</th>\
            <th scope="col">When</th></tr></thead><tbody>\(rows)</tbody></table></div>\(more)</details>

            """
    }

    private static func name(_ kind: TraceStory.Line.Kind) -> Markup {
        switch kind {
        case .milestone: "milestone"
        case .work: "work"
        case .wait: "wait"
        case .trouble: "trouble"
        }
    }
}
