internal import Kernel

/// "read states": of the sale order, its pickings and its invoices.
struct OdooReadStates: OdooTask {
    let order: BusinessOrder

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let id = try odoo.saleOrder(order)
        let rows = try odoo.rows(
            .read("sale.order", [id], ["name", "state", "invoice_status", "picking_ids", "invoice_ids"]))
        guard let row = rows.first else { throw odoo.refused("there is no sale order \(id)") }
        odoo.learn(row)
        let pickings = row["picking_ids"]?.ids ?? []
        if !pickings.isEmpty {
            let rows = try odoo.rows(.read("stock.picking", pickings, ["name", "state"]))
            odoo.line.learnt[FactName.picking] = Self.summary(
                rows, ["draft", "waiting", "confirmed", "assigned", "done"])
        }
        let invoices = row["invoice_ids"]?.ids ?? []
        if !invoices.isEmpty {
            let rows = try odoo.rows(.read("account.move", invoices, ["name", "state"]))
            odoo.line.learnt[FactName.invoice] = Self.summary(rows, ["draft", "posted"])
        }
        return .done
    }

    /// The state that is least far on; "cancel" only where all are.
    private static func summary(_ rows: [JSON], _ order: [String]) -> JSON {
        let states = rows.compactMap { $0["state"]?.text }
        return .string(order.first { states.contains($0) } ?? states.first ?? "")
    }
}
