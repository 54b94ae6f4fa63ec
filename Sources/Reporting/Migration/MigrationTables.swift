import Analysis
import Kernel
import Reconciliation

/// The tables behind the decision.
struct MigrationTables {
    typealias Cell = MigrationTable.Cell
    typealias Section = MigrationStory.Section

    let words: MigrationWords

    var findings: MigrationFindings { words.findings }

    // MARK: - The gate

    /// Who may be cut over, and why not.
    static func gate(_ lines: [MigrationStory.Line]) -> Section {
        // What is cut for want of room has passed.
        let told = lines.filter { !$0.what.isEmpty }.worstFirst
        let rows = told.map { line -> [Cell] in
            [
                Cell(line.name), Cell(line.what), Cell(line.decision.rawValue, line.decision.tone),
                Cell(line.reasons.joined(separator: "; ")), Cell(line.owner ?? ""),
            ]
        }
        let hasOwners = told.contains { $0.owner != nil }
        var table = MigrationTable(
            title: "Partners and kinds of events",
            heads: ["Who", "What", "Decision", "Why"] + (hasOwners ? ["Owner"] : []),
            rows: hasOwners ? rows : rows.map { $0.dropLast() })
        table.kept = told.holding
        return Section(
            place: "gate", title: "Who could be cut over",
            lead:
                "Each partner and each kind of event by itself; the decision is the worst of everything and of the partners that count.",
            tables: rows.isEmpty ? [] : [table])
    }

    /// The criteria of a line of the gate.
    static func checklist(_ line: GateLine, _ words: MigrationWords) -> MigrationTable {
        // As the sentences above it have them: what there is most of first.
        let checks = words.ranked(line.checks, line.subject)
        var table = MigrationTable(
            title: "Criteria for \(words.name(line.subject))",
            heads: ["Criterion", "Arithmetic", "State", "What is wanting"],
            rows: checks.map { check in
                let tone: MigrationTable.Tone =
                    switch check.state {
                    case .met: .good
                    case .signed, .open: .warn
                    case .failed, .harm: .bad
                    }
                return [
                    Cell(words.criteria.criterion(check)), Cell(words.criteria.arithmetic(check)),
                    Cell(check.state.rawValue, tone), Cell(words.criteria.wanting(check)),
                ]
            })
        table.kept = checks.count { $0.state >= .failed }
        return table
    }

    // MARK: - Classes

    /// Units by class, partner and kind; orders by their worst class.
    var classes: Section {
        let used = VerdictClass.allCases.filter { words.total[$0].units > 0 }
        let cells = words.partners.flatMap { partner in
            words.kinds.compactMap { kind in
                findings.tally.cell(partner: partner, kind: kind).map { (partner, kind, $0) }
            }
        }.sorted { a, b in (b.2.defects, a.0, a.1) < (a.2.defects, b.0, b.1) }
        // The partners with most differences stand open, the others in a fold.
        var first: Set<Int> = []
        for (partner, _, _) in cells where first.count < Self.openPartners { first.insert(partner) }
        let sorted = cells.filter { first.contains($0.0) } + cells.filter { !first.contains($0.0) }
        let rows = sorted.map { partner, kind, cell in
            [Cell(words.partner(partner)), Cell(words.kind(kind))]
                + figures(used.map { ($0, cell[$0].units) }, of: cell.total.units)
                + [cell.total.units, cell.total.old, cell.total.new].map { Cell(Figures.count($0)) }
        }
        let total = words.total
        let sum =
            ["all", ""] + used.map { Cell(Figures.count(total[$0].units)) }
            + [total.total.units, total.total.old, total.total.new].map { Cell(Figures.count($0)) }
        var units = MigrationTable(
            title: "Classes by partner and event",
            heads: ["Partner", "Event"] + used.map(\.name) + ["units", "old events", "new events"],
            rows: rows, sum: sum,
            note:
                "a unit is what was compared as one; bars compare shares of the units of their rows; rows with most differences first",
            limit: 80)
        units.open = cells.count { first.contains($0.0) }
        units.folded = Self.folded(Set(cells.map(\.0)).count)
        units = units.keeping(sorted.prefix { $0.2.defects > 0 }.count)
        return Section(
            place: "classes", title: "What became of the events",
            lead:
                "Every event is in exactly one class; where several fit, in the worst, which is the last to the right.",
            statements: [addedUp] + [neverSeen(used)].compactMap(\.self), tables: [units, orders])
    }

