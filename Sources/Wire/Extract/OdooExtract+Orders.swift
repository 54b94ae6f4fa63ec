extension OdooExtract {
    /// The events of a page of sale orders.
    mutating func tell(orders rows: [JSON]) throws {
        guard !rows.isEmpty else { return }
        let ids = rows.compactMap { $0["id"]?.integer }
        let ordered = try quantities(of: ids)
        let deliveries = wants(OdooEventKind.ofDeliveries) ? try deliveries(of: ids) : [:]
        let invoices = wants(OdooEventKind.ofInvoices) ? try invoices(of: rows) : [:]
        var lines: [OdooEventLine] = []
        for row in rows {
            guard let id = row["id"]?.integer else { continue }
            let order = OdooOrder(row)
            let own = deliveries[id] ?? []
            lines += tell(row, order, quantity: ordered[id] ?? 0, shipped: OdooDelivery.shipped(own))
            lines += OdooDelivery.lines(own, order, isCancelled: row["state"]?.text == "cancel", terms.kinds)
            lines += row["invoice_ids"]?.ids.compactMap { invoices[$0] }.compactMap { tell(invoice: $0, order) } ?? []
        }
        try tell(lines)
    }

    private func tell(_ row: JSON, _ order: OdooOrder, quantity: Int64, shipped: Int64) -> [OdooEventLine] {
        var lines: [OdooEventLine] = []
        func line(_ kind: OdooEventKind, _ time: String, quantity: Int64) -> OdooEventLine {
            var line = OdooEventLine(kind, order: order, time: row[time])
            line.add("document", row["name"]?.text)
            line.add(quantity: quantity)
            return line
        }
        let state = row["state"]?.saleState
        if terms.kinds.contains(.order) {
            var placed = line(.order, "create_date", quantity: quantity)
            placed.addAmounts(of: row)
            placed.add("status", state)
            lines.append(placed)
        }
        if terms.kinds.contains(.confirmation), state == "sale" {
            lines.append(line(.confirmation, "date_order", quantity: quantity))
        }
        // Odoo keeps no time of cancelling: it is the last thing that happens to most orders.
        if terms.kinds.contains(.cancellation), state == "cancel" {
            lines.append(line(.cancellation, "write_date", quantity: max(0, quantity - shipped)))
        }
        return lines
    }

    /// Goods ordered, in millionths, by order; services are not shipped and do not count.
    private mutating func quantities(of orders: [Int64]) throws -> [Int64: Int64] {
        let fields = try fields("sale.order.line", needed: ["order_id", "product_uom_qty"])
        let domain: [JSON] = [Self.among("order_id", orders), ["product_id.type", "!=", "service"]]
        var sums: [Int64: Int64] = [:]
        for row in try all("sale.order.line", where: domain, fields) {
            guard let order = row["order_id"]?.reference else { continue }
            sums[order, default: 0] &+= ExactAmount.millionths(row["product_uom_qty"]) ?? 0
        }
        return sums
    }

    /// Deliveries and returns, by order.
    private mutating func deliveries(of orders: [Int64]) throws -> [Int64: [OdooDelivery]] {
        let fields = try fields(
            "stock.picking",
            needed: ["sale_id", "name", "state", "picking_type_code", "date_done", "backorder_id", "location_id"]
                + ["location_dest_id", "create_date", "write_date"],
            useful: ["carrier_id", "carrier_tracking_ref"])
        let pickings = try all("stock.picking", where: [Self.among("sale_id", orders)], fields)
        guard !pickings.isEmpty else { return [:] }
        let quantity = try moveQuantity()
        let moves = try all(
            "stock.move", where: [Self.among("picking_id", pickings.compactMap { $0["id"]?.integer })],
            ["picking_id", "state", "product_uom_qty", "origin_returned_move_id", quantity])
        var byPicking: [Int64: [JSON]] = [:]
        for move in moves { byPicking[move["picking_id"]?.reference ?? 0, default: []].append(move) }
        var byOrder: [Int64: [OdooDelivery]] = [:]
        for picking in pickings {
            guard let order = picking["sale_id"]?.reference, let id = picking["id"]?.integer else { continue }
            byOrder[order, default: []].append(OdooDelivery(picking, moves: byPicking[id] ?? [], quantity: quantity))
        }
        return byOrder
    }

    /// The field with what a move has moved: another one up to 16.
    mutating func moveQuantity() throws -> String {
        let fields = try fields(
            "stock.move", needed: ["state", "product_uom_qty"],
            useful: ["quantity", "quantity_done", "reference"])
        return fields.contains("quantity") ? "quantity" : "quantity_done"
    }

    /// Posted invoices and credit notes, by id.
    private mutating func invoices(of orders: [JSON]) throws -> [Int64: JSON] {
        let ids = Set(orders.flatMap { $0["invoice_ids"]?.ids ?? [] }).sorted()
        guard !ids.isEmpty else { return [:] }
        let fields = try fields(
            "account.move",
            needed: [
                "name", "state", "move_type", "create_date", "amount_untaxed", "amount_tax", "amount_total",
            ])
        let domain: [JSON] = [
            Self.among("id", ids), ["move_type", "in", ["out_invoice", "out_refund"]], ["state", "=", "posted"],
        ]
        var invoices: [Int64: JSON] = [:]
        for row in try all("account.move", where: domain, fields) { invoices[row["id"]?.integer ?? 0] = row }
        return invoices
    }

    private func tell(invoice row: JSON, _ order: OdooOrder) -> OdooEventLine? {
        let kind: OdooEventKind = row["move_type"]?.text == "out_refund" ? .creditNote : .invoice
        guard terms.kinds.contains(kind) else { return nil }
        // Of posting Odoo keeps the day only.
        var line = OdooEventLine(kind, order: order, time: row["create_date"])
        line.add("document", row["name"]?.text)
        line.addAmounts(of: row)
        line.add("status", row["state"]?.text)
        return line
    }
}
