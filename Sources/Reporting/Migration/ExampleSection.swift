import Analysis
import Kernel
import Reconciliation

/// Orders that show what the classes mean, both sides beside each other.
struct ExampleSection {
    let words: MigrationWords

    /// So many are on the page; the others are in `parallel.json`.
    private static let limit = 40

    var markup: Markup {
        let examples = MigrationExample.all(words, most: 2)
        guard !examples.isEmpty else { return .none }
        var told: Set<VerdictClass> = []
        let shown = examples.prefix(Self.limit).enumerated().map { place, example in
            block(example, number: place + 1, isOpen: told.insert(example.verdict).inserted && example.verdict.isDefect)
        }.joined()
        let rest: Markup =
            examples.count > Self.limit
            ? "<p class=\"note\">\(Figures.count(Int64(examples.count - Self.limit), of: "more example")) in parallel.json.</p>"
            : .none
        return """
            <h2 id="examples">Examples, both sides beside each other</h2>
            <p class="lead">A few orders of each class, the worst first. Values are in the words of both sides; what differs is bold.</p>
            \(shown)\(rest)
            """
    }

    private func block(_ example: MigrationExample, number: Int, isOpen: Bool) -> Markup {
        let order = example.order(words)
        let remark = example.remark(words).map { ": " + $0 } ?? ""
        return """
            <details class="trace"\(isOpen ? " open" : "" as Markup)><summary><b>\(example.verdict.name)</b>, \(words.kind(example.kind)) of order \(order), \
            \(words.clock.moment(example.exemplar.time))\(remark)</summary>
            <div class="scroll"\(ScrollArea.attributes("Example \(number), order \(order)"))>\(table(example))</div></details>

            """
    }

    private func table(_ example: MigrationExample) -> Markup {
        let names = words.findings.names
        let sides = [(names.old, example.rows(.old, words)), (names.new, example.rows(.new, words))]
        var heads: [String] = []
        var columns: [MigrationRows.Row?] = []
        for (name, rows) in sides {
            heads +=
                rows.isEmpty ? ["\(name): none"] : rows.indices.map { rows.count > 1 ? "\(name), \($0 + 1)" : name }
            columns += rows.isEmpty ? [nil] : rows
        }
        var fields: [String] = []
        for field in columns.flatMap({ $0?.fields ?? [] }) where !fields.contains(field.name) {
            fields.append(field.name)
        }
        let differing = words.fields(example.exemplar.differing)
        func row(_ name: String, isBold: Bool = false, _ value: (MigrationRows.Row) -> String?) -> Markup {
            let cells = columns.map { column -> Markup in
                let text = column.map { value($0) ?? "none" } ?? ""
                return isBold ? "<td class=\"left bad-text\"><b>\(text)</b></td>" : "<td class=\"left\">\(text)</td>"
            }.joined()
            return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>\n"
        }
        let head = heads.map { "<th scope=\"col\" class=\"left\">\($0)</th>" as Markup }.joined()
        let isUnread = columns.allSatisfy { $0 == nil }
        let body: Markup =
            isUnread
            ? "<tr><th scope=\"row\">row</th>\(columns.map { _ in "<td class=\"left\">not read again</td>" as Markup }.joined())</tr>"
            : row("where", { $0.place }) + row("time", { $0.time.map { words.clock.text($0) + " UTC" } })
                + fields.map { name in row(name, isBold: differing.contains(name)) { $0.value(name) } }.joined()
        return """
            <table class="pair"><thead><tr><th scope="col"></th>\(head)</tr></thead>
            <tbody>\(body)</tbody></table>
            """
    }
}
