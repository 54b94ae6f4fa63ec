internal import Kernel

/// "confirm order". Confirming twice is true in Odoo 16 and an error since 17, so the state read back decides.
struct OdooConfirmOrder: OdooTask {
    let order: BusinessOrder

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let id = try odoo.saleOrder(order)
        let call = OdooCall("sale.order", "action_confirm", ids: [id])
        let answer = try odoo.reply(call)
        if case .fault(let fault) = answer, fault.kind != .business {
            return Ending(fault.outcome, fault.words(call.label))
        }
        let rows = try odoo.rows(.read("sale.order", [id], ["name", "state", "picking_ids"]))
        guard let row = rows.first else { throw odoo.refused("sale order \(id) is not there when read back") }
        odoo.learn(row)
        if let pickings = row["picking_ids"] { odoo.line.learnt[OdooFact.pickings] = pickings }
        let state = row["state"]?.text ?? ""
        if state == "sale" || state == "done" { return .done }
        if case .fault(let fault) = answer { return Ending(fault.outcome, fault.words(call.label)) }
        throw odoo.refused("sale order \(id) is \"\(state)\" after action_confirm, expected \"sale\"")
    }
}
