/// What an event is in the life of an order: which others come before it, and which books it is entered in.
public enum EventRole: String, Sendable, Codable, Hashable, CaseIterable {
    /// The order was placed; the others refer to it.
    case order
    /// It was accepted.
    case confirmation
    /// Goods were picked.
    case pick
    /// A carrier's label was made.
    case label
    /// Goods left: quantities count as shipped.
    case shipment
    /// A carrier told where a parcel is.
    case tracking
    /// Quantities that will be shipped later.
    case backOrder = "back order"
    /// Quantities that will not be shipped.
    case cancellation
    /// Stock changed at a place by a signed quantity.
    case inventoryMove = "inventory move"
    /// Stock on hand was counted or told at a place.
    case stockLevel = "stock level"
    /// An invoice was posted.
    case invoice
    /// A credit note was posted.
    case creditNote = "credit note"
    /// Goods came back.
    case goodsReturn = "return"
    /// Anything else.
    case other

    /// What must have happened before it, where it is known at all.
    public var follows: [EventRole] {
        switch self {
        case .order, .inventoryMove, .stockLevel, .other: []
        case .confirmation, .cancellation, .backOrder: [.order]
        case .pick: [.order, .confirmation]
        case .label: [.order, .confirmation, .pick]
        case .shipment: [.order, .confirmation, .pick]
        case .tracking: [.order, .confirmation, .label, .shipment]
        case .invoice: [.order, .confirmation]
        case .creditNote: [.order, .invoice]
        case .goodsReturn: [.order, .shipment]
        }
    }

    /// What it refers to: an event without one of these on its own side refers to nothing.
    public var refersTo: [EventRole] {
        switch self {
        case .order, .inventoryMove, .stockLevel, .other: []
        case .confirmation, .cancellation, .backOrder, .pick, .label, .shipment, .invoice: [.order]
        case .tracking: [.shipment, .label, .order]
        case .creditNote: [.invoice]
        case .goodsReturn: [.shipment]
        }
    }
}
