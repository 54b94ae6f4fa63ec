/// Where a secret comes from: never the secret itself, so that no plan, recording or report can hold one.
public enum SecretReference: Sendable, Codable, Hashable {
    /// A variable of the environment: `${env:NAME}`.
    case environment(String)
    /// A file's contents without the line end that closes them: `${file:PATH}`.
    case file(String)
}

extension SecretReference {
    /// Whether it is a file, which may change while a program runs.
    public var isFile: Bool { if case .file = self { true } else { false } }
}

extension SecretReference: CustomStringConvertible {
    /// As a scenario writes it.
    public var description: String {
        switch self {
        case .environment(let name): "${env:\(name)}"
        case .file(let path): "${file:\(path)}"
        }
    }
}

extension SecretReference {
    /// Reads a reference as a scenario writes it; nil for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
        let inner = text.dropFirst(2).dropLast()
        guard let colon = inner.firstIndex(of: ":") else { return nil }
        let name = String(inner[inner.index(after: colon)...])
        switch inner[..<colon] {
        case "env":
            let isName = name.utf8.allSatisfy { $0 == 0x5f || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
            guard isName, let first = name.utf8.first, first &- 0x30 >= 10 else { return nil }
            self = .environment(name)
        case "file":
            guard !name.isEmpty, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
            self = .file(name)
        default: return nil
        }
    }
}
