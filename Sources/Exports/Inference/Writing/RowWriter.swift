internal import Kernel
internal import Reconciliation

/// Writes how the rows of a group become events.
struct RowWriter {
    private let inference: Inference
    private let side: Int
    private let doubts: DoubtBook
    /// Whether the group was not written yet: what is unsure about its columns is said once.
    private let isFirst: Bool
    private var name: String { side == 0 ? "old" : "new" }

    init(_ inference: Inference, side: Int, doubts: DoubtBook, isFirst: Bool) {
        self.inference = inference
        self.side = side
        self.doubts = doubts
        self.isFirst = isFirst
    }

    /// The lines of a stream.
    func write(_ number: Int, _ out: inout YAMLLines) {
        let sample = inference.sides[side]
        let stream = sample.streams[number]
        let group = sample.groups[stream.group]
        if let pattern = group.pattern { out.add("files: \(YAMLLines.scalar(pattern))") }
        if group.format == .cloudEvents { out.add("format: cloudevents") }
        if group.encoding != .utf8 {
            let word = group.columns.lazy.flatMap(\.counts.keys).filter { $0.contains { !$0.isASCII } }.min()
            unsure(
                "letters are not UTF-8; they are read as Windows-1252"
                    + (word.map { ": look whether \"\($0.prefix(40))\" is right" } ?? ""), "encoding", &out)
            out.add("encoding: \(group.encoding.rawValue)")
        }
        writeEvent(number, stream, group, &out)
        writeKey(stream, group, &out)
        writeTime(stream, group, &out)
        writeOthers(stream, group, &out)
        if group.hasDecimalComma { out.add("decimals: comma") }
        if group.isDecimalOpen {
            unsure(
                "numbers such as 1.250 or 1,250 can be read in two ways; a point before the decimals is taken",
                "decimals", &out)
            out.add("decimals: point")
        }
        writeFields(number, stream, group, &out)
    }

    private func unsure(_ text: String, _ about: String, _ out: inout YAMLLines, level: Int = 0) {
        guard isFirst else { return }
        out.comment("unsure: \(text)", level: level)
        doubts.list.append("\(name), \(about): \(text)")
    }

    // MARK: - Kind

    private func writeEvent(_ number: Int, _ stream: EventStream, _ group: SourceGroup, _ out: inout YAMLLines) {
        for doubt in stream.doubts { unsure(doubt, stream.event == nil ? "event" : "event and time", &out) }
        guard let column = stream.event else {
            let kind = inference.kinds.kind(EventWord(text: stream.fixed, stream: number), side: side)
            out.add("event: { fixed: \(YAMLLines.scalar(kind.map { inference.kinds.kinds[$0].name } ?? "")) }")
            return
        }
        let words = group.columns[column].counts.keys.filter { YAMLLines.isWritable($0) }.sorted()
        let mapped = words.compactMap { word in
            inference.kinds.kind(EventWord(text: word, stream: nil), side: side).map {
                (word: word, kind: inference.kinds.kinds[$0].name)
            }
        }
        if mapped.allSatisfy({ $0.word == $0.kind }) {
            out.add("event: \(YAMLLines.scalar(group.columns[column].name))")
        } else {
            out.add("event:")
            out.add("column: \(YAMLLines.scalar(group.columns[column].name))", level: 1)
            out.add("values:", level: 1)
            for pair in mapped {
                out.add("\(YAMLLines.scalar(pair.word)): \(YAMLLines.scalar(pair.kind))", level: 2)
            }
        }
        let ignored = inference.kinds.ignored[side].filter { words.contains($0.word.text) && $0.word.stream == nil }
        for (word, reason) in ignored { unsure("\"\(word.text)\" is left out: \(reason)", "ignore", &out) }
        if !ignored.isEmpty {
            out.add("ignore: [\(ignored.map { YAMLLines.scalar($0.word.text) }.joined(separator: ", "))]")
        }
    }

    // MARK: - Key and time

    private func writeKey(_ stream: EventStream, _ group: SourceGroup, _ out: inout YAMLLines) {
        guard let key = inference.key.columns[side][stream.group] else { return }
        if side == 0 { for doubt in inference.key.doubts { unsure(doubt, "order", &out) } }
        let column = group.columns[key.column]
        var rule = key.rule(column.name)
        if let list = inference.lists[side][stream.group] {
            let hasNumber = inference.documents.places[side][stream.group] != nil
            unsure(
                "\(list.count) sampled values hold several orders (\"\(list.example)\"): the event is told under each of them; "
                    + (hasNumber
                        ? "where these are no consolidated documents, leave \"documents\" under \"events\" out"
                        : "where it is one document, name the column with its number as \"document\", and say so under \"events\": documents: of several orders"),
                "order", &out)
            rule.separator = list.separator
        }
        write("order", rule, &out)
    }

