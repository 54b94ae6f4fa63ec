/// Whose ways of delivering webhooks are followed.
public enum WebhookVendor: String, Sendable, Codable, Hashable, CaseIterable {
    /// Standard Webhooks 1.0, its example schedule.
    case standard
    /// Svix.
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
    /// ShipHero.
    case shipHero = "shiphero"
    /// TrackingMore.
    case trackingMore = "trackingmore"
    /// Zencargo.
    case zencargo
    /// Odoo's server actions.
    case odoo

    /// The vendor that signs by a scheme; for none, Odoo.
    public init(signing scheme: WebhookScheme) {
        self =
            switch scheme {
            case .standard: .standard
            case .svix: .svix
            case .shopify: .shopify
            case .wooCommerce: .wooCommerce
            case .github: .github
            case .stripe: .stripe
            case .easyPost: .easyPost
            case .sendcloud: .sendcloud
            case .none: .odoo
            }
    }
}
