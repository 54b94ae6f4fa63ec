internal import Kernel
internal import Reconciliation

/// A planted difference, as a scenario writes it.
struct DefectSection {
    /// What goes wrong.
    enum Word: String, CaseIterable, Sendable {
        case missing, duplicate, again, late, early, wrong, split, orphan, unexpected
        case brokenSplit = "broken split"
    }

    var name: String?
    var event: Located<String>
    var word: Word
    var share: Double
    var partner: Located<String>?
    var from: Located<WallTime>?
    var until: Located<WallTime>?
    var field: Located<String>?
    var factor: Double?
    var amount: Decimal?
    var text: String?
    var later: Nanoseconds?
    var expected: VerdictClass?

    static let shape = Shape<DefectSection>.mapping(
        "planted difference", "A difference planted in the candidate's events."
    ) { fields in
        let name = fields.optional("name", .text, "What reports call it.")
        let event = fields.required("event", Shape<String>.text.located, "The event of the journey that it happens to.")
        let word = fields.required("defect", Shape<Word>.choice(of: Word.self), "What goes wrong.")
        let share = fields.optional("share", .share, "Share of the events; all if left out.", or: 1)
        let partner = fields.optional(
            "partner", Shape<String>.text.located, "The partner it happens to; all if left out.")
        let from = fields.optional("from", Shape<WallTime>.wallTime.located, "From when on.")
        let until = fields.optional("until", Shape<WallTime>.wallTime.located, "Until when.")
        let field = fields.optional("field", Shape<String>.text.located, "The field that is wrong.")
        let factor = fields.optional("times", .factor(0.000_001...1_000_000), "So many times what it should be.")
        let amount = fields.optional("more", decimal, "So much more than it should be.")
        let text = fields.optional("becomes", .text, "What it is instead.")
        let later = fields.optional("by", .positiveDuration, "How much later.")
        let expected = fields.optional("found as", verdict, "The class that it should be found as.")
        guard let event, let word, !fields.isIncomplete else { return nil }
        switch word {
        case .late where later == nil:
            fields.item.refuse("a late event needs \"by\", such as by: 2h")
            return nil
        case .wrong where field == nil || [factor != nil, amount != nil, text != nil].filter(\.self).count != 1:
            fields.item.refuse("a wrong value needs \"field\", and one of \"times\", \"more\" and \"becomes\"")
            return nil
        default: break
        }
        return DefectSection(
            name: name, event: event, word: word, share: share, partner: partner, from: from, until: until,
            field: field,
            factor: factor, amount: amount, text: text, later: later, expected: expected)
    }

    private static let decimal = Shape<Decimal>.scalar("a number such as 1.00", pattern: nil, numbers: true) {
        text throws(ValueError) in
        guard let number = Decimal(text) else { throw .unreadable }
        return number
    }

    private static let verdict = Shape<VerdictClass>.choice(VerdictClass.allCases.map { ($0.name, $0) })

    /// The defect.
    /// - Parameters:
    ///   - kind: its kind of event.
    ///   - clock: of the scenario.
    /// - Returns: nil if a problem was reported.
    func defect(kind: Int, _ agreement: Agreement, clock: Clock, partners: [String]) -> Defect? {
        if let partner, !partners.contains(partner.value) {
            partner.item.refuse(
                name: partner.value, "there is no partner \(quoted(partner.value))", among: partners, isPartial: false)
            return nil
        }
        let terms = agreement.kinds[kind]
        guard let form = form(agreement, terms) else { return nil }
        func instant(_ time: Located<WallTime>?) -> Instant? {
            time.map { clock.origin * .second + ShapePiece.instant(of: $0.value, after: 0, clock: clock) }
        }
        return Defect(
            name: name ?? words(terms.name), kind: kind, form: form, share: share, partner: partner?.value,
            from: instant(from), until: instant(until), expected: expected ?? usual(form, terms, agreement))
    }

    private func words(_ kind: String) -> String {
        switch word {
        case .missing, .early, .late, .orphan, .unexpected: "\(word.rawValue) \(kind)"
        case .duplicate: "\(kind) twice"
        case .again: "\(kind) again, with a number of its own"
        case .split: "\(kind) in two"
        case .brokenSplit: "\(kind) in two that do not come to the same"
        case .wrong: "\(kind) with a wrong \(field?.value ?? "value")"
        }
    }

    private func form(_ agreement: Agreement, _ terms: EventKind) -> Defect.Form? {
        switch word {
        case .missing: return .missing
        case .duplicate: return .duplicate
        case .again: return .again
        case .early: return .early
        case .late: return .late(later ?? 0)
        case .split: return .split
        case .brokenSplit: return .brokenSplit(EventField.scale)
        case .orphan: return .orphan
        case .unexpected: return .unexpected
        case .wrong:
            guard let field else { return nil }
            let known = RehearsedFields.fields(of: terms.role)
            guard let index = known.first(where: { agreement.fields[$0].name == field.value }) else {
                field.item.refuse(
                    name: field.value, "\(terms.name) has no field \(quoted(field.value))",
                    among: known.map { agreement.fields[$0].name }, isPartial: false)
                return nil
            }
            let isNumber = agreement.fields[index].form == .number
            guard isNumber == (text == nil) else {
                field.item.refuse(
                    isNumber
                        ? "\(field.value) is a number: expected times or more"
                        : "\(field.value) is a text: expected becomes")
                return nil
            }
            if let factor { return .factor(field: index, Int64((factor * Double(EventField.scale)).rounded())) }
            if let amount, let millionths = amount.times(EventField.scale) { return .more(field: index, millionths) }
            if let text { return .other(field: index, text: text) }
            field.item.refuse("expected a number of at most six decimals for \"more\"")
            return nil
        }
    }

    /// The class that a defect shows as, by what the classes mean.
    private func usual(_ form: Defect.Form, _ terms: EventKind, _ agreement: Agreement) -> VerdictClass {
        let isInOrderBooks =
            [.order, .shipment, .backOrder, .cancellation].contains(terms.role)
            && agreement.kind(.order) != nil && agreement.kind(.shipment) != nil
        switch form {
        case .missing: return .missing
        case .duplicate, .again: return .duplicate
        case .late(let length): return terms.lateAfter.map { length > $0 } ?? false ? .late : .timingOnly
        case .early: return .outOfOrder
        case .split: return terms.maySplit ? .tolerated : .splitMismatch
        case .brokenSplit: return isInOrderBooks ? .conservation : .splitMismatch
        case .orphan: return .orphan
        case .unexpected: return .unexpected
        case .other(let field, _):
            switch agreement.fields[field].meaning {
            case .master, .partner: return .masterDataDrift
            case .status: return .state
            default: return .value
            }
        case .factor(let field, _), .more(let field, _):
            switch agreement.fields[field].meaning {
            case .quantity: return isInOrderBooks ? .conservation : .value
            case .net, .tax, .total: return terms.role == .invoice || terms.role == .creditNote ? .conservation : .value
            default: return .value
            }
        }
    }
}
