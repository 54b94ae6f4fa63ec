internal import Kernel

extension OdooWork {
    /// Carries a call out.
    mutating func perform(_ call: OdooCall) -> Result {
        switch call.method {
        case "create": return create(call)
        case "read":
            let fields = call.argument("fields")
            return read(call.model, (call.ids ?? []).filter { shelf.row(call.model, $0, book) != nil }, fields)
        case "search", "search_read", "search_count": return search(call)
        case "write": return write(call)
        case "unlink", "action_archive", "action_unarchive", "action_unlock", "action_lock", "action_draft":
            return .value(true)
        case "fields_get", "default_get": return .value([:])
        case "context_get": return .value(["lang": "en_US", "tz": "Europe/Brussels", "uid": 2])
        case "action_apply_inventory": return .nothing
        default: return action(call)
        }
    }

    private func read(_ model: String, _ ids: [Int64], _ fields: JSON?) -> Result {
        let wanted = fields?.array?.compactMap(\.text) ?? []
        if let field = shelf.unknownField(model, wanted) {
            return .refused(.value("Invalid field '\(field)' on model '\(model)'"))
        }
        let rows = ids.compactMap { id -> JSON? in
            guard let row = shelf.row(model, id, book) else { return nil }
            guard !wanted.isEmpty else { return .object(row) }
            var members = [JSON.Member("id", .integer(id))]
            for field in wanted where field != "id" {
                members.append(JSON.Member(field, row.last { $0.name == field }?.value ?? false))
            }
            return .object(members)
        }
        return .value(.array(rows))
    }

    private mutating func search(_ call: OdooCall) -> Result {
        var ids = shelf.search(call.model, OdooDomain(call.argument("domain")), &book)
        if call.method == "search_count" { return .value(.integer(ids.count)) }
        if let offset = call.argument("offset")?.integer, offset > 0 {
            ids = Array(ids.dropFirst(Int(min(offset, 1 << 30))))
        }
        if let limit = call.argument("limit")?.integer, limit > 0 { ids = Array(ids.prefix(Int(min(limit, 1 << 30)))) }
        guard call.method == "search_read" else { return .value(.array(ids.map { .integer($0) })) }
        return read(call.model, ids, call.argument("fields"))
    }

    private mutating func create(_ call: OdooCall) -> Result {
        let isMany = call.argument("vals_list")?.array != nil
        var ids: [Int64] = []
        for values in orders(of: call) {
            if let field = shelf.unknownField(call.model, values.members?.map(\.name) ?? []) {
                return .refused(.value("Invalid field '\(field)' on model '\(call.model)'"))
            }
            switch call.model {
            case "sale.order":
                guard let partner = values["partner_id"]?.integer, partner > 0 else { return .refused(Self.noCustomer) }
                ids.append(createOrder(values))
            case "res.partner", "product.product", "crm.tag":
                let field = ["res.partner": "ref", "product.product": "default_code"][call.model] ?? "name"
                let code = values[field]?.text ?? "\(call.model) \(book.count)"
                let key = OdooShelf.key(call.model, code)
                book.learn(
                    key, ["odoo.model": .string(call.model), "odoo.code": .string(code), "odoo.values": values])
                ids.append(Int64(book.enter(key).serial))
            case "sale.advance.payment.inv": ids.append(call.context("active_ids")?.ids.first ?? 0)
            case "sale.order.cancel":
                ids.append(values["order_id"]?.integer ?? call.context("default_order_id")?.integer ?? 0)
            default: ids.append(call.context("button_validate_picking_ids")?.ids.first ?? Int64(book.count) + 1)
            }
        }
        let isList = isMany || shelf.options.version >= .v19 && call.places.isEmpty
        return .value(isList ? .array(ids.map { .integer($0) }) : ids.first.map { .integer($0) } ?? [])
    }

    private mutating func createOrder(_ values: JSON) -> Int64 {
        // Two orders may share a reference in Odoo; the book then knows the later one by its name alone.
        var reference = values["client_order_ref"]?.text ?? ""
        if reference.isEmpty || OdooRecord(book.record(reference)) != nil {
            reference = "\(reference.isEmpty ? "order" : reference) #\(book.count + 1)"
        }
        book.learn(reference, OdooRecord.new(values))
        return Int64(book.enter(reference).serial)
    }

    private mutating func write(_ call: OdooCall) -> Result {
        let values = call.argument("vals") ?? [:]
        if let field = shelf.unknownField(call.model, values.members?.map(\.name) ?? []) {
            return .refused(.value("Invalid field '\(field)' on model '\(call.model)'"))
        }
        for id in call.ids ?? [] {
            switch call.model {
            case "stock.move":
                guard let (found, index) = shelf.record(move: id, book) else { return .refused(missing(call, id)) }
                var record = found
                if let quantity = values[version.moveQuantity]?.double, quantity.isFinite {
                    record.lines[index].done = quantity
                } else if values["picked"]?.bool == true, record.lines[index].done == nil {
                    record.lines[index].done = record.lines[index].quantity
                }
                keep(record)
            case "stock.picking":
                guard var record = shelf.record(picking: id, book) else { return .refused(missing(call, id)) }
                if let tracking = values["carrier_tracking_ref"] { record.tracking = tracking.text ?? "" }
                keep(record)
            case "res.partner", "product.product": keep(values, of: id, call.model)
            default: continue
            }
        }
        return .value(true)
    }

    /// Values that were written; of two with one name a row shows the later one.
    private mutating func keep(_ values: JSON, of id: Int64, _ model: String) {
        guard let serial = Int(exactly: id), let record = book.record(serial: serial),
            record.facts["odoo.model"]?.text == model, let written = values.members
        else { return }
        let names = Set(written.map(\.name))
        let before = (record.facts["odoo.values"]?.members ?? []).filter { !names.contains($0.name) }
        book.learn(record.reference, ["odoo.values": .object(before + written)])
    }

    private func missing(_ call: OdooCall, _ id: Int64) -> OdooError {
        OdooError(
            "odoo.exceptions.MissingError",
            "Record does not exist or has been deleted.\n(Record: \(call.model)(\(id),), User: 2)", status: 404)
    }

    mutating func keep(_ record: OdooRecord) { book.learn(record.reference, record.facts) }

    private static let noCustomer = OdooError(
        "odoo.exceptions.ValidationError",
        "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the "
            + "record being deleted. If possible, archive it instead.\n\nModel: Sales Order (sale.order)\nField: Customer "
            + "(partner_id)\n", status: 422)
}
