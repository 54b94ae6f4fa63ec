import Kernel

/// Values over time as lines, areas or both.
struct LineChart: Sendable {
    /// Where in its interval a value belongs.
    enum Placing: Sendable {
        /// It speaks of the whole interval.
        case middle
        /// It is a stock at the interval's end.
        case end
    }

    /// How a series is drawn.
    enum Style: Sendable {
        case line, dashed, area
    }

    /// Values of all intervals of the recording; nil where there is nothing to say.
    struct Series: Sendable {
        var name: String
        var ink: ChartInk
        var values: [Double?]
        var style = Style.line
        var placing = Placing.middle
    }

    /// Two series whose gap is the message.
    struct Gap: Sendable {
        var upper: Int
        var lower: Int
        var ink: ChartInk
    }

    var title: String
    var source: String
    var summary: String
    var unit: ChartUnit
    var series: [Series]
    var frame: TimeFrame
    var isLogarithmic = false
    /// A value worth a horizontal line: a budget's bound, "one attempt a call".
    var bound: (value: Double, label: String)?
    var marks: [ChartFigure.Mark] = []
    /// Stretches to shade.
    var bands: [Intervals.Stretch] = []
    var gap: Gap?
    /// The least height of the axis.
    var least = 0.0
    /// Where the axis begins.
    var base = 0.0
    var isCompact = false
    /// Whether a few intervals far above all others may run out at the top, so that the others can be read.
    var cutsPeaks = false

    /// Where the axis is cut, and what is cut off, in words; nil when nothing is.
    private var cut: (height: Double, words: String)? {
        guard cutsPeaks else { return nil }
        var all: [(value: Double, interval: Int, name: String)] = []
        for one in series {
            for (interval, value) in shown(one).enumerated() {
                if let value, value.isFinite { all.append((value, interval, one.name)) }
            }
        }
        all.sort { $0.value < $1.value }
        guard let top = all.last, all.count >= 50 else { return nil }
        let usual = all[all.count * 98 / 100].value
        guard usual > 0, top.value > usual * 2.5 else { return nil }
        let when = frame.clock.moment(frame.lowerBound(top.interval))
        return (usual * 1.25, "; the axis is cut: \(top.name) reached \(unit.text(top.value)) at \(when)")
    }

    private func shown(_ series: Series) -> [Double?] { Array(series.values.prefix(frame.intervals.count)) }

    /// The chart as a figure.
    var markup: Markup {
        let all = series.flatMap { shown($0).compactMap { $0 } }.filter(\.isFinite)
        guard !all.isEmpty else {
            return """
                <figure class="chart\(isCompact ? " compact" : "")"><figcaption><b>\(title)</b> <span>\(source)</span>\
                </figcaption><p class="note">There was nothing to measure.</p></figure>

                """
        }
        let cut = cut
        let highest = max(cut?.height ?? all.max() ?? 0, bound?.value ?? 0, least)
        let positive = all.filter { $0 > 0 }.min() ?? 1
        let scale =
            isLogarithmic
            ? ValueScale.logarithmic(unit, from: max(positive, highest / 1e6), to: highest)
            : ValueScale.linear(unit, to: highest, from: base)
        var drawing = bands.map { band(for: $0) }.joined()
        if let gap { drawing += between(series[gap.upper], series[gap.lower], gap.ink, scale) }
        for one in series where one.style == .area { drawing += area(one, scale) }
        if let bound {
            let y = Grid.y(scale.position(bound.value))
            drawing += "<path class=\"bound\" d=\"M0 \(y)H\(Grid.width)\"/>"
        }
        for one in series { drawing += line(one, scale) }
        var key = series.map {
            ChartFigure.KeyEntry(ink: $0.ink, text: $0.name, isDashed: $0.style == .dashed)
        }
        if let bound { key.append(.init(ink: .bad, text: bound.label, isDashed: true)) }
        return ChartFigure(
            title: title, source: source + (cut?.words ?? ""), summary: summary, key: key,
            levels: scale.ticks.map { .init(position: scale.position($0), label: unit.tick($0)) },
            ticks: frame.ticks, marks: marks, axisName: frame.axisName, drawing: drawing,
            table: isCompact ? .none : table, isCompact: isCompact
        ).markup
    }

