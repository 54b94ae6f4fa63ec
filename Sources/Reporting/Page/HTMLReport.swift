import Kernel

/// The report as one self-contained page: no script, no network, under a megabyte.
enum HTMLReport {
    /// The page.
    static func text(_ story: ReportStory, _ recording: Recording) -> String {
        let day = DaySeries(recording)
        let body: Markup = """
            <a class="skip" href="#budgets">Skip to the budgets</a>
            \(head(story))
            <main>
            \(budgets(story))
            \(questions(story, day))
            \(map(recording))
            \(details(story, day))
            </main>
            \(foot(story, day))
            """
        return PageFrame.text(title: "\(story.word): \(story.title)", body: body)
    }

    private static func head(_ story: ReportStory) -> Markup {
        let cautions = story.cautions.map { "<p class=\"note warn-text\">\($0)</p>" as Markup }.joined()
        return """
            <header>
            <p class="kicker"><b>\(story.title)</b><span>\(story.date)</span><span>\(story.scope)</span></p>
            <h1><span class="word \(story.status.style)">\(story.word)</span> \(story.sentence)</h1>
            \(cautions)
            \(badRows(story.badRows))
            </header>
            """
    }

    /// Line by line what was wrong in the order file.
    private static func badRows(_ rows: [BadRows.Row]) -> Markup {
        guard !rows.isEmpty else { return .none }
        let items = rows.map { row -> Markup in
            "<li>line \(String(row.line)): \(row.problem)</li>\n"
        }
        return """
            <details class="numbers" id="bad-rows"><summary>The first rows that could not be used</summary>
            <ul>
            \(items.joined())</ul>
            </details>
            """
    }

