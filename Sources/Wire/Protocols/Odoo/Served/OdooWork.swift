internal import Kernel

/// What a served Odoo does for a call, on the records of its book.
struct OdooWork {
    /// How it went.
    enum Result {
        case value(JSON)
        /// The method returns nothing.
        case nothing
        case refused(OdooError)
    }

    let shelf: OdooShelf
    /// The wall clock as seconds since 1970, where it is known.
    let now: Double?
    var book: ServedBook

    var version: OdooVersion { shelf.options.version }

    /// Methods that are known.
    static let methods: Set<String> = [
        "create", "write", "read", "search", "search_read", "search_count", "unlink", "fields_get", "context_get",
        "default_get", "action_confirm", "action_cancel", "action_unlock", "action_lock", "action_draft",
        "action_assign",
        "action_set_quantities_to_reservation", "button_validate", "process", "process_cancel_backorder",
        "dont_send_sms",
        "send_sms", "create_invoices", "action_post", "button_draft", "button_cancel", "action_apply_inventory",
        "action_archive", "action_unarchive",
    ]

    /// The business operation that a call is; nil: it is none, or a wizard's question comes first.
    func operation(_ call: OdooCall) -> ServedCall? {
        switch (call.model, call.method) {
        case ("sale.order", "create"):
            let all = orders(of: call)
            let lines = all.flatMap { $0["order_line"]?.array ?? [] }.compactMap { $0[2] }
            let units = lines.reduce(0.0) { $0 + min(max($1["product_uom_qty"]?.double ?? 1, 0), 1e9) }
            return ServedCall(
                "create order", reference: all.first?["client_order_ref"]?.text, lines: lines.count,
                units: Int(exactly: units.rounded()))
        case ("sale.order", "action_confirm"): return about("confirm order", order(call))
        case ("sale.order", "action_cancel"): return about("cancel", order(call))
        case ("sale.order.cancel", "action_cancel"): return about("cancel", order(call))
        case ("stock.picking", "button_validate"), (_, "process"), (_, "process_cancel_backorder"),
            (_, "dont_send_sms"),
            (_, "send_sms"):
            guard let record = picking(call), record.picking != "done", question(call, record) == nil else {
                return nil
            }
            return about("validate picking", record)
        case ("stock.picking", "write"):
            guard call.argument("vals")?["carrier_tracking_ref"] != nil else { return nil }
            return about("update tracking", picking(call))
        case ("sale.advance.payment.inv", "create_invoices"): return about("invoice", order(call))
        default: return nil
        }
    }

    private func about(_ operation: String, _ record: OdooRecord?) -> ServedCall? {
        record.map { record in
            let units = record.lines.reduce(0.0) { $0 + min(max($1.quantity, 0), 1e9) }
            return ServedCall(
                operation, reference: record.reference, lines: record.lines.count, units: Int(exactly: units.rounded()))
        }
    }

    /// Values of the orders that a `create` asks for: one, or a list of them.
    func orders(of call: OdooCall) -> [JSON] {
        guard let values = call.argument("vals_list") else { return [[:]] }
        return values.array ?? [values]
    }

    func order(_ call: OdooCall) -> OdooRecord? { call.ids?.first.flatMap { shelf.order($0, book) } }

    /// The picking that a call is about: one of its own, or the one that a wizard was opened for.
    func picking(_ call: OdooCall) -> OdooRecord? {
        let id =
            call.model == "stock.picking"
            ? call.ids?.first
            : call.context("button_validate_picking_ids")?.ids.first ?? call.ids?.first
        return id.flatMap { shelf.record(picking: $0, book) }
    }

    /// The wizard that comes before a picking is done; nil: it can be done now.
    func question(_ call: OdooCall, _ record: OdooRecord) -> OdooWizard? {
        let forced = shelf.options.servedWizards
        var answered = Set(record.answered)
        if call.model != "stock.picking" { answered.insert(call.model) }
        func isSkipped(_ key: String) -> Bool { call.context(key)?.bool == true }
        func asks(_ wizard: OdooWizard, _ needed: Bool) -> Bool {
            !answered.contains(wizard.rawValue) && (needed || forced.contains(wizard))
        }
        let nothingSet = record.lines.allSatisfy { ($0.done ?? 0) == 0 }
        if version < .v17, asks(.immediateTransfer, nothingSet && !isSkipped("skip_immediate")) {
            return .immediateTransfer
        }
        // The first wizard of 16 sets all quantities when it is answered.
        let isShort =
            !answered.contains(OdooWizard.immediateTransfer.rawValue)
            && record.lines.contains { ($0.done ?? (version < .v17 ? 0 : $0.quantity)) < $0.quantity }
        if asks(.backorder, isShort && !isSkipped("skip_backorder")) { return .backorder }
        return asks(.sms, false) ? .sms : nil
    }
}
