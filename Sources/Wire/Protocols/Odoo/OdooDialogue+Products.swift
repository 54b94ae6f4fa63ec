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
        var archived: [Int64] = []
        for row in rows {
            guard let code = row["default_code"]?.text, let id = row["id"]?.integer, known[code] == nil else {
                continue
            }
            known[code] = id
            if row["active"]?.bool == false { archived.append(id) }
        }
        if !archived.isEmpty { _ = try value(.write("product.product", archived, [JSON.Member("active", true)])) }
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
        guard missing.isEmpty else { throw refused(Self.missingWords(missing)) }
        for sku in unknown { ids[sku] = line.session[OdooFact.product(sku)]?.integer }
        return ids
    }

    static func missingWords(_ skus: [String]) -> String {
        let some = skus.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        return "\(skus.count) product\(skus.count == 1 ? " has" : "s have") no record under their code: \(some)"
            + "\(skus.count > 3 ? ", ..." : ""). Create them there, or let the rehearsal create synthetic ones."
    }
}
