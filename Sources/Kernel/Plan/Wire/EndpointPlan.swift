/// How a system is reached over HTTP.
public struct EndpointPlan: Sendable, Codable, Hashable {
    /// What happens to a request when `inFlight` are under way.
    public enum Overflow: String, Sendable, Codable, Hashable, CaseIterable {
        /// It waits in the generator; the time counts as response time and as schedule lag.
        case wait
        /// It is not sent and counts as shed.
        case shed
    }

    /// Versions of HTTP to speak.
    public enum Version: String, Sendable, Codable, Hashable, CaseIterable {
        /// HTTP/1.1.
        case one = "1.1"
        /// HTTP/2 where TLS agrees on it, else HTTP/1.1.
        case two = "2"
        /// HTTP/2 from the first byte, without asking.
        case twoAtOnce = "2 at once"
    }

    /// Which system.
    public var system: SystemID
    /// What is spoken.
    public var dialect: Dialect
    /// What the protocol wants to know (database, login, version), by `Dialect.options`.
    public var options: [String: String]
    /// Where a real system is: scheme, host, port and what every path begins with.
    public var url: String?
    /// The port a served system listens on; nil: any that is free.
    public var port: Int?
    /// How callers show who they are.
    public var auth: AuthPlan?
    /// How TLS is done; nil: as usual, with the system's authorities.
    public var tls: TLSPlan?
    /// A proxy's URL; nil: none, whatever the environment says.
    public var proxy: String?
    /// Who we are to the proxy; nil: it does not ask.
    public var proxyUser: String?
    /// The password that belongs to it.
    public var proxyPassword: SecretReference?
    /// The version of HTTP.
    public var version: Version
    /// Whether compressed answers are asked for.
    public var isCompressed: Bool
    /// Connections at most.
    public var connections: Int
    /// Requests under way at most.
    public var inFlight: Int
    /// What happens beyond that.
    public var whenFull: Overflow
    /// Bytes of an answer's body at most; more is a failure.
    public var responseLimit: Int
    /// Where a served system sends its webhooks.
    public var webhooks: [WebhookPlan]
    /// The requests of each operation, by its name, where the dialect is `http`.
    public var requests: [String: HTTPOperationPlan]
    /// What opens a session, where the dialect is `http`.
    public var opening: HTTPOperationPlan?

    /// The secrets that its requests need.
    public var secrets: [SecretReference] {
        (auth?.credential.all ?? []) + (opening?.secrets ?? []) + requests.values.flatMap(\.secrets)
    }

    /// An endpoint as it is if nothing more is said.
    public init(system: SystemID, dialect: Dialect = .plain) {
        self.system = system
        self.dialect = dialect
        options = [:]
        version = .one
        isCompressed = true
        connections = 256
        inFlight = 1024
        whenFull = .wait
        responseLimit = 8 << 20
        webhooks = []
        requests = [:]
    }
}
