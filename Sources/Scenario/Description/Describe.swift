internal import Kernel

/// Says what a scenario will run: in one line, or in sentences with a table of the calls it makes.
public enum Describe {
    /// `1,000,000 orders in 24h, 13 systems, 4 budgets`
    public static func line(_ scenario: ScenarioFile) -> String {
        let plan = scenario.plan
        return
            "\(orders(plan)) in \(TimeNotation.text(plan.window)), \(counted(plan.systems.count, "system")), "
            + counted(plan.budgets.count, "budget")
    }

    /// Sentences for people, a newline at the end of each.
    public static func text(of scenario: ScenarioFile) -> String {
        let plan = scenario.plan
        var out = ["\(plan.title)", ""]
        out += when(plan) + [""] + demand(plan) + [""]
        out += ["Systems"] + plan.systems.indices.flatMap { system($0, plan) } + [""]
        out += ["Links"] + plan.links.map { link($0, plan) } + [""]
        out += journey(plan) + [""]
        out += calls(plan)
        if !plan.budgets.isEmpty {
            out += ["", "Budgets"]
            out += plan.budgets.map { "  \($0.text)" + ($0.severity == .warning ? "   (a warning only)" : "") }
        }
        return out.joined(separator: "\n") + "\n"
    }

    // MARK: - Parts

    private static func orders(_ plan: Plan) -> String {
        let generated = plan.demand.generatedOrders
        guard let replay = plan.demand.replay else { return "\(grouped(generated)) orders" }
        let file = "the orders of \(replay.source)" + (replay.scale == 1 ? "" : " times \(number(replay.scale))")
        return generated == 0 ? file : "\(grouped(generated)) orders and \(file)"
    }

    private static func when(_ plan: Plan) -> [String] {
        var lines = [
            "Starts \(wall(0, plan)), \(plan.zone.identifier); orders come for \(TimeNotation.text(plan.window))."
        ]
        let drain = plan.end - plan.window
        lines.append(
            drain > 0
                ? "After that the landscape has \(TimeNotation.text(drain)) to finish; the run ends earlier if all orders have."
                : "The run ends with the last order.")
        lines.append("Seed \(plan.seed): the same seed gives the same run.")
        return lines
    }

    private static func demand(_ plan: Plan) -> [String] {
        let demand = plan.demand
        var lines = ["Orders: \(orders(plan))."]
        if let peak = peakHour(plan) {
            lines.append("  The busiest hour begins \(wall(peak.start, plan)) with \(grouped(peak.orders)) orders.")
        }
        for stream in demand.streams where demand.streams.count > 1 || stream.name != "day" {
            let count = stream.slices.reduce(0) { $0 + $1.count }
            lines.append("  \(stream.name): \(grouped(count)), from \(wall(stream.slices.first?.start ?? 0, plan))")
        }
        for (name, mix) in [
            ("channels", demand.channels), ("destinations", demand.destinations), ("services", demand.services),
            ("warehouses", demand.warehouses),
        ] where mix.names.count > 1 {
            let sum = mix.weights.reduce(0, +)
            let parts = zip(mix.names, mix.weights).map { "\($0) \(percent($1 / max(sum, 1e-300)))" }
            lines.append("  \(name): \(parts.joined(separator: ", "))")
        }
        if demand.products > 1 {
            let zipf = demand.popularity > 0 ? ", popularity Zipf \(number(demand.popularity))" : ""
            lines.append("  \(grouped(demand.products)) products\(zipf)")
        }
        return lines
    }

