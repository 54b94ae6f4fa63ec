import Analysis
import Kernel

extension CapacityTables {
    /// Loads, and what came of each.
    var curve: CapacityStory.Table? {
        guard let curve = findings.curve, !curve.isEmpty else { return nil }
        return CapacityStory.Table(
            title: "Load and what comes of it",
            heads: [
                "Times forecast", "Offered/h", "Done/h", "p50", "p95", "p99", "Most used", "Use", "Waiting",
                "Amplification", "Budgets",
            ],
            rows: curve.map { point in
                let latency = point.latency.map { $0.map { Figures.duration($0) } } ?? ["-", "-", "-"]
                return [
                    CapacityWords.times(point.factor), Figures.fixed(point.offered, 0),
                    Figures.fixed(point.done, 0),
                ] + latency + [
                    point.use.map { $0.resource.name(in: plan) } ?? "-",
                    point.use.map { Figures.percent($0.peak, digits: 0) } ?? "-", Figures.count(point.waiting),
                    point.amplification.map { Figures.fixed($0, 2) } ?? "-",
                    point.isKept.map { $0 ? "kept" : "exceeded" } ?? "not judged",
                ]
            },
            note: findings.explained == .hour
                ? "A steady load, judged for \(words.held). \(measured(plan.followedEvent)) Use is that of the busiest interval. "
                    + "Amplification is that of all links together, where a budget may speak of one of them, or of its worst minutes."
                : "The whole day multiplied; rates are means over the hours in which its orders come, and what is done of them later is not in "
                    + "them. \(measured(plan.promise.event)) Use is that of the busiest interval. Amplification is that of all links and "
                    + "of all of the run, where a budget may speak of one link, or of its worst minutes.")
    }

    /// What the columns of a curve measure.
    private func measured(_ done: EventID?) -> String {
        func name(_ event: EventID?) -> String { event.map { "“\(plan.journey.events[$0].name)”" } ?? "completed" }
        return "Done: orders that are \(name(done)). p50, p95, p99: the time until they are \(name(plan.releaseEvent))."
    }

    /// How sure the curve is.
    var spread: CapacityStory.Table? {
        guard let curve = findings.curve, curve.contains(where: { $0.spread != nil }) else { return nil }
        func cell(_ interval: ConfidenceInterval?, _ words: (Double) -> String) -> String {
            interval.map { "± \(words($0.halfWidth))" } ?? "-"
        }
        func time(_ place: Int, _ point: CurvePoint) -> String {
            cell(point.spread?.latency?[place]) { Figures.duration(Nanoseconds($0.rounded())) }
        }
        return CapacityStory.Table(
            title: "How sure the curve is",
            heads: ["Times forecast", "Seeds", "Done/h", "p50", "p95", "p99", "Use", "Waiting", "Amplification"],
            rows: curve.map { point in
                [
                    CapacityWords.times(point.factor), "\(point.seeds)",
                    cell(point.spread?.done) { Figures.fixed($0, 0) }, time(0, point), time(1, point), time(2, point),
                    cell(point.spread?.use) { Figures.percent($0, digits: 1) },
                    cell(point.spread?.waiting) { Figures.fixed($0, 0) },
                    cell(point.spread?.amplification) { Figures.fixed($0, 3) },
                ]
            },
            note:
                "Figures of the table above are means over seeds; these are their 95 % intervals, by Student's t. A load of very many "
                + "events is tried with one seed: it is an average of its own.")
    }

    /// How full everything is at the forecast and at the limit.
    var uses: CapacityStory.Table? {
        guard let curve = findings.curve, let limit = findings.explainedLimit?.factor else { return nil }
        let atLimit = curve.filter { $0.factor <= limit * (1 + 1e-9) }.max { $0.factor < $1.factor }
        let forecast = curve.first { $0.factor == 1 && $0.factor != atLimit?.factor }
        let points = [forecast, atLimit].compactMap { $0 }
        guard let last = points.last else { return nil }
        func use(_ point: CurvePoint, _ resource: Resource) -> TrialReading.Use? {
            point.uses.first { $0.resource == resource }
        }
        // What nothing measures, or nobody asks for, is not told.
        let told = last.uses.filter { row in
            if case .window = row.resource { return false }
            return points.contains { (use($0, row.resource)?.peak ?? 0) > 0 }
        }.sorted { ($0.peak, $1.resource.name(in: plan)) > ($1.peak, $0.resource.name(in: plan)) }
        let shown = told.prefix(CapacityTables.mostUses)
        guard !shown.isEmpty else { return nil }
        return CapacityStory.Table(
            title: "How full everything is",
            heads: ["Resource"]
                + points.flatMap { point in
                    let load = "\(CapacityWords.times(point.factor)) times"
                    return ["Busiest at \(load)", "Mean at \(load)", "Most waiting at \(load)"]
                },
            rows: shown.map { row in
                [row.resource.name(in: plan)]
                    + points.flatMap { point -> [String] in
                        guard let found = use(point, row.resource) else { return ["-", "-", "-"] }
                        let mean: String =
                            if case .hours = row.resource { "-" } else { Figures.percent(found.mean, digits: 0) }
                        return [used(found), mean, found.waiting > 0 ? Figures.count(found.waiting) : "-"]
                    }
            },
            note:
                "At the forecast and at the largest load of the curve within the limit, on the first seed: in the busiest interval, over all that is judged, "
                + "and the most that waited at once."
                + (told.count > shown.count
                    ? " The \(shown.count) fullest; the other \(told.count - shown.count) are in capacity.json." : ""))
    }

    /// Resources that are told at most.
    private static let mostUses = 16
}
