import Kernel
public import Reconciliation

/// The story of one order on both sides: events in the order of time, what became of each, and both sides' rows beside it.
public struct OrderTale: Sendable {
    private let order: String
    private let agreement: Agreement
    private let names: (old: String, new: String)
    private let units: [ExplainedUnit]
    private let rows: MigrationRows

    /// A story.
    /// - Parameters:
    ///   - order: its business key.
    ///   - agreement: what both sides agreed.
    ///   - names: of the sides.
    ///   - units: what became of its events (`Reconciler.explain`).
    ///   - rows: what is written where the events come from.
    public init(
        order: String, agreement: Agreement, names: (old: String, new: String), units: [ExplainedUnit],
        rows: MigrationRows
    ) {
        self.order = order
        self.agreement = agreement
        self.names = names
        self.units = units.enumerated().sorted {
            (OrderTale.first($0.element), $0.offset) < (OrderTale.first($1.element), $1.offset)
        }.map(\.element)
        self.rows = rows
    }

    private static func first(_ unit: ExplainedUnit) -> Instant { (unit.old + unit.new).map(\.time).min() ?? 0 }

    // MARK: - For a terminal

    /// The story, a few lines an event.
    public var text: String {
        let worst = units.map(\.unit.verdict).max() ?? .match
        let old = units.reduce(0) { $0 + $1.old.count }
        let new = units.reduce(0) { $0 + $1.new.count }
        let lines = [
            "Order \(order)   \(old) events on \(names.old), \(new) on \(names.new)   \(worst == .match ? "all match" : worst.name.uppercased())",
            "",
        ]
        return (lines + units.flatMap(told)).joined(separator: "\n") + "\n"
    }

    private func told(_ unit: ExplainedUnit) -> [String] {
        let width = max(names.old.count, names.new.count)
        let isShared = OrderTale.orders(unit) > 1
        var lines = ["\(agreement.kinds[unit.unit.kind].name): \(became(unit))"]
        for (side, name, events) in [(Side.old, names.old, unit.old), (.new, names.new, unit.new)] {
            let padded = name + String(repeating: " ", count: width - name.count)
            for event in OrderTale.rows(events) {
                let told = row(side, event, unit.unit.differing, isShared: isShared)
                lines.append("  \(padded)  " + told.joined(separator: "  "))
            }
        }
        return lines
    }

    // MARK: - For a report

    /// The story as a table: an event a row, both sides beside each other.
    func table(_ title: String) -> MigrationTable {
        var table = MigrationTable(
            title: title, heads: ["Event", "What became of it", names.old, names.new],
            rows: units.map { unit in
                [
                    MigrationTable.Cell(agreement.kinds[unit.unit.kind].name),
                    MigrationTable.Cell(became(unit), unit.unit.verdict.isDefect ? .bad : .plain),
                    MigrationTable.Cell(cell(.old, unit.old, unit)),
                    MigrationTable.Cell(cell(.new, unit.new, unit)),
                ]
            }, limit: 60)
        // The event that differs is what the order is told for.
        table.essential = Set(units.indices.filter { units[$0].unit.verdict.isDefect })
        return table
    }

    /// So many events of one side are told in a cell.
    private static let cellLimit = 12

    private func cell(_ side: Side, _ events: [BusinessEvent], _ unit: ExplainedUnit) -> String {
        guard !events.isEmpty else { return "none" }
        let isShared = OrderTale.orders(unit) > 1
        let events = OrderTale.rows(events)
        let told = events.prefix(OrderTale.cellLimit).map {
            row(side, $0, unit.unit.differing, isShared: isShared).joined(separator: ", ")
        }
        let left = events.count - told.count
        return (told + (left > 0 ? ["\(left) more"] : [])).joined(separator: "; and ")
    }

    /// Events of different rows: one row may tell of an event under several orders.
    private static func rows(_ events: [BusinessEvent]) -> [BusinessEvent] {
        var seen: Set<UInt64> = []
        return events.filter { seen.insert($0.row).inserted }
    }

    /// Orders that something is of.
    private static func orders(_ unit: ExplainedUnit) -> Int { Set((unit.old + unit.new).map(\.order)).count }

    // MARK: - Words

    /// `late beyond agreement, 1.5 h later; differs in status`
    private func became(_ unit: ExplainedUnit) -> String {
        var words = unit.unit.verdict.name
        if let remark = unit.unit.remark.words(unit.unit.oldCount, unit.unit.newCount, names) { words += ", " + remark }
        let orders = OrderTale.orders(unit)
        if orders > 1 { words += ", of \(orders) orders together" }
        if let delta = unit.unit.delta, delta != 0 { words += ", " + OrderTale.length(delta) }
        let differing = fields(unit.unit.differing)
        if !differing.isEmpty { words += "; differs in \(differing.joined(separator: ", "))" }
        let tolerated = fields(unit.unit.tolerated)
        if !tolerated.isEmpty { words += "; tolerated: \(tolerated.joined(separator: ", "))" }
        return words
    }

    private func fields(_ bits: UInt16) -> [String] {
        agreement.fields.enumerated().filter { bits & 1 << UInt16($0.offset) != 0 }.map(\.element.name)
    }

    /// What is known of an event: its time, its number, its values, where it is written. What differs stands between stars.
    private func row(_ side: Side, _ event: BusinessEvent, _ differing: UInt16, isShared: Bool) -> [String] {
        let time = OrderTale.time(event.time)
        guard let row = rows[side, event.row] else { return [time] }
        let names = fields(differing)
        let other = isShared ? "order \(row.order)" : nil
        return [time] + [row.document, other].compactMap(\.self)
            + row.fields.map { names.contains($0.name) ? "*\($0.name) \($0.value)*" : "\($0.name) \($0.value)" }
            + ["(\(row.place))"]
    }

    /// `2026-11-27 08:26:00.250Z`
    static func time(_ instant: Instant) -> String {
        let rest = (instant % .second + .second) % .second
        let seconds = (instant - rest) / .second
        let text = WallClock.text(wall: seconds)
        let decimals = String(rest / .millisecond)
        return text + (seconds % 60 == 0 ? ":00." : ".") + String(repeating: "0", count: 3 - decimals.count) + decimals
            + "Z"
    }

    /// `1.5 s later`
    static func length(_ delta: Nanoseconds) -> String {
        let size = Double(delta.magnitude)
        let units: [(Double, String)] = [
            (8.64e13, "d"), (3.6e12, "h"), (6e10, "min"), (1e9, "s"), (1e6, "ms"), (1, "ns"),
        ]
        let (unit, name) = units.first { size >= $0.0 } ?? (1, "ns")
        let tenths = Int((size / unit * 10).rounded())
        return "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") \(name) \(delta > 0 ? "later" : "earlier")"
    }
}

extension MatchUnit.Remark {
    /// What it says; nil: nothing.
    func words(_ old: Int, _ new: Int, _ names: (old: String, new: String)) -> String? {
        switch self {
        case .none: nil
        case .split: "\(old) became \(new)"
        case .sharedDocuments: "\(old) became \(new)"
        case .moreCopies: "there once more than on \(names.old)"
        case .fewerCopies: "there once more than on \(names.new)"
        case .orderBooks: "ordered is not shipped, back-ordered and cancelled"
        case .invoiceBooks: "the total is not lines and tax"
        case .stockBooks: "stock moves are not the change on hand"
        }
    }
}
