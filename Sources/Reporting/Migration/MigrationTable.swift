/// A table of a migration report: heads, rows whose first cell names them, and perhaps a sum.
struct MigrationTable: Sendable, Hashable {
    /// What a cell is good for.
    enum Tone: String, Sendable, Hashable {
        case plain, good, bad, warn
    }

    /// A cell.
    struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
        var text: String
        var tone = Tone.plain
        /// A share in 0...1 that is drawn as a small bar, beside the largest of the table.
        var bar: Double?
        /// Lines that stand below it in small type; behind it where there is no room for that.
        var below: [String] = []

        init(_ text: String, _ tone: Tone = .plain, bar: Double? = nil, below: [String] = []) {
            self.text = text
            self.tone = tone
            self.bar = bar
            self.below = below
        }

        init(stringLiteral value: String) { text = value }
    }

    /// What it shows.
    var title: String
    /// Column heads.
    var heads: [String]
    /// Rows of as many cells.
    var rows: [[Cell]]
    /// The last row, where columns add up.
    var sum: [Cell]?
    /// What there is to know to read it.
    var note = ""
    /// So many rows are shown to people; the others are in `parallel.json`.
    var limit = 200
    /// So many of the first rows are shown however little room there is: what failed is never cut.
    var kept = 0
    /// Rows that are never cut, wherever they stand: where there is no room for all, those around them are shown.
    var essential: Set<Int> = []
    /// So many rows stand open on the page, the others in a fold below; nil: all of them.
    var open: Int?
    /// What is in the fold: `5 more partners`.
    var folded = ""

    /// More columns than this are set closely, so that they fit a page.
    private static let denseFrom = 12

    /// Rows that are shown.
    var shown: [[Cell]] { places(limit).map { rows[$0] } }

    /// Which rows are shown where there is room for so many.
    private func places(_ most: Int) -> [Int] {
        let most = max(most, kept)
        guard rows.count > most, !essential.isEmpty else { return Array(rows.indices.prefix(most)) }
        let distances = rows.indices.map { row in essential.map { abs($0 - row) }.min() ?? 0 }
        let nearest = rows.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
        return nearest.prefix(max(most, min(essential.count, Self.keptAtMost))).sorted()
    }

    /// What is said of rows that are not shown; nil: there are none.
    func left(_ count: Int) -> String? {
        let left = rows.count - places(count).count
        return left > 0 ? "\(Figures.count(Int64(left), of: "more row")) in parallel.json." : nil
    }

    /// Rows of a table besides the gate's that are kept because of what is in them, at most.
    static let keptAtMost = 25

    /// The table with its first rows kept, which show what differs.
    func keeping(_ rows: Int) -> MigrationTable {
        var table = self
        table.kept = min(rows, Self.keptAtMost)
        return table
    }

    /// Columns that hold words rather than figures.
    private var isText: [Bool] {
        heads.indices.map { place in
            place == 0
                || rows.contains { row in
                    let text = row[place].text
                    return text.count > 28 || text.first?.isLetter == true && text != "none"
                }
        }
    }

    /// The table for a page.
    var markup: Markup {
        let isText = isText
        let isWide = heads.indices.map { place in rows.contains { $0[place].text.count > 32 } }
        func style(_ place: Int, _ tone: Tone = .plain) -> Markup {
            let classes =
                (isText[place] ? ["left"] : []) + (isWide[place] ? ["wide"] : [])
                + (tone == .plain ? [] : ["\(tone.rawValue)-text"])
            return classes.isEmpty ? .none : " class=\"\(Markup(raw: classes.joined(separator: " ")))\""
        }
        // Shares are mostly small: the largest is as wide as its cell.
        let widest = shown.flatMap { $0.compactMap(\.bar) }.max() ?? 1
        func line(_ row: [Cell]) -> Markup {
            let cells = row.enumerated().map { place, cell -> Markup in
                let bar: Markup =
                    cell.bar.map {
                        "<i class=\"part\" style=\"width:\(Grid.percent(min(max($0 / max(widest, 1e-9), 0.06), 1)))\"></i>"
                    }
                    ?? .none
                let below = cell.below.map { line -> Markup in "<br><small>\(line)</small>" }.joined()
                return place == 0
                    ? "<th scope=\"row\"\(style(0))>\(cell.text)</th>"
                    : "<td\(style(place, cell.tone))>\(cell.text)\(below)\(bar)</td>"
            }.joined()
            return "<tr>\(cells)</tr>\n"
        }
        let heads = self.heads.enumerated().map { place, head -> Markup in
            "<th scope=\"col\"\(style(place))>\(head)</th>"
        }.joined()
        let kind: Markup = self.heads.count > Self.denseFrom ? "links dense" : "links"
        let split = min(open ?? limit, shown.count)
        let tail = shown.dropFirst(split)
        let fold: Markup =
            tail.isEmpty
            ? .none
            : """
            <details class="fold"><summary>\(folded)</summary><div class="scroll"\(ScrollArea.attributes(title + ": " + folded))>\
            <table class="\(kind)"><thead><tr>\(heads)</tr></thead><tbody>
            \(tail.map(line).joined())</tbody></table></div></details>
            """
        let foot: Markup = sum.map { "<tfoot>\(line($0))</tfoot>" } ?? .none
        let rest: Markup = left(limit).map { "<p class=\"note\">\($0)</p>" } ?? .none
        let caption = note.isEmpty ? title : title + ": " + note
        return """
            <div class="card below"><div class="scroll"\(ScrollArea.attributes(title))><table class="\(kind)">
            <caption><span>\(caption)</span></caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(shown.prefix(split).map(line).joined())</tbody>\(foot)</table></div>\(fold)\(rest)</div>

            """
    }

    /// The table for a pull request.
    /// - Parameters:
    ///   - most: rows at most, but for those that are never cut.
    ///   - width: characters of a cell at most.
    func markdown(_ most: Int, width: Int) -> [String] {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let isText = isText
        var out = ["**\(MarkdownReport.escaped(title, 200))**", ""]
        out.append(line(heads.map { MarkdownReport.escaped($0, 100) }))
        out.append(line(isText.map { $0 ? "---" : "---:" }))
        out += (places(most).map { rows[$0] } + [sum].compactMap(\.self)).map { row in
            line(
                row.map {
                    MarkdownReport.escaped(
                        $0.text + ($0.below.isEmpty ? "" : " (\($0.below.joined(separator: " ")))"), width)
                })
        }
        if let rest = left(most) { out += ["", rest] }
        if !note.isEmpty { out += ["", MarkdownReport.escaped(note, 600)] }
        return out
    }
}