    private static func budgets(_ story: ReportStory) -> Markup {
        guard !story.budgets.isEmpty else {
            return
                "<section id=\"budgets\"><p class=\"note\">This scenario has no budgets: nothing was judged.</p></section>"
        }
        let rows = story.budgets.map { row -> Markup in
            let severity: Markup = row.isWarning ? "<span class=\"why\"> (warning only)</span>" : .none
            return """
                <tr><td><span class="badge \(row.status.style)"><span aria-hidden="true">\(row.status.sign)</span> \
                \(row.status.word)</span></td><th scope="row" class="left name">\(row.name)\(severity)</th>\
                <td class="value"><b class="measured">\(row.measured)</b></td><td class="value">\(row.bound)</td>\
                <td class="bar">\(meter(row))</td><td class="left why">\(tied(row.note))</td></tr>
                """
        }.joined()
        return """
            <section id="budgets" aria-label="Budgets"><div class="card budgets"><table>
            <thead><tr><th scope="col">Verdict</th><th scope="col" class="left">Budget</th><th scope="col">Measured</th>\
            <th scope="col">Bound</th><th scope="col" class="left">Measured against bound</th>\
            <th scope="col" class="left">Where it was worst</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    /// Words in which no line breaks between a figure and its unit.
    private static func tied(_ words: String) -> String {
        let scalars = Array(words.unicodeScalars)
        var out = String.UnicodeScalarView()
        for (k, scalar) in scalars.enumerated() {
            let isTie =
                scalar == " " && k > 0 && scalars[k - 1].properties.numericType != nil && ties(scalars[(k + 1)...])
            out.append(isTie ? "\u{00A0}" : scalar)
        }
        return String(out)
    }

    private static func ties(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let word = String(String.UnicodeScalarView(rest.prefix { $0 != " " && $0 != "," && $0 != "." && $0 != ";" }))
        return ["%", "ms", "s", "min", "h", "d", "µs"].contains(word)
    }

    /// A small bar with the bound as a line. Shares near one are drawn by what is missing to it, so that 97.9 of 99.5 shows.
    private static func meter(_ row: ReportStory.BudgetRow) -> Markup {
        guard let value = row.value, value.isFinite, row.limit.isFinite else { return .none }
        var shown = value
        var limit = row.limit
        var top = max(value, limit) * 1.15
        if row.unit == .share && limit > 0.5 {
            let missing = max(1 - value, 1 - limit)
            let floor = max(0, 1 - missing * 2)
            shown = value - floor
            limit -= floor
            top = 1 - floor
        }
        top = max(top, limit * 1.6, 1e-12)
        if row.unit == .share { top = min(top, max(shown, limit, 1)) }
        let bar = Grid.percent(min(max(shown / top, 0), 1))
        let line = Grid.percent(min(max(limit / top, 0), 1))
        return """
            <div class="meter \(row.status.style)" role="img" aria-label="measured \(row.measured), bound \(row.bound)">\
            <i style="width:\(bar)"></i><u style="left:\(line)"></u></div>
            """
    }

    private static func questions(_ story: ReportStory, _ day: DaySeries) -> Markup {
        let cards = story.answers.map { answer -> Markup in
            let figure: Markup =
                answer.figure.map {
                    "<p class=\"figure\(answer.isTrouble ? " bad-text" : "")\">\($0)<small>\(answer.figureName)</small></p>"
                }
                ?? .none
            let more: Markup = answer.more.isEmpty ? .none : "<p class=\"more\">\(tied(answer.more))</p>"
            let link = target(answer.beside)
            return """
                <section class="card question" id="q-\(answer.key)"><div><h3>\(answer.question)</h3>\(figure)\
                <p class="answer">\(tied(answer.short))</p>\(more)<p class="more"><a href="#\(link.anchor)">\(link.words)</a></p></div>\
                \(chart(answer.beside, day))</section>
                """
        }.joined()
        let helped: Markup =
            story.helped.map {
                "<aside class=\"card helped\"><p><b>What would have helped most:</b> \(tied($0))</p></aside>"
            }
            ?? .none
        return """
            <h2 id="questions">Four questions</h2>
            <div class="questions">
            \(cards)
            </div>
            \(helped)
            """
    }

    private static func target(_ beside: ReportStory.Beside) -> (anchor: Markup, words: String) {
        switch beside {
        case .partners: ("partners", "All partners: latency, refusals, percentiles")
        case .amplification: ("retries", "All links and the causes of their retries")
        case .work: ("queues", "All queues and lines of workers")
        case .flow: ("flow", "The whole flow of orders")
        }
    }

    private static func chart(_ beside: ReportStory.Beside, _ day: DaySeries) -> Markup {
        let plan = day.plan
        switch beside {
        case .partners(let chosen):
            let systems = chosen.filter { plan.systems.indices.contains($0) }
            let edges = day.edges { systems.contains($0.callee) }
            let troubled = Double(day.total(day.attempts(edges, LandscapeTraffic.trouble)))
            // Next to no trouble there: the partners with most of it are worth more than a line at zero.
            let isCalm = troubled <= 0.005 * Double(day.total(day.attempts(edges)))
            return PartnerSection(day: day).trouble(isCalm ? day.troubled(limit: 3) : systems, compact: true)
        case .amplification(let chosen):
            let links = chosen.filter { plan.links.indices.contains($0) }
            return WorkSection(day: day).amplification(links.isEmpty ? nil : links, compact: true)
        case .work(let chosen):
            let pools = chosen.filter { plan.pools.indices.contains($0) }
            return WorkSection(day: day).pools(pools.isEmpty ? nil : pools, compact: true)
        case .flow: return FlowSection(day: day).gap(compact: true)
        }
    }

    private static func map(_ recording: Recording) -> Markup {
        let traffic = LandscapeTraffic(recording)
        guard !traffic.flows.isEmpty else { return .none }
        let rows = traffic.flows.map { flow -> Markup in
            """
            <tr><th scope="row">\(traffic.nodes[flow.from].label) → \(traffic.nodes[flow.to].label)</th>\
            <td>\(Figures.count(flow.calls))</td><td>\(Figures.count(flow.attempts))</td>\
            <td>\(Figures.count(flow.troubled))</td><td>\(Figures.percent(flow.trouble, digits: 1))</td></tr>
            """
        }.joined()
        let levels = ["no trouble", "< 2 %", "2-10 %", "10-25 %", "25-50 %", "> 50 % of attempts in trouble"]
        let key = levels.enumerated().map { "<li style=\"--k:var(--t\($0.offset))\">\($0.element)</li>" as Markup }
            .joined()
        return """
            <h2 id="landscape">The landscape</h2>
            <p class="lead">Edges as thick as their traffic and as red as their trouble: attempts answered 429 or 5xx, timed out, \
            cut or turned away, over the whole run. A business “no” is an answer, not trouble.</p>
            <div class="card">
            \(LandscapeMap(traffic, direction: .across).markup)
            \(LandscapeMap(traffic, direction: .down).markup)
            <ul class="key mapkey">\(key)</ul>
            <details class="numbers"><summary>As numbers</summary><div class="scroll"\(ScrollArea.attributes("Traffic between systems as numbers"))><table><caption><span>Traffic between systems</span></caption>\
            <thead><tr><th scope="col">From → to</th><th scope="col">Calls or messages</th><th scope="col">Attempts</th>\
            <th scope="col">In trouble</th><th scope="col">Share</th></tr></thead><tbody>\(rows)</tbody></table></div></details>
            </div>
            """
    }

    private static func card(_ content: Markup, span: Bool = false) -> Markup {
        content.isEmpty ? .none : "<div class=\"card\(span ? " span" : "")\">\(content)</div>"
    }

    private static func details(_ story: ReportStory, _ day: DaySeries) -> Markup {
        let flow = FlowSection(day: day)
        let partner = PartnerSection(day: day)
        let work = WorkSection(day: day)
        let exceptions = work.exceptions
        let backlog: Markup =
            exceptions.isEmpty
            ? "<p class=\"note\">No order was put aside as an exception.</p>"
            : "<div class=\"grid\">\(exceptions.enumerated().map { card($0.element, span: exceptions.count % 2 == 1 && $0.offset == 0) }.joined())</div>"
        return """
            <h2 id="flow">The flow of orders</h2>
            <p class="lead">What came in, what went out and what waited in between, from each order's business events.</p>
            <div class="grid">\(card(flow.gap(), span: true))\(card(flow.waiting))\(card(flow.rates))\(card(flow.following))\
            \(card(flow.ages))\(card(flow.legs))\(card(partner.journeyPercentiles))</div>
            <h2 id="cutoffs">Cut-offs</h2>
            \(CutoffSection(day: day).markup)
            <h2 id="partners">Partners</h2>
            <p class="lead">Each system as its callers saw it. Response time runs from the moment the caller wanted the answer; \
            refused and failed calls are counted apart, so that fast refusals do not flatter the percentiles.</p>
            <div class="grid">\(card(partner.rateLimits, span: true))\(card(partner.latency()))\(card(partner.percentiles))</div>
            \(partner.limiters)
            \(partner.latencies)
            \(partner.endings)
            \(wire(story, day))<h2 id="retries">Retries</h2>
            <p class="lead">A call is one logical operation, an attempt one try of it.</p>
            <div class="grid">\(card(work.amplification(), span: true))</div>
            \(work.retries)
            <h2 id="queues">Queues and workers</h2>
            <div class="grid">\(card(work.queues()))\(card(work.ages))\(card(work.pools()))\(card(work.utilisation))</div>
            <h2 id="exceptions">Exceptions</h2>
            \(backlog)
            <h2 id="orders">Orders to look at</h2>
            \(TraceSection(recording: day.recording).markup)
            """
    }

    /// What went over the wire; nothing in virtual time.
    private static func wire(_ story: ReportStory, _ day: DaySeries) -> Markup {
        story.wire.map { WireSection(plan: day.plan, story: $0).markup } ?? .none
    }

    /// How far the load fell behind its schedule.
    private static func lag(_ day: DaySeries) -> String {
        let lag = day.histogram(of: [.scheduleLag])
        guard lag.count > 0, lag.maximum > 0 else { return "none: every order was sent when it was due" }
        return "p99 \(Figures.duration(lag.quantile(0.99) ?? 0)), longest \(Figures.duration(lag.maximum))"
    }

    private static func foot(_ story: ReportStory, _ day: DaySeries) -> Markup {
        let recording = day.recording
        let books = recording.books
        let plan = recording.plan
        let last = day.frame.clock
        let isVirtual = recording.wire == nil
        let origin =
            isVirtual
            ? "Made by Rehearse from a recording of simulated systems in virtual time. The same scenario and seed give the same figures."
            : "Made by Rehearse from a recording of a run by the wall clock, over HTTP. Its orders are those of the scenario and the seed; times, and what hangs on them, differ from run to run."
        return """
            <footer>
            <h2 id="how">How this was measured</h2>
            <dl class="facts">
            <dt>Scenario</dt><dd>\(story.title), \(story.scope)</dd>
            <dt>Clock</dt><dd>\(last.date(0)) \(last.time(0)) to \(last.date(plan.window)) \(last.time(plan.window)), \
            \(plan.zone.identifier); orders are followed until \(last.date(recording.reached)) \(last.time(recording.reached)). \
            Charts show the time until the last dispatch.</dd>
            <dt>Orders</dt><dd>\(Figures.count(books.due)) due = \(Figures.count(books.completed)) completed + \
            \(Figures.count(books.failed)) failed + \(Figures.count(books.cancelled)) cancelled + \(Figures.count(books.parked)) \
            put aside + \(Figures.count(books.inFlight)) under way at the end</dd>
            <dt>Schedule lag</dt><dd>\(lag(day)): response times count from the intended moment, service times from the moment sent</dd>
            <dt>Measured</dt><dd>\(Figures.count(Int64(clamping: recording.handledEvents))) \(isVirtual ? "simulated " : "")events; series in intervals of \
            \(Figures.duration(recording.axis.step)), later \(Figures.duration(recording.axis.drainStep)); histograms in the layout of \
            HdrHistogram, 0.1 % wide over the run and 1 % wide in an interval</dd>
            </dl>
            <p>\(origin)</p>
            </footer>
            """
    }
}
