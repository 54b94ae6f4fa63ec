/// Reads the business events of an Odoo 16 to 19, page by page. It only asks, by `RecordQuery`, and never for all at once.
///
/// Which fields there are is asked first: versions differ (a move's quantity is `quantity_done` in 16, `quantity` since), and so do the
/// modules that are installed.
public struct OdooExtract {
    /// What cannot be read, and what to do.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// For people.
        public var description: String
    }

    let terms: OdooTerms
    let read: (RecordQuery) throws -> [JSON]
    let write: ([JSON]) throws -> Void
    var known: [String: Set<String>] = [:]
    var events = 0

    /// Records in one answer, where they are small.
    static let bulk = 2_000

    /// - Parameters:
    ///   - read: asks Odoo.
    ///   - write: gets the events, a page of orders at a time.
    public init(
        _ terms: OdooTerms, read: @escaping (RecordQuery) throws -> [JSON], write: @escaping ([JSON]) throws -> Void
    ) {
        self.terms = terms
        self.read = read
        self.write = write
    }

    /// Kinds that cannot be told without a model, for a message: `pick, shipment`.
    /// - Returns: nil: without that model nothing can be told.
    public static func kinds(needing model: String) -> String? {
        let kinds = OdooEventKind.needing(model)
        return kinds.isEmpty ? nil : kinds.map(\.rawValue).joined(separator: ", ")
    }

    /// Reads all.
    /// - Returns: how many events there are.
    public mutating func run() throws -> Int {
        let fields = try fields(
            "sale.order",
            needed: ["name", "client_order_ref", "state", "create_date", "date_order", "write_date"]
                + ["amount_untaxed", "amount_tax", "amount_total"]
                + (wants(OdooEventKind.ofInvoices) ? ["invoice_ids"] : []), useful: ["carrier_id"])
        try eachPage(of: "sale.order", where: terms.orders, fields, size: terms.page) { me, rows in
            try me.tell(orders: rows)
        }
        if terms.kinds.contains(.inventoryMove) { try tellMoves() }
        return events
    }

    func wants(_ kinds: Set<OdooEventKind>) -> Bool { !terms.kinds.isDisjoint(with: kinds) }

    // MARK: - Asking

    /// The fields of a model that are there, of those that are wanted.
    mutating func fields(_ model: String, needed: [String], useful: [String] = []) throws -> [String] {
        let wanted = needed + useful
        let have: Set<String>
        if let known = known[model] {
            have = known
        } else {
            have = Set(try read(.fields(of: model, among: wanted)).compactMap(\.text))
            known[model] = have
        }
        guard let missing = needed.first(where: { !have.contains($0) }) else { return wanted.filter(have.contains) }
        let remedy =
            Self.kinds(needing: model).map { "; or do without: `leave out: [\($0)]`" } ?? ""
        throw Failure(
            description:
                "Odoo, \(model): it has no field \(missing). Install the module that brings it (Sales: sale_management; deliveries: sale_stock; invoices: account), or give the user the right to see it\(remedy)"
        )
    }

    /// All records of a condition, in pages by rising id: what is created meanwhile moves none of them.
    mutating func eachPage(
        of model: String, where domain: [JSON], _ fields: [String], size: Int = bulk,
        _ body: (inout OdooExtract, [JSON]) throws -> Void
    ) throws {
        var last: Int64 = 0
        while true {
            let beyond: JSON = ["id", ">", .integer(last)]
            let rows = try read(.records(of: model, where: .array(domain + [beyond]), fields: fields, limit: size))
            try body(&self, rows)
            let highest = rows.compactMap { $0["id"]?.integer }.max() ?? last
            guard rows.count >= size, highest > last else { return }
            last = highest
        }
    }

    mutating func all(_ model: String, where domain: [JSON], _ fields: [String]) throws -> [JSON] {
        var all: [JSON] = []
        try eachPage(of: model, where: domain, fields) { _, rows in all += rows }
        return all
    }

    mutating func tell(_ lines: [OdooEventLine]) throws {
        guard !lines.isEmpty else { return }
        events += lines.count
        try write(lines.map(\.json))
    }

    /// "in" of ids.
    static func among(_ field: String, _ ids: some Sequence<Int64>) -> JSON {
        [.string(field), "in", .array(ids.map { .integer($0) })]
    }
}
