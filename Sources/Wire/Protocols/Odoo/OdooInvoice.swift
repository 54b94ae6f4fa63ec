internal import Kernel

/// "invoice": the wizard makes it, `action_post` posts it, the state read back decides. Begins where an earlier attempt stopped.
struct OdooInvoice: OdooTask {
    let order: BusinessOrder

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let id = try odoo.saleOrder(order)
        var invoices = try read(id, &odoo)
        if invoices.isEmpty {
            try make(id, &odoo)
            invoices = try read(id, &odoo)
        }
        guard !invoices.isEmpty else {
            throw odoo.refused(
                "sale order \(id) has no invoice after the wizard; is it confirmed and its products invoiceable?")
        }
        odoo.line.learnt[OdooFact.invoices] = .array(invoices.map { .integer($0) })
        for invoice in invoices {
            odoo.line.created.append(
                CreatedRecord(kind: "account.move", id: String(invoice), reference: order.reference))
        }
        return try post(invoices, &odoo)
    }

    private func read(_ id: Int64, _ odoo: inout OdooDialogue) throws(Interruption) -> [Int64] {
        let rows = try odoo.rows(.read("sale.order", [id], ["invoice_ids", "invoice_status"]))
        guard let row = rows.first else { throw odoo.refused("there is no sale order \(id)") }
        return row["invoice_ids"]?.ids ?? []
    }

    private func make(_ id: Int64, _ odoo: inout OdooDialogue) throws(Interruption) {
        let context = [
            JSON.Member("active_model", "sale.order"), JSON.Member("active_ids", [.integer(id)]),
            JSON.Member("active_id", .integer(id)),
        ]
        let made = try odoo.value(
            .create(
                "sale.advance.payment.inv", [JSON.Member("advance_payment_method", "delivered")], context: context))
        guard let wizard = made.integer ?? made[0]?.integer else {
            throw odoo.unexpected("sale.advance.payment.inv.create", "an id", made)
        }
        _ = try odoo.value(
            OdooCall("sale.advance.payment.inv", "create_invoices", ids: [wizard], context: context))
    }

    private func post(_ invoices: [Int64], _ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let before = try odoo.rows(.read("account.move", invoices, ["state"]))
        let drafts = before.filter { $0["state"]?.text == "draft" }.compactMap { $0["id"]?.integer }
        var fault: OdooFault?
        let call = OdooCall("account.move", "action_post", ids: drafts)
        if !drafts.isEmpty, case .fault(let found) = try odoo.reply(call) {
            guard found.kind == .business else { return Ending(found.outcome, found.words(call.label)) }
            fault = found
        }
        let after = try odoo.rows(.read("account.move", invoices, ["name", "state"]))
        // A cancelled invoice beside a posted one is an old attempt.
        let states = after.compactMap { $0["state"]?.text }
        if let state = states.first(where: { $0 != "cancel" }) ?? states.first {
            odoo.line.learnt[FactName.invoice] = .string(state)
        }
        if states.contains("posted"), !states.contains("draft") { return .done }
        if let fault { return Ending(fault.outcome, fault.words(call.label)) }
        throw odoo.refused("the invoice is \"\(states.first ?? "gone")\" after action_post, expected \"posted\"")
    }
}
