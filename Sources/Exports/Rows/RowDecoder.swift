internal import Kernel
internal import Reconciliation

/// Makes an event of the values of a row, as a mapping says.
struct RowDecoder {
    /// How a field is read. Read in place: copies of what it holds would cost more than the reading.
    private struct Field {
        enum Form: UInt8 { case absent, number, text, time }

        var form = Form.absent
        var slot = -1
        var unitSlot = -1
        var units: [UInt64: Int64] = [:]
        var factor = EventField.scale
        var text: TextRule?
    }

    /// The event of the row that was decoded last.
    private(set) var event = BusinessEvent(order: 0, kind: 0, time: 0, row: 0)
    /// All orders that it is told under, where a row may name several; else empty.
    private(set) var orders: [UInt64] = []
    /// Its values.
    let values: UnsafeMutableBufferPointer<Int64>

    private let mapping: RowMapping
    private let fieldNames: [String]
    private let kinds: [UInt64: Int]
    private let ignored: Set<UInt64>
    private let fixedKind: Int?
    private let kindSlot: Int
    private var kindRule: TextRule
    private var order: [TextRule]
    private let isList: Bool
    private var document: [TextRule]
    private var key: [TextRule]
    private var stock: [TextRule]
    private var partner: TextRule?
    private let partnerFixed: String?
    private let partnerNames: [UInt64: String]
    private let timeSlot: Int
    private var instants: InstantReader
    private let numbers: NumberReader
    private var fields: [Field]
    private var lastKindHash: UInt64 = 0
    private var lastKind: Int?
    private var badTimes = 0

    /// - Parameters:
    ///   - mapping: of the rows.
    ///   - agreement: kinds and fields.
    ///   - book: gets the columns that are needed.
    ///   - place: the file, for messages.
    init(_ mapping: RowMapping, agreement: Agreement, book: inout SlotBook, place: String) throws(ExportError) {
        self.mapping = mapping
        guard let instants = InstantReader(format: mapping.times, zone: mapping.zone) else {
            throw ExportError(place, "there is no time format \"\(mapping.times)\" in zone \"\(mapping.zone)\"")
        }
        self.instants = instants
        numbers = NumberReader(hasDecimalComma: mapping.hasDecimalComma)
        var byName: [UInt64: Int] = [:]
        for (index, kind) in agreement.kinds.enumerated() { byName[KeyHash.of(kind.name)] = index }
        kinds = byName
        ignored = Set(mapping.ignored.map { KeyHash.of($0) })
        fixedKind = mapping.kind.fixed.flatMap { name in agreement.kinds.firstIndex { $0.name == name } }
        kindSlot = book.slot(mapping.kind.column)
        kindRule = TextRule(mapping.kind, slot: kindSlot)
        func rules(_ columns: [ColumnRule]) -> [TextRule] { columns.map { TextRule($0, slot: book.slot($0.column)) } }
        order = rules(mapping.order)
        isList = order.count == 1 && order[0].isList
        document = rules(mapping.document)
        key = rules(mapping.key)
        stock = rules(mapping.stock)
        partner = mapping.partner.map { TextRule($0, slot: book.slot($0.column)) }
        partnerFixed = mapping.partner?.fixed
        var names: [UInt64: String] = [:]
        if let rule = mapping.partner {
            for (_, common) in rule.values { names[KeyHash.of(common)] = common }
        }
        partnerNames = names
        timeSlot = book.slot(mapping.time.column)
        fieldNames = agreement.fields.map(\.name)
        fields = []
        for (field, rule) in zip(agreement.fields, mapping.fields) {
            var own = Field()
            if let rule, field.meaning != .partner {
                own.slot = book.slot(rule.column)
                switch field.form {
                case .number:
                    own.form = .number
                    own.unitSlot = book.slot(rule.unitColumn)
                    for (unit, factor) in rule.units { own.units[KeyHash.of(unit)] = factor }
                    own.factor = rule.factor
                case .text:
                    own.form = .text
                    own.text = TextRule(rule, slot: own.slot)
                case .time: own.form = .time
                }
            }
            fields.append(own)
        }
        values = .allocate(capacity: max(agreement.fields.count, 1))
        values.initialize(repeating: EventField.absent)
    }

    /// The time of a row; nil: it has none.
    mutating func time(_ row: FieldSlots) -> Instant? {
        row[timeSlot].isEmpty ? nil : instants.instant(row[timeSlot])
    }

    /// Frees the room of the values; the decoder is not used after.
    func end() { values.deallocate() }

