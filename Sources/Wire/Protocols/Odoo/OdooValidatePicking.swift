internal import Kernel

/// "validate picking": reserves, sets quantities as the version wants them, validates, answers wizards, and believes nothing but
/// the state read back. Several steps of delivery (pick, pack, ship) are done one after the other.
struct OdooValidatePicking: OdooTask {
    let order: BusinessOrder

    /// Rounds of finding and validating at most; a delivery has up to three steps.
    private static let rounds = 8

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let id = try odoo.saleOrder(order)
        var tried: [Int64: OdooFault?] = [:]
        for _ in 0..<Self.rounds {
            let pickings = try odoo.rows(
                .searchRead(
                    "stock.picking", [["sale_id", "=", .integer(id)]], ["name", "state", "backorder_id"], order: "id"))
            learn(pickings, &odoo)
            for (picking, fault) in tried where state(picking, pickings) != "done" {
                if let fault { return Ending(fault.outcome, fault.words("stock.picking.button_validate")) }
                throw odoo.refused(
                    "picking \(picking) is \"\(state(picking, pickings))\" after button_validate, expected \"done\"")
            }
            guard let next = next(pickings) else { return try ending(id, pickings, odoo) }
            tried[next.id] = .some(try validate(next.id, next.state, &odoo))
        }
        throw odoo.refused("sale order \(id) has open deliveries after \(Self.rounds) rounds of validating")
    }

    private func state(_ id: Int64, _ pickings: [JSON]) -> String {
        pickings.first { $0["id"]?.integer == id }?["state"]?.text ?? "gone"
    }

    private func learn(_ pickings: [JSON], _ odoo: inout OdooDialogue) {
        odoo.line.learnt[OdooFact.pickings] = .array(pickings.compactMap { $0["id"] })
        let states = pickings.compactMap { $0["state"]?.text }.filter { $0 != "cancel" }
        if let state = states.first(where: { $0 != "done" }) ?? states.first {
            odoo.line.learnt[FactName.picking] = .string(state)
        }
    }

    /// The open picking that is ready first. The rest of a delivery that came short is not ours to send.
    private func next(_ pickings: [JSON]) -> (id: Int64, state: String)? {
        let open = pickings.compactMap { row -> (id: Int64, state: String)? in
            guard let id = row["id"]?.integer, let state = row["state"]?.text, state != "done", state != "cancel",
                row["backorder_id"]?.reference == nil
            else { return nil }
            return (id, state)
        }
        return open.first { $0.state == "assigned" } ?? open.first { $0.state != "waiting" } ?? open.first
    }

    private func ending(_ id: Int64, _ pickings: [JSON], _ odoo: OdooDialogue) throws(Interruption) -> Ending {
        guard pickings.contains(where: { $0["state"]?.text == "done" }) else {
            throw odoo.refused(
                "sale order \(id) has no delivery to validate: \(pickings.isEmpty ? "it is not confirmed, or its products are services" : "all are cancelled")"
            )
        }
        let rest = pickings.filter { $0["backorder_id"]?.reference != nil && $0["state"]?.text != "done" }
            .compactMap { $0["name"]?.text }.map(\.inOneLine)
        return rest.isEmpty ? .done : Ending(.ok, "delivered in part; \(rest.joined(separator: ", ")) holds the rest")
    }

    private func validate(_ id: Int64, _ state: String, _ odoo: inout OdooDialogue) throws(Interruption) -> OdooFault? {
        if state != "assigned" {
            let call = OdooCall("stock.picking", "action_assign", ids: [id])
            if case .fault(let fault) = try odoo.reply(call), fault.kind != .business {
                throw .end(Ending(fault.outcome, fault.words(call.label)))
            }
        }
        try setQuantities(id, &odoo)
        // No text messages to anyone because of a rehearsal; unlike the wizard's "no", this changes no setting of the company.
        let call = OdooCall("stock.picking", "button_validate", ids: [id], context: [JSON.Member("skip_sms", true)])
        switch try odoo.reply(call) {
        case .value(let answer): return try follow(answer, &odoo)
        case .fault(let fault) where fault.kind == .business: return fault
        case .fault(let fault): throw .end(Ending(fault.outcome, fault.words(call.label)))
        }
    }

    private func setQuantities(_ picking: Int64, _ odoo: inout OdooDialogue) throws(Interruption) {
        let field = odoo.version.moveQuantity
        if odoo.version < .v17 {
            // The button "Set quantities": all that is reserved, whatever the number of lots and places it comes from.
            let call = OdooCall("stock.picking", "action_set_quantities_to_reservation", ids: [picking])
            _ = try odoo.value(call)
        }
        let moves = try odoo.rows(
            .searchRead(
                "stock.move", [["picking_id", "=", .integer(picking)], ["state", "not in", ["done", "cancel"]]],
                ["product_uom_qty", field], order: "id"))
        var ready: [Int64] = []
        for move in moves {
            guard let id = move["id"]?.integer, let wanted = move["product_uom_qty"], let number = wanted.double else {
                throw odoo.unexpected("stock.move.search_read", "product_uom_qty", move)
            }
            if let quantity = move[field]?.double, quantity >= number {
                ready.append(id)
            } else {
                let picked = odoo.version.hasPicked ? [JSON.Member("picked", true)] : []
                _ = try odoo.value(.write("stock.move", [id], [JSON.Member(field, wanted)] + picked))
            }
        }
        if odoo.version.hasPicked, !ready.isEmpty {
            _ = try odoo.value(.write("stock.move", ready, [JSON.Member("picked", true)]))
        }
    }

    /// Answers wizards until Odoo does the thing; each may be followed by another.
    private func follow(_ answer: JSON, _ odoo: inout OdooDialogue) throws(Interruption) -> OdooFault? {
        var answer = answer
        for _ in 0..<6 {
            guard let model = answer["res_model"]?.text, let wizard = OdooWizard(rawValue: model) else { return nil }
            var context = answer["context"]?.members ?? []
            context.removeAll { $0.name == "skip_sms" }
            context.append(JSON.Member("skip_sms", true))
            let id: Int64
            if let given = answer["res_id"]?.integer, given > 0 {
                id = given
            } else {
                let made = try odoo.value(.create(model, [], context: context))
                guard let created = made.integer ?? made[0]?.integer else {
                    throw odoo.unexpected("\(model).create", "an id", made)
                }
                id = created
            }
            let call = OdooCall(model, wizard == .sms ? "dont_send_sms" : "process", ids: [id], context: context)
            switch try odoo.reply(call) {
            case .value(let next): answer = next
            case .fault(let fault) where fault.kind == .business: return fault
            case .fault(let fault): throw .end(Ending(fault.outcome, fault.words(call.label)))
            }
        }
        return OdooFault(
            .business, "one wizard after the other, six of them", remedy: "Validate one such picking by hand and see.")
    }
}
