internal import Kernel

/// What must be there before orders come: the modules, the warehouse, the synthetic customer, the tag, the products.
struct OdooPreparation: OdooTask {
    /// Codes looked up in one call.
    static let lookUps = 500
    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        // An empty search tells at once whether Sales is installed and may be used.
        _ = try odoo.rows(.searchRead("sale.order", [["id", "=", 0]], ["client_order_ref"], limit: 1))
        try warehouse(&odoo)
        try partner(&odoo)
        try tag(&odoo)
        try products(&odoo)
        return .done
    }

    /// Looks for the warehouse in use, and keeps where its stock is.
    private func warehouse(_ odoo: inout OdooDialogue) throws(Interruption) {
        let wanted = odoo.options.warehouse
        let domain: JSON = wanted.map { [["id", "=", .integer($0)]] } ?? []
        let rows = try odoo.rows(
            .searchRead("stock.warehouse", domain, ["name", "lot_stock_id"], limit: 1, order: "id"))
        guard let row = rows.first else {
            throw odoo.refused(
                "there is no warehouse\(wanted.map { " with the id \($0)" } ?? ""). Check `warehouse` and the user's company."
            )
        }
        odoo.line.session[OdooFact.stock] = row["lot_stock_id"]?.reference.map { .integer($0) }
    }

    private func partner(_ odoo: inout OdooDialogue) throws(Interruption) {
        let reference = odoo.options.partner
        let found = try odoo.rows(
            .searchRead(
                "res.partner", [["ref", "=", .string(reference)], ["active", "in", [true, false]]], ["active"],
                limit: 1,
                order: "id"))
        let id: Int64
        if let row = found.first, let known = row["id"]?.integer {
            id = known
            if row["active"]?.bool == false {
                _ = try odoo.value(.write("res.partner", [id], [JSON.Member("active", true)]))
                // Who takes it out of the archive puts it back there afterwards.
                odoo.line.created.append(CreatedRecord(kind: "res.partner", id: String(id), reference: reference))
            }
        } else {
            let values = [
                JSON.Member("name", "Rehearsal (synthetic customer)"), JSON.Member("ref", .string(reference)),
                JSON.Member("is_company", true),
            ]
            id = try odoo.create(.create("res.partner", values), reference: reference)
        }
        odoo.line.session[OdooFact.partner] = .integer(id)
    }

    private func tag(_ odoo: inout OdooDialogue) throws(Interruption) {
        guard let name = odoo.options.tag else { return }
        let found = try odoo.rows(.searchRead("crm.tag", [["name", "=", .string(name)]], ["name"], limit: 1))
        let id =
            if let known = found.first?["id"]?.integer { known } else {
                try odoo.create(.create("crm.tag", [JSON.Member("name", .string(name))]), reference: name)
            }
        odoo.line.session[OdooFact.tag] = .integer(id)
    }

    private func products(_ odoo: inout OdooDialogue) throws(Interruption) {
        let codes = odoo.options.products.codes
        for start in stride(from: 0, to: codes.count, by: Self.lookUps) {
            let part = Array(codes[start..<min(start + Self.lookUps, codes.count)])
            let missing = try odoo.lookUp(part)
            guard !missing.isEmpty else { continue }
            try odoo.make(missing)
        }
    }
}
