/// What a column may hold.
enum ColumnRole: String, CaseIterable, Hashable {
    case event, order, time, partner, document, line, parcel
    case quantity, net, tax, total, status, article, location, currency, unit, price, weight

    /// Roles of fields that are compared.
    static let compared: [ColumnRole] = [
        .quantity, .net, .tax, .total, .status, .article, .location, .currency, .price, .weight,
    ]

    /// Whether its values are numbers.
    var isNumeric: Bool {
        switch self {
        case .quantity, .net, .tax, .total, .price, .weight: true
        default: false
        }
    }
}
