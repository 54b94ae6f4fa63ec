import Analysis
import Kernel

/// Times from the order to an event by percentile, both sides laid over each other, with the intervals of their difference.
struct LegChart {
    let leg: LegShift
    /// The event, in a word.
    let event: String
    let names: (old: String, new: String)
    /// The probability with which intervals hold, in words.
    let level: String

    private static let shown: [(percent: Int, label: String)] = [
        (1, "1"), (50, "50"), (75, "75"), (90, "90"), (95, "95"), (99, "99"),
    ]

    /// Every nine takes as much room as the one before.
    private static func x(_ quantile: Double) -> Double {
        min(max(-Elementary.log(1 - quantile) / Elementary.log(100), 0), 1)
    }

    /// The chart as a figure.
    var markup: Markup {
        guard leg.curve.count == 99 else { return .none }
        let bars = leg.quantiles.compactMap { quantile in
            quantile.difference.interval.map {
                (quantile: quantile.quantile, low: quantile.old + $0.lower, high: quantile.old + $0.upper)
            }
        }.filter { $0.low.isFinite && $0.high.isFinite }
        let values = leg.curve.flatMap { [$0.old, $0.new] } + bars.flatMap { [$0.low, $0.high] }
        let highest = values.max() ?? 0
        let lowest = values.min() ?? 0
        let scale =
            lowest > 0 && highest > lowest * 20
            ? ValueScale.logarithmic(.time, from: max(lowest, highest / 1e6), to: highest)
            : ValueScale.linear(.time, to: highest, from: min(lowest, 0))
        func line(_ ink: ChartInk, _ name: String, _ value: (LegShift.CurvePoint) -> Double) -> Markup {
            let path = leg.curve.enumerated().map { place, point in
                "\(place == 0 ? "M" : "L")\(Grid.x(Self.x(Double(place + 1) / 100))) \(Grid.y(scale.position(value(point))))"
            }.joined()
            return "<path class=\"line \(ink.name)\" d=\"\(Markup(raw: path))\"><title>\(name)</title></path>"
        }
        let whiskers = bars.map { bar -> String in
            let x = Grid.x(Self.x(bar.quantile))
            let (low, high) = (Grid.y(scale.position(bar.low)), Grid.y(scale.position(bar.high)))
            return "M\(x) \(low)V\(high)M\(x - 14) \(low)H\(x + 14)M\(x - 14) \(high)H\(x + 14)"
        }.joined()
        let interval: Markup = whiskers.isEmpty ? .none : "<path class=\"whisker\" d=\"\(Markup(raw: whiskers))\"/>"
        let told = whiskers.isEmpty ? "" : "; bars: old plus the difference, \(level) interval"
        return ChartFigure(
            title: "Order to \(event)",
            source:
                "\(Figures.count(Int64(leg.sampled), of: "order")) of \(Figures.count(leg.orders)), by percentile\(told)",
            summary: "Time from the order to \(event) by percentile on both sides.",
            key: [.init(ink: .series(0), text: names.old), .init(ink: .series(1), text: names.new)],
            levels: scale.ticks.map { .init(position: scale.position($0), label: ChartUnit.time.tick($0)) },
            ticks: Self.shown.map {
                .init(
                    position: Self.x(Double($0.percent) / 100), label: $0.label,
                    isMinor: $0.percent == 75 || $0.percent == 95,
                    isDay: false)
            },
            axisName: "Percentile of the orders",
            drawing: line(.series(0), names.old, \.old) + line(.series(1), names.new, \.new) + interval, table: table
        ).markup
    }

    private var table: Markup {
        let rows = Self.shown.map { shown -> Markup in
            let point = leg.curve[shown.percent - 1]
            return """
                <tr><th scope="row">p\(shown.label)</th><td>\(MigrationTables.time(point.old))</td>\
                <td>\(MigrationTables.time(point.new))</td></tr>
                """
        }.joined()
        return """
            <details class="numbers"><summary>As numbers</summary><div class="scroll"\(ScrollArea.attributes("Order to \(event) as numbers"))>\
            <table><caption><span>Order to \(event)</span></caption><thead><tr><th scope="col">Percentile</th>\
            <th scope="col">\(names.old)</th><th scope="col">\(names.new)</th></tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }
}
