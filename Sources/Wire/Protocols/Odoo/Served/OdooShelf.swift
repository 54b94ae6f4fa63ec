/// The records of a served Odoo, as its models show them: found in the book and made from it, since ids are made from serials.
struct OdooShelf {
    let options: OdooOptions

    /// Models that are known; others are "not installed".
    static let models: Set<String> = [
        "sale.order", "sale.order.line", "stock.picking", "stock.move", "stock.move.line", "stock.quant",
        "stock.warehouse", "stock.location", "stock.picking.type", "account.move", "res.partner", "res.users",
        "res.company", "res.country", "res.currency", "product.product", "product.template", "crm.tag",
        "delivery.carrier", "sale.advance.payment.inv", "sale.order.cancel", "stock.backorder.confirmation",
        "confirm.stock.sms",
    ]

    /// Ids of the records that a search finds. Records are found by the keys that point into the book, and sale
    /// orders by a pattern of their reference; a search by anything else finds nothing.
    func search(_ model: String, _ domain: OdooDomain, _ book: inout ServedBook) -> [Int64] {
        let found = Set(candidates(model, domain, &book)).filter { id in
            guard let row = row(model, id, book) else { return false }
            return domain.matches { field in row.last { $0.name == field }?.value ?? false }
        }
        return found.sorted()
    }

    private func candidates(_ model: String, _ domain: OdooDomain, _ book: inout ServedBook) -> [Int64] {
        if let ids = domain.demanded("id") { return ids.compactMap(\.integer) }
        switch model {
        case "sale.order" where domain.isPattern(of: "client_order_ref"):
            // Whoever looks for all of a run looks at all there are.
            return book.latest(book.count).compactMap { OdooRecord($0)?.id }
        case "sale.order": return orders(domain, ["client_order_ref", "name"], book).map(\.id)
        case "stock.picking":
            return orders(domain, ["sale_id", "origin", "name"], book).flatMap { [$0.pickingID, $0.backorderID] }
        case "account.move": return orders(domain, ["invoice_origin", "ref", "name"], book).map(\.id)
        case "stock.move":
            let pickings = domain.demanded("picking_id")?.compactMap(\.integer) ?? []
            return pickings.flatMap { picking -> [Int64] in
                guard let record = record(picking: picking, book) else { return [] }
                return record.lines.indices.map { record.move($0) }
            }
        case "res.partner": return named(model, domain.demanded("ref"), &book)
        case "product.product": return named(model, domain.demanded("default_code"), &book)
        case "crm.tag": return named(model, domain.demanded("name"), &book)
        case "stock.warehouse", "res.company": return [1]
        default: return []
        }
    }

    private func orders(_ domain: OdooDomain, _ fields: [String], _ book: ServedBook) -> [OdooRecord] {
        for field in fields {
            guard let keys = domain.demanded(field) else { continue }
            return keys.compactMap { key in
                if let id = key.integer { return order(id, book) }
                guard let text = key.text else { return nil }
                return order(text, book)
            }
        }
        return []
    }

    /// The order of that reference or name; origins in Odoo 18 hold both: "S00027 - SHOP-1".
    private func order(_ key: String, _ book: ServedBook) -> OdooRecord? {
        if let found = OdooRecord(book.record(key)) { return found }
        let name = key.split(separator: " ").first.map(String.init) ?? key
        guard name.hasPrefix("S"), let serial = Int(name.dropFirst()) else { return nil }
        return OdooRecord(book.record(serial: serial))
    }

    func order(_ id: Int64, _ book: ServedBook) -> OdooRecord? {
        Int(exactly: id).flatMap { OdooRecord(book.record(serial: $0)) }
    }

    func record(picking id: Int64, _ book: ServedBook) -> OdooRecord? {
        guard id > 0, let record = order(id / Int64(OdooRecord.pickings), book), !record.picking.isEmpty,
            id == record.pickingID || (id == record.backorderID && !record.backorder.isEmpty)
        else { return nil }
        return record
    }

