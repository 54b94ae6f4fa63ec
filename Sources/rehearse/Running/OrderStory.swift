internal import Exports
internal import Kernel
internal import Reconciliation
internal import Reporting

/// The story of one order on both sides, event by event.
struct OrderStory {
    private let comparison: ExportComparison

    init(_ comparison: ExportComparison) { self.comparison = comparison }

    /// The story in words.
    /// - Parameter order: the business key, as both sides or either of them call it.
    func text(of order: String) throws -> String {
        for key in RowLookup.orders(order, comparison.mapping) {
            if let story = try story(key) { return story }
        }
        throw CommandFailure(
            "neither side has an event of the order \"\(order)\"; expected its business key as either side or the mapping has it, with \"|\" between parts",
            code: .usage)
    }

    /// The story of an order; nil: there is none.
    private func story(_ order: String) throws -> String? {
        let key = RowLookup.order(order)
        // A document that it shares with other orders is told whole, and which they are is not known before all was read.
        let isAlone = !comparison.mapping.agreement.kinds.contains(where: \.spansOrders)
        let reading = try comparison.read(only: isAlone ? key : nil)
        // Until when events are known is told by all of them, not by those of this order.
        let asOf = comparison.asOf ?? reading.tallies.compactMap(\.latest).max()
        let reconciler = Reconciler(reading.store, asOf: asOf)
        let units = reconciler.explain(order: key)
        guard !units.isEmpty else { return nil }
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
