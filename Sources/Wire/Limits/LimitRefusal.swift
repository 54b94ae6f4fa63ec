/// Whether a response refuses for a limit's sake: vendors do it with other statuses than 429 too, and with 200.
public struct LimitRefusal: Sendable, Hashable {
    /// The vendor's own sign.
    public enum Sign: String, Sendable, Hashable, CaseIterable {
        /// Status 429.
        case tooManyRequests = "429"
        /// GitHub: 403 with nothing remaining, or with `Retry-After`.
        /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
        case gitHub = "403 with the limit's header fields"
        /// Shopify GraphQL: 200 with `errors[].extensions.code` "THROTTLED".
        /// https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
        case shopify = "200 THROTTLED"
        /// UPS: body code 10429. https://github.com/UPS-API/api-documentation/issues/8
        case ups = "10429"
        /// Amazon: body code QuotaExceeded. https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits
        case amazon = "QuotaExceeded"
        /// RFC 9457 problem "temporary-reduced-capacity", with 503, of the IETF draft on RateLimit fields.
        case reducedCapacity = "temporary-reduced-capacity"
    }

    /// The sign.
    public var sign: Sign
    /// What it asks for; nil: it does not say.
    public var retryAfter: RetryAfter?

    /// Reads a response; nil where it refuses nothing for a limit's sake.
    /// - Parameter now: when it came, as seconds since 1970.
    public init?(_ response: WireResponse, now: Double) {
        retryAfter = RetryAfter(response.fields, now: now)
        switch response.status {
        case 429:
            let document = LimitRefusal.document(response)
            if document?["response"]?["errors"]?[0]?["code"]?.text == "10429" {
                sign = .ups
            } else if document?["errors"]?[0]?["code"]?.text == "QuotaExceeded" {
                sign = .amazon
            } else {
                sign = .tooManyRequests
            }
        case 403:
            guard
                retryAfter != nil || RateLimitReading(response, now: now).budgets.contains(where: { $0.remaining == 0 })
            else { return nil }
            sign = .gitHub
        case 503:
            guard LimitRefusal.document(response)?["type"]?.text?.hasSuffix("#temporary-reduced-capacity") == true
            else {
                return nil
            }
            sign = .reducedCapacity
        case 200:
            guard response.body.count <= LimitRefusal.largestBody, ByteText.contains("THROTTLED", in: response.body)
            else {
                return nil
            }
            let errors = LimitRefusal.document(response)?["errors"]?.array ?? []
            guard errors.contains(where: { $0["extensions"]?["code"]?.text == "THROTTLED" }) else { return nil }
            sign = .shopify
        default: return nil
        }
    }

    private static let largestBody = 1 << 16

    private static func document(_ response: WireResponse) -> JSON? {
        guard response.body.count <= largestBody else { return nil }
        return try? JSON(reading: response.body)
    }
}
