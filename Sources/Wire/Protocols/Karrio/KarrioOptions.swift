/// How to work with one karrio server.
public struct KarrioOptions: Sendable, Hashable {
    /// Who we are there.
    public enum Access: Sendable, Hashable {
        /// An API key, for "Authorization: Token ...".
        case key(Secret)
        /// A user's mail address and password, exchanged for a token that lasts as long as the server likes (30 days in 2026.1.32).
        case user(String, Secret)
        /// Whoever sends sees to it.
        case outside
    }

    /// Who we are there.
    public var access: Access
    /// Keys or passwords that the served side takes as well, while they change.
    public var others: [Secret]
    /// `carrier_id` of the connection that labels are bought from; nil: any.
    public var connection: String?
    /// `carrier_name` of the connection, which trackers ask for ("generic", "ups").
    public var carrier: String
    /// The carrier's service, by the service level of the order.
    public var services: [String: String]
    /// The service for any other level; nil: the cheapest.
    public var service: String?
    /// Where parcels come from.
    public var shipper: PostalAddress
    /// Where they go, by the zone of the order.
    public var recipients: [String: PostalAddress]
    /// Where they go in any other zone.
    public var recipient: PostalAddress

    /// Options.
    public init(
        access: Access, others: [Secret] = [], connection: String? = nil, carrier: String = "generic",
        services: [String: String] = [:],
        service: String? = nil, shipper: PostalAddress = .warehouse, recipients: [String: PostalAddress] = [:],
        recipient: PostalAddress = .customer
    ) {
        self.access = access
        self.others = others
        self.connection = connection
        self.carrier = carrier
        self.services = services
        self.service = service
        self.shipper = shipper
        self.recipients = recipients
        self.recipient = recipient
    }

    /// Name of the session's fact that holds the token of a user.
    static let token = "karrio.access"
}