    /// Decodes a row.
    mutating func decode(_ row: FieldSlots, at position: UInt64, partners: PartnerBook) -> RowOutcome {
        let kind: Int
        if let fixedKind {
            kind = fixedKind
        } else {
            guard let hash = kindRule.hash(row) else {
                return .bad(column: mapping.kind.column ?? "event", "is empty; expected the kind of event")
            }
            if hash == lastKindHash, let lastKind {
                kind = lastKind
            } else if let known = kinds[hash] {
                kind = known
                lastKindHash = hash
                lastKind = known
            } else {
                return ignored.contains(hash) ? .ignored : .unknownKind
            }
        }
        let timeBytes = row[timeSlot]
        if timeBytes.isEmpty {
            if fixedKind != nil { return .notYet }
            return .bad(column: mapping.time.column ?? "time", "is empty; expected a time")
        }
        guard let time = instants.instant(timeBytes) else {
            return .bad(
                column: mapping.time.column ?? "time", notATime(timeBytes))
        }
        let isTwice = instants.isTwice
        let stockKey = TextRule.joined(&stock, row)
        guard let orderKey = orderKey(row) ?? stockKey else {
            return .bad(column: mapping.order.first?.column ?? "order", "is empty; expected the business key")
        }
        event = BusinessEvent(
            order: orderKey, kind: kind, time: time, row: position,
            document: TextRule.joined(&document, row).map { $0 >> 16 | 1 } ?? BusinessEvent.none,
            key: TextRule.joined(&key, row).map { $0 >> 16 | 1 } ?? BusinessEvent.none,
            stock: stockKey ?? BusinessEvent.none, partner: partnerNumber(row, partners), isTwice: isTwice)
        for index in fields.indices {
            if let problem = read(index, row) { return problem }
        }
        return .event
    }

    /// The business key, or the first of several.
    @inline(__always)
    private mutating func orderKey(_ row: FieldSlots) -> UInt64? {
        guard isList else { return TextRule.joined(&order, row) }
        order[0].hashes(row, into: &orders)
        return orders.first
    }

    /// The event under one of its orders.
    func event(under order: UInt64) -> BusinessEvent {
        var event = event
        event.order = order
        return event
    }

    @inline(__always)
    private mutating func read(_ index: Int, _ row: FieldSlots) -> RowOutcome? {
        values[index] = EventField.absent
        let slot = fields[index].slot
        switch fields[index].form {
        case .absent: return nil
        case .text:
            if let hash = fields[index].text?.hash(row) { values[index] = KeyHash.text(hash) }
        case .time:
            guard slot >= 0, !row[slot].isEmpty else { return nil }
            guard let time = instants.instant(row[slot]) else {
                return .bad(column: columnName(index), notATime(row[slot]))
            }
            values[index] = time
        case .number:
            guard slot >= 0, !row[slot].isEmpty else { return nil }
            guard var number = numbers.millionths(row[slot]) else {
                return .bad(
                    column: columnName(index), notANumber(row[slot]))
            }
            let unit = fields[index].unitSlot
            if unit >= 0 {
                guard let own = fields[index].units[KeyHash.of(row[unit])] else {
                    return .bad(
                        column: columnName(index),
                        "its unit \(shown(row[unit])) is none of the mapping's units; add it under \"units\" there")
                }
                guard let scaled = NumberReader.times(number, own) else { return tooLarge(index, row[slot]) }
                number = scaled
            }
            guard let scaled = NumberReader.times(number, fields[index].factor) else {
                return tooLarge(index, row[slot])
            }
            values[index] = scaled
        }
        return nil
    }

    private func tooLarge(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> RowOutcome {
        .bad(column: columnName(index), "\(shown(bytes)) is too large in the common unit")
    }

    @inline(__always)
    private mutating func partnerNumber(_ row: FieldSlots, _ partners: PartnerBook) -> UInt16 {
        guard partner != nil else { return .max }
        if let partnerFixed { return partners.number(partnerFixed) }
        guard let slot = partner?.slot, slot >= 0, !row[slot].isEmpty else { return .max }
        if partnerNames.isEmpty, mapping.partner?.prefix == nil, mapping.partner?.foldsCase == false {
            return partners.number(of: row[slot])
        }
        guard let hash = partner?.hash(row) else { return .max }
        if let name = partnerNames[hash] { return partners.number(name) }
        return partners.number(CanonicalText.of(row[slot], mapping.partner))
    }

    /// What the export calls a field.
    private func columnName(_ index: Int) -> String { mapping.fields[index]?.column ?? fieldNames[index] }

    /// Values for which it is looked what form they have: more of them take too long, and say no more.
    private static let probed = 50

    /// What is wrong with a time, and what helps.
    private mutating func notATime(_ bytes: UnsafeRawBufferPointer) -> String {
        badTimes += 1
        let form =
            badTimes <= RowDecoder.probed
            ? TimeShape([String(decoding: bytes.prefix(41), as: UTF8.self)])?.format : nil
        return "expected a time (\(mapping.times)), found \(shown(bytes)); "
            + (form.map { "if that is one, say \"times: \($0)\" in the mapping" }
                ?? "correct it, or say with \"times\" in the mapping how times are written")
    }

    /// What is wrong with a number, and what helps.
    private func notANumber(_ bytes: UnsafeRawBufferPointer) -> String {
        let isOther = NumberReader(hasDecimalComma: !mapping.hasDecimalComma).millionths(bytes) != nil
        return "expected a number of at most six decimals, found \(shown(bytes)); "
            + (isOther
                ? "if that is one, say \"decimals: \(mapping.hasDecimalComma ? "point" : "comma")\" in the mapping"
                : "correct it, or leave the field out of the mapping")
    }

    private func shown(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes.prefix(40), as: UTF8.self)
        return "\"\(text)\"" + (bytes.count > 40 ? "..." : "")
    }
}
