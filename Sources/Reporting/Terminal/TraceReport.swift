public import Kernel

/// The waterfall of one order for a terminal, from click to doorstep.
public enum TraceReport {
    /// The report.
    /// - Parameters:
    ///   - trace: the order's trace.
    ///   - plan: the plan it was recorded under.
    ///   - colour: whether escape sequences may be written.
    ///   - width: columns of the terminal.
    /// - Returns: lines with a newline at the end of each.
    public static func text(_ trace: OrderTrace, plan: Plan, colour: Bool = false, width: Int = 120) -> String {
        let ink = Ink(isColoured: colour)
        let story = TraceStory(trace, plan: plan)
        let facts = story.facts
        let columns = max(60, min(width, 200))
        let standing = story.standing
        let words = standing.isBad ? ink.strongBad(standing.text) : ink.strongGood(standing.text)
        var out = ink.strong("Order \(facts.number)") + "   " + TextBlock.clean(story.description) + "\n"
        out += "due \(story.clock.moment(facts.due)):\(seconds(story.clock, facts.due))"
        if let cutoff = facts.cutoff { out += ", cut-off \(story.clock.moment(cutoff))" }
        out += "   \(words)   \(Figures.duration(facts.until - facts.due)) from order to end\n\n"
        let laneWidth = columns >= 116 ? 24 : 12
        let whenWidth = 14
        let afterWidth = 13
        let tookWidth = 13
        let rest = max(16, columns - whenWidth - afterWidth - tookWidth - laneWidth)
        var lastWhen = ""
        for line in story.lines {
            let when = story.clock.traceTime(line.start)
            let shown = when == lastWhen ? "" : when
            lastWhen = when
            let indent = String(repeating: " ", count: min(line.depth, 4) * 2)
            let place = line.place.isEmpty ? "" : line.place + "  "
            let words = TextBlock.pad(TextBlock.clean(indent + place + line.what), rest - 1) + " "
            let inked =
                switch line.kind {
                case .milestone: ink.strong(words)
                case .work: words
                case .wait: ink.soft(words)
                case .trouble: ink.bad(words)
                }
            let took = line.lasts ? Figures.duration(line.end - line.start) : ""
            var row = TextBlock.pad(shown, whenWidth)
            row += ink.soft(TextBlock.pad("+" + Figures.duration(line.start - facts.due), afterWidth))
            row += inked + TextBlock.pad(took, tookWidth - 2, right: true) + "  "
            row += lane(line, story, laneWidth - 1)
            while row.hasSuffix(" ") { row.removeLast() }
            out += row + "\n"
        }
        if story.omitted > 0 { out += "... \(story.omitted) more steps\n" }
        if trace.truncated { out += "The recording keeps the first \(OrderTrace.limit) steps of an order.\n" }
        return out
    }

    private static func seconds(_ clock: WallClock, _ instant: Instant) -> String {
        String(clock.traceTime(instant).suffix(6))
    }

    private static func lane(_ line: TraceStory.Line, _ story: TraceStory, _ columns: Int) -> String {
        let facts = story.facts
        guard line.start <= story.laneEnd else { return String(repeating: " ", count: max(0, columns - 1)) + "→" }
        let span = Double(max(1, story.laneEnd - facts.due))
        let last = max(0, columns - 1)
        let from = min(last, Int(Double(max(0, line.start - facts.due)) / span * Double(columns)))
        guard line.lasts else { return String(repeating: " ", count: from) + "▏" }
        let length = Int((Double(line.end - line.start) / span * Double(columns)).rounded())
        return String(repeating: " ", count: from) + String(repeating: "█", count: max(1, min(length, columns - from)))
    }
}

extension TraceReport {
    /// The orders whose stories are at hand, by why they were kept, and the extremes among all orders.
    public static func list(_ recording: Recording) -> String {
        let clock = WallClock(recording.plan)
        let exemplars = recording.exemplars
        let extremes = exemplars.extremes
        let followsAll = exemplars.traced >= recording.books.due
        let count = Figures.count(exemplars.traced, of: "order")
        var out = followsAll ? "In the recording\n" : "In the recording, of \(count) followed step by step\n"
        func write(_ lists: [(String, [OrderFacts])]) {
            for (title, orders) in lists where !orders.isEmpty {
                out += "  \(title)\n"
                for facts in orders {
                    out += "    \(TextBlock.pad(String(facts.number), 10)) due \(clock.moment(facts.due))   "
                    out += "\(Figures.duration(facts.until - facts.due)) from order to end\n"
                }
            }
        }
        write([
            ("Latest after their cut-off", exemplars.latest), ("Failed", exemplars.failed),
            ("Put aside at the end", exemplars.parked), ("Slowest", exemplars.slowest),
            ("Picked at random", exemplars.sample),
        ])
        let kept = exemplars.listed
        if !extremes.listed.isSubset(of: kept) {
            func others(_ orders: [OrderFacts]) -> [OrderFacts] { orders.filter { !kept.contains($0.number) } }
            out += "Among all orders, not followed\n"
            write([
                ("Latest after their cut-off", others(extremes.latest)), ("Failed", others(extremes.failed)),
                ("Put aside at the end", others(extremes.parked)), ("Slowest", others(extremes.slowest)),
            ])
        }
        return out + "Any order that is not in the recording is traced by rehearsing once more.\n"
    }
}
