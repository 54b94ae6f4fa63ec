/// Where a credential comes from, and those that are good beside it while it changes: never the secrets themselves.
///
/// While a credential changes, old and new one are both good for a time, and not everybody changes at the same moment. So
/// several may be named: whoever calls begins with the first and goes on to the next when it is refused; whoever is called
/// takes any.
public struct CredentialReference: Sendable, Hashable {
    /// The current one.
    public var current: SecretReference
    /// Those that are good as well, in the order in which they are tried.
    public var others: [SecretReference]

    /// A credential.
    public init(_ current: SecretReference, others: [SecretReference] = []) {
        self.current = current
        self.others = others
    }

    /// All of them, the current one first.
    public var all: [SecretReference] { [current] + others }

    /// One in a variable of the environment.
    public static func environment(_ name: String) -> CredentialReference { CredentialReference(.environment(name)) }

    /// One in a file.
    public static func file(_ path: String) -> CredentialReference { CredentialReference(.file(path)) }
}

extension CredentialReference: Codable {
    /// One reference, or a list of them: recordings from before there were lists are read as well.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(SecretReference.self) {
            self.init(one)
            return
        }
        let all = try container.decode([SecretReference].self)
        guard let first = all.first else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a credential without a reference")
        }
        self.init(first, others: Array(all.dropFirst()))
    }

    /// One reference, or a list of them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if others.isEmpty { try container.encode(current) } else { try container.encode(all) }
    }
}

extension CredentialReference: CustomStringConvertible {
    /// As a scenario writes it.
    public var description: String {
        others.isEmpty ? "\(current)" : "[" + all.map { "\($0)" }.joined(separator: ", ") + "]"
    }
}
