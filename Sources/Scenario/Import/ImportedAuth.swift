/// How a system wants to know who asks, as a scenario writes it, with every secret a reference.
struct ImportedAuth {
    /// Lines under `auth`; none: the scenario has no such kind, and the note says what to do.
    var lines: [String]
    /// For people: which variables to set.
    var note: String

    /// From the scheme of an `Authorization` header.
    init(scheme: String, variable: (String) -> String) {
        switch scheme {
        case "basic":
            let password = variable("password")
            lines = ["user: rehearsal", "password: \"${env:\(password)}\""]
            note = "basic authentication: write the user under auth, set \(password) in the environment"
        case "bearer":
            let token = variable("token")
            lines = ["bearer: \"${env:\(token)}\""]
            note = "a bearer token: set \(token) in the environment"
        default:
            lines = []
            note = "the Authorization scheme \(quoted(scheme)) cannot be expressed; the header is left out"
        }
    }

    /// OAuth 2 client credentials.
    init(tokenURL: String, variable: (String) -> String) {
        let secret = variable("client_secret")
        lines = [
            "client: rehearsal", "secret: \"${env:\(secret)}\"", "token url: \(YAMLText.quoted(tokenURL))",
        ]
        note = "OAuth 2 client credentials: write the client's id under auth, set \(secret) in the environment"
    }

    /// A key in a header field.
    init(field: String, variable: (String) -> String) {
        let key = variable(field)
        lines = ["field: \(YAMLText.scalar(field))", "key: \"${env:\(key)}\""]
        note = "an API key: set \(key) in the environment"
    }

    /// The variable of the environment for a secret of a system: `API_CARRIER_X_API_KEY`.
    static func variable(_ system: String, _ name: String) -> String {
        let words = PathShape.word("\(system) \(name)").split(separator: " ").joined(separator: "_").uppercased()
        return words.first?.isNumber == true ? "_\(words)" : words.isEmpty ? "SECRET" : words
    }
}

extension ImportWriter {
    /// A name that none of the others has.
    static func unique(_ name: String, among names: [String]) -> String {
        let taken = Set(names.map(Name.folded))
        let base = name.isEmpty ? "request" : name
        var out = base
        var number = 2
        while taken.contains(Name.folded(out)) {
            out = "\(base) \(number)"
            number += 1
        }
        return out
    }

    /// A file's name without its folders.
    static func short(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
