import Kernel
import Reconciliation

/// Events of both sides written as a table in a test, and what became of them.
struct EventTable {
    static let agreement = Agreement(
        kinds: [
            EventKind(name: "order", role: .order),
            EventKind(name: "shipment", role: .shipment, lateAfter: 10 * .minute, maySplit: true),
            EventKind(name: "label", role: .label, lateAfter: 10 * .minute),
            EventKind(name: "invoice", role: .invoice),
            EventKind(name: "credit note", role: .creditNote),
            EventKind(name: "move", role: .inventoryMove),
            EventKind(name: "level", role: .stockLevel),
            EventKind(name: "back order", role: .backOrder),
        ],
        fields: [
            EventField(name: "quantity", form: .number, meaning: .quantity),
            EventField(name: "net", form: .number, meaning: .net),
            EventField(name: "tax", form: .number, meaning: .tax),
            EventField(name: "total", form: .number, meaning: .total, tolerance: 10_000),
            EventField(name: "status", form: .text, meaning: .status),
            EventField(name: "place", form: .text, meaning: .master),
            EventField(name: "note", form: .text, isNoise: true),
        ])

    /// One event.
    struct Row {
        var side: Side
        var kind: String
        var minute: Double
        var values: [String: String] = [:]
        var document: String?
        var key: String?
        var stock: String?
        var order = "A"
        var partner: String?

        init(
            _ side: Side, _ kind: String, at minute: Double, _ values: [String: String] = [:], document: String? = nil,
            key: String? = nil, stock: String? = nil, order: String = "A", partner: String? = nil
        ) {
            self.side = side
            self.kind = kind
            self.minute = minute
            self.values = values
            self.document = document
            self.key = key
            self.stock = stock
            self.order = order
            self.partner = partner
        }
    }

    static func store(_ rows: [Row], agreement: Agreement = agreement) -> EventStore {
        let sides = Set(rows.map(\.side)).contains(.again) ? 3 : 2
        let stores = Side.allCases.prefix(sides).map { SideStore($0, agreement: agreement) }
        for (index, row) in rows.enumerated() {
            guard let kind = agreement.kinds.firstIndex(where: { $0.name == row.kind }) else { continue }
            let own = stores[Int(row.side.rawValue)]
            let event = BusinessEvent(
                order: KeyHash.of(row.order), kind: kind, time: Int64(row.minute * 60e9), row: UInt64(index),
                document: row.document.map { KeyHash.of($0) >> 16 | 1 } ?? 0,
                key: row.key.map { KeyHash.of($0) >> 16 | 1 } ?? 0, stock: row.stock.map { KeyHash.of($0) } ?? 0,
                partner: row.partner.map { own.partners.number($0) } ?? .max)
            let values = agreement.fields.map { field -> Int64 in
                guard let text = row.values[field.name] else { return EventField.absent }
                return field.form == .number
                    ? Int64(((Double(text) ?? .nan) * 1e6).rounded()) : KeyHash.text(KeyHash.of(text))
            }
            values.withUnsafeBufferPointer { own.add(event, $0) }
        }
        return EventStore(agreement, stores)
    }

    /// Classes of an order's units, as `kind: class`, sorted.
    static func verdicts(
        _ rows: [Row], of order: String = "A", asOf minute: Double = 10_000, agreement: Agreement = agreement
    ) -> [String] {
        let reconciler = Reconciler(store(rows, agreement: agreement), asOf: Int64(minute * 60e9))
        return reconciler.explain(order: KeyHash.of(order)).map {
            "\(agreement.kinds[$0.unit.kind].name): \($0.unit.verdict.name)"
        }.sorted()
    }
}
