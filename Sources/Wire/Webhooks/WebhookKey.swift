internal import Crypto
internal import Foundation
internal import Kernel

/// Why a secret cannot be a key of a signature scheme. It never holds any of the secret.
public struct WebhookKeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// For people.
    public var description: String
}

/// A secret made ready for a signature scheme. It prints as dots, as secrets do.
struct WebhookKey: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    private enum Material: Hashable {
        case shared([UInt8])
        case ed25519Private([UInt8])
        case ed25519Public([UInt8])
    }

    private let material: Material

    /// Dots.
    var description: String { "•••" }
    /// Nothing inside.
    var customMirror: Mirror { Mirror(self, children: []) }

    /// Reads a secret as a scheme wants it.
    init(_ secret: Secret, for scheme: WebhookScheme) throws(WebhookKeyError) {
        let text = secret.revealed
        guard !text.isEmpty else { throw WebhookKey.failure(scheme, "it is empty") }
        switch scheme {
        case .standard, .svix: material = try WebhookKey.standard(text, scheme)
        // Keys of EasyPost are compared in compatibility form: "é" is the same typed as one character or as two.
        case .easyPost: material = .shared(Array(text.decomposedStringWithCompatibilityMapping.utf8))
        default: material = .shared(Array(text.utf8))
        }
    }

    private static func standard(_ text: String, _ scheme: WebhookScheme) throws(WebhookKeyError) -> Material {
        let prefix = ["whsec_", "whsk_", "whpk_"].first { text.hasPrefix($0) }
        guard let bytes = ByteText.bytes(base64: text.dropFirst(prefix?.count ?? 0)), !bytes.isEmpty else {
            throw failure(scheme, "after its prefix it is not base64; expected whsec_, whsk_ or whpk_ and base64")
        }
        switch prefix {
        case "whsk_":
            // Key pairs are also kept as the seed followed by the public key.
            guard bytes.count == 32 || bytes.count == 64,
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)),
                bytes.count == 32 || Array(key.publicKey.rawRepresentation) == bytes.suffix(32)
            else {
                throw failure(
                    scheme, "whsk_ must be followed by an ed25519 seed of 32 bytes, or by seed and public key")
            }
            return .ed25519Private(Array(bytes.prefix(32)))
        case "whpk_":
            guard bytes.count == 32 else {
                throw failure(
                    scheme, "whpk_ must be followed by an ed25519 public key of 32 bytes, found \(bytes.count)")
            }
            return .ed25519Public(bytes)
        default: return .shared(bytes)
        }
    }

    private static func failure(_ scheme: WebhookScheme, _ reason: String) -> WebhookKeyError {
        WebhookKeyError(description: "the webhook secret for \(scheme.rawValue) cannot be used: \(reason)")
    }

    /// Whether it can make signatures; a public key can only check them.
    var canSign: Bool {
        guard case .ed25519Public = material else { return true }
        return false
    }

    /// "v1" or "v1a", for Standard Webhooks.
    var version: String {
        guard case .shared = material else { return "v1a" }
        return "v1"
    }

    /// The signature of some content; nil where the key can only check.
    func signature(of content: [UInt8]) -> [UInt8]? {
        switch material {
        case .shared(let key):
            return Array(HMAC<SHA256>.authenticationCode(for: content, using: SymmetricKey(data: key)))
        case .ed25519Private(let seed):
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            return (try? key?.signature(for: content)).map { Array($0) }
        case .ed25519Public: return nil
        }
    }

    /// Whether a signature is this key's for some content; takes the same time wherever they differ.
    func accepts(_ signature: [UInt8], of content: [UInt8]) -> Bool {
        switch material {
        case .shared(let key):
            return HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: content, using: SymmetricKey(data: key))
        case .ed25519Private(let seed):
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            return key?.publicKey.isValidSignature(signature, for: content) ?? false
        case .ed25519Public(let bytes):
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            return key?.isValidSignature(signature, for: content) ?? false
        }
    }
}
