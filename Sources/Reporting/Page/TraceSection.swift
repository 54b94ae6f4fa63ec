import Kernel

/// Exemplar journeys: the slowest, the latest, the failed, the parked and some picked at random.
struct TraceSection: Sendable {
    let recording: Recording

    /// The groups with their waterfalls: first stories of each kind from the followed orders, then the extremes among
    /// all orders with what is known of them.
    var markup: Markup {
        let exemplars = recording.exemplars
        let extremes = exemplars.extremes
        let groups: [(title: String, followed: [OrderFacts], all: [OrderFacts])] = [
            ("Latest after their cut-off", exemplars.latest, extremes.latest),
            ("Failed", exemplars.failed, extremes.failed),
            ("Put aside at the end, longest first", exemplars.parked, extremes.parked),
            ("Slowest", exemplars.slowest, extremes.slowest),
            ("Picked at random", exemplars.sample, exemplars.sample),
        ]
        var told: Set<UInt64> = []
        var isFirst = true
        let parts = groups.compactMap { group -> Markup? in
            let traces = group.followed.filter { !told.contains($0.number) }.compactMap {
                exemplars.trace(of: $0.number)
            }
            let waterfalls = traces.prefix(2).map { trace -> Markup in
                defer { isFirst = false }
                told.insert(trace.facts.number)
                return Waterfall(story: TraceStory(trace, plan: recording.plan, limit: 60), isOpen: isFirst).markup
            }.joined()
            let others = group.all.filter { told.insert($0.number).inserted }
            guard !waterfalls.isEmpty || !others.isEmpty else { return nil }
            return "<h3>\(group.title)</h3>\(waterfalls)\(list(others, under: group.title))"
        }
        guard !parts.isEmpty else { return "<p class=\"note\">No order stands out.</p>" }
        return """
            <p class="lead">\(Figures.count(exemplars.traced, of: "order")) \(exemplars.traced == 1 ? "was" : "were") followed step by step: that is where the waterfalls come from. The \
            tables hold the extremes among all orders; <code>rehearse trace RUN ORDER</code> tells the story of any of them.</p>
            \(parts.joined())
            """
    }

    private func list(_ facts: [OrderFacts], under title: String) -> Markup {
        guard !facts.isEmpty else { return .none }
        let clock = WallClock(recording.plan)
        let rows = facts.prefix(6).map { one -> Markup in
            let story = TraceStory(OrderTrace(facts: one, spans: [], truncated: false), plan: recording.plan)
            let standing = story.standing
            return """
                <tr><th scope="row">\(one.number)</th><td class="left">\(story.description)</td>\
                <td>\(clock.moment(one.due))</td><td>\(Figures.duration(one.until - one.due))</td>\
                <td class="left \(standing.isBad ? "bad" : "good")-text">\(standing.text)</td></tr>
                """
        }.joined()
        return """
            <div class="card scroll" style="margin-bottom:16px"\(ScrollArea.attributes(title + ": orders"))><table><thead><tr><th scope="col">Order</th>\
            <th scope="col" class="left">What</th><th scope="col">Due</th><th scope="col">From order to end</th>\
            <th scope="col" class="left">Standing</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }
}