    func record(move id: Int64, _ book: ServedBook) -> (OdooRecord, Int)? {
        guard id > 0, let record = order(id / Int64(OdooRecord.most), book) else { return nil }
        let index = Int(id % Int64(OdooRecord.most))
        return record.lines.indices.contains(index) && !record.picking.isEmpty ? (record, index) : nil
    }

    /// Products are there whatever their code; partners and tags once they were created.
    private func named(_ model: String, _ keys: [JSON]?, _ book: inout ServedBook) -> [Int64] {
        (keys ?? []).compactMap { key in
            guard let text = key.text else { return nil }
            let name = Self.key(model, text)
            if model == "product.product", book.record(name) == nil {
                book.learn(name, ["odoo.model": .string(model), "odoo.code": .string(text)])
            }
            return book.record(name).map { Int64($0.serial) }
        }
    }

    static func key(_ model: String, _ code: String) -> String { "odoo \(model) \(code)" }

    /// A record with all fields that are modelled.
    func row(_ model: String, _ id: Int64, _ book: ServedBook) -> [JSON.Member]? {
        switch model {
        case "sale.order": return order(id, book).map(saleOrder)
        case "stock.picking": return record(picking: id, book).map { picking($0, id) }
        case "stock.move": return record(move: id, book).map { move($0.0, $0.1) }
        case "account.move":
            guard let record = order(id, book), !record.invoice.isEmpty else { return nil }
            return invoice(record)
        case "stock.warehouse":
            guard id == options.warehouse ?? 1 || id == 1 else { return nil }
            return Self.members([
                ("id", .integer(id)), ("name", "YourCompany"), ("code", "WH"), ("lot_stock_id", [8, "WH/Stock"]),
                ("delivery_steps", "ship_only"), ("out_type_id", [2, "YourCompany: Delivery Orders"]),
                ("company_id", [1, "YourCompany"]),
            ])
        case "res.company":
            return id == 1 ? Self.members([("id", 1), ("name", "YourCompany"), ("currency_id", [125, "EUR"])]) : nil
        case "res.users":
            return id == 2 ? Self.members([("id", 2), ("name", "Mitchell Admin"), ("login", "admin")]) : nil
        default:
            guard let serial = Int(exactly: id), let record = book.record(serial: serial),
                record.facts["odoo.model"]?.text == model
            else { return nil }
            let code = record.facts["odoo.code"] ?? false
            let values = record.facts["odoo.values"]?.members ?? []
            return [
                JSON.Member("id", .integer(id)), JSON.Member(model == "res.partner" ? "ref" : "default_code", code),
            ]
                + [JSON.Member("name", code), JSON.Member("active", true)] + values
        }
    }

    private static func members(_ pairs: [(String, JSON)]) -> [JSON.Member] { pairs.map { JSON.Member($0.0, $0.1) } }

    private func saleOrder(_ record: OdooRecord) -> [JSON.Member] {
        let amount = JSON.number(Cents.decimal(record.total))
        var pickings: [JSON] = record.picking.isEmpty ? [] : [.integer(record.pickingID)]
        if !record.backorder.isEmpty { pickings.append(.integer(record.backorderID)) }
        return [JSON.Member("id", .integer(record.id)), JSON.Member("name", .string(record.name))]
            + (record.values.members ?? []).filter { $0.name != "state" }
            + Self.members([
                ("state", .string(record.state)), ("amount_untaxed", amount), ("amount_tax", 0),
                ("amount_total", amount),
                ("order_line", .array(record.lines.indices.map { .integer(record.move($0)) })),
                ("picking_ids", .array(pickings)), ("locked", false),
                ("delivery_status", .string(record.picking == "done" ? "full" : "pending")),
                ("invoice_ids", record.invoice.isEmpty ? [] : [.integer(record.id)]),
                (
                    "invoice_status",
                    .string(record.state != "sale" ? "no" : record.invoice.isEmpty ? "to invoice" : "invoiced")
                ),
            ])
    }

