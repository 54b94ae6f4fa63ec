internal import Kernel

/// "create order": searches the reference first, so that a repeated attempt finds what an earlier one left.
struct OdooCreateOrder: OdooTask {
    let order: BusinessOrder

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        if let found = try odoo.saleOrders(order.reference).first {
            odoo.learn(found)
            if let id = found["id"]?.integer { remember(id, &odoo) }
            return .done
        }
        guard let partner = odoo.facts[OdooFact.partner]?.integer else {
            throw odoo.refused("the synthetic customer is not known; the opening of the session must come first")
        }
        let products = try odoo.products(of: order)
        let (options, tag) = (odoo.options, odoo.facts[OdooFact.tag])
        let id = try odoo.value(.create("sale.order", values(partner, products, options, tag)))
        guard let id = id.integer ?? id[0]?.integer else {
            throw odoo.unexpected("sale.order.create", "an id", id)
        }
        remember(id, &odoo)
        odoo.line.learnt[OdooFact.order] = .integer(id)
        let rows = try odoo.rows(.read("sale.order", [id], ["name", "state"]))
        guard let row = rows.first, row["id"]?.integer == id else {
            throw odoo.refused("sale order \(id) was created and is not there when read back")
        }
        odoo.learn(row)
        return .done
    }

    private func remember(_ id: Int64, _ odoo: inout OdooDialogue) {
        odoo.line.created.append(CreatedRecord(kind: "sale.order", id: String(id), reference: order.reference))
    }

    private func values(
        _ partner: Int64, _ products: [String: Int64], _ options: OdooOptions, _ tag: JSON?
    ) -> [JSON.Member] {
        var values = [
            JSON.Member("partner_id", .integer(partner)), JSON.Member("client_order_ref", .string(order.reference)),
            JSON.Member("origin", .string(options.marker)),
        ]
        if order.ordered > 0 {
            let due = CivilTime(seconds: order.ordered)
            values.append(JSON.Member("date_order", .string("\(due.date) \(due.time)")))
        }
        if let company = options.company { values.append(JSON.Member("company_id", .integer(company))) }
        if let warehouse = options.warehouse { values.append(JSON.Member("warehouse_id", .integer(warehouse))) }
        if let tag { values.append(JSON.Member("tag_ids", [[6, 0, [tag]]])) }
        let lines = order.lines.map { line -> JSON in
            let product = products[line.sku].map { JSON.integer($0) } ?? false
            return [
                0, 0,
                [
                    "product_id": product, "product_uom_qty": .integer(line.quantity),
                    "price_unit": .number(Cents.decimal(line.unitPrice)),
                ],
            ]
        }
        values.append(JSON.Member("order_line", .array(lines)))
        return values
    }
}
