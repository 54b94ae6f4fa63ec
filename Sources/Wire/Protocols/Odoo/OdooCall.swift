/// A call of a method of a model, before it is put on one of Odoo's wires.
struct OdooCall: Sendable, Hashable {
    /// The model ("sale.order").
    var model: String
    /// The method ("action_confirm").
    var method: String
    /// Ids of the records it is called on; nil for methods of the model itself.
    var ids: [Int64]?
    /// Arguments that JSON-RPC passes by place and JSON-2 by name.
    var places: [JSON.Member]
    /// Arguments passed by name on both.
    var names: [JSON.Member]
    /// Odoo's context.
    var context: [JSON.Member]

    init(
        _ model: String, _ method: String, ids: [Int64]? = nil, places: [JSON.Member] = [], names: [JSON.Member] = [],
        context: [JSON.Member] = []
    ) {
        self.model = model
        self.method = method
        self.ids = ids
        self.places = places
        self.names = names
        self.context = context
    }

    /// "sale.order.action_confirm"
    var label: String { "\(model).\(method)" }

    /// The argument of that name, or the one at that place.
    func argument(_ name: String) -> JSON? {
        (names.last { $0.name == name } ?? places.last { $0.name == name })?.value
    }

    /// The member of the context of that name.
    func context(_ name: String) -> JSON? { context.last { $0.name == name }?.value }

    static func searchRead(
        _ model: String, _ domain: JSON, _ fields: [String], limit: Int? = nil, order: String? = nil
    ) -> OdooCall {
        var names = [JSON.Member("fields", .array(fields.map { .string($0) }))]
        if let limit { names.append(JSON.Member("limit", .integer(limit))) }
        if let order { names.append(JSON.Member("order", .string(order))) }
        return OdooCall(model, "search_read", places: [JSON.Member("domain", domain)], names: names)
    }

    static func read(_ model: String, _ ids: [Int64], _ fields: [String]) -> OdooCall {
        OdooCall(model, "read", ids: ids, places: [JSON.Member("fields", .array(fields.map { .string($0) }))])
    }

    static func create(_ model: String, _ values: [JSON.Member], context: [JSON.Member] = []) -> OdooCall {
        OdooCall(model, "create", places: [JSON.Member("vals_list", .object(values))], context: context)
    }

    static func createMany(_ model: String, _ values: [JSON], context: [JSON.Member] = []) -> OdooCall {
        OdooCall(model, "create", places: [JSON.Member("vals_list", .array(values))], context: context)
    }

    static func write(_ model: String, _ ids: [Int64], _ values: [JSON.Member]) -> OdooCall {
        OdooCall(model, "write", ids: ids, places: [JSON.Member("vals", .object(values))])
    }
}
