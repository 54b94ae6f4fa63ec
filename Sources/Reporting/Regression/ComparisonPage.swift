import Analysis
import Kernel

/// `compare.html`: the answer in one sentence, budgets, measures with the arithmetic of each verdict, curves of both runs.
struct ComparisonPage {
    let comparison: RunComparison
    let story: ComparisonStory
    let base: ComparedRun
    let run: ComparedRun

    /// The page.
    var text: String {
        let style: Markup =
            switch story.status {
            case .pass: "pass"
            case .regression: "fail"
            case .unknown: "other"
            }
        let notes = story.notes.map { "<p class=\"note\">\($0)</p>\n" as Markup }.joined()
        let body: Markup = """
            <header>
            <p class="kicker"><b>\(story.title)</b><span>Two runs compared</span><span>\(story.scope)</span></p>
            <h1><span class="word \(style)">\(story.word)</span> \(story.sentence)</h1>
            \(notes)
            </header>
            <main>
            \(budgets)
            \(measures("Worse", [.worse]))
            \(measures("Better", [.better]))
            \(curves)
            \(measures("Not enough samples", [.unknown]))
            \(measures("The same", [.same]))
            \(measures("Told, not judged", [.told]))
            \(wire)
            </main>
            <footer>
            <h2 id="how">How this was judged</h2>
            <p>\(story.method)</p>
            </footer>
            """
        return PageFrame.text(title: "\(story.word): \(story.title)", body: body)
    }

    private var budgets: Markup {
        guard !story.budgets.isEmpty else { return .none }
        let rows = story.budgets.map { row -> Markup in
            let style: Markup =
                switch row.isRegression {
                case true?: "fail"
                case false?: "pass"
                case nil: "other"
                }
            return """
                <tr><td><span class="badge \(style)">\(row.verdict)</span></td><th scope="row" class="left">\(row.text)</th>\
                <td class="left">\(row.base)</td><td class="left">\(row.run)</td></tr>

                """
        }.joined()
        return table("Budgets", ["Verdict", "Budget", "Before", "Now"], rows, left: 4)
    }

    private func measures(_ title: String, _ outcomes: [MeasureVerdict.Outcome]) -> Markup {
        let chosen = story.rows.filter { outcomes.contains($0.outcome) }
        guard !chosen.isEmpty else { return .none }
        let rows = chosen.map { row -> Markup in
            """
            <tr><th scope="row" class="left wide"><span class="badge \(row.outcome.style)">\(row.outcome.rawValue)</span> \(row.name)<br>\
            <span class="note" style="font-weight:430">\(row.reason)</span></th>\
            <td>\(row.base)</td><td>\(row.run)</td><td><b>\(row.shift)</b></td><td>\(row.interval)</td></tr>

            """
        }.joined()
        return table(title, ["Measure", "Before", "Now", "Difference", "Interval"], rows, left: 1)
    }

    private var wire: Markup {
        guard !story.wire.isEmpty else { return .none }
        let rows = story.wire.map { row -> Markup in
            let cells = row.dropFirst().map { "<td>\($0)</td>" as Markup }.joined()
            return "<tr><th scope=\"row\" class=\"left\">\(row[0])</th>\(cells)</tr>\n"
        }.joined()
        return table("On the wire", ["What", "Before", "Now", "Change"], rows, left: 1)
    }

    private func table(_ title: String, _ heads: [String], _ rows: Markup, left: Int) -> Markup {
        let cells = heads.enumerated().map { place, head -> Markup in
            let side: Markup = place < left ? " class=\"left\"" : .none
            return "<th scope=\"col\"\(side)>\(head)</th>"
        }.joined()
        return """
            <h2>\(title)</h2>
            <div class="card"><div class="scroll"\(ScrollArea.attributes(title))><table>
            <thead><tr>\(cells)</tr></thead>
            <tbody>
            \(rows)</tbody></table></div></div>

            """
    }

    /// Most latencies that are drawn.
    private static let most = 6

    /// Latencies whose figures differ most, the journey first.
    private var curves: Markup {
        func severity(_ subject: Measure.Subject) -> Double {
            comparison.measures.filter { $0.measure.subject == subject }.map(\.severity.magnitude).max() ?? 0
        }
        let order = comparison.curves.enumerated().sorted { one, two in
            if one.element.subject == .journey { return true }
            if two.element.subject == .journey { return false }
            return (severity(one.element.subject), two.offset) > (severity(two.element.subject), one.offset)
        }
        guard !order.isEmpty else { return .none }
        let before = DaySeries(base.recording)
        let now = DaySeries(run.recording)
        let cards = order.prefix(ComparisonPage.most).map { _, curve -> Markup in
            let name = MeasureWords.subject(curve.subject)
            let plot = ShiftPlot(title: name, curve: curve).markup
            return
                "<div class=\"card\">\(plot)</div><div class=\"card\">\(course(curve.subject, name, before, now))</div>"
        }.joined()
        return """
            <h2 id="curves">Latencies, laid over each other</h2>
            <div class="grid">\(cards)</div>

            """
    }

    /// p90 of both runs over time.
    private func course(
        _ subject: Measure.Subject, _ name: String, _ before: DaySeries, _ now: DaySeries
    ) -> Markup {
        func values(_ day: DaySeries) -> [Double?] {
            day.track(of: subject).map { day.quantile(0.9, of: [$0]) } ?? []
        }
        let longer = before.frame.intervals.count > now.frame.intervals.count ? before : now
        return LineChart(
            title: "\(name), p90", source: "over the run; where samples are few, intervals are taken together",
            summary: "The 90th percentile of \(name) in both runs over time.", unit: .time,
            series: [
                .init(name: "before", ink: .series(0), values: values(before)),
                .init(name: "now", ink: .series(1), values: values(now)),
            ], frame: longer.frame
        ).markup
    }
}

extension DaySeries {
    /// The track of a latency that is compared by name.
    fileprivate func track(of subject: Measure.Subject) -> TrackID? {
        switch subject {
        case .journey: .journey
        case .leg(let name): plan.journey.legs.firstIndex { $0.name == name }.map { .leg($0) }
        case .calls(let name): plan.edges.firstIndex { $0.name == name }.map { .call($0) }
        case .link, .queue, .orders, .stock: nil
        }
    }
}
