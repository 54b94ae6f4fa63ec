/// Where the products of synthetic orders come from.
public struct OdooProducts: Sendable, Hashable {
    /// What is done about products that Odoo does not have.
    public enum Missing: Sendable, Hashable {
        /// The opening fails and names some of them.
        case refuse
        /// They are created, with so many units on hand.
        case create(onHand: Int)
    }

    /// Codes of the products that orders may ask for.
    public var codes: [String]
    /// Put before each code to make Odoo's `default_code`; a prefix keeps synthetic products apart from real ones.
    public var prefix: String
    /// What is done about the missing ones.
    public var missing: Missing

    /// Products that must be in Odoo already, under their codes as they are.
    public static func existing(_ codes: [String]) -> OdooProducts {
        OdooProducts(codes: codes, prefix: "", missing: .refuse)
    }

    /// Products made for the rehearsal where they are missing, under codes with the prefix "REHEARSE-".
    public static func synthetic(_ codes: [String], onHand: Int = 1_000_000) -> OdooProducts {
        OdooProducts(codes: codes, prefix: "REHEARSE-", missing: .create(onHand: onHand))
    }

    /// A strategy.
    public init(codes: [String], prefix: String, missing: Missing) {
        self.codes = codes
        self.prefix = prefix
        self.missing = missing
    }
}
