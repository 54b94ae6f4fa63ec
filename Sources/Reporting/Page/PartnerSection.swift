import Kernel

/// How the partners answered: latency, refusals, percentiles.
struct PartnerSection: Sendable {
    let day: DaySeries

    private func calls(to system: SystemID) -> [TrackID] { day.edges { $0.callee == system }.map { .call($0) } }

    /// The label of a system.
    private func label(_ system: SystemID) -> String { day.plan.systems[system].label }

    /// p99 by partner over the day.
    func latency(_ chosen: [SystemID]? = nil, compact: Bool = false) -> Markup {
        let systems = chosen ?? day.partners()
        guard !systems.isEmpty else { return .none }
        let series = systems.enumerated().map { k, system in
            LineChart.Series(name: label(system), ink: .series(k), values: day.quantile(0.99, of: calls(to: system)))
        }
        return LineChart(
            title: "Latency by partner, p99",
            source:
                "from when the caller wanted it to the answer, all tries included; successful calls only, logarithmic; where calls are few, intervals are taken together",
            summary: "The 99th percentile of successful calls by called system over the day.", unit: .time,
            series: series, frame: day.frame, isLogarithmic: true, isCompact: compact
        ).markup
    }

    /// Share of attempts in trouble for some partners over the day.
    func trouble(_ systems: [SystemID], compact: Bool = false) -> Markup {
        let series = systems.enumerated().map { k, system -> LineChart.Series in
            let edges = day.edges { $0.callee == system }
            return .init(
                name: label(system), ink: .series(k),
                values: day.ratio(day.attempts(edges, LandscapeTraffic.trouble), by: day.attempts(edges), least: 5),
                style: k == 0 ? .area : .line)
        }
        return LineChart(
            title: "Attempts in trouble",
            source: "share of attempts answered 429 or 5xx, timed out, cut or turned away",
            summary: "Share of attempts in trouble by partner over the day.", unit: .share, series: series,
            frame: day.frame, marks: day.cutoffMarks, least: 0.04, isCompact: compact
        ).markup
    }

    /// Rate-limit answers, partner by time.
    var rateLimits: Markup {
        let systems = day.partners(limit: 12).filter { system in
            day.plan.limiters.contains { $0.system == system }
                || day.total(day.attempts(day.edges { $0.callee == system }, Outcome.Set([.rateLimited]))) > 0
        }
        guard !systems.isEmpty else {
            return "<p class=\"note\">No system of this landscape has a rate limit.</p>"
        }
        let rows = systems.map { system -> HeatMap.Row in
            let edges = day.edges { $0.callee == system }
            let refused = day.attempts(edges, Outcome.Set([.rateLimited]))
            let all = day.attempts(edges)
            let whole = day.total(all)
            return HeatMap.Row(
                name: label(system), values: day.ratio(refused, by: all),
                whole: whole > 0 ? Double(day.total(refused)) / Double(whole) : nil)
        }
        let worst = rows.max { ($0.whole ?? 0) < ($1.whole ?? 0) }
        return HeatMap(
            title: "Rate-limit answers, partner by time",
            source: "share of attempts answered 429, counted at the caller; an empty stretch had no attempts",
            summary: "Share of attempts that were rate limited, by partner and time. "
                + (worst.map { "Most: \($0.name), \(Figures.percent($0.whole ?? 0, digits: 1)) over the run." } ?? ""),
            rows: rows, frame: day.frame, marks: day.cutoffMarks
        ).markup
    }

