/// An address for labels.
public struct PostalAddress: Sendable, Hashable {
    /// Name of the person or company.
    public var name: String
    /// Street and number.
    public var street: String
    /// City.
    public var city: String
    /// Postal code.
    public var postalCode: String
    /// State or province, where the country has them; empty: none.
    public var state: String
    /// Country, two letters by ISO 3166-1.
    public var country: String
    /// Telephone number.
    public var phone: String

    /// An address.
    public init(
        name: String, street: String, city: String, postalCode: String, state: String = "", country: String,
        phone: String = "+3220000000"
    ) {
        self.name = name
        self.street = street
        self.city = city
        self.postalCode = postalCode
        self.state = state
        self.country = country
        self.phone = phone
    }

    /// An invented warehouse.
    public static let warehouse = PostalAddress(
        name: "Rehearsal Warehouse", street: "Havenlaan 1", city: "Brussels", postalCode: "1000", country: "BE")
    /// An invented customer.
    public static let customer = PostalAddress(
        name: "Rehearsal Customer", street: "5 Rue Exemple", city: "Paris", postalCode: "75001", country: "FR",
        phone: "+33100000000")
}
