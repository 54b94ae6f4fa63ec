import Analysis
import Kernel
import Reconciliation

extension MigrationTables {
    /// How much later or earlier events are.
    var latency: Section {
        let heads =
            ["From the order to", "Partner", "Orders"]
            + LegShift.told.map { "p\(Figures.trimmed($0 * 100, 1))" } + ["Shift of all"]
        let rows = findings.legs.map { leg -> [Cell] in
            let quantiles = LegShift.told.map { told -> Cell in
                guard let quantile = leg.quantiles.first(where: { $0.quantile == told }) else { return "-" }
                var cell = Self.difference(quantile.difference)
                cell.below.insert("\(Self.time(quantile.old)) → \(Self.time(quantile.new))", at: 0)
                return cell
            }
            return [
                Cell(words.kind(leg.kind)), Cell(leg.partner.map(words.partner) ?? "all"),
                Cell(Figures.count(leg.orders), below: Self.sampled(leg)),
            ] + quantiles + [leg.shift.map(Self.told) ?? "too few orders"]
        }
        let lead = "Time from the order to each event, of orders that have it on both sides."
        guard !rows.isEmpty else {
            return Section(
                place: "latency", title: "How long it takes",
                statements: ["No order has an event after it on both sides: nothing is known of times."])
        }
        return Section(
            place: "latency", title: "How long it takes", lead: lead,
            statements: words.slowerAsAgreed(.all).map { "As a whole \($0)." } + mixes,
            tables: [
                MigrationTable(
                    title: "Latency on both sides", heads: heads, rows: rows,
                    note:
                        "orders, and from how many of them figures are made where it is not all; new less old, below it the times of both sides and the interval that holds at \(words.level), from a bootstrap of blocks of orders by time; the shift of all is the one of Hodges and Lehmann",
                    limit: 80)
            ])
    }

    /// Quantiles that are later for all together, and for no partner by itself.
    private var mixes: [String] {
        findings.legs.filter { $0.partner == nil }.flatMap { leg in
            LegShift.told.filter { findings.isOfTheMix(kind: leg.kind, quantile: $0) }.map { quantile in
                "\(words.kind(leg.kind)), p\(Figures.trimmed(quantile * 100, 1)): later for all together, though for no partner by itself: the mix of partners among the latest orders has changed."
            }
        }
    }

    /// Orders that the figures are made from, where they are not all: `from 2,000`, and `p99 from 10,000`.
    private static func sampled(_ leg: LegShift) -> [String] {
        guard leg.sampled < leg.orders else { return [] }
        return ["from \(Figures.count(leg.sampled))"]
            + leg.quantiles.filter { $0.sampled != leg.sampled }.map {
                "p\(Figures.trimmed($0.quantile * 100, 1)) from \($0.sampled < leg.orders ? Figures.count($0.sampled) : "all")"
            }
    }

    static func time(_ nanoseconds: Double) -> String {
        Figures.duration(Nanoseconds(min(max(nanoseconds, -9e18), 9e18)))
    }

    private static func told(_ interval: ConfidenceInterval) -> Cell {
        Cell(
            MigrationWords.shift(interval.estimate), interval.lower > 0 ? .bad : interval.upper < 0 ? .good : .plain,
            below: ["\(MigrationWords.shift(interval.lower)) to", MigrationWords.shift(interval.upper)])
    }

    private static func difference(_ estimate: QuantileEstimate) -> Cell {
        switch estimate {
        case .interval(let interval): told(interval)
        case .insufficient(let count, let needed):
            Cell(
                "too few",
                below: ["of \(Figures.count(Int64(count), of: "order"))", "\(Figures.count(needed)) would do"])
        }
    }

