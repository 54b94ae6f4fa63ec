/// A proxy between us and a system.
public struct ProxySettings: Sendable, Hashable {
    /// How the proxy is spoken to.
    public enum Kind: String, Sendable, Hashable {
        /// HTTP; `https` systems are reached through CONNECT.
        case http
        /// HTTP over TLS.
        case https
        /// SOCKS 5; the proxy looks names up.
        case socks5 = "socks5h"
    }

    /// How it is spoken to.
    public var kind: Kind
    /// Name or address; an IPv6 address without brackets.
    public var host: String
    /// The port.
    public var port: UInt16
    /// The user, where it wants one.
    public var user: String?
    /// The user's password.
    public var password: Secret?

    /// A proxy.
    public init(_ kind: Kind = .http, host: String, port: UInt16, user: String? = nil, password: Secret? = nil) {
        self.kind = kind
        self.host = host
        self.port = port
        self.user = user
        self.password = password
    }

    /// As a URL, without user and password.
    var url: String { "\(kind.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
