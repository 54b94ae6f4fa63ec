internal import Kernel

/// "cancel", and the undoing of a sale order: follows the wizard of 16 to 18, unlocks a locked order, reads the state back.
struct OdooCancel: OdooTask {
    /// The order to cancel: by its facts or its reference.
    enum Target: Sendable, Hashable {
        case order(BusinessOrder)
        case id(Int64)
    }

    let target: Target

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let id: Int64
        switch target {
        case .id(let known): id = known
        case .order(let order): id = try odoo.saleOrder(order)
        }
        guard let before = try state(id, &odoo) else { return Ending(.ok, "sale order \(id) is gone already") }
        if before == "cancel" { return .done }
        var fault = try cancel(id, &odoo)
        if let refusal = fault, refusal.kind == .business, try unlock(id, &odoo) { fault = try cancel(id, &odoo) }
        if let fault, fault.kind != .business { return Ending(fault.outcome, fault.words("sale.order.action_cancel")) }
        let after = try state(id, &odoo)
        if after == "cancel" || after == nil { return try remark(id, &odoo) }
        if let fault { return Ending(fault.outcome, fault.words("sale.order.action_cancel")) }
        throw odoo.refused("sale order \(id) is \"\(after ?? "")\" after action_cancel, expected \"cancel\"")
    }

    private func state(_ id: Int64, _ odoo: inout OdooDialogue) throws(Interruption) -> String? {
        switch try odoo.reply(.read("sale.order", [id], ["name", "state"])) {
        case .fault(let fault) where fault.kind == .missing: return nil
        case .fault(let fault): throw .end(Ending(fault.outcome, fault.words("sale.order.read")))
        case .value(let json):
            guard let row = json[0] else { return nil }
            odoo.learn(row)
            return row["state"]?.text ?? ""
        }
    }

    private func cancel(_ id: Int64, _ odoo: inout OdooDialogue) throws(Interruption) -> OdooFault? {
        switch try odoo.reply(OdooCall("sale.order", "action_cancel", ids: [id])) {
        case .fault(let fault): return fault
        case .value(let action):
            guard action["res_model"]?.text == OdooWizard.cancelOrder.rawValue else { return nil }
            let context = action["context"]?.members ?? []
            let made = try odoo.value(
                .create(
                    OdooWizard.cancelOrder.rawValue, [JSON.Member("order_id", .integer(id))], context: context))
            guard let wizard = made.integer ?? made[0]?.integer else {
                throw odoo.unexpected("sale.order.cancel.create", "an id", made)
            }
            let call = OdooCall(OdooWizard.cancelOrder.rawValue, "action_cancel", ids: [wizard], context: context)
            if case .fault(let fault) = try odoo.reply(call) { return fault }
            return nil
        }
    }

    private func unlock(_ id: Int64, _ odoo: inout OdooDialogue) throws(Interruption) -> Bool {
        if case .value = try odoo.reply(OdooCall("sale.order", "action_unlock", ids: [id])) { return true }
        return false
    }

    /// What stays although the order is cancelled: goods that left, invoices that are posted.
    private func remark(_ id: Int64, _ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        guard case .id = target else { return .done }
        let rows = try odoo.rows(
            .searchRead(
                "stock.picking", [["sale_id", "=", .integer(id)], ["state", "=", "done"]], ["name"], order: "id"))
        let names = rows.compactMap { $0["name"]?.text }.map(\.inOneLine)
        guard !names.isEmpty else { return .done }
        return Ending(.ok, "cancelled; the transfer \(names.joined(separator: ", ")) is done and stays in Odoo")
    }
}
