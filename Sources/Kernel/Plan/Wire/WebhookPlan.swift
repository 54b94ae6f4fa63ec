/// How webhooks are signed.
public enum WebhookScheme: String, Sendable, Codable, Hashable, CaseIterable {
    /// Standard Webhooks 1.0.
    case standard
    /// Svix: Standard Webhooks under their older names.
    case svix
    /// Shopify.
    case shopify
    /// WooCommerce.
    case wooCommerce = "woocommerce"
    /// GitHub.
    case github
    /// Stripe.
    case stripe
    /// EasyPost.
    case easyPost = "easypost"
    /// Sendcloud.
    case sendcloud
    /// Not at all.
    case none
}

/// Where a served system tells of its events.
public struct WebhookPlan: Sendable, Codable, Hashable {
    /// Where to.
    public var url: String
    /// Which events.
    public var events: [EventID]
    /// How they are signed, and how often they are tried.
    public var scheme: WebhookScheme
    /// With what; nil: unsigned.
    public var secret: SecretReference?
    /// Share of events sent twice.
    public var duplicates: Double
    /// Share of events never sent.
    public var loss: Double
    /// Share of events that a later one overtakes.
    public var reordering: Double

    /// A subscription.
    public init(
        url: String, events: [EventID], scheme: WebhookScheme, secret: SecretReference? = nil, duplicates: Double = 0,
        loss: Double = 0, reordering: Double = 0
    ) {
        self.url = url
        self.events = events
        self.scheme = scheme
        self.secret = secret
        self.duplicates = duplicates
        self.loss = loss
        self.reordering = reordering
    }
}

/// Where a run listens for webhooks that meet what journeys await.
public struct InboxPlan: Sendable, Codable, Hashable {
    /// One kind of webhook.
    public struct Source: Sendable, Codable, Hashable {
        /// The path it comes to, beginning with "/".
        public var path: String
        /// What happened, if it comes.
        public var event: EventID
        /// How it is signed.
        public var scheme: WebhookScheme
        /// With what; nil: unsigned.
        public var secret: SecretReference?
        /// JSON Pointer to the order's reference in its body.
        public var reference: JSONPointer

        /// A source.
        public init(
            path: String, event: EventID, scheme: WebhookScheme, secret: SecretReference? = nil, reference: JSONPointer
        ) {
            self.path = path
            self.event = event
            self.scheme = scheme
            self.secret = secret
            self.reference = reference
        }
    }

    /// The port; nil: any that is free.
    public var port: Int?
    /// What comes.
    public var sources: [Source]

    /// An inbox.
    public init(port: Int? = nil, sources: [Source] = []) {
        self.port = port
        self.sources = sources
    }
}
