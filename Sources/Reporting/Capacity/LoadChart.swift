/// What comes of loads: values against the load that was offered.
struct LoadChart {
    /// A line.
    struct Series {
        var name: String
        var ink: ChartInk
        var isDashed = false
        /// Values at the loads; nil where there is nothing to say.
        var values: [Double?]
    }

    var title: String
    var source: String
    var summary: String
    var unit: ChartUnit
    var isLogarithmic = false
    /// What the loads are.
    var axisName = "orders offered an hour"
    /// Loads, ascending.
    var loads: [Double]
    var series: [Series]
    /// Loads worth a vertical line.
    var marks: [(load: Double, label: String)] = []

    /// The chart as a figure.
    var markup: Markup {
        let all = series.flatMap { $0.values.compactMap { $0 } }.filter(\.isFinite)
        guard let highest = all.max(), let most = loads.last, most > 0 else { return .none }
        let positive = all.filter { $0 > 0 }.min() ?? 1
        let scale =
            isLogarithmic
            ? ValueScale.logarithmic(unit, from: max(positive, highest / 1e6), to: highest)
            : ValueScale.linear(unit, to: highest)
        let across = ValueScale.linear(.count, to: most)
        func x(_ load: Double) -> Double { across.position(load) }
        let lines = series.map { one -> Markup in
            var path = ""
            var isDown = false
            for (load, value) in zip(loads, one.values) {
                guard let value, value.isFinite else {
                    isDown = false
                    continue
                }
                path += "\(isDown ? "L" : "M")\(Grid.x(x(load))) \(Grid.y(scale.position(value)))"
                isDown = true
            }
            return
                "<path class=\"line \(one.ink.name)\(one.isDashed ? " dashed" : "")\" d=\"\(Markup(raw: path))\"/>"
        }.joined()
        return ChartFigure(
            title: title, source: source, summary: summary,
            key: series.map { .init(ink: $0.ink, text: $0.name, isDashed: $0.isDashed) },
            levels: scale.ticks.map { .init(position: scale.position($0), label: unit.tick($0)) },
            ticks: across.ticks.map {
                .init(position: x($0), label: ChartUnit.count.tick($0), isMinor: false, isDay: false)
            },
            marks: marks.filter { $0.load <= across.high }.map { .init(position: x($0.load), label: $0.label) },
            axisName: axisName, drawing: lines
        ).markup
    }
}
