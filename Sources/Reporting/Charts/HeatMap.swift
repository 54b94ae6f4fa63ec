import Kernel

/// Shares over time for several subjects: one row a subject, the darker the worse.
struct HeatMap: Sendable {
    /// One subject.
    struct Row: Sendable {
        var name: String
        /// A share in 0...1 for each interval; nil where nothing was asked.
        var values: [Double?]
        /// The share over the whole run.
        var whole: Double?
    }

    /// Upper borders of the levels; the last level has none.
    static let borders = [0.001, 0.02, 0.1, 0.25, 0.5]

    var title: String
    var source: String
    var summary: String
    var rows: [Row]
    var frame: TimeFrame
    var marks: [ChartFigure.Mark] = []

    /// The level of a share: 0 is none, 5 is more than half.
    static func level(_ share: Double) -> Int { borders.firstIndex { share < $0 } ?? borders.count }

    /// The map as a figure.
    var markup: Markup {
        let rowHeight = Double(Grid.height) / Double(max(1, rows.count))
        var paths = [String](repeating: "", count: HeatMap.borders.count + 1)
        for (k, row) in rows.enumerated() {
            let top = Int((Double(k) * rowHeight + rowHeight * 0.06).rounded())
            let height = Int((rowHeight * 0.88).rounded())
            var start = 0
            let values = row.values.prefix(frame.intervals.count).map { $0.map(HeatMap.level) }
            while start < values.count {
                var end = start + 1
                while end < values.count && values[end] == values[start] { end += 1 }
                if let level = values[start] {
                    let x = Grid.x(frame.start(start))
                    paths[level] += "M\(x) \(top)h\(Grid.x(frame.start(end)) - x)v\(height)H\(x)Z"
                }
                start = end
            }
        }
        let drawing = paths.enumerated().filter { !$0.element.isEmpty }.map { level, path -> Markup in
            "<path class=\"heat h\(level)\" d=\"\(Markup(raw: path))\"/>"
        }.joined()
        let levels = rows.enumerated().map { k, row in
            ChartFigure.Level(position: 1 - (Double(k) + 0.5) / Double(max(1, rows.count)), label: row.name)
        }
        let lines = marks.map { "<path class=\"mark\" d=\"M\(Grid.x($0.position)) 0V\(Grid.height)\"/>" as Markup }
            .joined()
        let names = levels.map { level -> Markup in
            "<span style=\"bottom:\(Grid.percent(level.position))\">\(level.label)</span>"
        }.joined()
        let times = frame.ticks.map { tick -> Markup in
            let edge = tick.position > 0.985 ? " last" : tick.position < 0.015 ? " first" : ""
            return
                "<span class=\"\(tick.isMinor ? "minor" : "major")\(edge)\" style=\"left:\(Grid.percent(tick.position))\">\(tick.label)</span>"
        }.joined()
        let legend = HeatMap.legend.enumerated().map { level, text -> Markup in
            "<li class=\"h\(level)\">\(text)</li>"
        }.joined()
        return """
            <figure class="chart heatmap">
            <figcaption><b>\(title)</b> <span>\(source)</span></figcaption>
            <ul class="key squares">\(legend)</ul>
            <div class="frame" style="--rows:\(rows.count)"><div class="ys names" aria-hidden="true">\(names)</div>\
            <div class="plot"><svg viewBox="0 0 \(Grid.width) \(Grid.height)" preserveAspectRatio="none" role="img">\
            <title>\(title)</title><desc>\(summary)</desc>\(drawing)\(lines)</svg></div>\
            <div class="xs" aria-hidden="true">\(times)</div></div>
            <p class="axis" aria-hidden="true">\(frame.axisName)</p>
            \(table)
            </figure>

            """
    }

    private static let legend = ["none", "< 2 %", "2-10 %", "10-25 %", "25-50 %", "> 50 %"]

    private var table: Markup {
        let groups = frame.groups(rows: 12)
        let head = groups.map { group -> Markup in
            "<th scope=\"col\">\(frame.clock.moment(frame.lowerBound(group.lowerBound)))</th>"
        }.joined()
        let body = rows.map { row -> Markup in
            let cells = groups.map { group -> Markup in
                let worst = group.compactMap { $0 < row.values.count ? row.values[$0] : nil }.max()
                return "<td>\(worst.map { Figures.percent($0, digits: 0) } ?? "-")</td>"
            }.joined()
            let whole = row.whole.map { Figures.percent($0, digits: 1) } ?? "-"
            return "<tr><th scope=\"row\">\(row.name)</th><td>\(whole)</td>\(cells)</tr>"
        }.joined()
        return """
            <details class="numbers"><summary>As numbers</summary><div class="scroll"\(ScrollArea.attributes(title + " as numbers"))><table>\
            <caption><span>\(title): the whole run, then the worst interval from each time on</span></caption>\
            <thead><tr><th scope="col">Partner</th><th scope="col">Whole run</th>\(head)</tr></thead>\
            <tbody>\(body)</tbody></table></div></details>
            """
    }
}
