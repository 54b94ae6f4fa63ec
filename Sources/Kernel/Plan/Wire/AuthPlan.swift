/// How a caller shows a partner who it is. Secrets are references, never the secrets themselves.
public enum AuthPlan: Sendable, Codable, Hashable {
    /// User name and password (RFC 7617).
    case basic(user: String, password: CredentialReference)
    /// A key in a header field.
    case key(field: String, key: CredentialReference)
    /// A token (RFC 6750).
    case bearer(CredentialReference)
    /// OAuth 2 client credentials (RFC 6749, 4.4).
    case clientCredentials(tokenURL: String, client: String, secret: CredentialReference, scope: String?)
    /// A password or key that the protocol itself carries (Odoo).
    case password(CredentialReference)

    /// Its secrets.
    public var credential: CredentialReference {
        switch self {
        case .basic(_, let secret), .key(_, let secret), .bearer(let secret), .password(let secret): secret
        case .clientCredentials(_, _, let secret, _): secret
        }
    }
}
