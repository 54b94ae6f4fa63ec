internal import HTTPTypes

/// Credentials for tokens by OAuth 2's client credentials grant (RFC 6749 section 4.4), and the exchange itself.
public struct OAuthClient: Sendable, Hashable {
    /// Where id and secret go in the token request (RFC 6749 section 2.3.1).
    public enum Style: String, Sendable, Hashable {
        /// Basic authentication, as UPS and eBay want it.
        case basic
        /// In the form, as FedEx and Login with Amazon want it.
        case form
    }

    /// Path of the token endpoint ("/security/v1/oauth/token").
    public var path: String
    /// The client's id; not a secret.
    public var id: String
    /// The client's secret.
    public var secret: Secret
    /// Scopes, separated by spaces; nil: not asked for.
    public var scope: String?
    /// Where id and secret go.
    public var style: Style
    /// Further members of the form ("audience").
    public var parameters: [String: String]

    /// Credentials.
    public init(
        path: String, id: String, secret: Secret, scope: String? = nil, style: Style = .basic,
        parameters: [String: String] = [:]
    ) {
        self.path = path
        self.id = id
        self.secret = secret
        self.scope = scope
        self.style = style
        self.parameters = parameters
    }

    /// What asks for a token.
    public var tokenRequest: WireRequest {
        var pairs = [(name: "grant_type", value: "client_credentials")]
        if let scope { pairs.append(("scope", scope)) }
        var fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .accept: "application/json"]
        switch style {
        case .basic:
            // By RFC 6749 both are form-encoded before they are joined; for letters and digits that changes nothing.
            let pair = "\(PercentEncoding.formComponent(id)):\(PercentEncoding.formComponent(secret.revealed))"
            fields[.authorization] = "Basic " + ByteText.base64(pair.utf8)
        case .form: pairs += [("client_id", id), ("client_secret", secret.revealed)]
        }
        pairs += parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return WireRequest(.post, path, fields: fields, body: Array(PercentEncoding.form(pairs).utf8))
    }
}
