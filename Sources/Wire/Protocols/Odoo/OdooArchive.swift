internal import Kernel

/// The undoing of everything but orders: invoices are reset and cancelled, tags deleted, the rest archived. Idempotent.
struct OdooArchive: OdooTask {
    let model: String
    let id: Int64

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        switch model {
        case "account.move": return try cancelInvoice(&odoo)
        case "crm.tag": return try settle(odoo.reply(OdooCall(model, "unlink", ids: [id])), "unlink")
        default: return try settle(odoo.reply(.write(model, [id], [JSON.Member("active", false)])), "write")
        }
    }

    private func cancelInvoice(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        for (state, method) in [("posted", "button_draft"), ("draft", "button_cancel")] {
            guard let row = try rows(&odoo).first else { return Ending(.ok, "invoice \(id) is gone already") }
            let found = row["state"]?.text
            if found == "cancel" { return .done }
            if found == state {
                _ = try odoo.value(OdooCall(model, method, ids: [id]))
            }
        }
        let state = try rows(&odoo).first?["state"]?.text
        guard state != "cancel" else { return .done }
        throw odoo.refused("invoice \(id) is \"\(state ?? "gone")\" after button_cancel, expected \"cancel\"")
    }

    private func rows(_ odoo: inout OdooDialogue) throws(Interruption) -> [JSON] {
        switch try odoo.reply(.read(model, [id], ["state"])) {
        case .value(let json): return json.array ?? []
        case .fault(let fault) where fault.kind == .missing: return []
        case .fault(let fault): throw .end(Ending(fault.outcome, fault.words("\(model).read")))
        }
    }

    private func settle(_ reply: OdooReply, _ method: String) -> Ending {
        switch reply {
        case .value: .done
        case .fault(let fault) where fault.kind == .missing: Ending(.ok, "\(model) \(id) is gone already")
        case .fault(let fault): Ending(fault.outcome, fault.words("\(model).\(method)"))
        }
    }
}
