internal import Kernel
internal import Reconciliation

/// `events:`, `fields:` and `rounding:` of a mapping: what both sides agreed.
enum AgreementSection {
    /// Fields whose meaning is their name.
    private static let known: [(name: String, form: EventField.Form, meaning: EventField.Meaning)] = [
        ("quantity", .number, .quantity), ("net", .number, .net), ("tax", .number, .tax), ("total", .number, .total),
        ("status", .text, .status), ("article", .text, .master), ("location", .text, .master),
        ("partner", .text, .partner),
    ]

    /// All roles, and the fields that every landscape has.
    static var standard: Agreement {
        Agreement(
            kinds: EventRole.allCases.filter { $0 != .other }.map { kind($0.rawValue, role: $0) },
            fields: known.map { EventField(name: $0.name, form: $0.form, meaning: $0.meaning) })
    }

    /// What is usual for a role: shipments, labels and invoices may be split; everything is missing after an hour.
    private static func kind(_ name: String, role: EventRole) -> EventKind {
        EventKind(
            name: name, role: role,
            maySplit: role == .shipment || role == .label || role == .invoice || role == .pick || role == .backOrder)
    }

    static func read(_ fields: Fields) -> Agreement {
        let kinds = fields.optional(
            "events", .names(kindShape, of: "kinds of events"),
            "Kinds of events that are compared, and what was agreed about their times.")
        let columns = fields.optional(
            "fields", .names(fieldShape, of: "fields"), "Fields that are compared, and how.")
        let rounding = fields.optional(
            "rounding", exact, "By how much an invoice's total may miss the sum of its lines and tax.", or: 10_000)
        let standard = standard
        if let kinds, kinds.count > Agreement.kindLimit {
            fields.place(of: "events").refuse(
                "expected at most \(Agreement.kindLimit) kinds of events, found \(kinds.count)")
        }
        if let columns, columns.count > EventField.limit {
            fields.place(of: "fields").refuse("expected at most \(EventField.limit) fields, found \(columns.count)")
        }
        let chosen = kinds.map { named in named.prefix(Agreement.kindLimit).compactMap(resolve) } ?? standard.kinds
        let compared =
            columns.map { named in named.prefix(EventField.limit).compactMap(resolve) } ?? standard.fields
        // Who carries it is compared wherever both sides tell it, whatever else is.
        let partner =
            compared.contains { $0.meaning == .partner }
            ? [] : [EventField(name: "partner", form: .text, meaning: .partner)]
        if compared.count(where: { $0.meaning == .partner }) > 1 {
            fields.place(of: "fields").refuse("expected one field that is the partner, found several")
        }
        return Agreement(kinds: Array(chosen), fields: Array(compared) + partner, rounding: rounding)
    }

    // MARK: - Kinds

    private struct KindSection {
        var role: EventRole?
        var spansOrders: Bool
        var terms: EventTerms
    }

    private static let kindShape = Shape<KindSection>.mapping(
        "kind of event", "What was agreed about a kind of event."
    ) { fields in
        let role = fields.optional(
            "is", Shape<EventRole>.choice(of: EventRole.self),
            "What it is in the life of an order; its name if left out.")
        let terms = EventTerms(fields)
        let spans = fields.optional(
            "documents", Shape<Bool>.choice([("of one order", false), ("of several orders", true)]),
            "Whether one document may be of several orders, as a consolidated invoice is; of one order if left out.",
            or: false)
        return KindSection(role: role, spansOrders: spans, terms: terms)
    }

