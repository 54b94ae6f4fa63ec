public import HTTPTypes
public import Kernel

/// How each scheme proves that a webhook is its sender's own, and the header fields that carry the proof.
///
/// - Standard Webhooks 1.0.0: `v1,<base64>` (HMAC-SHA256) and `v1a,<base64>` (ed25519) over `id.timestamp.body`.
///   https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
/// - Svix: the same under `svix-id`, ... https://docs.svix.com/receiving/verifying-payloads/how-manual
/// - Shopify: base64 of HMAC-SHA256 over the body. https://shopify.dev/docs/apps/build/webhooks/subscribe/https
/// - WooCommerce: the same. https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
/// - GitHub: `sha256=<hex>` over the body.
///   https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
/// - Stripe: `t=<seconds>,v1=<hex>,...` over `timestamp.body`. https://docs.stripe.com/webhooks/signature
/// - EasyPost: `hmac-sha256-hex=<hex>` over the body, the key in Unicode form NFKD.
///   https://docs.easypost.com/guides/webhooks-guide
/// - Sendcloud: hex of HMAC-SHA256 over the body. https://sendcloud.dev/api/v2/webhooks
/// - None: server actions of Odoo; UPS Track Alert, which sends an API key.
extension WebhookScheme {
    /// The field that carries the proof; nil: there is none.
    public var signatureField: HTTPField.Name? {
        switch self {
        case .none: nil
        case .standard: HTTPField.Name(literally: "webhook-signature")
        case .svix: HTTPField.Name(literally: "svix-signature")
        case .shopify: HTTPField.Name(literally: "X-Shopify-Hmac-Sha256")
        case .wooCommerce: HTTPField.Name(literally: "X-WC-Webhook-Signature")
        case .github: HTTPField.Name(literally: "X-Hub-Signature-256")
        case .stripe: HTTPField.Name(literally: "Stripe-Signature")
        case .easyPost: HTTPField.Name(literally: "X-Hmac-Signature")
        case .sendcloud: HTTPField.Name(literally: "Sendcloud-Signature")
        }
    }

    /// The field with the event's id that is signed with the body; nil: the id is not signed apart.
    public var signedIDField: HTTPField.Name? {
        switch self {
        case .standard: HTTPField.Name(literally: "webhook-id")
        case .svix: HTTPField.Name(literally: "svix-id")
        default: nil
        }
    }

    /// The field with the attempt's time in seconds since 1970; nil: there is none of its own.
    public var timestampField: HTTPField.Name? {
        switch self {
        case .standard: HTTPField.Name(literally: "webhook-timestamp")
        case .svix: HTTPField.Name(literally: "svix-timestamp")
        default: nil
        }
    }

    /// Whether each attempt carries its own signed time, so that an old one can be told from a new one.
    public var isTimed: Bool { self == .standard || self == .svix || self == .stripe }
}
