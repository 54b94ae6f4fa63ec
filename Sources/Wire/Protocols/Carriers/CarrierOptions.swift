/// How to work with one carrier account.
public struct CarrierOptions: Sendable, Hashable {
    /// The account or shipper number.
    public var account: String
    /// Where parcels come from.
    public var shipper: PostalAddress
    /// Where they go, by the zone of the order.
    public var recipients: [String: PostalAddress]
    /// Where they go in any other zone.
    public var recipient: PostalAddress
    /// The carrier's service code, by the service level of the order.
    public var services: [String: String]
    /// The service code for any other level.
    public var service: String
    /// Whether the served side demands credentials in `Authorization`.
    public var demandsCredentials: Bool

    /// Options.
    public init(
        account: String, service: String, shipper: PostalAddress = .warehouse,
        recipients: [String: PostalAddress] = [:], recipient: PostalAddress = .customer,
        services: [String: String] = [:], demandsCredentials: Bool = false
    ) {
        self.account = account
        self.service = service
        self.shipper = shipper
        self.recipients = recipients
        self.recipient = recipient
        self.services = services
        self.demandsCredentials = demandsCredentials
    }

    func recipient(of order: BusinessOrder) -> PostalAddress { recipients[order.destination] ?? recipient }
    func service(of order: BusinessOrder) -> String { services[order.service] ?? service }
}
