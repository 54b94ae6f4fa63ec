/// Certificates and versions of TLS. The server's certificate and name are always verified.
public struct TLSSettings: Sendable, Hashable {
    /// The oldest version of TLS that is spoken.
    public enum Version: Sendable, Hashable {
        /// TLS 1.2.
        case tls12
        /// TLS 1.3.
        case tls13
    }

    /// PEM by its place or as text.
    public enum Material: Sendable, Hashable {
        /// A file.
        case file(String)
        /// The text itself.
        case pem(Secret)
    }

    /// Authorities that are trusted instead of the machine's, also towards a proxy over TLS; nil: the machine's.
    public var authorities: Material?
    /// Our certificate and those it rests on, for servers that ask for one.
    public var certificate: Material?
    /// The key of our certificate.
    public var key: Material?
    /// The password of the key.
    public var keyPassword: Secret?
    /// The oldest version that is spoken.
    public var minimum = Version.tls12

    /// The machine's authorities, no certificate of our own, TLS 1.2 or newer.
    public init() {}
}
