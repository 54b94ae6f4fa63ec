import Kernel

/// Latencies by percentile: the tail in the open, one more nine for every equal step to the right.
struct PercentilePlot: Sendable {
    /// One distribution.
    struct Curve: Sendable {
        var name: String
        var ink: ChartInk
        var histogram: LatencyHistogram
    }

    var title: String
    var source: String
    var summary: String
    var curves: [Curve]

    private static let shown: [(quantile: Double, label: String)] = [
        (0, "0"), (0.5, "50"), (0.9, "90"), (0.99, "99"), (0.999, "99.9"), (0.9999, "99.99"), (0.99999, "99.999"),
        (0.999999, "99.9999"),
    ]

    /// The plot as a figure.
    var markup: Markup {
        let points = curves.map { curve in curve.histogram.percentileCurve(steps: 6) }
        let most = curves.map { Double($0.histogram.count) }.max() ?? 1
        let nines = max(1, min(6, Elementary.log(max(most, 10)) / Elementary.log(10)))
        func x(_ quantile: Double) -> Double {
            min(1, -Elementary.log(max(1 - quantile, 1e-9)) / Elementary.log(10) / nines)
        }
        let values = points.flatMap { $0.map { Double($0.value) } }.filter { $0 > 0 }
        let highest = values.max() ?? 1e6
        let scale = ValueScale.logarithmic(.time, from: max(values.min() ?? 1e6, highest / 1e6), to: highest)
        let drawing = zip(curves, points).map { curve, points -> Markup in
            var path = ""
            for (k, point) in points.enumerated() {
                path +=
                    "\(k == 0 ? "M" : "L")\(Grid.x(x(point.quantile))) \(Grid.y(scale.position(Double(point.value))))"
            }
            return path.isEmpty
                ? .none
                : "<path class=\"line \(curve.ink.name)\" d=\"\(Markup(raw: path))\"><title>\(curve.name)</title></path>"
        }.joined()
        let ticks = PercentilePlot.shown.filter { x($0.quantile) < 1 || $0.quantile == 0 }.map {
            TimeFrame.Tick(
                position: x($0.quantile), label: $0.label,
                isMinor: $0.quantile == 0 || nines > 4 && [0.9999, 0.999999].contains($0.quantile), isDay: false)
        }
        return ChartFigure(
            title: title, source: source, summary: summary,
            key: curves.map { .init(ink: $0.ink, text: $0.name) },
            levels: scale.ticks.map { .init(position: scale.position($0), label: ChartUnit.time.tick($0)) },
            ticks: ticks, axisName: "Percentile of the answers", drawing: drawing, table: table
        ).markup
    }

    private var table: Markup {
        let quantiles: [(Double, String)] = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99.9")]
        let head = quantiles.map { "<th scope=\"col\">\($0.1)</th>" as Markup }.joined()
        let rows = curves.map { curve -> Markup in
            let cells = quantiles.map { quantile -> Markup in
                "<td>\(curve.histogram.quantile(quantile.0).map(Figures.duration) ?? "-")</td>"
            }.joined()
            let most = curve.histogram.count > 0 ? Figures.duration(curve.histogram.maximum) : "-"
            return """
                <tr><th scope="row">\(curve.name)</th><td>\(Figures.count(Int64(curve.histogram.count)))</td>\
                \(cells)<td>\(most)</td></tr>
                """
        }.joined()
        return """
            <details class="numbers"><summary>As numbers</summary><div class="scroll"\(ScrollArea.attributes(title + " as numbers"))><table><caption><span>\(title)</span></caption>\
            <thead><tr><th scope="col">What</th><th scope="col">Samples</th>\(head)<th scope="col">Longest</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div></details>
            """
    }
}
