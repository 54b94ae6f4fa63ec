extension OdooExtract {
    /// Stock moves that are done, whatever they are for: what left a place of our own, and what came to one.
    mutating func tellMoves() throws {
        let quantity = try moveQuantity()
        var places: [Int64: String?] = [:]
        var articles: [Int64: String] = [:]
        let fields = ["date", "product_id", "location_id", "location_dest_id", "reference", quantity]
        try eachPage(of: "stock.move", where: terms.moves, fields) { me, rows in
            try me.learnPlaces(
                Set(rows.flatMap { [$0["location_id"], $0["location_dest_id"]].compactMap { $0?.reference } }), &places)
            try me.learnArticles(Set(rows.compactMap { $0["product_id"]?.reference }), &articles)
            var lines: [OdooEventLine] = []
            for row in rows {
                let moved = ExactAmount.millionths(row[quantity]) ?? 0
                let product = row["product_id"]?.reference ?? 0
                let article = articles[product] ?? row["product_id"]?.named ?? String(product)
                for (field, sign) in [("location_id", Int64(-1)), ("location_dest_id", 1)] {
                    guard let id = row[field]?.reference, let name = places[id] ?? nil, moved != 0 else { continue }
                    var line = OdooEventLine(.inventoryMove, order: nil, time: row["date"])
                    line.add("place", "\(name)/\(article)")
                    let number = row["id"]?.integer.map { String($0) } ?? ""
                    line.add("document", "\(row["reference"]?.text ?? "")/\(number)")
                    line.add(quantity: sign * moved)
                    line.add("article", article)
                    line.add("location", name)
                    lines.append(line)
                }
            }
            try me.tell(lines)
        }
    }

    /// Names of places of our own; of others nil: customers and suppliers keep no stock.
    private mutating func learnPlaces(_ ids: Set<Int64>, _ places: inout [Int64: String?]) throws {
        let fresh = ids.subtracting(places.keys).sorted()
        guard !fresh.isEmpty else { return }
        for id in fresh { places[id] = .some(nil) }
        let domain: [JSON] = [
            Self.among("id", fresh), ["usage", "=", "internal"], ["active", "in", [true, false]],
        ]
        for row in try all("stock.location", where: domain, ["complete_name"]) {
            if let id = row["id"]?.integer, let name = row["complete_name"]?.text { places[id] = name }
        }
    }

    /// Codes of articles; one without a code is called by its name.
    private mutating func learnArticles(_ ids: Set<Int64>, _ articles: inout [Int64: String]) throws {
        let fresh = ids.subtracting(articles.keys).sorted()
        guard !fresh.isEmpty else { return }
        let domain: [JSON] = [Self.among("id", fresh), ["active", "in", [true, false]]]
        for row in try all("product.product", where: domain, ["default_code", "name"]) {
            guard let id = row["id"]?.integer else { continue }
            let code = row["default_code"]?.text ?? ""
            articles[id] = code.isEmpty ? row["name"]?.text ?? String(id) : code
        }
    }
}