    private static func system(_ id: Int, _ plan: Plan) -> [String] {
        let system = plan.systems[id]
        let name = system.label == system.name ? system.name : "\(system.name) (\(system.label))"
        var lines = ["  \(name), \(system.role.rawValue)"]
        for pool in plan.pools where pool.system == id {
            let most = pool.capacity.map(\.workers).max() ?? 0
            let least = pool.capacity.map(\.workers).min() ?? 0
            let shifts = least == most ? "" : " on duty at most, \(grouped(least)) at least"
            let bound = pool.waitingBound.map { ", at most \(grouped($0)) wait" } ?? ""
            let turn = pool.discipline == .fifo ? "" : ", \(pool.discipline.rawValue)"
            lines.append("    \(grouped(most)) \(pool.name)\(shifts)\(bound)\(turn)")
        }
        for queue in plan.queues where queue.system == id && queue.call != nil {
            let tried = queue.attempts > 1 ? ", tried \(counted(queue.attempts, "time")) like the queue's messages" : ""
            lines.append("    \(queue.name): its caller goes on at once\(tried)")
        }
        for queue in plan.queues where queue.system == id && queue.call == nil {
            let bound = queue.bound.map { ", holds \(grouped($0))" } ?? ""
            lines.append("    queue \(queue.name)\(bound), a message is tried \(counted(queue.attempts, "time"))")
        }
        for limiter in plan.limiters where limiter.system == id {
            let told = limiter.tells ? "tells when to come back" : "does not tell when to come back"
            lines.append("    limit \(limiter.name): \(limiter.documented), \(told)")
        }
        for fault in plan.faults where fault.system == id {
            lines.append(
                "    fault \(fault.name)" + (fault.probability < 1 ? ", strikes \(percent(fault.probability))" : ""))
        }
        return lines
    }

    private static func link(_ link: LinkPlan, _ plan: Plan) -> String {
        var parts = [link.timeout.map { "timeout \(TimeNotation.text($0))" } ?? "no timeout"]
        parts.append(counted(link.attempts, "attempt"))
        if link.attempts > 1, link.backoff.base > 0 {
            parts.append(
                "backoff \(TimeNotation.text(link.backoff.base)) to \(TimeNotation.text(link.backoff.cap)), "
                    + "jitter \(link.backoff.jitter.rawValue)")
        }
        if let budget = link.budget { parts.append("retry budget \(percent(budget.ratio))") }
        if let breaker = link.breaker {
            parts.append(
                "breaker opens at \(percent(breaker.failureShare)) of \(breaker.window) for \(TimeNotation.text(breaker.openFor))"
            )
        }
        if let bulkhead = link.bulkhead { parts.append("at most \(grouped(bulkhead.limit)) at once") }
        if let pacing = link.pacing {
            parts.append("paced to \(grouped(pacing.count)) in \(TimeNotation.text(pacing.period))")
        }
        if link.idempotent { parts.append("idempotency key") }
        if let cache = link.cache { parts.append(self.cache(cache, plan)) }
        return "  \(link.name): \(parts.joined(separator: ", "))"
    }

    private static func cache(_ cache: LinkPlan.Cache, _ plan: Plan) -> String {
        let what = cache.operations.map { " of " + $0.map { plan.operations[$0].name }.joined(separator: ", ") } ?? ""
        let use = cache.isOn ? "a cache answers" : "a cache, not in use, would answer"
        return "\(use) \(percent(cache.hits))\(what) in \(TimeNotation.text(cache.answersIn))"
    }

    private static func journey(_ plan: Plan) -> [String] {
        // By how many others an event may follow: as they come in time, whatever the order in which they are written.
        let order = EventOrder(plan)
        let events = plan.journey.events.indices.map { (followed: order.before($0).count, event: $0) }.sorted(by: <)
            .map { plan.journey.events[$0.event].name }.joined(separator: ", ")
        var lines = ["Journey: \(events)."]
        if let event = plan.promise.event {
            let name = plan.journey.events[event].name
            let moments = plan.promise.cutoffs.instants.filter { $0 >= 0 && $0 <= plan.window }
            let first = moments.first.map { ", the first \(wall($0, plan))" } ?? ""
            lines.append("  Promised: \(name) by \(plan.promise.calendar)\(first).")
            for (service, lead) in zip(plan.demand.services.names, plan.promise.leads) {
                lines.append("    \(service): ordered at least \(TimeNotation.text(lead)) before the cut-off")
            }
        }
        return lines
    }

