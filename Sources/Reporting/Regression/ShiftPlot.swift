import Analysis
import Kernel

/// A latency of two runs by percentile, laid over each other: the tail in the open, and a band where the second one's may be.
struct ShiftPlot {
    let title: String
    let curve: LatencyCurve

    private static let shown: [(quantile: Double, label: String)] = [
        (0, "0"), (0.5, "50"), (0.9, "90"), (0.99, "99"), (0.999, "99.9"),
    ]

    /// Where a percentile lies: one more nine for every third of the width.
    private static func x(_ quantile: Double) -> Double {
        min(1, -Elementary.log(max(1 - quantile, 1e-9)) / Elementary.log(10) / 3)
    }

    /// The plot as a figure.
    var markup: Markup {
        let values = curve.points.flatMap { [$0.base, $0.run] + ($0.interval.map { [$0.lower, $0.upper] } ?? []) }
        let positive = values.filter { $0 > 0 }
        guard let lowest = positive.min(), let highest = positive.max() else { return .none }
        let scale = ValueScale.logarithmic(.time, from: max(lowest, highest / 1e6), to: highest)
        func point(_ quantile: Double, _ value: Double) -> String {
            "\(Grid.x(ShiftPlot.x(quantile))) \(Grid.y(scale.position(value)))"
        }
        func line(_ name: String, _ ink: ChartInk, _ value: (LatencyCurve.Point) -> Double) -> Markup {
            let path = curve.points.enumerated().map { place, one in
                (place == 0 ? "M" : "L") + point(one.quantile, value(one))
            }.joined()
            return "<path class=\"line \(ink.name)\" d=\"\(Markup(raw: path))\"><title>\(name)</title></path>"
        }
        let known = curve.points.compactMap { one in one.interval.map { (one.quantile, $0) } }
        var drawing = Markup.none
        if known.count > 1 {
            let upper = known.enumerated().map {
                ($0.offset == 0 ? "M" : "L") + point($0.element.0, $0.element.1.upper)
            }
            let lower = known.reversed().map { "L" + point($0.0, $0.1.lower) }
            drawing = "<path class=\"gap s1\" d=\"\(Markup(raw: (upper + lower).joined()))Z\"/>"
        }
        drawing += line("before", .series(0)) { $0.base } + line("now", .series(1)) { $0.run }
        return ChartFigure(
            title: title, source: "by percentile, logarithmic; the band: where the second run may lie, the first given",
            summary: "Percentiles of \(title) in both runs.",
            key: [.init(ink: .series(0), text: "before"), .init(ink: .series(1), text: "now")],
            levels: scale.ticks.map { .init(position: scale.position($0), label: ChartUnit.time.tick($0)) },
            ticks: ShiftPlot.shown.map {
                .init(position: ShiftPlot.x($0.quantile), label: $0.label, isMinor: false, isDay: false)
            }, axisName: "Percentile", drawing: drawing, table: table
        ).markup
    }

    private var table: Markup {
        let rows = curve.points.map { one -> Markup in
            let interval = one.interval.map { "\(time($0.lower)) to \(time($0.upper))" } ?? "too few samples"
            return """
                <tr><th scope="row">p\(Figures.trimmed(one.quantile * 100, 2))</th><td>\(time(one.base))</td>\
                <td>\(time(one.run))</td><td>\(interval)</td></tr>
                """
        }.joined()
        return """
            <details class="numbers"><summary>As numbers</summary><div class="scroll"\(ScrollArea.attributes(title + " as numbers"))><table>\
            <caption><span>\(title)</span></caption><thead><tr><th scope="col">Percentile</th><th scope="col">Before</th>\
            <th scope="col">Now</th><th scope="col">Now, between</th></tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }

    private func time(_ value: Double) -> String { Figures.duration(Nanoseconds(min(max(value, 0), 9e18))) }
}
