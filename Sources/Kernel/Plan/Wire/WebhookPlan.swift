/// Where a served system tells of its events.
public struct WebhookPlan: Sendable, Codable, Hashable {
    /// Where to.
    public var url: String
    /// Which events.
    public var events: [EventID]
    /// How they are signed.
    public var scheme: WebhookScheme
    /// Whose ways of delivering they follow: patience, retries, when a subscription ends.
    public var vendor: WebhookVendor
    /// With what; nil: unsigned.
    public var secret: CredentialReference?
    /// Share of events sent twice.
    public var duplicates: Double
    /// Share of events never sent.
    public var loss: Double
    /// Share of events that a later one overtakes.
    public var reordering: Double
    /// What the vendor calls the events; nil: as the journey does.
    public var topic: String?
    /// The body, JSON; nil: as Standard Webhooks recommends.
    public var body: TextTemplate?

    /// A subscription.
    /// - Parameter vendor: nil: the one that signs so.
    public init(
        url: String, events: [EventID], scheme: WebhookScheme, vendor: WebhookVendor? = nil,
        secret: CredentialReference? = nil, duplicates: Double = 0, loss: Double = 0, reordering: Double = 0,
        topic: String? = nil, body: TextTemplate? = nil
    ) {
        self.url = url
        self.events = events
        self.scheme = scheme
        self.vendor = vendor ?? WebhookVendor(signing: scheme)
        self.secret = secret
        self.duplicates = duplicates
        self.loss = loss
        self.reordering = reordering
        self.topic = topic
        self.body = body
    }
}
