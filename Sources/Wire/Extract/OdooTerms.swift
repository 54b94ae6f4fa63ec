/// Which business events are read from Odoo.
public struct OdooTerms: Sendable, Hashable {
    /// Orders created from then on, in UTC as Odoo writes it ("2026-11-01 00:00:00"); nil: all.
    public var from: String?
    /// Orders created before; nil: all.
    public var until: String?
    /// How customers' references of the orders begin; nil: any.
    public var references: String?
    /// Name of a tag on the orders; nil: any.
    public var tag: String?
    /// Id of the company; nil: those of the user.
    public var company: Int64?
    /// Id of the warehouse; nil: any.
    public var warehouse: Int64?
    /// Events to read.
    public var kinds: Set<OdooEventKind>
    /// Orders in one answer.
    public var page: Int

    /// All orders, and all of their events but stock moves.
    public init(
        from: String? = nil, until: String? = nil, references: String? = nil, tag: String? = nil, company: Int64? = nil,
        warehouse: Int64? = nil, kinds: Set<OdooEventKind> = OdooEventKind.usual, page: Int = 200
    ) {
        self.from = from
        self.until = until
        self.references = references
        self.tag = tag
        self.company = company
        self.warehouse = warehouse
        self.kinds = kinds
        self.page = page
    }

    /// Odoo's condition on sale orders.
    var orders: [JSON] {
        var domain = range("create_date")
        if let references {
            domain.append(["client_order_ref", "=like", .string(OdooSearch.pattern(references))])
        }
        if let tag { domain.append(["tag_ids.name", "=", .string(tag)]) }
        if let company { domain.append(["company_id", "=", .integer(company)]) }
        if let warehouse { domain.append(["warehouse_id", "=", .integer(warehouse)]) }
        return domain
    }

    /// Odoo's condition on stock moves.
    var moves: [JSON] {
        var domain: [JSON] = [["state", "=", "done"]] + range("date")
        if let company { domain.append(["company_id", "=", .integer(company)]) }
        return domain
    }

    private func range(_ field: String) -> [JSON] {
        var domain: [JSON] = []
        if let from { domain.append([.string(field), ">=", .string(from)]) }
        if let until { domain.append([.string(field), "<", .string(until)]) }
        return domain
    }
}
