internal import HTTPTypes
public import Kernel

extension Authenticator {
    /// What a plan asks for, with the secret that is in use. Nothing where a token has to be fetched first (see
    /// `OAuthClient.init(_:secret:)`) or where the protocol itself carries the password.
    public init(_ plan: AuthPlan, secret: Secret) throws(Failure) {
        switch plan {
        case .basic(let user, _): self = .basic(user: user, password: secret)
        case .key(let field, _):
            guard let name = HTTPField.Name(field) else {
                throw Failure(
                    description:
                        "\"\(field)\" is no name of a header field; expected letters, digits and \"-\", as in X-Api-Key"
                )
            }
            self = .apiKey(secret, .field(name, prefix: ""))
        case .bearer: self = .bearer(secret)
        case .clientCredentials, .password: self = .none
        }
    }
}

extension OAuthClient {
    /// The client credentials that a plan names; nil where it names none. Its path is that of the token URL, as a
    /// request line has it.
    public init?(_ plan: AuthPlan, secret: Secret) {
        guard case .clientCredentials(let url, let client, _, let scope) = plan else { return nil }
        // "https://host:port/path?query": three slashes stand before the path.
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let path = parts.count == 4 ? "/\(parts[3])" : "/"
        self.init(path: path, id: client, secret: secret, scope: scope)
    }
}
