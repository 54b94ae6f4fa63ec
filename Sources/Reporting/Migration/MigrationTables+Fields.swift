import Analysis
import Kernel
import Reconciliation

extension MigrationTables {
    /// Fields that differ, with the most frequent changes, and the rule behind them if there is one.
    var fields: Section {
        var rows: [(differing: Int, cells: [Cell])] = []
        var changes: [[Cell]] = []
        var rules: [String] = []
        var steady = 0
        for kind in words.present {
            for field in findings.agreement.fields.indices where findings.compared[kind] & 1 << UInt16(field) != 0 {
                let count = words.sums[kind].fields[field]
                guard count.differing + count.tolerated > 0 else {
                    steady += count.compared > 0 ? 1 : 0
                    continue
                }
                let share = Double(count.differing) / Double(max(count.compared, 1))
                rows.append(
                    (
                        count.differing,
                        [
                            Cell(words.kind(kind)), Cell(words.field(field)), Cell(Figures.count(count.compared)),
                            count.differing > 0
                                ? Cell(Figures.count(count.differing), .bad, bar: share) : Cell("-"),
                            Cell(count.differing > 0 ? MigrationWords.share(share) : "-"),
                            Cell(count.tolerated > 0 ? Figures.count(count.tolerated) : "-"),
                        ]
                    ))
                if let rule = words.explanation(kind: kind, field: field) {
                    rules.append(rule + (rule.hasSuffix("?") ? "" : "."))
                }
                changes += words.changes(kind: kind, field: field, most: 5).map { change in
                    [
                        Cell(words.kind(kind)), Cell(words.field(field)), Cell(change.old), Cell(change.new),
                        Cell(Figures.count(change.seen.count)),
                        Cell(words.rows[.old, change.seen.oldRow]?.place ?? ""),
                        Cell(words.rows[.new, change.seen.newRow]?.place ?? ""),
                    ]
                }
            }
        }
        let others =
            steady == 0
            ? ""
            : "\(Figures.count(Int64(steady), of: "other field")) of some kind of event never \(steady == 1 ? "differs" : "differ")."
        guard !rows.isEmpty else {
            return Section(
                place: "fields", title: "Fields that differ",
                statements: [steady == 0 ? "No field was compared." : "No field differs. " + others])
        }
        let counts = MigrationTable(
            title: "Fields that differ", heads: ["Event", "Field", "Compared", "Differing", "Share", "Tolerated"],
            rows: rows.enumerated().sorted { ($1.element.differing, $0.offset) < ($0.element.differing, $1.offset) }
                .map(\.element.cells), note: "in pairs of one event of each side"
        ).keeping(rows.count { $0.differing > 0 })
        let became = MigrationTable(
            title: "What became what",
            heads: [
                "Event", "Field", findings.names.old, findings.names.new, "Times", "For example, old",
                "For example, new",
            ],
            rows: changes,
            note: "the most frequent changes; where there are very many different ones, counts are lower bounds",
            limit: 100)
        return Section(
            place: "fields", title: "Fields that differ", lead: others, statements: rules,
            tables: [counts] + (changes.isEmpty ? [] : [became]))
    }

    /// What the old side differs from itself in.
    var noise: Section {
        let classes = classNoise
        guard !findings.noise.isEmpty else {
            return Section(
                place: "noise", title: "Noise",
                statements: [
                    "The old side was there once only: of fields and times it is not known what differs by nature, and none is tolerated because of it."
                ], tables: classes.rows.isEmpty ? [] : [classes])
        }
        let differing = findings.noise.filter { $0.counts.onlyNew + $0.counts.onlyAgain + $0.counts.both > 0 }
        let rows = differing.map { finding in
            let counts = finding.counts
            return [
                Cell(words.kind(finding.kind)), Cell(words.field(finding.field)), Cell(Figures.count(counts.compared)),
                Cell(Figures.count(counts.onlyNew)), Cell(Figures.count(counts.onlyAgain)),
                Cell(Figures.count(counts.both)), Cell(Self.probability(finding.pValue)),
                Cell(Self.probability(finding.adjusted)), Cell(MigrationWords.share(finding.excessAtMost)),
                Self.called(finding),
            ]
        }
        let steady = findings.noise.count - differing.count
        var statements: [String] = []
        if rows.isEmpty {
            statements.append("No field differs, neither between the sides nor on the old side from itself.")
        } else if steady > 0 {
            statements.append(
                "\(Figures.count(Int64(steady), of: "more field")) of some kind of event never \(steady == 1 ? "differs" : "differ")."
            )
        }
        let times = words.present.compactMap { kind in
            words.usualTimes(kind).map { "\(words.kind(kind)) \($0)" }
        }
        if !times.isEmpty {
            statements.append(
                "99 of 100 events of the old side are off from their own by this: \(MigrationWords.list(times, most: 20)). Such differences of time are tolerated, unless they are beyond what was agreed (late after)."
            )
        }
        let shifted = words.present.filter { findings.noiseModel.shifted[$0] }.map(words.kind)
        if !shifted.isEmpty {
            statements.append(
                "On the new side as a whole at another time than the old side has of itself: \(MigrationWords.list(shifted, most: 20)). No difference of time of these is taken for noise."
            )
        }
        let table = MigrationTable(
            title: "The old side beside itself",
            heads: [
                "Event", "Field", "Compared", "Only new differs", "Only old differs from itself", "Both", "p",
                "p, adjusted", "Excess at most", "It differs",
            ],
            rows: rows,
            note:
                "events that all three have once; McNemar's test, one-sided, by changing the signs of blocks of time, so that a disturbance of many neighbours counts once; adjusted over all tests by Benjamini and Hochberg; called at \(MigrationWords.share(NoiseFinding.rate)), and whatever its p where the old side never differs from itself; excess: so much more often the new side may differ all the same, at \(MigrationWords.share(NoiseFinding.level))"
        )
        return Section(
            place: "noise", title: "Noise",
            lead:
                "The old side was compared with itself (A/A), so that what differs by nature is not held against the new one.",
            statements: statements, tables: (rows.isEmpty ? [] : [table]) + (classes.rows.isEmpty ? [] : [classes]))
    }

