/// A major version of Odoo, with the differences that break calls. Facts: OCA/OpenUpgrade's analysis files of stock
/// 17.0.1.1, 18.0.1.1 and 19.0.1.1, and exchanges recorded from 16.0 to 19.0.
public enum OdooVersion: Int, Sendable, Codable, Hashable, CaseIterable, Comparable {
    /// Odoo 16.
    case v16 = 16
    /// Odoo 17.
    case v17 = 17
    /// Odoo 18.
    case v18 = 18
    /// Odoo 19.
    case v19 = 19

    /// By age.
    public static func < (left: OdooVersion, right: OdooVersion) -> Bool { left.rawValue < right.rawValue }

    /// Values that make a product a storable one.
    var storable: [JSON.Member] {
        self < .v18
            ? [JSON.Member("detailed_type", "product")]
            : [JSON.Member("type", "consu"), JSON.Member("is_storable", true)]
    }

    /// The field of a stock move that says how much of it is done.
    var moveQuantity: String { self < .v17 ? "quantity_done" : "quantity" }

    /// Whether a move has a flag of its own for "picked".
    var hasPicked: Bool { self >= .v17 }

    /// `error.code` in a JSON-RPC answer: misleading and always the same; 0 since 19.
    var errorCode: Int { self < .v19 ? 200 : 0 }

    /// "18.0"
    var series: String { "\(rawValue).0" }

    /// Reads the first element of `server_version_info`: 18, or "saas~18" of the online service.
    static func major(_ element: JSON?) -> Int? {
        if let number = element?.integer { return Int(exactly: number) }
        guard let text = element?.text else { return nil }
        return Int(text.drop { !$0.isNumber }.prefix { $0.isNumber })
    }
}