    /// Who calls whom how often, and the busiest hour against the documented limits.
    private static func calls(_ plan: Plan) -> [String] {
        let expected = ExpectedCalls(plan)
        let total = plan.demand.replay == nil ? Double(plan.demand.generatedOrders) : nil
        let peak = peakHour(plan).map { Double($0.orders) }
        var rows = [["call", "an order", "in all", "busiest hour"]]
        for (edge, share) in expected.byEdge.enumerated() where share > 0 {
            rows.append([
                plan.edges[edge].name, number(share), total.map { grouped(Int(($0 * share).rounded())) } ?? "-",
                peak.map { grouped(Int(($0 * share).rounded())) } ?? "-",
            ])
        }
        let caches = plan.links.contains { $0.cache?.isOn == true } ? "; what caches answer is left out" : ""
        var lines = ["Calls, if everything answers (retries, fallbacks and exceptions come on top\(caches))"]
        lines += table(rows).map { "  \($0)" }
        guard let peak else { return lines }
        for limiter in plan.limiters.indices {
            guard let hourly = hourly(plan.limiters[limiter].kind) else { continue }
            let wanted = plan.operations.indices.filter { plan.operations[$0].limiters.contains(limiter) }
                .reduce(0.0) { $0 + expected.byOperation[$1] * Double(plan.operations[$1].points) }
            let verdict = wanted * peak > hourly ? "above the limit" : "within the limit"
            lines.append(
                "  \(plan.limiters[limiter].name): \(grouped(Int((wanted * peak).rounded()))) wanted in the busiest hour, "
                    + "\(grouped(Int(hourly.rounded()))) allowed: \(verdict)")
        }
        return lines
    }

    // MARK: - Figures

    /// What a limit allows an hour; nil for those that are not rates.
    private static func hourly(_ kind: LimiterPlan.Kind) -> Double? {
        switch kind {
        case .fixedWindow(let count, let period), .slidingWindow(let count, let period),
            .tokenBucket(let count, let period, _), .gcra(let count, let period, _):
            Double(count) * Double(Nanoseconds.hour) / Double(period)
        case .concurrency, .quota: nil
        }
    }

    /// The full hour after the start with the most generated orders; nil without any.
    static func peakHour(_ plan: Plan) -> (start: Instant, orders: Int)? {
        let hours = Int((plan.window + .hour - 1) / .hour)
        guard hours > 0, hours <= 24 * 400 else { return nil }
        var counts = [Double](repeating: 0, count: hours)
        for slice in plan.demand.streams.flatMap(\.slices) where slice.count > 0 {
            let length = slice.end - slice.start
            if length <= 0 {
                counts[min(max(Int(slice.start / .hour), 0), hours - 1)] += Double(slice.count)
                continue
            }
            var start = max(0, slice.start)
            while start < slice.end {
                let end = min(slice.end, (start / .hour + 1) * .hour)
                // The rate falls or rises evenly from `startWeight` to 2 - `startWeight`; its integral is exact.
                func done(_ instant: Instant) -> Double {
                    let x = Double(instant - slice.start) / Double(length)
                    return slice.startWeight * x + (1 - slice.startWeight) * x * x
                }
                counts[min(Int(start / .hour), hours - 1)] += Double(slice.count) * (done(end) - done(start))
                start = end
            }
        }
        guard let best = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[best] > 0 else { return nil }
        return (Instant(best) * .hour, Int(counts[best].rounded()))
    }

    /// `Fri 2026-11-27 17:00`
    private static func wall(_ instant: Instant, _ plan: Plan) -> String {
        let local = plan.zone.originUnixSeconds + instant / .second + Int64(plan.zone.offset(at: instant))
        let day = Int((Double(local) / 86_400).rounded(.down))
        return LocalDateTime(date: LocalDate(day: day), seconds: Int(local - Int64(day) * 86_400)).text
    }

    private static func counted(_ count: Int, _ what: String) -> String {
        "\(grouped(count)) \(what)\(count == 1 ? "" : "s")"
    }

    private static func number(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        return hundredths == hundredths.rounded() && abs(hundredths) < 1e15
            ? String(Int(hundredths)) : String(hundredths)
    }

    private static func table(_ rows: [[String]]) -> [String] {
        guard let first = rows.first else { return [] }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + gap : gap + row[column]
            }.joined(separator: "   ")
        }
    }
}
