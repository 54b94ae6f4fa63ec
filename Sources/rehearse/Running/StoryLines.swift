internal import Exports
internal import Kernel
internal import Reconciliation
internal import Reporting

/// Lines of an order's story: events in the order of time, what became of them, and both sides' rows under each.
struct StoryLines {
    let order: String
    let agreement: Agreement
    let names: (old: String, new: String)
    let units: [ExplainedUnit]
    let rows: [Side: [UInt64: FoundRow]]

    var text: String {
        let worst = units.map(\.unit.verdict).max() ?? .match
        let old = units.reduce(0) { $0 + $1.old.count }
        let new = units.reduce(0) { $0 + $1.new.count }
        var lines = [
            "Order \(order)   \(old) events on \(names.old), \(new) on \(names.new)   \(worst == .match ? "all match" : worst.name.uppercased())",
            "",
        ]
        for unit in units.sorted(by: { first($0) < first($1) }) { lines += told(unit) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func first(_ unit: ExplainedUnit) -> Instant { (unit.old + unit.new).map(\.time).min() ?? 0 }

    private func told(_ unit: ExplainedUnit) -> [String] {
        let kind = agreement.kinds[unit.unit.kind].name
        var head = "\(kind): \(unit.unit.verdict.name)"
        switch unit.unit.remark {
        case .none: break
        case .split: head += ", \(unit.old.count) became \(unit.new.count)"
        case .moreCopies: head += ", there once more than on \(names.old)"
        case .fewerCopies: head += ", there once more than on \(names.new)"
        case .orderBooks: head += ", ordered is not shipped, back-ordered and cancelled"
        case .invoiceBooks: head += ", the total is not lines and tax"
        case .stockBooks: head += ", the moves are not the change on hand"
        }
        if let delta = unit.unit.delta, delta != 0 { head += ", \(StoryLines.length(delta))" }
        let fields = names(unit.unit.differing)
        if !fields.isEmpty { head += "; differs in \(fields.joined(separator: ", "))" }
        let tolerated = names(unit.unit.tolerated)
        if !tolerated.isEmpty { head += "; tolerated: \(tolerated.joined(separator: ", "))" }
        var lines = [head]
        for (side, name, events) in [(Side.old, names.old, unit.old), (.new, names.new, unit.new)] {
            for event in events { lines.append("  " + row(side, name, event, highlighting: fields)) }
        }
        return lines
    }

    private func names(_ bits: UInt16) -> [String] {
        agreement.fields.enumerated().filter { bits & 1 << UInt16($0.offset) != 0 }.map(\.element.name)
    }

    private func row(_ side: Side, _ name: String, _ event: BusinessEvent, highlighting fields: [String]) -> String {
        let width = max(names.old.count, names.new.count)
        var text = name + String(repeating: " ", count: width - name.count) + "  " + Clock.text(event.time)
        guard let row = rows[side]?[event.row] else { return text }
        if let partner = row.partner { text += "  \(partner)" }
        if let document = row.document { text += "  \(document)" }
        for value in row.values {
            text += fields.contains(value.name) ? "  *\(value.name) \(value.text)*" : "  \(value.name) \(value.text)"
        }
        return text + "  (\(row.place))"
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
