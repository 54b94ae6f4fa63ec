import Analysis
import Kernel

/// Where work waits and where it is done twice: queues, lines of workers, retries, exceptions.
struct WorkSection: Sendable {
    let day: DaySeries

    private struct Line {
        var name: String
        var values: [Double?]
        var highest: Double
    }

    private func lines(_ list: [(String, [Double?])], limit: Int) -> [LineChart.Series] {
        list.map { Line(name: $0.0, values: $0.1, highest: $0.1.compactMap { $0 }.max() ?? 0) }
            .enumerated().filter { $0.element.highest > 0 }
            .sorted { ($0.element.highest, $1.offset) > ($1.element.highest, $0.offset) }.prefix(limit).enumerated()
            .map { k, line in LineChart.Series(name: line.element.name, ink: .series(k), values: line.element.values) }
    }

    private func system(_ id: SystemID) -> String { day.plan.systems[id].label }

    /// Most messages waiting in each queue, in each interval.
    var depths: [(name: String, values: [Double?])] {
        day.plan.queues.enumerated().map {
            ("\(system($1.system)): \($1.name)", day.heights(day.recording.waiting(inQueue: $0)))
        }
    }

    /// Longest line in front of each of some pools of workers, in each interval.
    func waiting(for pools: some Sequence<PoolID>) -> [(name: String, values: [Double?])] {
        pools.map {
            (
                "\(system(day.plan.pools[$0].system)): \(day.plan.pools[$0].name)",
                day.heights(day.recording.waiting(forPool: $0))
            )
        }
    }

    /// Most messages waiting in each queue.
    func queues(compact: Bool = false) -> Markup {
        let series = lines(depths, limit: 7)
        guard !series.isEmpty else { return "<p class=\"note\">No message ever waited in a queue.</p>" }
        return LineChart(
            title: "Queue depths", source: "messages waiting, highest in each interval",
            summary: "Messages waiting in each queue over the day.", unit: .count, series: series, frame: day.frame,
            marks: day.cutoffMarks, isCompact: compact
        ).markup
    }

    /// How long the oldest message in each queue had waited: how old what it feeds is (stock levels, tracking).
    var ages: Markup {
        let all = day.plan.queues.enumerated().map {
            (
                "\(system($1.system)): \($1.name)",
                day.heights(day.recording.peakSeries(day.peaks.queueAge($0))).map { $0 == 0 ? nil : $0 }
            )
        }
        let series = lines(all, limit: 7)
        guard !series.isEmpty else { return .none }
        return LineChart(
            title: "Age of the oldest message",
            source: "time waited in the queue, highest in each interval, logarithmic",
            summary: "The age of the oldest waiting message of each queue over the day.", unit: .time, series: series,
            frame: day.frame, isLogarithmic: true, marks: day.cutoffMarks
        ).markup
    }

    /// Longest line in front of each pool of workers; some pools only, or all.
    func pools(_ chosen: [PoolID]? = nil, compact: Bool = false) -> Markup {
        let series = lines(waiting(for: day.plan.pools.indices.filter { chosen?.contains($0) ?? true }), limit: 7)
        guard !series.isEmpty else { return "<p class=\"note\">Nothing ever waited for a worker.</p>" }
        return LineChart(
            title: "Waiting for workers", source: "requests and tasks in line, highest in each interval",
            summary: "Requests and tasks waiting in front of each pool of workers over the day.", unit: .count,
            series: series, frame: day.frame, marks: day.cutoffMarks, isCompact: compact
        ).markup
    }

    /// Share of workers' time that is taken.
    var utilisation: Markup {
        let all = day.plan.pools.enumerated().map { pool, plan -> (String, [Double?]) in
            (
                "\(system(plan.system)): \(plan.name)",
                day.ratio([day.meters.poolBusyTime(pool)], by: [day.meters.poolCapacityTime(pool)])
            )
        }
        let series = lines(all, limit: 7)
        guard !series.isEmpty else { return .none }
        return LineChart(
            title: "Busy workers",
            source:
                "share of worker time on duty that was taken, nested calls included; above 100 %: work in hand after the shift",
            summary: "Utilisation of each pool of workers over the day.", unit: .share, series: series,
            frame: day.frame, least: 1
        ).markup
    }

    /// Attempts per call over the day, for some links or the most amplified ones.
    func amplification(_ chosen: [LinkID]? = nil, compact: Bool = false) -> Markup {
        let links = chosen ?? mostAmplified(limit: 6)
        let series = links.enumerated().map { k, link -> LineChart.Series in
            let edges = day.plan.edges.indices.filter { day.plan.edges[$0].link == link }
            return .init(
                name: day.label(link: link), ink: .series(k),
                values: day.amplification(edges, least: 10))
        }
        guard !series.isEmpty else { return "<p class=\"note\">Nothing was tried twice.</p>" }
        return LineChart(
            title: "Retry amplification", source: "attempts per call that sent one, by when each ended; 1 is no retry",
            summary: "Attempts per call on the links with most retries over the day.", unit: .ratio, series: series,
            frame: day.frame, marks: day.cutoffMarks, least: 1.5, base: 1, isCompact: compact
        ).markup
    }

    private func mostAmplified(limit: Int) -> [LinkID] {
        day.plan.links.indices.map { link -> (LinkID, Double) in
            let edges = day.plan.edges.indices.filter { day.plan.edges[$0].link == link }
            let attempts = day.total(day.attempts(edges))
            let calls = SentCalls(day.plan).total(edges, day.recording)
            return (link, calls > 0 ? Double(attempts) / Double(calls) : 0)
        }.filter { $0.1 > 1.000_5 }.sorted { ($0.1, $1.0) > ($1.1, $0.0) }.prefix(limit).map(\.0)
    }

