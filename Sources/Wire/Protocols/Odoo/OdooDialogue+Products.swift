extension OdooDialogue {
    /// Looks up products by their codes and keeps their ids; returns the codes that Odoo does not have.
    mutating func lookUp(_ skus: [String]) throws(Interruption) -> [String] {
        let prefix = options.products.prefix
        let rows = try rows(
            .searchRead(
                "product.product",
                [
                    ["default_code", "in", .array(skus.map { .string(prefix + $0) })],
                    ["active", "in", [true, false]],
                ],
                ["default_code", "active"], order: "id"))
        var known: [String: Int64] = [:]
        var archived: [(id: Int64, code: String)] = []
        for row in rows {
            guard let code = row["default_code"]?.text, let id = row["id"]?.integer, known[code] == nil else {
                continue
            }
            known[code] = id
            if row["active"]?.bool == false { archived.append((id, code)) }
        }
        if !archived.isEmpty {
            _ = try value(.write("product.product", archived.map(\.id), [JSON.Member("active", true)]))
            // Whoever takes them out of the archive puts them back there afterwards.
            line.created += archived.map {
                CreatedRecord(kind: "product.product", id: String($0.id), reference: $0.code)
            }
        }
        var missing: [String] = []
        for sku in skus {
            if let id = known[prefix + sku] {
                line.session[OdooFact.product(sku)] = .integer(id)
            } else {
                missing.append(sku)
            }
        }
        return missing
    }

    /// Ids of an order's products: from the session, else looked up.
    mutating func products(of order: BusinessOrder) throws(Interruption) -> [String: Int64] {
        var ids: [String: Int64] = [:]
        var unknown: [String] = []
        for line in order.lines where ids[line.sku] == nil {
            if let id = facts[OdooFact.product(line.sku)]?.integer {
                ids[line.sku] = id
            } else if !unknown.contains(line.sku) {
                unknown.append(line.sku)
            }
        }
        guard !unknown.isEmpty else { return ids }
        let missing = try lookUp(unknown)
        if !missing.isEmpty { try make(missing) }
        for sku in unknown { ids[sku] = line.session[OdooFact.product(sku)]?.integer }
        return ids
    }

    /// Products created in one call: a few seconds of a worker.
    private static var creations: Int { 200 }

    /// Makes products that are missing, with stock on hand, if that is allowed; keeps their ids.
    mutating func make(_ skus: [String]) throws(Interruption) {
        guard case .create(let onHand) = options.products.missing else { throw refused(Self.missingWords(skus)) }
        let place = line.session[OdooFact.stock] ?? facts[OdooFact.stock]
        for start in stride(from: 0, to: skus.count, by: Self.creations) {
            let batch = Array(skus[start..<min(start + Self.creations, skus.count)])
            try make(batch, onHand: onHand, place: place)
        }
    }

    private mutating func make(_ skus: [String], onHand: Int, place: JSON?) throws(Interruption) {
        let prefix = options.products.prefix
        let storable = version.storable
        let values = skus.map { sku in
            JSON.object(
                [
                    JSON.Member("name", .string("Rehearsal \(sku)")),
                    JSON.Member("default_code", .string(prefix + sku)),
                    JSON.Member("invoice_policy", "order"), JSON.Member("list_price", 10),
                ] + storable)
        }
        let answer = try value(.createMany("product.product", values))
        let ids = answer.ids
        guard ids.count == skus.count else {
            throw unexpected("product.product.create", "\(skus.count) ids", answer)
        }
        for (sku, id) in zip(skus, ids) {
            line.session[OdooFact.product(sku)] = .integer(id)
            line.created.append(CreatedRecord(kind: "product.product", id: String(id), reference: prefix + sku))
        }
        guard onHand > 0, let place else { return }
        let quants = ids.map { id -> JSON in
            ["product_id": .integer(id), "location_id": place, "inventory_quantity": .integer(onHand)]
        }
        let answered = try value(
            .createMany("stock.quant", quants, context: [JSON.Member("inventory_mode", true)]))
        _ = try value(OdooCall("stock.quant", "action_apply_inventory", ids: answered.ids))
    }

    static func missingWords(_ skus: [String]) -> String {
        let some = skus.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        return "\(skus.count) product\(skus.count == 1 ? " has" : "s have") no record under their code: \(some)"
            + "\(skus.count > 3 ? ", ..." : ""). Create them there, or let the rehearsal create synthetic ones."
    }
}