    private static func resolve(_ named: Named<KindSection>) -> EventKind? {
        let section = named.value
        let folded = Name.folded(named.name)
        guard let role = section.role ?? EventRole.allCases.first(where: { Name.folded($0.rawValue) == folded }) else {
            named.item.refuseKey(
                "\(quoted(named.name)) is no kind that is known by its name; say what it is: \"is: shipment\", or another of \(EventRole.allCases.map(\.rawValue).joined(separator: ", "))"
            )
            return nil
        }
        var kind = kind(named.name, role: role)
        section.terms.apply(to: &kind)
        kind.spansOrders = section.spansOrders
        if let late = kind.lateAfter, late < kind.sameWithin {
            named.item.refuse(
                "\"late after\" is below \"same within\" (\(Double(kind.sameWithin) / Double(Nanoseconds.second)) s): times that are the same are not late"
            )
            return nil
        }
        switch role {
        case .order, .inventoryMove, .stockLevel:
            guard kind.spansOrders else { break }
            named.item.refuse("\(role.rawValue) is no document of several orders; leave \"documents\" out")
            return nil
        default: break
        }
        return kind
    }

    // MARK: - Fields

    private struct FieldSection {
        var meaning: EventField.Meaning?
        var form: EventField.Form?
        var tolerance: Tolerance?
        var isNoise: Bool
    }

    private enum Tolerance {
        case number(Int64)
        case share(Double)
        case time(Nanoseconds)
    }

    private static let fieldShape = Shape<FieldSection>.mapping("compared field", "How a field is compared.") {
        fields in
        let meaning = fields.optional(
            "is", Shape<EventField.Meaning>.choice(of: EventField.Meaning.self),
            "What it means; its name if left out, or value.")
        let form = fields.optional(
            "form", Shape<EventField.Form>.choice([("number", .number), ("text", .text), ("time", .time)]),
            "How its values are compared; number for quantities and amounts, else text.")
        let tolerance = fields.optional(
            "tolerance", toleranceShape, "Differences up to this are tolerated, and listed: 0.01, 0.5% or 2s.")
        let isNoise = fields.optional(
            "noise", .yesNo, "Whether it is known to differ: tolerated, and listed.", or: false)
        return FieldSection(meaning: meaning, form: form, tolerance: tolerance, isNoise: isNoise)
    }

    private static let toleranceShape = Shape<Tolerance>.scalar(
        "a tolerance such as 0.01, 0.5% or 2s", pattern: nil, numbers: true
    ) { text throws(ValueError) in
        if text.hasSuffix("%") { return .share(try ShareNotation.parse(text)) }
        if let number = Decimal(text) {
            guard let millionths = number.times(EventField.scale) else {
                throw .refused("expected at most six decimals, found \(quoted(text))")
            }
            return .number(millionths)
        }
        return .time(try TimeNotation.parse(text))
    }

    /// An amount in millionths.
    private static let exact = Shape<Int64>.scalar("an amount such as 0.01", pattern: nil, numbers: true) {
        text throws(ValueError) in
        guard let amount = Decimal(text)?.times(EventField.scale) else { throw .unreadable }
        return amount
    }

    private static func resolve(_ named: Named<FieldSection>) -> EventField? {
        let section = named.value
        let usual = known.first { $0.name == Name.folded(named.name) }
        let meaning = section.meaning ?? usual?.meaning ?? .value
        let isAmount: Bool
        switch meaning {
        case .quantity, .net, .tax, .total: isAmount = true
        case .value, .status, .master, .partner: isAmount = false
        }
        let form = section.form ?? (isAmount ? .number : usual?.form ?? .text)
        if meaning == .partner, form != .text {
            named.item.refuse("the partner is compared as a text, not as a \(form.rawValue)")
            return nil
        }
        if isAmount, form != .number {
            named.item.refuse("a \(meaning.rawValue) is compared as a number, not as a \(form.rawValue)")
            return nil
        }
        var field = EventField(name: named.name, form: form, meaning: meaning, isNoise: section.isNoise)
        switch (section.tolerance, form) {
        case (nil, _): break
        case (.number(let millionths), .number): field.tolerance = millionths
        case (.share(let share), .number): field.relativeTolerance = Int64((share * Double(EventField.scale)).rounded())
        case (.time(let time), .time): field.tolerance = time
        default:
            named.item.refuse(
                "its tolerance does not fit: numbers have one such as 0.01 or 0.5%, times one such as 2s, texts none")
            return nil
        }
        return field
    }
}
