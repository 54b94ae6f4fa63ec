public import HTTPTypes
public import Kernel

/// How one vendor delivers webhooks: fields, patience, retries and when it gives a subscription up.
public struct WebhookProfile: Sendable, Hashable {
    /// The vendor ("shopify").
    public var name: String
    /// How it signs.
    public var scheme: WebhookScheme
    /// The field with the event's id, where the vendor has one: the key by which duplicates are known.
    public var idField: HTTPField.Name?
    /// The field with the topic, where the vendor has one.
    public var topicField: HTTPField.Name?
    /// The field with the time of the event (RFC 3339), where the vendor has one.
    public var triggeredField: HTTPField.Name?
    /// How long an attempt may take from being sent to the whole answer.
    public var timeout: Nanoseconds
    /// Delays before the retries, each counted from the failure before it.
    public var retries: [Nanoseconds]
    /// Up to this share of a delay is added to it, drawn at random.
    public var jitter: Double
    /// Whether `Retry-After` of the receiver prolongs the delay.
    public var honoursRetryAfter: Bool
    /// Statuses outside 200...299 that count as delivered.
    public var furtherSuccesses: Set<Int>
    /// Whether 410 Gone ends the subscription at once.
    public var endsWhenGone: Bool
    /// How long everything to the endpoint waits after 429, 502 or 504 without `Retry-After`; zero: it does not.
    public var throttle: Nanoseconds
    /// After this many deliveries in a row that failed for good, the subscription ends; nil: it does not.
    public var endsAfterDeliveries: Int?
    /// After nothing but failures for this long, the subscription ends; nil: it does not.
    public var endsAfterFailing: Nanoseconds?
    /// Whether a subscription that ends is deleted, rather than disabled until someone enables it again.
    public var removes: Bool

    /// A profile; what is left out is as Standard Webhooks recommends.
    public init(
        name: String, scheme: WebhookScheme, idField: HTTPField.Name? = nil, topicField: HTTPField.Name? = nil,
        triggeredField: HTTPField.Name? = nil, timeout: Nanoseconds = 15 * .second, retries: [Nanoseconds] = [],
        jitter: Double = 0.1, honoursRetryAfter: Bool = false, furtherSuccesses: Set<Int> = [],
        endsWhenGone: Bool = false, throttle: Nanoseconds = 0, endsAfterDeliveries: Int? = nil,
        endsAfterFailing: Nanoseconds? = nil, removes: Bool = false
    ) {
        self.name = name
        self.scheme = scheme
        self.idField = idField
        self.topicField = topicField
        self.triggeredField = triggeredField
        self.timeout = timeout
        self.retries = retries
        self.jitter = jitter
        self.honoursRetryAfter = honoursRetryAfter
        self.furtherSuccesses = furtherSuccesses
        self.endsWhenGone = endsWhenGone
        self.throttle = throttle
        self.endsAfterDeliveries = endsAfterDeliveries
        self.endsAfterFailing = endsAfterFailing
        self.removes = removes
    }

    /// Whether a status says that the event arrived.
    public func isSuccess(_ status: Int) -> Bool { (200...299).contains(status) || furtherSuccesses.contains(status) }

    /// Delays that double and together fill a span: for vendors that tell how often and how long, but not the delays.
    public static func doubling(_ count: Int, filling span: Nanoseconds) -> [Nanoseconds] {
        guard count > 0, count < 62 else { return [] }
        let first = span / ((1 << Int64(count)) - 1)
        return (0..<count).map { first << Int64($0) }
    }
}
