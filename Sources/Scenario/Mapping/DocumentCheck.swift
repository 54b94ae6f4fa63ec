internal import Reconciliation

/// Whether documents that are said to be of several orders can be told apart: without their own number nothing is shared, and what
/// was said would do nothing.
struct DocumentCheck {
    let agreement: Agreement
    /// The mapping file.
    let root: Item

    /// Reports kinds of which no row, or no row of several orders, tells the number.
    /// - Parameter rows: of both sides, each with where it is written.
    func report(_ rows: [(mapping: RowMapping, item: Item?)]) {
        for kind in agreement.kinds where kind.spansOrders {
            let own = rows.filter { DocumentCheck.tells($0.mapping, kind.name) }
            let numberless = own.filter { DocumentCheck.isList($0.mapping) && $0.mapping.document.isEmpty }
            for row in numberless {
                (row.item?["order"] ?? row.item ?? root).refuse(
                    "\(quoted(kind.name)) is said to be of several orders (\"documents\" under \"events\"), and these rows name several of them: expected \"document\" beside it, the column with the document's own number (in Odoo's exports mostly name), found none; without it nothing shows that what is told under these orders is one document"
                )
            }
            guard numberless.isEmpty, !own.isEmpty, own.allSatisfy({ $0.mapping.document.isEmpty }) else { continue }
            (root["events"]?[kind.name]?["documents"] ?? root).refuse(
                "expected a \"document\" in the rows of \(quoted(kind.name)) of old or new, the column with the document's own number, found none: without it no document is known to be of several orders; name it, or leave \"documents\" out"
            )
        }
    }

    private static func isList(_ mapping: RowMapping) -> Bool { mapping.order.contains { $0.separator != nil } }

    /// Whether rows of it may be of a kind.
    private static func tells(_ mapping: RowMapping, _ kind: String) -> Bool {
        if let fixed = mapping.kind.fixed { return fixed == kind }
        return mapping.kind.values.isEmpty || mapping.kind.values.values.contains(kind)
    }
}
