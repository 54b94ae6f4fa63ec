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
