/// The fields of events that a rehearsal makes.
public enum RehearsedFields {
    /// Places of the fields in the agreement.
    public static let quantity = 0
    /// Sum of the lines.
    public static let net = 1
    /// Tax on it.
    public static let tax = 2
    /// Both.
    public static let total = 3
    /// State of the document.
    public static let status = 4
    /// The warehouse.
    public static let location = 5
    /// Who carries it.
    public static let carrier = 6

    /// All of them.
    public static var all: [EventField] {
        [
            EventField(name: "quantity", form: .number, meaning: .quantity),
            EventField(name: "net", form: .number, meaning: .net),
            EventField(name: "tax", form: .number, meaning: .tax),
            EventField(name: "total", form: .number, meaning: .total),
            EventField(name: "status", form: .text, meaning: .status),
            EventField(name: "location", form: .text, meaning: .master),
            EventField(name: "carrier", form: .text, meaning: .master),
        ]
    }

    /// Which of them an event of a role has.
    public static func fields(of role: EventRole) -> [Int] {
        switch role {
        case .order: [quantity, net, tax, total, status]
        case .shipment, .label: [quantity, status, location, carrier]
        case .pick, .backOrder, .cancellation, .goodsReturn: [quantity, status, location]
        case .invoice, .creditNote: [net, tax, total, status]
        case .tracking: [status, carrier]
        case .confirmation, .inventoryMove, .stockLevel, .other: [status]
        }
    }
}
