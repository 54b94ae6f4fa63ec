internal import Exports
internal import Kernel
internal import Reconciliation
internal import Reporting

/// The story of one order on both sides, event by event.
struct OrderStory {
    private let comparison: ExportComparison

    init(_ comparison: ExportComparison) { self.comparison = comparison }

    /// The story in words.
    ///
    /// All events are read and judged, those of the other orders too: which fields are compared, what differs by nature and who shares
    /// a document with whom is told by all of them, and a story is to say what the report says.
    /// - Parameter order: the business key, as both sides or either of them call it.
    func text(of order: String) throws -> String {
        let reading = try comparison.read()
        let reconciler = try comparison.judged(reading, isWatched: false).reconciler
        for key in RowLookup.orders(order, comparison.mapping) {
            let units = reconciler.explain(order: RowLookup.order(key))
            if !units.isEmpty { return try text(key, units, reading) }
        }
        throw CommandFailure(
            "neither side has an event of the order \"\(order)\"; expected its business key as either side or the mapping has it, with \"|\" between parts",
            code: .usage)
    }

    private func text(_ order: String, _ units: [ExplainedUnit], _ reading: ExportComparison.Reading) throws -> String {
        let rows: [(Side, [UInt64: FoundRow])]
        do {
            rows = try zip([Side.old, .new], reading.files).map { side, files in
                let positions = units.flatMap { side == .old ? $0.old : $0.new }.map(\.row)
                let lookup = RowLookup(files, agreement: comparison.mapping.agreement)
                return (side, try lookup.rows(at: Set(positions)))
            }
        } catch {
            throw CommandFailure("\(error)")
        }
        return OrderTale(
            order: order, agreement: comparison.mapping.agreement,
            names: (comparison.mapping.old.name, comparison.mapping.new.name), units: units,
            rows: MigrationRows(found: rows)
        ).text
    }
}