    /// Calls, attempts and what caused the extra ones, by link; columns that would stay empty are left out.
    var retries: Markup {
        var columns: [(head: String, amount: (LinkID) -> Int64)] = []
        for (cause, words) in WorkSection.causes {
            columns.append(
                (
                    "Retries after \(words)",
                    { link in day.total(edges(of: link).map { day.meters.extraAttempts($0, cause: cause) }) }
                ))
        }
        if day.meters.hasCaches {
            columns.append(
                ("Answered by a cache", { link in day.total(edges(of: link).map { day.meters.cached($0) }) }))
        }
        columns.append(("Denied by retry budget", { day.recording.total(day.meters.budgetDenied($0)) }))
        columns.append(
            ("Refused by breaker", { link in day.total(edges(of: link).map { day.meters.calls($0, .breakerOpen) }) }))
        columns.append(("Breaker opened", { day.recording.total(day.meters.breakerOpened($0)) }))
        let asked = day.plan.links.indices.filter {
            let cached = day.meters.hasCaches ? edges(of: $0).map { day.meters.cached($0) } : []
            return day.total(day.calls(edges(of: $0)) + day.attempts(edges(of: $0)) + cached) > 0
        }
        let used = asked.filter { link in
            columns.contains { $0.amount(link) != 0 }
                || day.total(day.attempts(edges(of: link)))
                    != day.total(edges(of: link).map { day.meters.primaryCalls($0) })
        }
        guard !used.isEmpty else { return .none }
        let rest = asked.count - used.count
        let others =
            rest == 0
            ? ""
            : rest == 1
                ? ". On the one other link nothing was repeated" : ". On the \(rest) other links nothing was repeated"
        let shown = columns.map { column in (column.head, used.map(column.amount)) }.filter {
            $0.1.contains { $0 != 0 }
        }
        let rows = used.enumerated().map { k, link -> Markup in
            let calls = day.total(day.calls(edges(of: link)))
            let attempts = day.total(day.attempts(edges(of: link)))
            let cells = shown.map { "<td>\($0.1[k] == 0 ? "-" : Figures.count($0.1[k]))</td>" as Markup }.joined()
            let sent = SentCalls(day.plan).total(edges(of: link), day.recording)
            let ratio = sent > 0 ? Figures.fixed(Double(attempts) / Double(sent), 2) : "-"
            let first = day.total(edges(of: link).map { day.meters.primaryCalls($0) })
            let compounded = first > 0 ? Figures.fixed(Double(attempts) / Double(first), 2) : "-"
            return """
                <tr><th scope="row">\(day.label(link: link))</th><td><b>\(ratio)</b></td><td>\(compounded)</td>\
                <td>\(Figures.count(calls))</td>\
                <td>\(Figures.count(attempts))</td>\(cells)</tr>
                """
        }.joined()
        let head = shown.map { "<th scope=\"col\">\($0.0)</th>" as Markup }.joined()
        return """
            <div class="card scroll below"\(ScrollArea.attributes("Retries by link"))><table class="links"><caption><span>Links: logical calls, attempts, and why the extra attempts \
            were made, counted at the caller over the whole run. Attempts a call: of calls that sent one. Compounded: attempts for each call that no retry further up caused\(others)</span></caption>
            <thead><tr><th scope="col">Link</th><th scope="col">Attempts a call</th>\
            <th scope="col">Compounded along the route</th><th scope="col">Calls</th><th scope="col">Attempts</th>\(head)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private static let causes: [(Outcome, String)] = [
        (.rateLimited, "429"), (.timeout, "timeout"), (.connection, "lost connection"), (.serverError, "server error"),
        (.shed, "full line"), (.breakerOpen, "open breaker"), (.businessError, "business error"),
    ]

    private func edges(of link: LinkID) -> [EdgeID] {
        day.plan.edges.indices.filter { day.plan.edges[$0].link == link }
    }

    /// Exceptions open at the end of each interval: by reason, by warehouse and by carrier.
    var exceptions: [Markup] {
        let plan = day.plan
        let marks = day.cutoffMarks
        func chart(_ title: String, _ list: [(String, [Double?])]) -> Markup {
            let series = lines(list, limit: 7).map { one -> LineChart.Series in
                var placed = one
                placed.placing = .end
                return placed
            }
            guard !series.isEmpty else { return .none }
            return LineChart(
                title: title, source: "orders put aside, at the end of each interval",
                summary: "\(title) over the day.",
                unit: .count, series: series, frame: day.frame, marks: marks
            ).markup
        }
        let carriers =
            plan.demand.carriers.map { day.label($0) } + ["no carrier yet"]
        return [
            chart(
                "Exception backlog by reason",
                plan.parks.enumerated().map {
                    ($1.reason, day.stock(in: day.meters.parkedIn($0), out: day.meters.parkedOut($0)))
                }),
            chart(
                "Exception backlog by warehouse",
                plan.demand.warehouses.names.enumerated().map {
                    (
                        day.label($1),
                        day.stock(in: day.meters.warehouseExceptionsIn($0), out: day.meters.warehouseExceptionsOut($0))
                    )
                }),
            chart(
                "Exception backlog by carrier",
                carriers.enumerated().map {
                    ($1, day.stock(in: day.meters.carrierExceptionsIn($0), out: day.meters.carrierExceptionsOut($0)))
                }),
        ].filter { !$0.isEmpty }
    }
}
