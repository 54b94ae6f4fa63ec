internal import Kernel

/// A conversation with Odoo in terms of models and methods: what its tasks are written in.
struct OdooDialogue {
    var line: Line<OdooReply>
    var codec: any OdooCodec
    let options: OdooOptions
    var version: OdooVersion
    let facts: Facts

    /// A call, its fault left to the caller, but for the end of a session or a refused password: no caller can do anything then.
    mutating func reply(_ call: @autoclosure () -> OdooCall) throws(Interruption) -> OdooReply {
        let (number, codec, company) = (line.number, codec, options.company)
        let reply = try line.exchange(codec.request(Self.completed(call(), company), number: number))
        if case .fault(let fault) = reply, fault.isDenied { throw .end(fault.ending(call().label)) }
        return reply
    }

    /// A call whose fault ends the conversation.
    mutating func value(_ call: @autoclosure () -> OdooCall) throws(Interruption) -> JSON {
        switch try reply(call()) {
        case .value(let json): return json
        case .fault(let fault): throw .end(fault.ending(call().label))
        }
    }

    /// A call that returns records.
    mutating func rows(_ call: @autoclosure () -> OdooCall) throws(Interruption) -> [JSON] {
        let value = try value(call())
        guard let rows = value.array, rows.allSatisfy({ $0["id"]?.integer != nil }) else {
            throw unexpected(call().label, "records", value)
        }
        return rows
    }

    /// A creation of one record.
    mutating func create(_ call: @autoclosure () -> OdooCall, reference: String) throws(Interruption) -> Int64 {
        let value = try value(call())
        guard let id = value.integer ?? value[0]?.integer else { throw unexpected(call().label, "an id", value) }
        line.created.append(CreatedRecord(kind: call().model, id: String(id), reference: reference))
        return id
    }

    /// An answer that Odoo does not give: the end.
    func unexpected(_ label: String, _ expected: String, _ found: JSON) -> Interruption {
        let seen = options.withoutSecret(found.written.inOneLine)
        return .end(
            Ending(
                .serverError,
                "Odoo, \(label): expected \(expected), found \(seen). Check that the URL is Odoo's own and the version is right."
            ))
    }

    /// The version that the server tells.
    func version(in answer: JSON, _ label: String) throws(Interruption) -> OdooVersion {
        guard let major = OdooVersion.major(answer["server_version_info"]?[0]) else {
            throw unexpected(label, "server_version_info", answer)
        }
        // Newer ones that still speak JSON-RPC are taken as 19.
        guard let version = OdooVersion(rawValue: min(major, OdooVersion.v19.rawValue)) else {
            let told = (answer["server_version"]?.text ?? String(major)).inOneLine
            throw refused(
                "the server is version \(told); versions 16 to 19 are spoken. Point the system at one of these.")
        }
        return version
    }

    /// A business refusal in our words.
    func refused(_ words: String) -> Interruption { .end(Ending(.businessError, "Odoo: " + words)) }

    /// The sale order of an order, remembered or searched by its reference.
    mutating func saleOrder(_ order: BusinessOrder) throws(Interruption) -> Int64 {
        if let id = order.facts[OdooFact.order]?.integer { return id }
        guard let found = try saleOrders(order.reference).first, let id = found["id"]?.integer else {
            throw refused("no sale order has the reference \(order.reference); \"create order\" must come first")
        }
        learn(found)
        return id
    }

    /// Living sale orders with a reference.
    mutating func saleOrders(_ reference: String) throws(Interruption) -> [JSON] {
        try rows(
            .searchRead(
                "sale.order", [["client_order_ref", "=", .string(reference)], ["state", "!=", "cancel"]],
                ["name", "state"], limit: 1, order: "id"))
    }

    /// Keeps what a record of a sale order says.
    mutating func learn(_ saleOrder: JSON) {
        if let id = saleOrder["id"]?.integer { line.learnt[OdooFact.order] = .integer(id) }
        if let name = saleOrder["name"] { line.learnt[OdooFact.name] = name }
        if let state = saleOrder["state"] { line.learnt[FactName.saleOrder] = state }
    }

    private static func completed(_ call: OdooCall, _ company: Int64?) -> OdooCall {
        guard let company else { return call }
        var call = call
        call.context.append(JSON.Member("allowed_company_ids", [.integer(company)]))
        return call
    }
}

extension JSON {
    /// Ids in a list of numbers.
    var ids: [Int64] { array?.compactMap(\.integer) ?? [] }

    /// The id of a field that points to a record: `[7, "WH/OUT/00016"]`, or the number alone.
    var reference: Int64? { self[0]?.integer ?? integer }
}
