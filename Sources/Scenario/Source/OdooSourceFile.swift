internal import Kernel

/// A file that names an Odoo to read a side of a comparison from, in place of an export.
public enum OdooSourceFile {
    /// What the first key of such a file is.
    static let mark = "rehearse odoo"

    /// Kinds of events that may be left out.
    static let kinds = [
        "order", "confirmation", "pick", "shipment", "back order", "cancellation", "tracking", "return", "invoice",
        "credit note",
    ]

    /// Whether a text, the beginning of a file, is that of such a file.
    public static func isOne(_ text: some StringProtocol) -> Bool {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { " \t\u{feff}{\"".contains($0) }
            if line.isEmpty || line.first == "#" || line.hasPrefix("---") { continue }
            return line.hasPrefix(mark)
        }
        return false
    }

    /// Reads such a file.
    /// - Returns: the source, or nil and every problem found, each where it is written.
    public static func load(_ path: String) -> (source: OdooSource?, problems: [Problem]) {
        let reading = Reading()
        return finish(TreeParser.parse(file: path, reading: reading), reading)
    }

    /// Reads one from text as if it were the contents of `path`.
    public static func read(_ text: String, as path: String) -> (source: OdooSource?, problems: [Problem]) {
        let reading = Reading()
        return finish(TreeParser.parse(bytes: Array(text.utf8), file: path, reading: reading), reading)
    }

    private static func finish(_ tree: Tree?, _ reading: Reading) -> (source: OdooSource?, problems: [Problem]) {
        guard let tree else { return (nil, reading.sortedProblems) }
        let source = shape.read(Item(root: tree, reading: reading))
        let problems = reading.sortedProblems
        return problems.isEmpty ? (source, []) : (nil, problems)
    }

    /// The JSON Schema (draft 2020-12) of such a file, for editors.
    public static func schema() -> String {
        let book = SchemaBook()
        let root = shape.describe(book)
        return JSONText.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Rehearse Odoo source, version 1")),
        ]).adding([("allOf", .list([root])), ("$defs", book.all)]).rendered() + "\n"
    }

    private static let shape = Shape<OdooSource>.mapping(
        "Odoo to read", "An Odoo whose business events are read through its API."
    ) { fields in
        _ = fields.required(mark, .choice([("1", 1)]), "Version of the file: 1.") as Int?
        _ = fields.optional("about", .text, "One sentence about it.")
        let url = fields.required("url", .webAddress, "Where it is.")
        let dialect = fields.optional(
            "protocol", Shape<Dialect>.choice([("odoo-json-rpc", .odooJSONRPC), ("odoo-json-2", .odooJSON2)]),
            "What is spoken: odoo-json-rpc (16 to 19) or odoo-json-2 (19).", or: .odooJSONRPC)
        let options = fields.optional(
            "options", .names(Shape<String>.text.located, of: "options"),
            "What the protocol wants to know: database, login, session, company, warehouse.", or: [])
        let auth = fields.required("auth", AuthSection.shape, "The password or API key, by reference.")
        let tls = fields.optional("tls", TLSSection.shape, "How TLS is done.")
        let proxy = fields.optional("proxy", Shape<String>.webAddress, "The proxy on the way.")
        let zone = fields.optional("zone", .zone, "Of times without an offset; UTC if left out.")
        let from = fields.optional("from", moment, "Orders created from then on.")
        let until = fields.optional("until", moment, "Orders created before.")
        let references = fields.optional(
            "references", .text, "How customers' references of the orders begin; any if left out.")
        let tag = fields.optional("tag", .text, "A tag on the orders; any if left out.")
        let leftOut = fields.optional(
            "leave out", .oneOrMore(Shape<String>.choice(kinds.map { ($0, $0) }), of: "kinds of events"),
            "Kinds of events that are not read.", or: [])
        let moves = fields.optional(
            "stock moves", .yesNo, "Whether stock moves between `from` and `until` are read as well.", or: false)
        let page = fields.optional("page", .count(1...1_000), "Orders in one answer.", or: 200)
        let rate = fields.optional("rate", .rate, "Requests at most, such as 5/s.")
        let total = fields.optional("total", .count(1...10_000_000), "Requests in all at most.", or: 20_000)
        guard !fields.isIncomplete, let url, let auth else { return nil }
        var endpoint = EndpointPlan(system: 0, dialect: dialect)
        endpoint.url = url
        endpoint.auth = auth
        endpoint.tls = tls
        endpoint.proxy = proxy
        endpoint.responseLimit = 64 << 20
        read(options, into: &endpoint, fields)
        let zoneName = zone?.identifier ?? "UTC"
        let (first, last) = (from.flatMap { instant($0, zoneName) }, until.flatMap { instant($0, zoneName) })
        if let first, let last, first >= last {
            fields.place(of: "until").refuse("expected a time after \"from\", found an earlier one")
        }
        return OdooSource(
            endpoint: endpoint, from: first, until: last, references: references, tag: tag, leftOut: Set(leftOut),
            hasMoves: moves, page: page, perSecond: rate.map { Double($0.count) * 1e9 / Double($0.period) } ?? 5,
            total: Int64(total))
    }

    /// Options of the protocol that reading needs.
    private static let options = ["database", "login", "session", "company", "warehouse"]

    private static func read(_ given: [Named<Located<String>>], into endpoint: inout EndpointPlan, _ fields: Fields) {
        for option in given {
            guard let name = options.first(where: { Name.folded($0) == Name.folded(option.name) }) else {
                option.item.refuseKey(
                    "there is no option \(quoted(option.name))" + Name.hint(for: option.name, among: options))
                continue
            }
            endpoint.options[name] = option.value.value
        }
        guard endpoint.dialect == .odooJSONRPC else { return }
        for name in ["database", "login"] where endpoint.options[name] == nil {
            fields.item.refuse(
                "options.\(name) is missing: the protocol odoo-json-rpc needs the name of the database and the user's login"
            )
        }
    }

    /// A time as it is written; its zone may stand further below.
    private static let moment = Shape<String>.scalar(
        "a time such as 2026-11-01 or 2026-11-01T18:00:00+01:00", pattern: nil
    ) { text throws(ValueError) in
        guard instant(text, "UTC") != nil else { throw .unreadable }
        return text
    }

    private static func instant(_ text: String, _ zone: String) -> Instant? {
        var reader = TimeReader(format: "iso", zone: zone)
        return reader?.read(Array(text.utf8)[...])
    }
}
