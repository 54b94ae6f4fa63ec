internal import Kernel

/// How a caller shows who it is: exactly one of several ways, with secrets by reference only.
enum AuthSection {
    static let shape = Shape<AuthPlan>.mapping("auth", "How it is shown who calls.", isInherited: true) { fields in
        let user = fields.optional("user", .text, "The name that belongs to a password (HTTP basic).")
        let password = fields.optional("password", .secret, "A password.")
        let key = fields.optional("key", .secret, "An API key.")
        let field = fields.optional("field", .text, "The header field the key goes into; X-API-Key if left out.")
        let bearer = fields.optional("bearer", .secret, "A bearer token.")
        let client = fields.optional("client", .text, "The client's id (OAuth 2 client credentials).")
        let secret = fields.optional("secret", .secret, "The client's secret.")
        let tokens = fields.optional("token url", .webAddress, "Where tokens are had.")
        let scope = fields.optional("scope", .text, "What is asked for.")
        guard !fields.isIncomplete else { return nil }
        let ways = [password != nil, key != nil, bearer != nil, client != nil || secret != nil].filter { $0 }.count
        guard ways == 1 else {
            fields.item.refuse(
                "expected one of password, key, bearer, and client with secret, found \(ways == 0 ? "none" : "several")"
            )
            return nil
        }
        if user != nil, password == nil {
            fields.place(of: "user").refuseKey("\"user\" belongs to a password")
            return nil
        }
        if field != nil, key == nil {
            fields.place(of: "field").refuseKey("\"field\" belongs to a key")
            return nil
        }
        if client == nil, tokens != nil || scope != nil {
            fields.item.refuse("\"token url\" and \"scope\" belong to client and secret")
            return nil
        }
        if let password { return user.map { .basic(user: $0, password: password) } ?? .password(password) }
        if let key { return .key(field: field ?? "X-API-Key", key: key) }
        if let bearer { return .bearer(bearer) }
        guard let client, let secret, let tokens else {
            fields.item.refuse("OAuth 2 needs client, secret and token url")
            return nil
        }
        return .clientCredentials(tokenURL: tokens, client: client, secret: secret, scope: scope)
    }
}

extension Shape where Value == SecretReference {
    /// Where a secret is to be found; the secret itself is refused, and not repeated in the message.
    static var secret: Shape<SecretReference> {
        Shape(
            describe: { _ in
                .object([
                    ("type", .text("string")), ("description", .text("${env:NAME} or ${file:PATH}")),
                    ("pattern", .text("^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)\\}$")),
                ])
            },
            read: { item in
                guard case .scalar(let text) = item.tree.content else {
                    item.refuse(expected: "a reference to a secret such as ${env:NAME}")
                    return nil
                }
                if let reference = SecretReference(text) { return reference }
                item.refuse(
                    text.hasPrefix("${")
                        ? "expected ${env:NAME} or ${file:PATH}, found another reference"
                        : "a secret must not stand in a scenario: write ${env:NAME} or ${file:PATH} and put it there")
                return nil
            })
    }
}