    /// Partners that stand open on the page.
    private static let openPartners = 8

    private static func folded(_ partners: Int) -> String {
        Figures.count(Int64(max(partners - openPartners, 0)), of: "more partner")
    }

    /// Classes without a column, as nothing is in them.
    private func neverSeen(_ used: [VerdictClass]) -> String? {
        let blind = findings.blindSpots.map(\.verdict)
        let names = VerdictClass.allCases.filter { !used.contains($0) && !blind.contains($0) && $0 != .match }
            .map(\.name)
        return names.isEmpty ? nil : "No event came out as \(MigrationWords.list(names, most: 20, last: "or"))."
    }

    /// Whether what was read and what is in the classes is the same.
    private var addedUp: String {
        let total = words.total.total
        let sums =
            "\(Figures.count(Int64(total.old), of: "event")) of \(findings.names.old) and \(Figures.count(total.new)) of \(findings.names.new) are in \(Figures.count(Int64(total.units), of: "unit"))"
        guard findings.reads.count >= 2 else { return sums + "." }
        let isAll = findings.reads[0].events == total.old && findings.reads[1].events == total.new
        return isAll ? sums + ": all that came of reading." : sums + "; reading came to another number, see below."
    }

    /// Cells of classes; defects have bars.
    private func figures(_ counts: [(VerdictClass, Int)], of whole: Int) -> [Cell] {
        counts.map { verdict, count in
            guard count > 0 else { return "-" }
            return verdict.isDefect
                ? Cell(Figures.count(count), .bad, bar: Double(count) / Double(max(whole, 1)))
                : Cell(Figures.count(count))
        }
    }

    private var orders: MigrationTable {
        let all = words.orders()
        let used = VerdictClass.allCases.filter { all[Int($0.rawValue)] > 0 }
        let rows = findings.partners.indices.map { ($0, words.orders($0)) }.filter { $0.1.reduce(0, +) > 0 }
            .sorted { a, b in (words.differing(b.0), a.0) < (words.differing(a.0), b.0) }.map { partner, orders in
                let whole = orders.reduce(0, +)
                return [Cell(words.partner(partner))]
                    + figures(used.map { ($0, orders[Int($0.rawValue)]) }, of: whole) + [Cell(Figures.count(whole))]
            }
        var table = MigrationTable(
            title: "Orders by their worst class", heads: ["Partner"] + used.map(\.name) + ["orders"], rows: rows,
            sum: ["all"] + used.map { Cell(Figures.count(all[Int($0.rawValue)])) }
                + [Cell(Figures.count(all.reduce(0, +)))], limit: 80)
        table.open = Self.openPartners
        table.folded = Self.folded(rows.count)
        let strangers = words.strangers()
        if strangers > 0 {
            table.note =
                "with \(Figures.count(Int64(strangers), of: "order")) that only \(findings.names.new) has: the \(Figures.count(words.compared())) that were compared are those of \(findings.names.old)"
        }
        return table.keeping(findings.partners.indices.count { words.differing($0) > 0 })
    }

    // MARK: - Whole orders

    /// An order of each class of difference, told whole; nil: there is no difference.
    var stories: Section? {
        guard !findings.exemplars.isEmpty else { return nil }
        let tables = findings.exemplars.map { exemplar -> MigrationTable in
            let rows = exemplar.units.flatMap { unit in
                unit.old.map { words.rows[.old, $0.row] } + unit.new.map { words.rows[.new, $0.row] }
            }
            let order =
                rows.lazy.compactMap { $0?.order }.first ?? "with the hash " + String(exemplar.order, radix: 16)
            var table = OrderTale(
                order: order, agreement: findings.agreement, names: findings.names, units: exemplar.units,
                rows: words.rows
            ).table("\(exemplar.verdict.name): order \(order)")
            if exemplar.left > 0 {
                table.note = "\(Figures.count(Int64(exemplar.left), of: "event")) more, which differ less"
            }
            return table
        }
        return Section(
            place: "stories", title: "Orders told whole",
            lead:
                "One order of each class of difference with all of its events, both sides beside each other; what differs stands between stars. --explain ORDER tells any other.",
            tables: tables)
    }

    // MARK: - Not held against it