    private func picking(_ record: OdooRecord, _ id: Int64) -> [JSON.Member] {
        let isRest = id == record.backorderID
        let origin = options.version == .v18 ? "\(record.name) - \(record.reference)" : record.name
        return Self.members([
            ("id", .integer(id)), ("name", .string(isRest ? record.backorderName : record.pickingName)),
            ("state", .string(isRest ? record.backorder : record.picking)), ("origin", .string(origin)),
            ("sale_id", [.integer(record.id), .string(record.name)]), ("picking_type_code", "outgoing"),
            ("picking_type_id", [2, "YourCompany: Delivery Orders"]), ("location_id", [8, "WH/Stock"]),
            ("move_ids", isRest ? [] : .array(record.lines.indices.map { .integer(record.move($0)) })),
            ("backorder_id", isRest ? [.integer(record.pickingID), .string(record.pickingName)] : false),
            ("carrier_tracking_ref", record.tracking.isEmpty || isRest ? false : .string(record.tracking)),
            ("date_done", record.dateDone.isEmpty || isRest ? false : .string(record.dateDone)),
        ])
    }

    private func move(_ record: OdooRecord, _ index: Int) -> [JSON.Member] {
        let line = record.lines[index]
        let reserved = record.picking == "assigned" || record.picking == "done" ? line.quantity : 0
        let quantity = options.version < .v17 ? line.done ?? 0 : line.done ?? reserved
        var row = Self.members([
            ("id", .integer(record.move(index))), ("product_id", [.integer(line.product), "Product"]),
            ("product_uom_qty", .number(OdooRecord.digits(line.quantity))), ("state", .string(record.picking)),
            ("picking_id", [.integer(record.pickingID), .string(record.pickingName)]),
            (options.version.moveQuantity, .number(OdooRecord.digits(quantity))),
        ])
        if options.version.hasPicked { row.append(JSON.Member("picked", .bool(line.done != nil))) }
        return row
    }

    private func invoice(_ record: OdooRecord) -> [JSON.Member] {
        Self.members([
            ("id", .integer(record.id)),
            ("name", .string(record.invoice == "draft" ? "/" : "INV/2026/" + OdooRecord.padded(record.serial))),
            ("state", .string(record.invoice)), ("move_type", "out_invoice"), ("payment_state", "not_paid"),
            ("amount_total", .number(Cents.decimal(record.total))), ("invoice_origin", .string(record.name)),
            ("ref", .string(record.reference)),
        ])
    }

    /// The first field that this version does not have.
    func unknownField(_ model: String, _ fields: [String]) -> String? {
        let gone = Self.foreign[model] ?? [:]
        return fields.first { field in gone[field].map { !$0.contains(options.version) } ?? false }
    }

    /// Fields that only some versions have.
    private static let foreign: [String: [String: ClosedRange<OdooVersion>]] = [
        "stock.move": [
            "quantity_done": .v16 ... .v16, "reserved_availability": .v16 ... .v16, "quantity": .v17 ... .v19,
            "picked": .v17 ... .v19, "name": .v16 ... .v18,
        ],
        "stock.move.line": [
            "qty_done": .v16 ... .v16, "reserved_uom_qty": .v16 ... .v16, "quantity": .v17 ... .v19,
            "picked": .v17 ... .v19,
        ],
        "stock.picking": [
            "immediate_transfer": .v16 ... .v16, "move_ids_without_package": .v16 ... .v18, "group_id": .v16 ... .v18,
        ],
        "product.product": ["detailed_type": .v16 ... .v17, "is_storable": .v18 ... .v19],
        "sale.order.line": [
            "product_uom": .v16 ... .v18, "tax_id": .v16 ... .v18, "product_uom_id": .v19 ... .v19,
            "tax_ids": .v19 ... .v19,
        ],
        "sale.order": ["locked": .v17 ... .v19],
    ]
}
