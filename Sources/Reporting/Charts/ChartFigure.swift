/// A chart as a figure: heading with unit and source, key, plot with both axes, and its numbers as a table.
struct ChartFigure: Sendable {
    /// What stands in the key.
    struct KeyEntry: Sendable {
        var ink: ChartInk
        var text: String
        var isDashed = false
    }

    /// A label at a height.
    struct Level: Sendable {
        var position: Double
        var label: String
    }

    /// A vertical line with words.
    struct Mark: Sendable {
        var position: Double
        var label: String
        var isMinor = false
    }

    /// What it shows.
    var title: String
    /// Unit, and what it was measured from.
    var source: String
    /// What a reader who cannot see it should know.
    var summary: String
    /// Names of the lines.
    var key: [KeyEntry] = []
    /// Heights with labels.
    var levels: [Level] = []
    /// Moments with labels.
    var ticks: [TimeFrame.Tick] = []
    /// Vertical lines.
    var marks: [Mark] = []
    /// The name of the horizontal axis.
    var axisName: String
    /// The drawing on the grid, below the marks.
    var drawing: Markup
    /// The same as numbers.
    var table: Markup = .none
    /// Whether it is one of the small ones beside a sentence.
    var isCompact = false

    /// The figure.
    var markup: Markup {
        let keys = key.map { entry -> Markup in
            "<li class=\"\(entry.ink.name)\(entry.isDashed ? " dashed" : "")\">\(entry.text)</li>"
        }.joined()
        let rules = levels.map { level -> Markup in
            let y = Grid.y(level.position)
            return "<path class=\"rule\" d=\"M0 \(y)H\(Grid.width)\"/>"
        }.joined()
        let days = ticks.filter(\.isDay).map { tick -> Markup in
            "<path class=\"rule\" d=\"M\(Grid.x(tick.position)) 0V\(Grid.height)\"/>"
        }.joined()
        let lines = marks.map { mark -> Markup in
            "<path class=\"mark\" d=\"M\(Grid.x(mark.position)) 0V\(Grid.height)\"/>"
        }.joined()
        let heights = levels.map { level -> Markup in
            "<span style=\"bottom:\(Grid.percent(level.position))\">\(level.label)</span>"
        }.joined()
        let times = ticks.map { tick -> Markup in
            let edge = tick.position > 0.985 ? " last" : tick.position < 0.015 ? " first" : ""
            return
                "<span class=\"\(tick.isMinor ? "minor" : "major")\(edge)\" style=\"left:\(Grid.percent(tick.position))\">\(tick.label)</span>"
        }.joined()
        let flags = marks.filter { !$0.label.isEmpty }.map { mark -> Markup in
            let side = mark.position > 0.88 ? " left" : mark.position < 0.12 ? " right" : ""
            return
                "<span class=\"flag\(side)\(mark.isMinor ? " minor" : "")\" style=\"left:\(Grid.percent(mark.position))\">\(mark.label)</span>"
        }.joined()
        let keyList: Markup = keys.isEmpty ? .none : "<ul class=\"key\" aria-hidden=\"true\">\(keys)</ul>"
        return """
            <figure class="chart\(isCompact ? " compact" : "")">
            <figcaption><b>\(title)</b> <span>\(source)</span></figcaption>
            \(keyList)
            <div class="frame"><div class="ys" aria-hidden="true">\(heights)</div><div class="plot">\
            <svg viewBox="0 0 \(Grid.width) \(Grid.height)" preserveAspectRatio="none" role="img">\
            <title>\(title)</title><desc>\(summary)</desc>\(rules)\(days)\(drawing)\(lines)</svg>\(flags)</div>\
            <div class="xs" aria-hidden="true">\(times)</div></div>
            <p class="axis" aria-hidden="true">\(axisName)</p>
            \(table)
            </figure>

            """
    }
}