    /// What is tolerated, at another time only, or pending: listed, so that nothing is hidden.
    var tolerated: Section {
        let rows = words.present.flatMap { kind -> [[Cell]] in
            [VerdictClass.tolerated, .timingOnly, .pending].compactMap { verdict in
                let sum = words.sums[kind]
                let units = sum[verdict].units
                guard units > 0 else { return nil }
                return [
                    Cell(words.kind(kind)), Cell(verdict.name), Cell(Figures.count(units)),
                    Cell(MigrationWords.share(Double(units) / Double(max(sum.total.units, 1)))),
                    Cell(why(verdict, kind)), Cell(example(sum, verdict)),
                ]
            }
        }
        let changes = toleratedChanges
        guard !rows.isEmpty else {
            return Section(
                place: "tolerated", title: "Not held against it",
                statements: ["Nothing is tolerated, nothing is at another time only, nothing is pending."])
        }
        return Section(
            place: "tolerated", title: "Not held against it",
            lead: "What differs and is tolerated, what is at another time only, and what may still come.",
            tables: [
                MigrationTable(
                    title: "Tolerated, timing only, pending",
                    heads: ["Event", "Class", "Units", "Share", "Why", "For example"], rows: rows)
            ] + (changes.rows.isEmpty ? [] : [changes]))
    }

    /// What tolerated fields became, so that nothing hides in a field that differs by nature.
    private var toleratedChanges: MigrationTable {
        let rows = findings.noise.filter { $0.verdict == .noise }.flatMap { finding in
            words.toleratedChanges(finding, most: 10).map { change in
                [
                    Cell(words.kind(finding.kind)), Cell(words.field(finding.field)), Cell(change.old),
                    Cell(change.new), Cell(Figures.count(change.seen.new)),
                    change.seen.again > 0 ? Cell(Figures.count(change.seen.again)) : Cell("never", .bad),
                ]
            }
        }
        return MigrationTable(
            title: "What became what, and is tolerated",
            heads: [
                "Event", "Field", findings.names.old, findings.names.new, "Times", "On the old side beside itself",
            ],
            rows: rows,
            note:
                "the most frequent ones of each field that differs by nature; fields with more than \(NoiseChanges.limit) different changes are not listed",
            limit: 60)
    }

    private func why(_ verdict: VerdictClass, _ kind: Int) -> String {
        let terms = findings.agreement.kinds[kind]
        switch verdict {
        case .tolerated:
            let fields = findings.agreement.fields.indices.filter { words.sums[kind].fields[$0].tolerated > 0 }
                .map { "\(words.field($0)) (\(Figures.count(words.sums[kind].fields[$0].tolerated)))" }
            var reasons = fields
            if let times = words.usualTimes(kind) { reasons.append("times \(times), as the old side's own") }
            for finding in findings.classNoise where finding.kind == kind && finding.isTolerated {
                reasons.append(
                    "\(finding.verdict.name) (\(Figures.count(finding.counts.onlyNew + finding.counts.both))), as often as the old side by itself"
                )
            }
            let sum = words.sums[kind]
            let merges = sum.merges - sum.wrongMerges
            if sum.splits - sum[.splitMismatch].units > merges { reasons.append("splits that come to the same") }
            if merges > 0 { reasons.append("several merged into fewer that come to the same") }
            return reasons.isEmpty ? "within what was agreed" : MigrationWords.list(reasons, most: 8, last: "or")
        case .timingOnly:
            let shift = findings.leg(kind: kind)?.shift
            let whole = shift.map {
                $0.upper < 0 ? ", on the whole earlier" : $0.lower > 0 ? ", on the whole later" : ""
            }
            return "more than \(Figures.duration(terms.sameWithin)) apart\(whole ?? "")"
                + (terms.lateAfter.map { "; none more than \(Figures.duration($0)) later" }
                    ?? "; no lateness was agreed")
        default: return "on one side only, and less than \(Figures.duration(terms.wait)) old"
        }
    }

    /// Where a class is to be seen.
    func example(_ sum: CellSum, _ verdict: VerdictClass) -> String {
        guard let exemplar = sum.exemplars[Int(verdict.rawValue)].first else { return "" }
        let row =
            exemplar.old.first.flatMap { words.rows[.old, $0] } ?? exemplar.new.first.flatMap { words.rows[.new, $0] }
        return row.map { $0.place.hasPrefix("order ") ? $0.place : "order \($0.order), \($0.place)" } ?? ""
    }
}
