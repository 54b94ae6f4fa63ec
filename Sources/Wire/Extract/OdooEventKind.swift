/// A kind of business event that Odoo can tell of, by the name that mappings have for it.
public enum OdooEventKind: String, Sendable, Hashable, CaseIterable {
    case order, confirmation, pick, shipment
    case backOrder = "back order"
    case cancellation, tracking
    case goodsReturn = "return"
    case invoice
    case creditNote = "credit note"
    case inventoryMove = "inventory move"

    /// All but stock moves, which are many.
    public static let usual = Set(allCases).subtracting([.inventoryMove])

    /// Those that deliveries tell of.
    static let ofDeliveries: Set<OdooEventKind> = [
        .pick, .shipment, .backOrder, .cancellation, .tracking, .goodsReturn,
    ]
    /// Those that accounting tells of.
    static let ofInvoices: Set<OdooEventKind> = [.invoice, .creditNote]

    /// Those that cannot be told without a model; stock moves are read only where that is wanted.
    static func needing(_ model: String) -> [OdooEventKind] {
        let kinds: Set<OdooEventKind>
        switch model {
        case "stock.picking", "stock.move": kinds = ofDeliveries
        case "account.move": kinds = ofInvoices
        default: kinds = []
        }
        return allCases.filter { kinds.contains($0) }
    }
}