    /// How rare what was not seen is.
    var bounds: Section {
        // What was seen stands first: it is never cut.
        let all = VerdictClass.allCases.filter(\.isDefect).map { (verdict: $0, bound: findings.bound($0)) }
        let bounds = all.filter { $0.bound.seen > 0 } + all.filter { $0.bound.seen == 0 }
        let blind = findings.blindSpots
        let unbalanced = words.present.reduce(0) { $0 + words.sums[$1].unbalancedSplits }
        let classes = bounds.map { verdict, bound in
            // None was seen where none could be: that bounds nothing.
            blind.contains { $0.verdict == verdict } && bound.seen == 0
                ? [Cell(verdict.name), "not to be seen", "-", "-", "-", "-", "-"]
                : verdict == .splitMismatch && bound.seen == 0 && unbalanced > 0
                    ? [Cell(verdict.name), Cell("\(Figures.count(unbalanced)), worse"), "-", "-", "-", "-", "-"]
                    : [Cell(verdict.name)] + share(bound, Self.noun(verdict, bound))
        }
        let compared = words.partners.filter { words.compared($0) > 0 }
        let differing = compared.filter { words.differing($0) > 0 }
        let orders = (differing + compared.filter { words.differing($0) == 0 }).map { partner in
            [Cell(words.partner(partner))] + share(findings.orderBound(partner: partner), "order")
        }
        let heads = ["Seen", "Of", "Share", "At least", "At most", "Counts as"]
        let never = bounds.filter { told in
            told.bound.seen == 0 && told.bound.of > 0 && told.verdict != .splitMismatch
                && !findings.classNoise.contains { $0.verdict == told.verdict && $0.isTolerated }
                && !blind.contains { $0.verdict == told.verdict }
        }
        var statements: [String] = []
        if let first = never.first {
            let names = MigrationWords.list(never.map(\.verdict.name), most: 20, last: "or")
            statements.append(
                "No \(names) in \(Figures.count(Int64(first.bound.of), of: "order")): \(never.count == 1 ? "" : "each is ")at most \(MigrationWords.share(first.bound.atMost)) at \(words.level)."
            )
        }
        let splits = findings.bound(.splitMismatch)
        if unbalanced > 0 {
            statements.append(
                "\(Figures.count(Int64(unbalanced), of: "split")) of \(Figures.count(splits.of + unbalanced)) \(unbalanced == 1 ? "does" : "do") not come to the same and \(unbalanced == 1 ? "breaks" : "break") the order's books: told as conservation violation, which is worse than a split mismatch."
            )
        } else if splits.seen == 0 {
            statements.append(
                splits.of == 0
                    ? "Nothing was split: nothing is known of split mismatches."
                    : "No split mismatch in \(Figures.count(Int64(splits.of), of: "split")): at most \(MigrationWords.share(splits.atMost)) at \(words.level)."
            )
        }
        statements += blind.filter { findings.bound($0.verdict).seen == 0 }.map(words.blindness)
        let watched = findings.gate.isWatched ? ", at every look while the ramp goes on" : ""
        return Section(
            place: "bounds", title: "How rare it is",
            lead:
                "What was seen in so many, and what it may be: never seen is not never. Each bound holds at \(words.level)\(watched).",
            statements: statements,
            tables: [
                MigrationTable(
                    title: "Units by class", heads: ["Class"] + heads, rows: classes,
                    note:
                        "of the units; where none was seen, of the orders, as units of one order are not independent; split mismatches of what was split. What comes in clusters counts as fewer independent ones"
                ).keeping(bounds.count { $0.bound.seen > 0 }),
                MigrationTable(
                    title: "Orders that differ", heads: ["Partner"] + heads, rows: orders,
                    sum: ["all"] + share(findings.orderBound(partner: nil), "order"), limit: 80
                ).keeping(differing.count),
            ])
    }

    /// What a bound is of.
    private static func noun(_ verdict: VerdictClass, _ bound: ShareBound) -> String {
        verdict == .splitMismatch ? "split" : bound.seen == 0 ? "order" : "unit"
    }

    private func share(_ bound: ShareBound, _ noun: String) -> [Cell] {
        [
            bound.seen > 0 ? Cell(Figures.count(bound.seen), .bad) : "0", Cell(Figures.count(bound.of)),
            Cell(MigrationWords.share(bound.share)), Cell(MigrationWords.share(bound.lower)),
            Cell(MigrationWords.share(bound.seen == 0 ? bound.atMost : bound.upper)),
            Cell(Figures.count(Int64(bound.countsAs), of: noun)),
        ]
    }

