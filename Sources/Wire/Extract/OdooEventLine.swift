/// One business event as a line of an export, in the form that needs no mapping.
struct OdooEventLine {
    private var members: [JSON.Member]

    /// An event of an order.
    /// - Parameter time: as Odoo writes it: UTC, without saying so.
    init(_ kind: OdooEventKind, order: OdooOrder?, time: JSON?) {
        members = [JSON.Member("event", .string(kind.rawValue))]
        add("order", order?.key)
        add("time", Self.utc(time))
        add("partner", order?.carrier)
    }

    /// Adds a text that is there; Odoo writes false where there is none.
    mutating func add(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        members.removeAll { $0.name == name }
        members.append(JSON.Member(name, .string(text)))
    }

    /// Adds an exact quantity in millionths.
    mutating func add(quantity millionths: Int64) {
        members.append(JSON.Member("quantity", ExactAmount.number(millionths)))
    }

    /// Adds the amounts of a record.
    mutating func addAmounts(of row: JSON) {
        for (name, field) in [("net", "amount_untaxed"), ("tax", "amount_tax"), ("total", "amount_total")] {
            if let amount = ExactAmount.written(row[field]) { members.append(JSON.Member(name, amount)) }
        }
    }

    var json: JSON { .object(members) }

    /// "2026-11-27 17:00:03" as "2026-11-27T17:00:03Z". What is no such time stays as it is, and is told where it is read.
    static func utc(_ time: JSON?) -> String? {
        guard let text = time?.text, !text.isEmpty else { return nil }
        guard text.utf8.count >= 19, let space = text.firstIndex(of: " ") else { return text }
        return "\(text[..<space])T\(text[text.index(after: space)...])Z"
    }
}

/// What all events of a sale order have of it.
struct OdooOrder: Sendable, Hashable {
    /// The business key: the customer's reference, or else Odoo's own name.
    var key: String
    /// The delivery method that was chosen; nil: none, or the module for it is not installed.
    var carrier: String?

    init(_ row: JSON) {
        let reference = row["client_order_ref"]?.text ?? ""
        key = reference.isEmpty ? row["name"]?.text ?? "" : reference
        carrier = row["carrier_id"]?.named
    }
}

extension JSON {
    /// The name in a field that points to a record, `[7, "WH/OUT/00016"]`.
    var named: String? { self[1]?.text }

    /// The state of a sale order as newer versions have it: the locked one of Odoo 16 is a confirmed one.
    var saleState: String? { text == "done" ? "sale" : text }
}
