internal import Kernel

extension OdooWork {
    /// The buttons of orders, pickings, invoices and wizards.
    mutating func action(_ call: OdooCall) -> Result {
        switch (call.model, call.method) {
        case ("sale.order", "action_confirm"): return confirm(call)
        case ("sale.order", "action_cancel"), ("sale.order.cancel", "action_cancel"): return cancel(call)
        case ("stock.picking", "action_assign"):
            guard let record = picking(call), record.picking != "done", record.picking != "cancel" else {
                return .refused(.user("Nothing to check the availability for."))
            }
            return .value(true)
        case ("stock.picking", "action_set_quantities_to_reservation"): return setQuantities(call)
        case ("stock.picking", "button_validate"), (_, "process"), (_, "process_cancel_backorder"),
            (_, "dont_send_sms"),
            (_, "send_sms"):
            return validate(call)
        case ("stock.picking", "action_cancel"):
            guard var record = picking(call) else { return .value(true) }
            if record.picking != "done" { record.picking = "cancel" }
            keep(record)
            return .value(true)
        case ("sale.advance.payment.inv", "create_invoices"): return invoice(call)
        case ("account.move", _): return move(call)
        default: return .value(true)
        }
    }

    private mutating func confirm(_ call: OdooCall) -> Result {
        for id in call.ids ?? [] {
            guard var record = shelf.order(id, book) else { continue }
            guard record.state == "draft" || record.state == "sent" else {
                // 16 does it again without a word.
                if version < .v17 { continue }
                let words =
                    version < .v18
                    ? "The following orders are not in a state requiring confirmation: \(record.name)"
                    : "Some orders are not in a state requiring confirmation."
                return .refused(.user(words))
            }
            record.state = "sale"
            record.picking = "assigned"
            keep(record)
        }
        return .value(true)
    }

    private mutating func cancel(_ call: OdooCall) -> Result {
        guard var record = order(call) else { return .value(true) }
        let isSure = call.model == "sale.order.cancel" || call.context("disable_cancel_warning")?.bool == true
        if version < .v19, record.state != "draft", record.state != "cancel", !isSure {
            return .value([
                "name": "Cancel Sales Order", "view_mode": "form", "res_model": "sale.order.cancel", "view_id": 1126,
                "type": "ir.actions.act_window",
                "context": ["default_order_id": .integer(record.id), "mark_so_as_canceled": true], "target": "new",
            ])
        }
        record.state = "cancel"
        if record.picking != "done", !record.picking.isEmpty { record.picking = "cancel" }
        if record.backorder == "assigned" { record.backorder = "cancel" }
        if record.invoice == "draft" { record.invoice = "cancel" }
        keep(record)
        return .value(true)
    }

    private mutating func setQuantities(_ call: OdooCall) -> Result {
        guard var record = picking(call) else { return .nothing }
        for index in record.lines.indices where (record.lines[index].done ?? 0) == 0 {
            record.lines[index].done = record.lines[index].quantity
        }
        keep(record)
        return .nothing
    }

    private mutating func validate(_ call: OdooCall) -> Result {
        guard var record = picking(call) else {
            return .refused(
                .user("You can’t validate an empty transfer. Please add some products to move before proceeding."))
        }
        if record.picking == "done" || record.picking == "cancel" {
            guard version < .v19 else { return .value(true) }
            return .refused(
                .user(
                    "You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities."
                ))
        }
        let question = question(call, record)
        if call.model != "stock.picking", !record.answered.contains(call.model) {
            record.answered.append(call.model)
            if call.model == OdooWizard.immediateTransfer.rawValue {
                for index in record.lines.indices { record.lines[index].done = record.lines[index].quantity }
            }
            if call.method == "process_cancel_backorder" { record.answered.append("no backorder") }
        }
        if let question {
            keep(record)
            return .value(ask(question, record, call))
        }
        let isShort = record.lines.contains { ($0.done ?? $0.quantity) < $0.quantity }
        record.picking = "done"
        if isShort, !record.answered.contains("no backorder") { record.backorder = "assigned" }
        if let now {
            let time = CivilTime(seconds: now)
            record.dateDone = "\(time.date) \(time.time)"
        }
        keep(record)
        guard shelf.options.servedWizards.contains(.print) else { return .value(true) }
        return .value([
            "type": "ir.actions.client", "tag": "do_multi_print", "params": ["reports": [], "anotherAction": false],
        ])
    }

    private func ask(_ wizard: OdooWizard, _ record: OdooRecord, _ call: OdooCall) -> JSON {
        var context = call.context.filter { $0.name != "button_validate_picking_ids" && !$0.name.hasPrefix("default_") }
        context.append(JSON.Member("button_validate_picking_ids", [.integer(record.pickingID)]))
        let titles: [OdooWizard: String] = [
            .immediateTransfer: "Immediate Transfer?", .backorder: "Create Backorder?", .sms: "SMS",
        ]
        var action: [JSON.Member] = [
            JSON.Member("name", .string(titles[wizard] ?? "")), JSON.Member("type", "ir.actions.act_window"),
            JSON.Member("view_mode", "form"), JSON.Member("res_model", .string(wizard.rawValue)),
            JSON.Member("views", [[1107, "form"]]), JSON.Member("view_id", 1107), JSON.Member("target", "new"),
        ]
        if wizard == .sms {
            action.append(JSON.Member("res_id", .integer(record.pickingID)))
        } else {
            context.append(JSON.Member("default_show_transfers", false))
            context.append(JSON.Member("default_pick_ids", [[4, .integer(record.pickingID)]]))
        }
        return .object(action + [JSON.Member("context", .object(context))])
    }

    private mutating func invoice(_ call: OdooCall) -> Result {
        guard var record = order(call), record.state == "sale", record.invoice.isEmpty || record.invoice == "cancel"
        else {
            return .refused(
                .user(
                    "Cannot create an invoice. No items are available to invoice.\n\nTo resolve this issue, please ensure that: "
                        + "• The products have been delivered before attempting to invoice them."))
        }
        record.invoice = "draft"
        keep(record)
        return .value([
            "id": 262, "name": "Invoices", "type": "ir.actions.act_window", "res_model": "account.move",
            "res_id": .integer(record.id), "view_mode": "form", "target": "current",
            "context": ["default_move_type": "out_invoice", "default_invoice_origin": .string(record.name)],
        ])
    }

    private mutating func move(_ call: OdooCall) -> Result {
        guard var record = order(call), !record.invoice.isEmpty else { return .value(true) }
        switch (call.method, record.invoice) {
        case ("action_post", "draft"):
            record.invoice = "posted"
            keep(record)
            return .value(false)
        case ("action_post", _): return .refused(.user("The entry \(record.name) (id \(record.id)) must be in draft."))
        case ("button_draft", _): record.invoice = "draft"
        case ("button_cancel", "draft"): record.invoice = "cancel"
        case ("button_cancel", _): return .refused(.user("Only draft journal entries can be cancelled."))
        default: return .value(true)
        }
        keep(record)
        return .nothing
    }
}
