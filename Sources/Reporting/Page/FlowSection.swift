import Kernel

/// The day as a flow: what came in, what went out, what waits in between.
struct FlowSection: Sendable {
    let day: DaySeries

    /// Arrivals against dispatches, cumulative, with the cut-offs as lines: the gap is what waits.
    func gap(compact: Bool = false) -> Markup {
        guard let event = day.promisedEvent else { return .none }
        let due = day.cumulative(day.meters.ordersDue)
        let out = day.cumulative(day.meters.events(event))
        let name = day.plan.journey.events[event].name
        let waiting = zip(due, out).map { ($0 ?? 0) - ($1 ?? 0) }
        let widest = waiting.prefix(day.frame.intervals.count).max() ?? 0
        let when = waiting.firstIndex(of: widest) ?? 0
        return LineChart(
            title: "Arrivals against dispatches",
            source: "orders since the start; \(day.ordersSource)",
            summary: "Orders due and orders \(name), cumulative. The gap is widest at "
                + "\(day.frame.clock.moment(day.frame.lowerBound(when + 1))): \(Figures.count(Int64(widest), of: "order")).",
            unit: .count,
            series: [
                .init(name: "orders due", ink: .demand, values: due, placing: .end),
                .init(name: "orders \(name)", ink: .good, values: out, placing: .end),
            ],
            frame: day.frame, marks: day.cutoffMarks, gap: .init(upper: 0, lower: 1, ink: .bad), isCompact: compact
        ).markup
    }

    /// Rates of arrival, of the promised event and of completion.
    var rates: Markup {
        var series = [
            LineChart.Series(name: "due", ink: .demand, values: day.perHour(day.meters.ordersDue), style: .area)
        ]
        if let event = day.promisedEvent {
            series.append(
                .init(
                    name: day.plan.journey.events[event].name, ink: .good, values: day.perHour(day.meters.events(event))
                ))
        }
        series.append(
            .init(
                name: "completed", ink: .series(3), values: day.perHour(day.meters.ordersEnded(.completed)),
                style: .dashed))
        return LineChart(
            title: "Arrivals and completions", source: "orders per hour; \(day.ordersSource)",
            summary: "Orders per hour that came due, were dispatched, and were completed, over the day.",
            unit: .count, series: series, frame: day.frame, marks: day.cutoffMarks, cutsPeaks: true
        ).markup
    }

    /// What waits until the promised event, and what is past its cut-off, as stocks.
    var waiting: Markup {
        guard let promised = day.promisedEvent else { return .none }
        let late = LineChart.Series(
            name: "past their cut-off, not \(day.plan.journey.events[promised].name)", ink: .bad,
            values: day.stock(in: day.meters.delayedIn, out: day.meters.delayedOut), placing: .end)
        return stocks(title: "What waits for dispatch", where: { $0.to <= promised }, more: [late])
    }

    /// What is still to be done after the promised event, as stocks.
    var following: Markup {
        guard let promised = day.promisedEvent else { return .none }
        return stocks(title: "What is still to follow", where: { $0.to > promised }, more: [])
    }

    private func stocks(
        title: String, where test: (JourneyPlan.Indicator) -> Bool, more: [LineChart.Series]
    ) -> Markup {
        let chosen = day.plan.journey.indicators.enumerated().filter { test($0.element) }.prefix(6)
        let series =
            chosen.enumerated().map { k, one in
                LineChart.Series(
                    name: one.element.name, ink: .series(k),
                    values: day.stock(in: day.meters.indicatorIn(one.offset), out: day.meters.indicatorOut(one.offset)),
                    placing: .end)
            } + more
        guard !series.isEmpty else { return .none }
        return LineChart(
            title: title, source: "orders, at the end of each interval; \(day.ordersSource)",
            summary: "Stocks of orders between two business events over the day.", unit: .count, series: series,
            frame: day.frame, marks: day.cutoffMarks
        ).markup
    }

    /// How old the oldest order is in each of the counts between two events: how stale stock levels are, how long a delivery is
    /// unconfirmed.
    var ages: Markup {
        let all = day.plan.journey.indicators.enumerated().prefix(7).map { k, indicator in
            LineChart.Series(
                name: indicator.name, ink: .series(k),
                values: day.heights(day.recording.peakSeries(day.peaks.indicatorAge(k))).map { $0 == 0 ? nil : $0 })
        }
        let series = all.filter { $0.values.contains { $0 != nil } }
        guard !series.isEmpty else { return .none }
        return LineChart(
            title: "Age of the oldest order in each count",
            source: "time since its first event, highest in each interval, logarithmic; \(day.ordersSource)",
            summary: "The age of the oldest order that waits between two business events over the day.", unit: .time,
            series: series, frame: day.frame, isLogarithmic: true, marks: day.cutoffMarks
        ).markup
    }

    /// Time from order to each leg's end, over the day.
    var legs: Markup {
        let list = day.plan.journey.legs
        guard !list.isEmpty else { return .none }
        let series = list.prefix(7).enumerated().map { k, leg in
            LineChart.Series(name: leg.name, ink: .series(k), values: day.quantile(0.9, of: [.leg(k)]))
        }
        return LineChart(
            title: "Legs of the journey, p90",
            source:
                "time between two business events, logarithmic; by when the leg ended; where orders are few, intervals are taken together",
            summary: "The 90th percentile of each leg of the journey over the day.", unit: .time, series: series,
            frame: day.frame, isLogarithmic: true, marks: day.cutoffMarks
        ).markup
    }
}
