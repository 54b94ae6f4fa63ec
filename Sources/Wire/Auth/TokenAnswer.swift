/// What a token endpoint answered (RFC 6749 sections 5.1 and 5.2).
public enum TokenAnswer: Sendable, Hashable {
    /// A token.
    /// - lifetime: seconds that it is good for; nil: not told.
    case token(Secret, lifetime: Double?)
    /// The credentials are wrong: asking again with them is of no use. What was said, without any secret.
    case denied(String)
    /// It may work later. What was said, without any secret.
    case unavailable(String)

    /// Reads an answer. UPS writes its lifetime as a text ("14399"), others as a number.
    public init(_ response: WireResponse) {
        let document = response.body.count <= 1 << 20 ? try? JSON(reading: response.body) : nil
        let code = document?["error"]?.text
        switch response.status {
        case 200..<300:
            guard let token = document?["access_token"]?.text, !token.isEmpty else {
                self = .unavailable(
                    "status \(response.status) without \"access_token\" in a JSON body; is it the token endpoint?"
                )
                return
            }
            if let kind = document?["token_type"]?.text, !["bearer", "bearertoken"].contains(kind.lowercased()) {
                self = .denied(
                    "expected a token of type Bearer, found another type; this client sends bearer tokens only")
                return
            }
            let written = document?["expires_in"]
            let lifetime = written?.double ?? written?.text.flatMap { Double($0) }
            self = .token(Secret(token), lifetime: lifetime.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil })
        case 429, 500...: self = .unavailable("status \(response.status)")
        case 400, 401, 403:
            // Only codes of the RFC are repeated: a description may hold what was sent.
            let known = [
                "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
                "invalid_scope",
            ]
            let word = code.flatMap { known.contains($0) ? " \($0)" : nil } ?? ""
            self = .denied(
                "status \(response.status)\(word): check the client's id, secret and scope, and their expiry"
            )
        default:
            self = .unavailable("status \(response.status): is the path that of the token endpoint?")
        }
    }
}
