internal import HTTPTypes
public import Kernel

extension WebhookProfile {
    /// Standard Webhooks 1.0.0, its example schedule: retries until 75 h 35 min 5 s after the first attempt; 410
    /// disables; 429, 502 and 504 throttle; `Retry-After` is honoured; disabling after days of failures is recommended
    /// (five are taken).
    /// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    public static let standard = WebhookProfile(
        name: "standard-webhooks", scheme: .standard, idField: HTTPField.Name(literally: "webhook-id"),
        timeout: 15 * .second,
        retries: [
            5 * .second, 5 * .minute, 30 * .minute, 2 * .hour, 5 * .hour, 10 * .hour, 14 * .hour, 20 * .hour,
            24 * .hour,
        ],
        jitter: 0.1, honoursRetryAfter: true, endsWhenGone: true, throttle: 5 * .second, endsAfterFailing: 5 * .day)

    /// Svix: 30 s, retries after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; an endpoint that fails for five days is
    /// disabled.
    /// https://github.com/svix/svix-webhooks/blob/main/server/svix-server/config.default.toml,
    /// https://docs.svix.com/retries
    public static let svix = WebhookProfile(
        name: "svix", scheme: .svix, idField: HTTPField.Name(literally: "svix-id"), timeout: 30 * .second,
        retries: [5 * .second, 5 * .minute, 30 * .minute, 2 * .hour, 5 * .hour, 10 * .hour, 10 * .hour],
        jitter: 0.1, honoursRetryAfter: true, endsWhenGone: true, throttle: 5 * .second, endsAfterFailing: 5 * .day)

    /// Shopify: 5 s (of which 1 s to connect, which is not told apart here), eight retries within four hours (the
    /// delays are not published; doubling ones are taken), then the subscription is deleted. Retries keep
    /// `X-Shopify-Webhook-Id` and the first payload.
    /// https://shopify.dev/changelog/updates-to-webhook-retry-mechanism
    public static let shopify = WebhookProfile(
        name: "shopify", scheme: .shopify, idField: HTTPField.Name(literally: "X-Shopify-Webhook-Id"),
        topicField: HTTPField.Name(literally: "X-Shopify-Topic"),
        triggeredField: HTTPField.Name(literally: "X-Shopify-Triggered-At"), timeout: 5 * .second,
        retries: doubling(8, filling: 4 * .hour), jitter: 0.1, endsAfterDeliveries: 1, removes: true)

    /// Stripe: retries over three days (their number, the delays and the timeout are not published; twelve doubling
    /// ones and 20 s are taken). The id is in the body. https://docs.stripe.com/webhooks#automatic-retries
    public static let stripe = WebhookProfile(
        name: "stripe", scheme: .stripe, timeout: 20 * .second, retries: doubling(12, filling: 3 * .day), jitter: 0.1)

    /// GitHub: 10 s, never retried by itself.
    /// https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
    public static let gitHub = WebhookProfile(
        name: "github", scheme: .github, idField: HTTPField.Name(literally: "X-GitHub-Delivery"),
        topicField: HTTPField.Name(literally: "X-GitHub-Event"), timeout: 10 * .second)

    /// WooCommerce: one attempt a delivery, disabled after five failures in a row; 301 and 302 count as delivered. 5 s,
    /// what WordPress waits for by itself.
    /// https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
    public static let wooCommerce = WebhookProfile(
        name: "woocommerce", scheme: .wooCommerce, idField: HTTPField.Name(literally: "X-WC-Webhook-Delivery-ID"),
        topicField: HTTPField.Name(literally: "X-WC-Webhook-Topic"), timeout: 5 * .second,
        furtherSuccesses: [301, 302], endsAfterDeliveries: 5)

    /// EasyPost: retries over 24 hours (delays and timeout not published; ten doubling ones and 7 s are taken), then
    /// disabled (after how many failures is not published; one delivery that failed for good is taken). The id is in
    /// the body.
    /// https://docs.easypost.com/guides/webhooks-guide
    public static let easyPost = WebhookProfile(
        name: "easypost", scheme: .easyPost, timeout: 7 * .second, retries: doubling(10, filling: 24 * .hour),
        jitter: 0.1, endsAfterDeliveries: 1)

    /// Sendcloud: ten retries, the first after 5 min, growing exponentially (doubling is taken) to 1 h at most; the
    /// timeout is not published, 10 s are taken. https://sendcloud.dev/api/v2/webhooks
    public static let sendcloud = WebhookProfile(
        name: "sendcloud", scheme: .sendcloud, timeout: 10 * .second,
        retries: [5, 10, 20, 40, 60, 60, 60, 60, 60, 60].map { $0 * .minute }, jitter: 0.1)

    /// ShipHero: 10 s, at most five retries (delays not published; doubling ones within 31 min are taken), no signature
    /// known.
    /// https://developer.shiphero.com/webhooks/
    public static let shipHero = WebhookProfile(
        name: "shiphero", scheme: .none, timeout: 10 * .second, retries: doubling(5, filling: 31 * .minute), jitter: 0.1
    )

    /// TrackingMore: 14 retries after 2^n * 30 s (n from 1 is taken, and a timeout of 15 s).
    /// https://www.trackingmore.com/docs/trackingmore/webhook
    public static let trackingMore = WebhookProfile(
        name: "trackingmore", scheme: .none, timeout: 15 * .second,
        retries: (1...14).map { (30 << Int64($0)) * .second }, jitter: 0)

    /// Zencargo: 5 s, five retries over five hours (delays not published; doubling ones are taken), disabled after five
    /// failures in a row. https://github.com/api-evangelist/zencargo
    public static let zencargo = WebhookProfile(
        name: "zencargo", scheme: .none, timeout: 5 * .second, retries: doubling(5, filling: 5 * .hour), jitter: 0.1,
        endsAfterDeliveries: 5)

    /// Odoo's server action "Send Webhook Notification": 1 s, no retry, no signature, failures only logged.
    /// https://github.com/odoo/odoo/blob/master/odoo/addons/base/models/ir_actions.py
    public static let odoo = WebhookProfile(name: "odoo", scheme: .none, timeout: .second)

    /// A vendor's profile.
    public static func vendor(_ vendor: WebhookVendor) -> WebhookProfile {
        switch vendor {
        case .standard: .standard
        case .svix: .svix
        case .shopify: .shopify
        case .wooCommerce: .wooCommerce
        case .github: .gitHub
        case .stripe: .stripe
        case .easyPost: .easyPost
        case .sendcloud: .sendcloud
        case .shipHero: .shipHero
        case .trackingMore: .trackingMore
        case .zencargo: .zencargo
        case .odoo: .odoo
        }
    }

    /// The profile of the vendor that signs by a scheme; for no scheme, Odoo's.
    public static func vendor(signing scheme: WebhookScheme) -> WebhookProfile {
        vendor(WebhookVendor(signing: scheme))
    }
}
