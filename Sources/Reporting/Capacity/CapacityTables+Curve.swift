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
                ? "A steady load, judged for \(words.held)."
                : "The whole day multiplied; rates are means over its hours.")
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
}