    private func points(_ one: Series, _ scale: ValueScale) -> [(x: Int, y: Int)?] {
        shown(one).enumerated().flatMap { interval, value -> [(x: Int, y: Int)?] in
            guard let value, value.isFinite else { return [nil] }
            let y = Grid.y(scale.position(value))
            if one.placing == .end { return [(Grid.x(frame.start(interval + 1)), y)] }
            // What speaks of hours at once is drawn as long as it is, not as a peak in the middle of them.
            if frame.isCoarse(interval) {
                return [(Grid.x(frame.start(interval)), y), (Grid.x(frame.start(interval + 1)), y)]
            }
            return [(Grid.x(frame.middle(interval)), y)]
        }
    }

    private func line(_ one: Series, _ scale: ValueScale) -> Markup {
        var path = ""
        var isDown = false
        var lonely: [(x: Int, y: Int)] = []
        let points = points(one, scale)
        for (k, point) in points.enumerated() {
            guard let point else {
                isDown = false
                continue
            }
            let follows = k + 1 < points.count && points[k + 1] != nil
            if !isDown && !follows { lonely.append(point) }
            path += "\(isDown ? "L" : "M")\(point.x) \(point.y)"
            isDown = true
        }
        for point in lonely { path += "M\(point.x) \(point.y)h1" }
        guard !path.isEmpty else { return .none }
        let style = one.style == .dashed ? " dashed" : ""
        return
            "<path class=\"line \(one.ink.name)\(style)\" d=\"\(Markup(raw: path))\"><title>\(one.name)</title></path>"
    }

    private func area(_ one: Series, _ scale: ValueScale) -> Markup {
        var path = ""
        var first: Int?
        var last = 0
        for point in points(one, scale) {
            guard let point else {
                if first != nil { path += "V\(Grid.height)Z" }
                first = nil
                continue
            }
            path += first == nil ? "M\(point.x) \(Grid.height)V\(point.y)" : "L\(point.x) \(point.y)"
            if first == nil { first = point.x }
            last = point.x
        }
        if first != nil { path += "L\(last) \(Grid.height)Z" }
        return path.isEmpty ? .none : "<path class=\"area \(one.ink.name)\" d=\"\(Markup(raw: path))\"/>"
    }

    private func between(_ upper: Series, _ lower: Series, _ ink: ChartInk, _ scale: ValueScale) -> Markup {
        let pairs = zip(points(upper, scale), points(lower, scale)).compactMap { high, low in
            if let high, let low { (high, low) } else { nil }
        }
        guard pairs.count > 1 else { return .none }
        var path = ""
        for (k, pair) in pairs.enumerated() { path += "\(k == 0 ? "M" : "L")\(pair.0.x) \(pair.0.y)" }
        for pair in pairs.reversed() { path += "L\(pair.1.x) \(pair.1.y)" }
        return "<path class=\"gap \(ink.name)\" d=\"\(Markup(raw: path))Z\"/>"
    }

    private func band(for stretch: Intervals.Stretch) -> Markup {
        let from = Grid.x(frame.position(stretch.start))
        let to = Grid.x(frame.position(stretch.end))
        return to > from ? "<path class=\"band\" d=\"M\(from) 0H\(to)V\(Grid.height)H\(from)Z\"/>" : .none
    }

    private var table: Markup {
        let groups = frame.groups()
        let head = series.map { "<th scope=\"col\">\($0.name)</th>" as Markup }.joined()
        let rows = groups.map { group -> Markup in
            let cells = series.map { one -> Markup in
                let values = group.compactMap { $0 < one.values.count ? one.values[$0] : nil }
                let value = one.placing == .end ? values.last : values.max()
                return "<td>\(value.map { unit.text($0) } ?? "-")</td>"
            }.joined()
            return "<tr><th scope=\"row\">\(frame.clock.moment(frame.lowerBound(group.lowerBound)))</th>\(cells)</tr>"
        }.joined()
        let rule =
            series.contains { $0.placing == .end } ? "value at the end of each row's time" : "highest in each row"
        return """
            <details class="numbers"><summary>As numbers</summary><div class="scroll"\(ScrollArea.attributes(title + " as numbers"))><table>\
            <caption><span>\(title): \(rule)</span></caption><thead><tr><th scope="col">From</th>\(head)</tr></thead>\
            <tbody>\(rows)</tbody></table></div></details>
            """
    }
}
