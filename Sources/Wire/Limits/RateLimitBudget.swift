public import Kernel

/// One limit as a response tells of it. What a dialect does not say is nil.
public struct RateLimitBudget: Sendable, Hashable, Codable {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable, Codable {
        /// Requests.
        case requests
        /// Points of a query's cost.
        case points
        /// Bytes of content.
        case bytes = "content-bytes"
        /// Requests in progress at once.
        case concurrent = "concurrent-requests"
        /// Something else that the partner names.
        case other
    }

    /// The way in which it was told.
    public enum Dialect: String, Sendable, Hashable, CaseIterable, Codable {
        /// `RateLimit` and `RateLimit-Policy`, from draft-ietf-httpapi-ratelimit-headers-08 on:
        /// `"default";r=50;t=30` and `"burst";q=100;w=60`.
        /// https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
        case items = "RateLimit"
        /// The same draft at 07: `limit=100, remaining=50, reset=50`.
        case dictionary = "RateLimit (draft 07)"
        /// The same draft to 06: `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`. AfterShip writes an epoch
        /// into the last: https://www.aftership.com/docs/commerce/quickstart/rate-limit
        case triplet = "RateLimit-*"
        /// `X-RateLimit-*` or `X-Rate-Limit-*`; the reset is seconds from now (ShipStation V1) or since 1970 (GitHub).
        /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
        case common = "X-RateLimit-*"
        /// `X-Shopify-Shop-Api-Call-Limit: 32/40`. https://shopify.dev/docs/api/admin-rest/usage/rate-limits
        case shopifyREST = "X-Shopify-Shop-Api-Call-Limit"
        /// `extensions.cost.throttleStatus` in the body.
        /// https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
        case shopifyGraphQL = "Shopify GraphQL cost"
        /// `x-amzn-RateLimit-Limit: 0.0167`, a rate in requests a second.
        /// https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits
        case amazon = "x-amzn-RateLimit-Limit"
        /// `x-remaining-calls`; 150 in a sliding minute. https://developer.shipbob.com/rate-limit
        case shipBob = "x-remaining-calls"
    }

    /// How it was told.
    public var dialect: Dialect
    /// The name the partner gives it ("daily", "search").
    public var name: String?
    /// What is counted.
    public var unit: Unit = .requests
    /// So many in a window, or the size of the bucket.
    public var limit: Double?
    /// So many are left.
    public var remaining: Double?
    /// The length of the window.
    public var window: Nanoseconds?
    /// From the response to when there will be more; never negative.
    public var reset: Nanoseconds?
    /// So many come back each second.
    public var rate: Double?

    init(_ dialect: Dialect, name: String? = nil) {
        self.dialect = dialect
        self.name = name
    }

    /// The rate that it allows in the long run, in units a second, as far as it says.
    public var sustained: Double? {
        if let rate { return rate }
        guard let limit, let window, window > 0 else { return nil }
        return limit / (Double(window) / Double(Nanoseconds.second))
    }
}