    private func writeTime(_ stream: EventStream, _ group: SourceGroup, _ out: inout YAMLLines) {
        guard let time = group.columns[stream.time].time else { return }
        out.add("time: \(YAMLLines.scalar(group.columns[stream.time].name))")
        if let rival = time.rival {
            unsure(
                "every sampled time reads as \(rival) as well: no day is above 12; day first is taken", "times", &out)
        }
        if time.unread > 0 {
            unsure("\(time.unread) sampled times are not written so; their rows will be listed as bad", "times", &out)
        }
        if time.format != "iso" { out.add("times: \(YAMLLines.scalar(time.format))") }
        if !time.hasOffset {
            if let doubt = inference.zone.doubts[side] { unsure(doubt, "zone", &out) }
            out.add("zone: \(inference.zone.zones[side])")
        }
    }

    // MARK: - Whose, which, what

    private func writeOthers(_ stream: EventStream, _ group: SourceGroup, _ out: inout YAMLLines) {
        if let partner = inference.partner.columns[side][stream.group] {
            if side == inference.partner.doubtSide {
                for doubt in inference.partner.doubts { unsure(doubt, "partner", &out) }
            }
            write("partner", partner, &out)
        }
        if let document = inference.documents.places[side][stream.group] {
            if let doubt = inference.documents.doubts[side][stream.group] { unsure(doubt, "document", &out) }
            out.add("document: \(YAMLLines.scalar(group.columns[document].name))")
        }
        if let doubt = inference.line.doubt, side == 0 { unsure(doubt, "key", &out) }
        if let line = inference.line.columns[side][stream.group] {
            var rule = ColumnRule(column: group.columns[line].name)
            rule.dropsLeadingZeros = inference.line.dropsZeros
            write("key", rule, &out)
        }
    }

    private func writeFields(_ number: Int, _ stream: EventStream, _ group: SourceGroup, _ out: inout YAMLLines) {
        let fields = inference.fields.fields.filter { field in
            field.columns[side][stream.group] != nil && isTold(field, number, stream)
        }
        guard !fields.isEmpty else { return }
        out.add("fields:")
        for field in fields {
            if let rule = field.columns[side][stream.group] {
                write(YAMLLines.scalar(field.name), rule, &out, level: 1)
            }
        }
    }

    /// A row that tells of several events has each value once: it belongs to one of them.
    private func isTold(_ field: ProposedField, _ number: Int, _ stream: EventStream) -> Bool {
        let sample = inference.sides[side]
        let own = sample.streams.indices.filter { sample.streams[$0].group == stream.group }
        guard own.count > 1 else { return true }
        func kind(_ number: Int) -> Int? {
            inference.kinds.kind(EventWord(text: sample.streams[number].fixed, stream: number), side: side)
        }
        let isAmount = field.meaning == .net || field.meaning == .tax || field.meaning == .total
        let invoice = own.first { kind($0).map { inference.kinds.kinds[$0].role == .invoice } == true }
        let most = own.first { kind($0) == field.kind }
        return number == (isAmount ? invoice ?? most : most) ?? own[0]
    }

    /// A column with what is done to its values.
    private func write(_ key: String, _ rule: ColumnRule, _ out: inout YAMLLines, level: Int = 0) {
        let column = YAMLLines.scalar(rule.column ?? "")
        guard rule != ColumnRule(column: rule.column ?? "") else {
            out.add("\(key): \(column)", level: level)
            return
        }
        out.add("\(key):", level: level)
        out.add("column: \(column)", level: level + 1)
        if let separator = rule.separator { out.add("list: \"\(separator)\"", level: level + 1) }
        if let prefix = rule.prefix { out.add("drop: \(YAMLLines.scalar(prefix))", level: level + 1) }
        if rule.dropsLeadingZeros { out.add("leading zeros: drop", level: level + 1) }
        if rule.foldsCase { out.add("any case: yes", level: level + 1) }
        if rule.factor != EventField.scale { out.add("times: \(RowWriter.decimal(rule.factor))", level: level + 1) }
        if let unit = rule.unitColumn {
            out.add("unit: \(YAMLLines.scalar(unit))", level: level + 1)
            out.add("units:", level: level + 1)
            for (word, factor) in rule.units.sorted(by: { $0.key < $1.key }) where YAMLLines.isWritable(word) {
                out.add("\(YAMLLines.scalar(word)): \(RowWriter.decimal(factor))", level: level + 2)
            }
        }
        let values = rule.values.filter { YAMLLines.isWritable($0.key) && YAMLLines.isWritable($0.value) }
        if !values.isEmpty {
            out.add("values:", level: level + 1)
            for (own, common) in values.sorted(by: { $0.key < $1.key }) {
                out.add("\(YAMLLines.scalar(own)): \(YAMLLines.scalar(common))", level: level + 2)
            }
        }
    }

    /// Millionths as a decimal number.
    private static func decimal(_ millionths: Int64) -> String {
        let (whole, rest) = millionths.quotientAndRemainder(dividingBy: EventField.scale)
        guard rest != 0 else { return "\(whole)" }
        var digits = String(String(EventField.scale + rest).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
