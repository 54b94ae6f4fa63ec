internal import Reconciliation

/// Everything that two exports say about how they become events.
struct Inference {
    /// What could not be found, and what was looked at.
    struct Failure: Error {
        let reason: String
        /// What is known all the same, line by line.
        let known: [String]
    }

    let sides: [SideSample]
    let key: KeyChoice
    let kinds: KindChoice
    let line: LineChoice
    let zone: ZoneChoice
    let pairs: EventPairs
    let fields: FieldChoice
    let partner: PartnerChoice
    /// Own numbers.
    let documents: DocumentChoice
    /// By side and group: how its keys hold several orders in one value; nil: they do not.
    let lists: [[OrderList?]]
    /// Whether they are of several orders.
    let spread: DocumentSpread
    /// By kind.
    let terms: [TimeTerms]
    /// Groups that are not used, and why.
    let unused: [String]

    /// Looks at both sides.
    /// - Throws: `ExportError` for what cannot be read; a `Failure` is an answer.
    static func of(_ groups: [[SourceGroup]]) throws(ExportError) -> Result<Inference, Failure> {
        var tried: [String] = []
        guard let key = try KeyChoice.of(groups, tried: &tried) else {
            return .failure(
                Failure(
                    reason:
                        "no business key: no column of old and no column of new have the same values, as they are or without a prefix, zeros at the front and capitals",
                    known: (tried.isEmpty ? [] : ["Compared as keys:"] + tried.map { "  " + $0 })))
        }
        var streams: [[EventStream]] = [[], []]
        var unused: [String] = []
        for side in 0..<2 {
            for (number, group) in groups[side].enumerated() {
                guard let column = key.columns[side][number] else {
                    unused.append("\(group.title): no column of it has the keys of the other files")
                    continue
                }
                let own = StreamChoice.of(group, number, key: column.column)
                if own.isEmpty { unused.append("\(group.title): no column of it has times that can be read") }
                streams[side] += own
            }
            guard !streams[side].isEmpty else {
                return .failure(
                    Failure(
                        reason:
                            "no time: no column of \(side == 0 ? "old" : "new") has times in a known form (ISO 8601, counts of seconds since 1970, dates with points, slashes or dashes)",
                        known: unused))
            }
        }
        var sides: [SideSample] = []
        for side in 0..<2 {
            sides.append(
                try SideSample(groups[side], key.columns[side], streams[side], limit: key.limit, share: key.share))
        }
        let kinds = KindChoice(sides)
        guard kinds.kinds.contains(where: { !$0.words[0].isEmpty && !$0.words[1].isEmpty }) else {
            let words = sides.map { side in
                side.words.keys.map(\.text).sorted().prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
            }
            return .failure(
                Failure(
                    reason: "no kind of event is on both sides",
                    known: ["Kinds of old: \(words[0])", "Kinds of new: \(words[1])"]))
        }
        let line = LineChoice(sides, kinds)
        let asRead = sides
        let zone = ZoneChoice(&sides, kinds) { line.value(asRead, $0, $1) }
        let final = sides
        let pairs = EventPairs(final, kinds) { line.value(final, $0, $1) }
        let partner = PartnerChoice(final, pairs)
        var taken: [[Set<Int>]] = []
        for side in 0..<2 {
            taken.append(
                final[side].groups.indices.map { group in
                    let own = final[side].streams.filter { $0.group == group }
                    let places = [
                        key.columns[side][group]?.column, partner.places[side][group], line.columns[side][group],
                    ]
                    return Set(own.flatMap { [$0.time, $0.event].compactMap(\.self) } + places.compactMap(\.self))
                })
        }
        let documents = DocumentChoice(final, pairs, taken: taken)
        for side in 0..<2 {
            for (group, place) in documents.places[side].enumerated() {
                if let place { taken[side][group].insert(place) }
            }
        }
        let known = (0..<2).map { side in
            zip(key.columns[side], groups[side]).reduce(into: Set<String>()) { known, group in
                if let key = group.0 { known.formUnion(key.keys(group.1)) }
            }
        }
        let lists = (0..<2).map { side in
            zip(key.columns[side], groups[side]).map { own, group in
                own.flatMap { own -> OrderList? in
                    let column = group.columns[own.column]
                    return OrderList(column.counts.keys, own.rule(column.name), known: known[1 - side])
                }
            }
        }
        let spread = try DocumentSpread(final, kinds, documents, lists, share: key.share)
        let fields = FieldChoice(final, pairs, taken: taken)
        let quantity = fields.fields.first { $0.meaning == .quantity }
        let terms = kinds.kinds.enumerated().map { TimeTerms($0, $1, final, pairs, quantity: quantity) }
        return .success(
            Inference(
                sides: final, key: key, kinds: kinds, line: line, zone: zone, pairs: pairs, fields: fields,
                partner: partner, documents: documents, lists: lists, spread: spread, terms: terms, unused: unused))
    }
}
