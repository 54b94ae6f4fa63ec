import Kernel

/// Exemplar journeys: the slowest, the latest, the failed, the parked and some picked at random.
struct TraceSection: Sendable {
    let recording: Recording

    /// The groups with their waterfalls; orders without a trace are named with what is known of them.
    var markup: Markup {
        let exemplars = recording.exemplars
        let groups: [(String, [OrderFacts], Int)] = [
            ("Latest after their cut-off", exemplars.latest, 3), ("Failed", exemplars.failed, 3),
            ("Put aside at the end, longest first", exemplars.parked, 3), ("Slowest", exemplars.slowest, 3),
            ("Picked at random", exemplars.sample, 3),
        ]
        var told: Set<UInt64> = []
        var isFirst = true
        let parts = groups.compactMap { title, facts, most -> Markup? in
            let fresh = facts.filter { told.insert($0.number).inserted }
            guard !fresh.isEmpty else { return nil }
            let traced = fresh.compactMap { one in exemplars.traces.first { $0.facts.number == one.number } }
            let waterfalls = traced.prefix(most).map { trace -> Markup in
                defer { isFirst = false }
                return Waterfall(story: TraceStory(trace, plan: recording.plan, limit: 60), isOpen: isFirst).markup
            }.joined()
            let others = fresh.filter { one in !traced.prefix(most).contains { $0.facts.number == one.number } }
            return "<h3>\(title)</h3>\(waterfalls)\(list(others))"
        }
        guard !parts.isEmpty else { return "<p class=\"note\">No order stands out.</p>" }
        return """
            <p class="lead">\(Figures.count(exemplars.traced)) orders were followed step by step. \
            <code>rehearse trace RUN ORDER</code> prints the whole story of one.</p>
            \(parts.joined())
            """
    }

    private func list(_ facts: [OrderFacts]) -> Markup {
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
            <div class="card scroll" style="margin-bottom:16px"><table><thead><tr><th scope="col">Order</th>\
            <th scope="col" class="left">What</th><th scope="col">Due</th><th scope="col">From order to end</th>\
            <th scope="col" class="left">Standing</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }
}
