internal import Kernel

/// How a caller shows who it is: exactly one of several ways, with secrets by reference only.
enum AuthSection {
    static let shape = Shape<AuthPlan>.mapping("auth", "How it is shown who calls.", isInherited: true) { fields in
        let user = fields.optional("user", .text, "The name that belongs to a password (HTTP basic).")
        let password = fields.optional("password", .credential, "A password.")
        let key = fields.optional("key", .credential, "An API key.")
        let field = fields.optional("field", .text, "The header field the key goes into; X-API-Key if left out.")
        let bearer = fields.optional("bearer", .credential, "A bearer token.")
        let client = fields.optional("client", .text, "The client's id (OAuth 2 client credentials).")
        let secret = fields.optional("secret", .credential, "The client's secret.")
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

extension Shape where Value == CredentialReference {
    /// Where a credential is to be found: one secret, or several that are good side by side while it changes.
    static var credential: Shape<CredentialReference> {
        let several = Shape<[SecretReference]>.oneOrMore(.secret, of: "references to secrets")
        return Shape(
            describe: several.describe,
            read: { item in
                if case .list(let trees) = item.tree.content, trees.isEmpty {
                    item.refuse(
                        "expected ${env:NAME} or ${file:PATH}, the current one first, found an empty list: put one into it"
                    )
                    return nil
                }
                // What could not be read has been told of already.
                guard let references = several.read(item), let first = references.first,
                    isWhole(item, references)
                else { return nil }
                guard Set(references).count == references.count else {
                    item.refuse(
                        "expected different secrets, the current one first, found one of them twice: take it out")
                    return nil
                }
                return CredentialReference(first, others: Array(references.dropFirst()))
            })
    }

    private static func isWhole(_ item: Item, _ references: [SecretReference]) -> Bool {
        guard case .list(let trees) = item.tree.content else { return true }
        return trees.count == references.count
    }
}