    /// Late events and events out of order of the new side, beside those that the old side has by itself.
    private var classNoise: MigrationTable {
        MigrationTable(
            title: "Late and out of order, beside the old side's own",
            heads: [
                "Event", "Class", "Compared", "Only new", "Only old", "Both", "p", "p, adjusted", "Excess at most",
                "It is",
            ],
            rows: findings.classNoise.map { finding in
                let counts = finding.counts
                return [
                    Cell(words.kind(finding.kind)), Cell(finding.verdict.name), Cell(Figures.count(counts.compared)),
                    Cell(Figures.count(counts.onlyNew)), Cell(Figures.count(counts.onlyAgain)),
                    finding.verdict == .late ? Cell(Figures.count(counts.both)) : "-",
                    Cell(Self.probability(finding.pValue)), Cell(Self.probability(finding.adjusted)),
                    Cell(MigrationWords.share(finding.excessAtMost)),
                    finding.isTolerated
                        ? "by nature: tolerated"
                        : Cell(
                            "because of the migration: "
                                + (finding.adjusted <= ClassNoise.rate
                                    ? "more often than the old side by itself"
                                    : "the old side never does it by itself"),
                            .bad),
                ]
            },
            note:
                "the same test as of fields, adjusted over the kinds of event and called at \(MigrationWords.share(ClassNoise.rate)) for each class; late: later than the old side by more than was agreed, beside the old side once more (A/A); out of order: beside events that the old side alone has out of order, which needs no A/A"
        )
    }

    /// What a field is called, and by which rule.
    private static func called(_ finding: NoiseFinding) -> Cell {
        switch finding.verdict {
        case .steady: return "steady"
        case .migration:
            return Cell(
                "because of the migration: "
                    + (finding.isNatural ? "more often than from itself" : "the old side never differs from itself"),
                .bad)
        case .noise:
            if finding.hasUnknown {
                return Cell(
                    "by nature, but \(Figures.count(finding.unknown ?? 0)) as it never does by itself (p \(probability(finding.unknownAdjusted)), adjusted)",
                    .bad)
            }
            return finding.hasNovel
                ? Cell(
                    "by nature, but \(Figures.count(finding.novel ?? 0)) to values that the old side never has (p \(probability(finding.novelAdjusted)), adjusted)",
                    .bad) : "by nature: tolerated"
        }
    }

    /// A probability: `0.0312`, `< 0.0001`.
    static func probability(_ value: Double) -> String {
        value < 0.0001 ? "< 0.0001" : Figures.trimmed(value, 4)
    }

    /// What was agreed: when a difference is one.
    var agreed: Section {
        let kinds = MigrationTable(
            title: "Events",
            heads: ["Event", "Same within", "Late after", "Missing after", "May be split", "Fields compared"],
            rows: words.present.map { kind in
                let terms = findings.agreement.kinds[kind]
                let fields = words.fields(findings.compared[kind])
                return [
                    Cell(terms.name), Cell(Figures.duration(terms.sameWithin)),
                    Cell(terms.lateAfter.map(Figures.duration) ?? "not agreed"), Cell(Figures.duration(terms.wait)),
                    Cell(terms.maySplit ? "yes" : "no"),
                    Cell(fields.isEmpty ? "none: no field is on both sides" : fields.joined(separator: ", ")),
                ]
            })
        let fields = MigrationTable(
            title: "Fields", heads: ["Field", "Meaning", "Tolerated", "Compared"],
            rows: findings.agreement.fields.indices.map { place in
                let field = findings.agreement.fields[place]
                return [
                    Cell(field.name), Cell(field.meaning.rawValue), Cell(Self.tolerance(field)),
                    Cell(words.coverage(place), findings.uncomparedFields.contains(place) ? .warn : .plain),
                ]
            })
        let exceptions = MigrationTable(
            title: "Signed exceptions",
            heads: ["Class", "Partner", "Event", "At most", "Owner", "Signed by", "Until", "Why"],
            rows: findings.gate.exceptions.map { exception in
                [
                    Cell(exception.verdict.name), Cell(exception.partner ?? "any"), Cell(exception.kind ?? "any"),
                    Cell(Figures.count(exception.most)), Cell(exception.owner),
                    Cell(exception.signedBy), Cell(exception.untilText), Cell(exception.reason),
                ]
            })
        return Section(
            place: "agreed", title: "What was agreed",
            lead: "By these terms a difference is one.",
            tables: [kinds, fields].filter { !$0.rows.isEmpty } + (exceptions.rows.isEmpty ? [] : [exceptions]))
    }

    private static func tolerance(_ field: EventField) -> String {
        if field.isNoise { return "any difference: known to differ" }
        guard field.form != .text else { return "nothing" }
        var parts: [String] = []
        if field.tolerance != 0 {
            parts.append(
                field.form == .time
                    ? Figures.duration(Nanoseconds(clamping: field.tolerance.magnitude))
                    : MigrationWords.decimal(field.tolerance))
        }
        if field.relativeTolerance > 0 {
            parts.append(MigrationWords.share(Double(field.relativeTolerance) / Double(EventField.scale)))
        }
        return parts.isEmpty ? "nothing" : "up to " + parts.joined(separator: " or ")
    }
}