    /// What each limiter let pass and refused.
    var limiters: Markup {
        let list = day.plan.limiters.indices.map { limiter -> (Int, Int64, Int64) in
            (
                limiter, day.recording.total(day.meters.limiterAdmitted(limiter)),
                day.recording.total(day.meters.limiterRefused(limiter))
            )
        }.filter { $0.1 + $0.2 > 0 }
        guard !list.isEmpty else { return .none }
        let rows = list.map { limiter, admitted, refused -> Markup in
            let plan = day.plan.limiters[limiter]
            let share = Double(refused) / Double(max(1, admitted + refused))
            return """
                <tr><th scope="row">\(plan.name)</th><td><b>\(Figures.percent(share, digits: 1))</b></td>\
                <td>\(Figures.count(refused))</td><td>\(Figures.count(admitted))</td><td class="left">\(plan.documented)</td></tr>
                """
        }.joined()
        return """
            <div class="card scroll below"\(ScrollArea.attributes("Limits"))><table><caption><span>Limits, counted at the limiter: requests let pass and refused</span></caption>
            <thead><tr><th scope="col">Limit</th><th scope="col">Share refused</th><th scope="col">Refused</th>\
            <th scope="col">Let pass</th><th scope="col" class="left">Documented</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private var used: [(link: LinkID, edges: [EdgeID])] {
        day.plan.links.indices.map { link in (link, day.plan.edges.indices.filter { day.plan.edges[$0].link == link }) }
            .filter { day.total(day.attempts($0.edges)) > 0 }
    }

    /// Response and service time by link, successes and failures apart.
    var latencies: Markup {
        func cells(_ histogram: LatencyHistogram, _ quantiles: [Double]) -> Markup {
            quantiles.map { q -> Markup in "<td>\(histogram.quantile(q).map(Figures.duration) ?? "-")</td>" }.joined()
        }
        let rows = used.map { link, edges -> Markup in
            let response = day.histogram(of: edges.map { .call($0) })
            let service = day.histogram(of: edges.map { .attempt($0) })
            let failed = day.histogram(of: edges.map { .failedCall($0) })
            return """
                <tr><th scope="row">\(day.label(link: link))</th>\(cells(response, [0.5, 0.9, 0.99, 0.999]))\(cells(service, [0.5, 0.99]))\
                <td>\(Figures.count(Int64(clamping: response.count)))</td>\
                <td>\(Figures.count(Int64(clamping: failed.count)))</td>\(cells(failed, [0.99]))</tr>
                """
        }.joined()
        guard !rows.isEmpty else { return .none }
        return """
            <div class="card scroll below"\(ScrollArea.attributes("Latency by link"))><table class="links"><caption><span>Latency by link over the whole run. Response: successful \
            calls, from when the caller wanted the answer, all tries and pauses included. Service: successful attempts, from \
            when each was sent</span></caption>
            <thead><tr><th scope="col">Link</th><th scope="col">Response p50</th><th scope="col">p90</th><th scope="col">p99</th>\
            <th scope="col">p99.9</th><th scope="col">Service p50</th><th scope="col">p99</th><th scope="col">Calls answered</th><th scope="col">Calls failed</th><th scope="col">Until failed, p99</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }

    /// How attempts ended, by link: one column a class that occurred, never lumped.
    var endings: Markup {
        let all = used.map { link, edges in
            (link, Outcome.allCases.map { outcome in day.total(day.attempts(edges, Outcome.Set([outcome]))) })
        }
        let counts = all.filter { $0.1.dropFirst().contains { $0 > 0 } }
        guard !counts.isEmpty else { return "<p class=\"note\">Every attempt on every link was answered.</p>" }
        let rest = all.count - counts.count
        let others =
            rest == 0
            ? ""
            : rest == 1
                ? "; the one other link answered every attempt" : "; the \(rest) other links answered every attempt"
        let shown = Outcome.allCases.indices.filter { k in counts.contains { $0.1[k] > 0 } }
        guard !shown.isEmpty else { return .none }
        let head = shown.map { "<th scope=\"col\">\(Outcome.allCases[$0].column)</th>" as Markup }.joined()
        let rows = counts.map { link, counts -> Markup in
            let cells = shown.map { "<td>\(counts[$0] == 0 ? "-" : Figures.count(counts[$0]))</td>" as Markup }.joined()
            return "<tr><th scope=\"row\">\(day.label(link: link))</th>\(cells)</tr>"
        }.joined()
        return """
            <div class="card scroll below"\(ScrollArea.attributes("How attempts ended"))><table class="links"><caption><span>How attempts ended, counted at the caller over the \
            whole run\(others)</span></caption><thead><tr><th scope="col">Link</th>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    /// Percentiles by partner.
    var percentiles: Markup {
        let curves = day.partners(limit: 6).enumerated().map { k, system in
            PercentilePlot.Curve(name: label(system), ink: .series(k), histogram: day.histogram(of: calls(to: system)))
        }.filter { $0.histogram.count > 0 }
        guard !curves.isEmpty else { return .none }
        return PercentilePlot(
            title: "Percentiles by partner",
            source: "response time of successful calls, all tries included, logarithmic",
            summary: "Response time by percentile for each called system.", curves: curves
        ).markup
    }

    /// Percentiles of the legs and the whole journey.
    var journeyPercentiles: Markup {
        var curves = day.plan.journey.legs.prefix(6).enumerated().map { k, leg in
            PercentilePlot.Curve(name: leg.name, ink: .series(k), histogram: day.histogram(of: [.leg(k)]))
        }
        curves.append(.init(name: "whole journey", ink: .series(7), histogram: day.histogram(of: [.journey])))
        curves = curves.filter { $0.histogram.count > 0 }
        guard !curves.isEmpty else { return .none }
        return PercentilePlot(
            title: "Percentiles of the journey", source: "time between business events of all orders, logarithmic",
            summary: "Time by percentile for each leg and the whole journey.", curves: curves
        ).markup
    }
}
