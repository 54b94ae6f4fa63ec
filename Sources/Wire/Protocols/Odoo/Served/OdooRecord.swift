/// A sale order of a served Odoo with all that hangs on it, as the book keeps it.
struct OdooRecord {
    /// A line of the order.
    struct Line: Hashable {
        var product: Int64
        var quantity: Double
        var cents: Int64
        /// Set on the move: what is picked; nil: nothing was set.
        var done: Double?
    }

    let reference: String
    let serial: Int
    var state: String
    var lines: [Line]
    var values: JSON
    var picking: String
    var backorder: String
    var invoice: String
    var tracking: String
    var dateDone: String
    /// Wizards that were answered for the picking.
    var answered: [String]

    /// Moves and lines of an order, at most; their ids are made from the order's.
    static let most = 10_000
    /// Pickings of an order, at most.
    static let pickings = 10

    /// The record of an order; nil: the book's record is no order.
    init?(_ record: ServedBook.Record?) {
        guard let record, let state = record.facts["odoo.state"]?.text else { return nil }
        reference = record.reference
        serial = record.serial
        self.state = state
        lines = (record.facts["odoo.lines"]?.array ?? []).map { line in
            Line(
                product: line[0]?.integer ?? 0, quantity: line[1]?.double ?? 0, cents: line[2]?.integer ?? 0,
                done: line[3]?.double)
        }
        values = record.facts["odoo.values"] ?? [:]
        picking = record.facts["odoo.picking"]?.text ?? ""
        backorder = record.facts["odoo.backorder"]?.text ?? ""
        invoice = record.facts["odoo.invoice"]?.text ?? ""
        tracking = record.facts["odoo.tracking"]?.text ?? ""
        dateDone = record.facts["odoo.date done"]?.text ?? ""
        answered = (record.facts["odoo.answered"]?.array ?? []).compactMap(\.text)
    }

    /// What the book keeps.
    var facts: Facts {
        [
            "odoo.state": .string(state), "odoo.values": values, "odoo.picking": .string(picking),
            "odoo.backorder": .string(backorder), "odoo.invoice": .string(invoice), "odoo.tracking": .string(tracking),
            "odoo.date done": .string(dateDone), "odoo.answered": .array(answered.map { .string($0) }),
            "odoo.lines": .array(
                lines.map { line in
                    [
                        .integer(line.product), .number(OdooRecord.digits(line.quantity)), .integer(line.cents),
                        line.done.map { .number(OdooRecord.digits($0)) } ?? .null,
                    ]
                }),
        ]
    }

    /// Facts of a new order.
    static func new(_ values: JSON) -> Facts {
        let lines = (values["order_line"]?.array ?? []).prefix(most).compactMap { command -> JSON? in
            guard command[0]?.integer == 0, let line = command[2] else { return nil }
            let quantity = line["product_uom_qty"]?.double ?? 1
            return [
                line["product_id"] ?? 0, .number(digits(quantity.isFinite ? quantity : 1)),
                .integer(Cents.reading(line["price_unit"]) ?? 0), .null,
            ]
        }
        let kept = (values.members ?? []).filter { $0.name != "order_line" }
        return ["odoo.state": "draft", "odoo.values": .object(kept), "odoo.lines": .array(lines)]
    }

    var id: Int64 { Int64(serial) }
    /// "S00027"
    var name: String { "S" + OdooRecord.padded(serial) }
    var pickingID: Int64 { Int64(serial) * Int64(Self.pickings) }
    var backorderID: Int64 { pickingID + 1 }
    var pickingName: String { "WH/OUT/" + OdooRecord.padded(serial) }
    var backorderName: String { "WH/OUT/" + OdooRecord.padded(serial) + "-1" }

    func move(_ index: Int) -> Int64 { Int64(serial) * Int64(Self.most) + Int64(index) }

    /// Sum of the lines in hundredths.
    var total: Int64 {
        lines.reduce(0) { sum, line in
            let amount = line.quantity * Double(line.cents)
            return amount.magnitude < 1e15 ? sum &+ Int64(amount.rounded()) : sum
        }
    }

    static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// 3.0, 2.5: as Odoo writes a float.
    static func digits(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number)).0" : "\(number)"
    }
}
