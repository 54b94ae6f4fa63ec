public import HTTPTypes

/// Something that happened, to be told to those who subscribed to it.
public struct WebhookEvent: Sendable, Hashable {
    /// The event's id, the same on each attempt and in duplicates: what receivers recognise it by.
    public var id: String
    /// What happened ("orders/create", "tracker.updated").
    public var topic: String
    /// When it happened, as seconds since 1970.
    public var occurred: Int64
    /// The body, byte for byte; retries carry the same one.
    public var body: [UInt8]
    /// Media type of the body.
    public var contentType: String
    /// The order's reference, for searches in the ledger; nil: it belongs to no order.
    public var reference: String?
    /// The correlation id that goes along as a header field; nil: none.
    public var correlation: String?
    /// Further header fields of the vendor ("X-Shopify-Shop-Domain").
    public var fields: HTTPFields

    /// An event.
    public init(
        id: String, topic: String, occurred: Int64, body: [UInt8], contentType: String = "application/json",
        reference: String? = nil, correlation: String? = nil, fields: HTTPFields = [:]
    ) {
        self.id = id
        self.topic = topic
        self.occurred = occurred
        self.body = body
        self.contentType = contentType
        self.reference = reference
        self.correlation = correlation
        self.fields = fields
    }
}
