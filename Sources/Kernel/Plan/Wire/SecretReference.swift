/// Where a secret comes from: never the secret itself, so that no plan, recording or report can hold one.
public enum SecretReference: Sendable, Codable, Hashable {
    /// A variable of the environment: `${env:NAME}`.
    case environment(String)
    /// A file's contents without the line end that closes them: `${file:PATH}`.
    case file(String)
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
