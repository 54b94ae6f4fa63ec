/// Where a secret is to be found. Scenarios hold these; a secret itself is refused.
public enum SecretReference: Sendable, Codable, Hashable, CustomStringConvertible {
    /// `${env:NAME}`: a variable of the environment.
    case environment(String)
    /// `${file:PATH}`: a file's contents, without a newline at the end.
    case file(String)

    /// Reads a reference; nil for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
        let inner = text.dropFirst(2).dropLast()
        guard let colon = inner.firstIndex(of: ":") else { return nil }
        let name = String(inner[inner.index(after: colon)...])
        switch inner[..<colon] {
        case "env":
            let isName =
                !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5f || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
            guard isName, name.utf8.first.map({ $0 &- 0x30 >= 10 }) ?? false else { return nil }
            self = .environment(name)
        case "file":
            guard !name.isEmpty, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
            self = .file(name)
        default: return nil
        }
    }

    /// As it is written.
    public var description: String {
        switch self {
        case .environment(let name): "${env:\(name)}"
        case .file(let path): "${file:\(path)}"
        }
    }
}
