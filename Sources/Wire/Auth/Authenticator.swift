public import HTTPTypes

/// How requests to a partner say who they are from. Tokens of OAuth 2 come from a `TokenKeeper` and go out as bearer
/// tokens.
public enum Authenticator: Sendable, Hashable {
    /// Where an API key goes.
    public enum Place: Sendable, Hashable {
        /// Into a header field, behind a prefix ("DHL-API-Key"; "Authorization" with "ShippoToken ").
        case field(HTTPField.Name, prefix: String)
        /// Into the query, under a name.
        case query(String)
    }

    /// Nothing is said.
    case none
    /// User and password, by RFC 7617, in UTF-8.
    case basic(user: String, password: Secret)
    /// A key.
    case apiKey(Secret, Place)
    /// A token, by RFC 6750.
    case bearer(Secret)

    /// Why a request could not be given its credentials. It never holds any of the secret.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// For people.
        public var description: String
    }

    /// The request with its credentials.
    public func authenticated(_ request: WireRequest) throws(Failure) -> WireRequest {
        var request = request
        switch self {
        case .none: break
        case .basic(let user, let password):
            guard !user.utf8.contains(UInt8(ascii: ":")) else {
                throw Failure(
                    description:
                        "Basic authentication: the user's name must not hold a colon: what follows is the password"
                )
            }
            request.fields[.authorization] = "Basic " + ByteText.base64("\(user):\(password.revealed)".utf8)
        case .apiKey(let key, .field(let name, let prefix)):
            request.fields[name] = prefix + (try Authenticator.fieldValue(key, name.rawName))
        case .apiKey(let key, .query(let name)):
            let pair = "\(PercentEncoding.component(name))=\(PercentEncoding.component(key.revealed))"
            let parts = request.path.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let path = String(parts.first ?? "/")
            let joint = path.contains("?") ? (path.hasSuffix("?") || path.hasSuffix("&") ? "" : "&") : "?"
            request.path = path + joint + pair
        case .bearer(let token):
            request.fields[.authorization] = "Bearer " + (try Authenticator.fieldValue(token, "Authorization"))
        }
        return request
    }

    /// What a redactor has to know.
    public var secrets: [Secret] {
        switch self {
        case .none: []
        case .basic(_, let password): [password]
        case .apiKey(let key, _), .bearer(let key): [key]
        }
    }

    /// A line break in a header field would begin another one, or end the head.
    private static func fieldValue(_ secret: Secret, _ name: String) throws(Failure) -> String {
        let text = secret.revealed
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) || $0 == 0x20 || $0 >= 0x80 }), text.first != " ",
            text.last != " "
        else {
            throw Failure(
                description:
                    "the secret for the header field \(name) holds line breaks, control characters or outer spaces, "
                    + "which a header field cannot carry; check the variable or file it comes from")
        }
        return text
    }
}
