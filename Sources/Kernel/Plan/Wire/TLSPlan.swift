/// How TLS is done. Certificates are always verified.
public struct TLSPlan: Sendable, Codable, Hashable {
    /// Versions that may be the least.
    public enum Version: String, Sendable, Codable, Hashable, CaseIterable {
        /// TLS 1.2.
        case two = "1.2"
        /// TLS 1.3.
        case three = "1.3"
    }

    /// A file with the authorities to trust, in PEM; nil: those of this machine.
    public var authorities: String?
    /// A file with the client's certificate, in PEM.
    public var certificate: String?
    /// A file with its key, in PEM.
    public var key: String?
    /// The password of the key; nil: it has none.
    public var password: SecretReference?
    /// The least version.
    public var minimum: Version

    /// TLS.
    public init(
        authorities: String? = nil, certificate: String? = nil, key: String? = nil, password: SecretReference? = nil,
        minimum: Version = .two
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
        self.password = password
        self.minimum = minimum
    }
}
