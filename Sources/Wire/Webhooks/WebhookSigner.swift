public import HTTPTypes
public import Kernel

/// Signs and checks webhooks by one scheme. Several secrets are for rotation: schemes with room for it send a signature
/// for each, the others sign with the first; whatever any of them signed is accepted.
public struct WebhookSigner: Sendable, Hashable {
    /// What a check found.
    public enum Check: Sendable, Hashable {
        /// Signed by one of the secrets, with what was signed: the id and the attempt's time in seconds since 1970,
        /// where the scheme has them.
        case valid(id: String?, timestamp: Int64?)
        /// A header field that the scheme needs is not there.
        case absent(HTTPField.Name)
        /// A header field is not as the scheme writes it.
        case malformed(HTTPField.Name, String)
        /// None of the secrets made the signature.
        case mismatch
    }

    /// How many signatures of one request are looked at: a header full of them must not cost more than a few.
    public static let mostSignatures = 16

    /// The scheme.
    public let scheme: WebhookScheme
    private let keys: [WebhookKey]

    /// A signer.
    /// - Parameter secrets: at least one, the current one first; none for a scheme without signatures.
    public init(_ scheme: WebhookScheme, secrets: [Secret] = []) throws(WebhookKeyError) {
        guard scheme == .none || !secrets.isEmpty else {
            throw WebhookKeyError(
                description: "webhooks by \(scheme.rawValue) need a secret; name one with ${env:NAME} or ${file:PATH}")
        }
        self.scheme = scheme
        var keys: [WebhookKey] = []
        if scheme != .none {
            for secret in secrets { keys.append(try WebhookKey(secret, for: scheme)) }
        }
        self.keys = keys
    }

    /// Whether there is a key that can sign; public keys can only check.
    public var canSign: Bool { scheme == .none || keys.contains(where: \.canSign) }

    /// The header fields that sign one attempt.
    /// - Parameters:
    ///   - id: the event's id, the same on each attempt.
    ///   - timestamp: when the attempt is sent, as seconds since 1970.
    ///   - body: the body, byte for byte as it is sent.
    public func fields(id: String, timestamp: Int64, body: [UInt8]) -> HTTPFields {
        var fields = HTTPFields()
        guard let field = scheme.signatureField else { return fields }
        if let name = scheme.signedIDField { fields[name] = id }
        if let name = scheme.timestampField { fields[name] = String(timestamp) }
        let content = content(id: id, timestamp: String(timestamp), body: body)
        let signatures = keys.compactMap { key in key.signature(of: content).map { (key.version, $0) } }
        switch scheme {
        case .none: break
        case .standard, .svix:
            fields[field] = signatures.map { "\($0.0),\(ByteText.base64($0.1))" }.joined(separator: " ")
        case .stripe:
            fields[field] = "t=\(timestamp)" + signatures.map { ",v1=\(ByteText.hex($0.1))" }.joined()
        case .shopify, .wooCommerce: fields[field] = signatures.first.map { ByteText.base64($0.1) }
        case .github: fields[field] = signatures.first.map { "sha256=\(ByteText.hex($0.1))" }
        case .easyPost: fields[field] = signatures.first.map { "hmac-sha256-hex=\(ByteText.hex($0.1))" }
        case .sendcloud: fields[field] = signatures.first.map { ByteText.hex($0.1) }
        }
        return fields
    }

    /// Checks a request's signature. The time in it is read but not judged: whoever has a clock does that.
    public func check(fields: HTTPFields, body: [UInt8]) -> Check {
        guard let field = scheme.signatureField else { return .valid(id: nil, timestamp: nil) }
        guard let text = fields[field], !text.isEmpty else { return .absent(field) }
        switch scheme {
        case .none: return .valid(id: nil, timestamp: nil)
        case .standard, .svix: return standard(text, field, fields, body)
        case .stripe: return stripe(text, field, body)
        case .shopify, .wooCommerce: return plain(ByteText.bytes(base64: text), "base64", field, body)
        case .github: return prefixed("sha256=", text, field, body)
        case .easyPost: return prefixed("hmac-sha256-hex=", text, field, body)
        case .sendcloud: return plain(ByteText.bytes(hex: text), "hexadecimal digits", field, body)
        }
    }

    private func content(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        switch scheme {
        case .standard, .svix: Array("\(id).\(timestamp).".utf8) + body
        case .stripe: Array("\(timestamp).".utf8) + body
        default: body
        }
    }

    private func standard(
        _ text: String, _ field: HTTPField.Name, _ fields: HTTPFields, _ body: [UInt8]
    ) -> Check {
        guard let idField = scheme.signedIDField, let timeField = scheme.timestampField else { return .mismatch }
        guard let id = fields[idField], !id.isEmpty else { return .absent(idField) }
        guard let time = fields[timeField], !time.isEmpty else { return .absent(timeField) }
        guard let seconds = WebhookSigner.seconds(time) else {
            return .malformed(timeField, "expected seconds since 1970")
        }
        var candidates: [(version: String, bytes: [UInt8])] = []
        for part in text.split(separator: " ").prefix(WebhookSigner.mostSignatures) {
            let halves = part.split(separator: ",", maxSplits: 1)
            guard halves.count == 2, let bytes = ByteText.bytes(base64: halves[1]) else { continue }
            candidates.append((String(halves[0]), bytes))
        }
        guard !candidates.isEmpty else {
            return .malformed(field, "expected \"v1,\" or \"v1a,\" and base64, several separated by spaces")
        }
        let content = content(id: id, timestamp: time, body: body)
        let found = keys.contains { key in
            candidates.contains { $0.version == key.version && key.accepts($0.bytes, of: content) }
        }
        return found ? .valid(id: id, timestamp: seconds) : .mismatch
    }

    private func stripe(_ text: String, _ field: HTTPField.Name, _ body: [UInt8]) -> Check {
        var time: String?
        var candidates: [[UInt8]] = []
        for part in text.split(separator: ",").prefix(WebhookSigner.mostSignatures) {
            let halves = part.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { continue }
            switch halves[0] {
            case "t": time = String(halves[1])
            case "v1": if let bytes = ByteText.bytes(hex: halves[1]) { candidates.append(bytes) }
            default: continue
            }
        }
        guard let time, let seconds = WebhookSigner.seconds(time), !candidates.isEmpty else {
            return .malformed(field, "expected \"t=\" and seconds since 1970, and \"v1=\" and hexadecimal digits")
        }
        let content = content(id: "", timestamp: time, body: body)
        let found = keys.contains { key in candidates.contains { key.accepts($0, of: content) } }
        return found ? .valid(id: nil, timestamp: seconds) : .mismatch
    }

    private func prefixed(_ prefix: String, _ text: String, _ field: HTTPField.Name, _ body: [UInt8]) -> Check {
        let bytes = text.hasPrefix(prefix) ? ByteText.bytes(hex: text.dropFirst(prefix.count)) : nil
        return plain(bytes, "\"\(prefix)\" and hexadecimal digits", field, body)
    }

    private func plain(_ bytes: [UInt8]?, _ form: String, _ field: HTTPField.Name, _ body: [UInt8]) -> Check {
        guard let bytes, !bytes.isEmpty else { return .malformed(field, "expected \(form)") }
        return keys.contains { $0.accepts(bytes, of: body) } ? .valid(id: nil, timestamp: nil) : .mismatch
    }

    /// Seconds since 1970 in digits alone: what is signed must read the same everywhere.
    private static func seconds(_ text: String) -> Int64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int64(text)
    }
}