    /// What reading the sides came to.
    var reading: Section? {
        guard !findings.reads.isEmpty else { return nil }
        let reads = MigrationTable(
            title: "What was read",
            heads: [
                "Side", "Place", "Rows", "Events", "Left out", "Not moved", "Unknown kinds", "Not yet", "Later",
                "Bad rows",
            ],
            rows: findings.reads.map { read in
                [
                    Cell(read.name), Cell(read.place), Cell(Figures.count(read.rows)), Cell(Figures.count(read.events)),
                    Cell(Figures.count(read.ignored)), Cell(Figures.count(read.notMoved)),
                    Cell(Figures.count(read.unknown.values.reduce(0, +))),
                    Cell(Figures.count(read.notYet)), Cell(Figures.count(read.later)),
                    Cell(Figures.count(read.bad), read.bad > 0 ? .bad : .plain),
                ]
            },
            note:
                "left out: kinds that the mapping leaves out on purpose; not moved: of orders that are not on the new side yet; not yet: events without a time in rows that tell of several; later: after the time until which events are known, not there yet"
        )
        let unknown = findings.reads.flatMap { read in
            read.unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { name, count in
                [Cell(read.name), Cell(name), Cell(Figures.count(count))]
            }
        }
        let bad = findings.reads.flatMap { read in
            read.badRows.prefix(20).map { [Cell(read.name), Cell($0)] }
        }
        var tables = [reads]
        if !unknown.isEmpty {
            tables.append(
                MigrationTable(
                    title: "Kinds that the mapping does not name", heads: ["Side", "Called", "Rows"], rows: unknown,
                    limit: 40))
        }
        if !bad.isEmpty {
            tables.append(
                MigrationTable(
                    title: "Rows that cannot be read", heads: ["Side", "What is wrong"], rows: bad,
                    note: "the first 20 of each side; all of them are in \(MigrationReport.badRowFile)"))
        }
        return Section(place: "reading", title: "What was read", tables: tables)
    }

    /// Who moved to the new side when; nil: everything at once.
    var onboarding: Section? {
        guard !findings.onboarding.isEmpty, let sentence = words.moved else { return nil }
        let rows = findings.onboarding.map { moved -> [Cell] in
            let phase = moved.phase.map {
                [
                    Cell("\($0.number + 1)"), Cell(words.clock.text($0.from) + " UTC"),
                    Cell(MigrationWords.share($0.share)),
                ]
            }
            return (phase ?? ["not moved", "-", "-"]) + [Cell(moved.partner), Cell(Figures.count(moved.orders))]
        }
        return Section(
            place: "onboarding", title: "Who moved when", statements: [sentence + "."],
            tables: [
                MigrationTable(
                    title: "Orders by phase and partner", heads: ["Phase", "From", "Share", "Partner", "Orders"],
                    rows: rows,
                    sum: [
                        "all", "", "", "", Cell(Figures.count(findings.onboarding.reduce(0) { $0 + $1.orders })),
                    ],
                    note: "an order counts in the first phase that takes it in", limit: 80)
            ])
    }

    /// Planted differences against what was found; nil: nothing was planted.
    var planted: Section? {
        guard !findings.planted.isEmpty, let sentence = words.planted else { return nil }
        let rows = findings.planted.map { planted in
            let otherwise = planted.otherwise.sorted { $0.key < $1.key }.map {
                "\(Figures.count($0.value)) as \($0.key.name)"
            }
            let lost = planted.planted - planted.found - planted.otherwise.values.reduce(0, +)
            return [
                Cell(planted.name), Cell(planted.expected.name), Cell(Figures.count(planted.planted)),
                Cell(Figures.count(planted.found), planted.found == planted.planted ? .good : .bad),
                Cell((otherwise + (lost > 0 ? ["\(Figures.count(lost)) not at all"] : [])).joined(separator: ", ")),
            ]
        }
        return Section(
            place: "planted", title: "Planted differences",
            lead: "Differences that were made on purpose, to see whether they are found.",
            statements: [sentence.prefix(1).uppercased() + sentence.dropFirst() + "."],
            tables: [
                MigrationTable(
                    title: "Planted and found", heads: ["What", "To be found as", "Planted", "Found so", "Otherwise"],
                    rows: rows)
            ])
    }
}
