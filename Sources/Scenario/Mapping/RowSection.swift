internal import Kernel
internal import Reconciliation

/// How the rows of some files become events, as a mapping writes it.
struct RowSection {
    var name: String?
    private var files: String?
    private var format: RowMapping.Format?
    private var delimiter: UInt8?
    private var encoding: TextEncoding?
    private var zone: String?
    private var times: String
    private var hasDecimalComma: Bool
    private var event: Located<ColumnRule>?
    private var ignored: [String]
    private var order: [ColumnRule]?
    private var time: ColumnRule?
    private var partner: ColumnRule?
    private var document: [ColumnRule]?
    private var key: [ColumnRule]?
    private var place: [ColumnRule]?
    private var fields: [Named<ColumnRule>]
    private var places: [String: String]

    static let shape = Shape<RowSection>.mapping("rows of an export", "How rows become events.") { fields in
        let name = fields.optional("name", .text, "What people call this side.")
        let files = fields.optional("files", .text, "Which files of a folder: a name with * for anything.")
        let format = fields.optional(
            "format", Shape<RowMapping.Format>.choice(of: RowMapping.Format.self),
            "How the files are written; told by their name if left out.")
        let delimiter = fields.optional("delimiter", delimiterShape, "Between columns of CSV; found if left out.")
        let encoding = fields.optional(
            "encoding", Shape<TextEncoding>.choice(of: TextEncoding.self),
            "How letters of CSV are written; UTF-8 if left out.")
        let zone = fields.optional("zone", .zone, "Of times without an offset; UTC if left out.")
        let times = fields.optional(
            "times", timesShape, "How times are written: iso, unix, or dd.MM.yyyy HH:mm.", or: "iso")
        let comma = fields.optional(
            "decimals", Shape<Bool>.choice([("point", false), ("comma", true)]),
            "What stands before the decimals of numbers.", or: false)
        let event = fields.optional(
            "event", ColumnSection.shape.located, "The column with the kind of event, or fixed.")
        let ignored = fields.optional(
            "ignore", .oneOrMore(.text, of: "kinds"), "Kinds of the export that are left out on purpose.", or: [])
        let columns = Shape<[ColumnRule]>.oneOrMore(ColumnSection.shape, of: "columns")
        let order = fields.optional("order", columns, "The business key: what both sides call the order.")
        if order?.isEmpty == true {
            fields.place(of: "order").refuse("expected at least one column: without a business key nothing is matched")
        }
        let time = fields.optional("time", ColumnSection.shape, "When it happened.")
        let partner = fields.optional("partner", ColumnSection.shape, "Whose it is: the carrier, the trading partner.")
        let document = fields.optional(
            "document", columns, "Its own number: the same number twice is the same event twice.")
        let key = fields.optional(
            "key", columns, "What tells events of one kind and order apart on both sides: a line, a parcel.")
        let place = fields.optional("place", columns, "Place and article of a stock move or level.")
        let values = fields.optional(
            "fields", .names(ColumnSection.shape, of: "fields"), "The fields that are compared.", or: [])
        refuseLists(
            fields,
            of: [("event", [event?.value]), ("time", [time]), ("partner", [partner]), ("document", document ?? [])]
                + [("key", key ?? []), ("place", place ?? []), ("fields", values.map(\.value))]
                + [("order", order?.count == 1 ? [] : order ?? [])])
        return RowSection(
            name: name, files: files, format: format, delimiter: delimiter, encoding: encoding,
            zone: zone?.identifier, times: times,
            hasDecimalComma: comma, event: event, ignored: ignored, order: order, time: time, partner: partner,
            document: document, key: key, place: place, fields: values,
            places: ColumnPlaces.of(fields.item))
    }

    /// Reports columns that may not hold several values.
    private static func refuseLists(_ fields: Fields, of columns: [(key: String, rules: [ColumnRule?])]) {
        for (key, rules) in columns where rules.contains(where: { $0?.separator != nil }) {
            fields.place(of: key).refuse(
                key == "order"
                    ? "a list of orders stands in one column: expected no other column beside it"
                    : "only \"order\" may hold a list: of several orders that one row is about")
        }
    }

    private static let delimiterShape = Shape<UInt8>.scalar("one character such as \";\", or tab", pattern: nil) {
        text throws(ValueError) in
        if text.lowercased() == "tab" || text == "\t" { return 9 }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte != 0x22, byte >= 0x20 else { throw .unreadable }
        return byte
    }

    private static let timesShape = Shape<String>.scalar(
        "a time format such as iso, unix ms or dd.MM.yyyy HH:mm", pattern: nil
    ) { text throws(ValueError) in
        guard TimeFormat(text) != nil else { throw .unreadable }
        return text
    }

    /// The mapping; what is wrong with names is reported.
    func mapping(_ agreement: Agreement, at item: Item) -> RowMapping {
        var mapping = RowMapping(agreement: agreement)
        mapping.isWritten = true
        mapping.places = places
        mapping.files = files
        mapping.format = format
        mapping.delimiter = delimiter
        mapping.encoding = encoding
        if let zone { mapping.zone = zone }
        mapping.times = times
        mapping.hasDecimalComma = hasDecimalComma
        mapping.ignored = ignored
        let prefix = format == .cloudEvents ? "data." : ""
        if format == .cloudEvents { useCloudEvents(&mapping) }
        if let event { mapping.kind = checked(event, agreement) }
        if let order { mapping.order = order }
        if let time { mapping.time = time }
        mapping.partner = partner ?? (format == .cloudEvents ? ColumnRule(column: prefix + "partner") : nil)
        mapping.document = document ?? (format == .cloudEvents ? [ColumnRule(column: "id")] : [])
        mapping.key = key ?? []
        mapping.stock = place ?? []
        mapping.fields = agreement.fields.map { field in
            // What tells the partner is said once, beside the fields.
            field.meaning == .partner
                ? mapping.partner : fields.first { Name.folded($0.name) == Name.folded(field.name) }?.value
        }
        let partner = agreement.fields.first { $0.meaning == .partner }.map { Name.folded($0.name) }
        for field in fields where Name.folded(field.name) == partner {
            field.item.refuseKey("where the partner stands is said by \"partner\" beside \"fields\"")
        }
        for field in fields where !agreement.fields.contains(where: { Name.folded($0.name) == Name.folded(field.name) })
        {
            field.item.refuseKey(
                "there is no field \(quoted(field.name)) under \"fields\" of the mapping"
                    + Name.hint(for: field.name, among: agreement.fields.map(\.name)))
        }
        return mapping
    }

    /// Attributes of CloudEvents 1.0: the type is the kind, the subject the business key, the id the event's own number.
    private func useCloudEvents(_ mapping: inout RowMapping) {
        mapping.kind = ColumnRule(column: "type")
        mapping.order = [ColumnRule(column: "subject")]
        mapping.time = ColumnRule(column: "time")
    }

    /// The kind's column, with the words that it uses checked against the kinds there are.
    private func checked(_ event: Located<ColumnRule>, _ agreement: Agreement) -> ColumnRule {
        let names = agreement.kinds.map(\.name)
        for word in event.value.values.values.sorted() + [event.value.fixed].compactMap(\.self)
        where !names.contains(word) {
            event.item.refuse(
                "there is no kind of event \(quoted(word)) under \"events\" of the mapping"
                    + Name.hint(for: word, among: names))
        }
        return event.value
    }
}
