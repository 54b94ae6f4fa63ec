@testable import Wire

/// Records of an Odoo by model, answered as `search_read` does: those beyond the id that is asked for, by rising id, at most so many.
final class ShelfOdoo {
    var records: [String: [JSON]]
    /// Fields that no model has.
    var missing: Set<String> = []
    private(set) var asked: [RecordQuery] = []

    init(_ records: [String: [JSON]]) { self.records = records }

    func read(_ query: RecordQuery) throws -> [JSON] {
        asked.append(query)
        switch query {
        case .fields(_, let names): return names.filter { !missing.contains($0) }.map { .string($0) }
        case .records(let model, let domain, let fields, let limit):
            let conditions = domain.array ?? []
            let rows = (records[model] ?? []).filter { row in
                conditions.allSatisfy { condition in
                    let field = condition[0]?.text ?? ""
                    switch (condition[1]?.text, field) {
                    case (">", "id"): return row["id"]?.integer ?? 0 > condition[2]?.integer ?? 0
                    case ("in", "id"): return condition[2]?.ids.contains(row["id"]?.integer ?? 0) ?? false
                    case ("in", "order_id"), ("in", "sale_id"), ("in", "picking_id"):
                        return condition[2]?.ids.contains(row[field]?.reference ?? 0) ?? false
                    default: return true
                    }
                }
            }
            return rows.prefix(limit).map { row in
                .object((row.members ?? []).filter { $0.name == "id" || fields.contains($0.name) })
            }
        }
    }

    /// The events that an extract of it tells.
    func events(_ terms: OdooTerms = OdooTerms()) throws -> [JSON] {
        var events: [JSON] = []
        var extract = OdooExtract(terms, read: read) { events += $0 }
        let count = try extract.run()
        precondition(count == events.count)
        return events
    }
}
