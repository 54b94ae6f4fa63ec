internal import Kernel

/// Looks for what a run created by the mark in its references: sale orders, and the invoices that hang on them.
struct OdooSearch: OdooTask {
    /// How the references of the run's orders begin.
    let prefix: String

    /// Orders in one answer.
    var page = 500

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let pattern = Self.pattern(prefix)
        var invoices: [CreatedRecord] = []
        var last: Int64 = 0
        while true {
            let rows = try odoo.rows(
                .searchRead(
                    "sale.order", [["client_order_ref", "=like", .string(pattern)], ["id", ">", .integer(last)]],
                    ["client_order_ref", "invoice_ids"], limit: page, order: "id"))
            for row in rows {
                // What the pattern lets through is looked at once more: what is not ours must not be touched.
                guard let id = row["id"]?.integer, let reference = row["client_order_ref"]?.text,
                    reference.hasPrefix(prefix)
                else { continue }
                odoo.line.created.append(CreatedRecord(kind: "sale.order", id: String(id), reference: reference))
                invoices += (row["invoice_ids"]?.ids ?? []).map {
                    CreatedRecord(kind: "account.move", id: String($0), reference: reference)
                }
            }
            let highest = rows.compactMap { $0["id"]?.integer }.max() ?? last
            guard rows.count >= page, highest > last else { break }
            last = highest
        }
        // What is created last is taken back first: invoices before their orders.
        odoo.line.created += invoices
        return .done
    }

    /// A pattern for `=like` that texts with this beginning match: in PostgreSQL's patterns "%" and "_" stand for other
    /// characters, and a backslash takes that meaning away.
    static func pattern(_ prefix: String) -> String {
        var pattern = ""
        for character in prefix {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern + "%"
    }
}
