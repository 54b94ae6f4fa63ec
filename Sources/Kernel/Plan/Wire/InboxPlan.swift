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
        public var secret: CredentialReference?
        /// JSON Pointer to the order's reference in its body.
        public var reference: JSONPointer
        /// What its vendor calls the event, in the header field or the body's `type`; nil: as the journey does, where
        /// several come to one path and nothing else tells them apart.
        public var topic: String?
        /// What must hold of its body and header fields for it to be this one.
        public var conditions: [HTTPConditionPlan]

        /// A source.
        public init(
            path: String, event: EventID, scheme: WebhookScheme, secret: CredentialReference? = nil,
            reference: JSONPointer,
            topic: String? = nil, conditions: [HTTPConditionPlan] = []
        ) {
            self.path = path
            self.event = event
            self.scheme = scheme
            self.secret = secret
            self.reference = reference
            self.topic = topic
            self.conditions = conditions
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
