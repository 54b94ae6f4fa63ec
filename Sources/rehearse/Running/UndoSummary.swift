internal import Wire

/// What `rehearse cleanup` says of what it did.
struct UndoSummary {
    /// What to say, line by line: how many records of each kind, then what there is to remark.
    let lines: [String]
    /// Whether everything is taken back.
    let isComplete: Bool

    /// Kinds of remarks that are told at most.
    private static let remarkLimit = 20

    /// - Parameters:
    ///   - results: what became of the records that were tried.
    ///   - remains: all that the run left.
    init(_ results: [WireSession.Undone], of remains: WireSession.Remains) {
        let failed = results.filter { !$0.isUndone }
        let left = remains.entries.count - results.count
        isComplete = failed.isEmpty && left == 0 && remains.problems.isEmpty
        var lines = UndoSummary.tally(results.filter(\.isUndone).map(\.entry)).map { "\($0) taken back" }
        lines += UndoSummary.tally(failed.map(\.entry)).map { "\($0) NOT taken back" }
        lines += UndoSummary.remarks(results)
        lines += remains.problems
        if results.isEmpty && left == 0 && isComplete {
            lines.append("Nothing is left of the run: there is nothing to take back.")
        }
        if left > 0 { lines.append("interrupted: \(left) records were not tried; run it again") }
        self.lines = lines
    }

    /// Records by system and kind, counted once each: "odoo: 38 sale.order".
    static func tally(_ entries: [RunJournal.Entry]) -> [String] {
        let kinds = Dictionary(grouping: Set(entries)) { [$0.system, $0.record.kind] }
        return kinds.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, entries in
            "\(key[0]): \(entries.count) \(key[1])"
        }
    }

    /// The same words a hundred times say no more than once: remarks that differ in numbers only are told as one, rare ones first.
    private static func remarks(_ results: [WireSession.Undone]) -> [String] {
        let kinds = Dictionary(grouping: results.filter { $0.remark != nil }) { result in
            "\(result.entry.system) \(result.entry.record.kind) \(result.isUndone) "
                + (result.remark ?? "").filter { !$0.isNumber }
        }
        let sorted = kinds.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
        var lines = sorted.prefix(remarkLimit).compactMap { _, group -> String? in
            guard let first = group.first, let remark = first.remark else { return nil }
            let others = group.count > 1 ? " (and \(group.count - 1) like it)" : ""
            return "  \(first.entry.system): \(first.entry.record.kind) \(first.entry.record.id): \(remark)\(others)"
        }
        if sorted.count > remarkLimit { lines.append("  and \(sorted.count - remarkLimit) other kinds of remarks") }
        return lines
    }
}
