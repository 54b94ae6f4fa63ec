internal import HTTPTypes
public import Kernel

extension Authenticator {
    /// What a plan asks for, its secrets looked up by `secret`. Nothing where a token has to be fetched first (see
    /// `OAuthClient.init(_:secret:)`) or where the protocol itself carries the password.
    public init(_ plan: AuthPlan, secret: (SecretReference) throws -> Secret) throws {
        switch plan {
        case .basic(let user, let password): self = .basic(user: user, password: try secret(password))
        case .key(let field, let key):
            guard let name = HTTPField.Name(field) else {
                throw Failure(
                    description:
                        "\"\(field)\" is no name of a header field; expected letters, digits and \"-\", as in X-Api-Key"
                )
            }
            self = .apiKey(try secret(key), .field(name, prefix: ""))
        case .bearer(let token): self = .bearer(try secret(token))
        case .clientCredentials, .password: self = .none
        }
    }
}

extension OAuthClient {
    /// The client credentials that a plan names; nil where it names none. Its path is that of the token URL, as a
    /// request line has it.
    public init?(_ plan: AuthPlan, secret: (SecretReference) throws -> Secret) rethrows {
        guard case .clientCredentials(let url, let client, let reference, let scope) = plan else { return nil }
        // "https://host:port/path?query": three slashes stand before the path.
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let path = parts.count == 4 ? "/\(parts[3])" : "/"
        self.init(
            path: path, id: client, secret: try secret(reference), scope: scope)
    }
}
