internal import CCurl

/// A system out there and how it is to be spoken to: one origin, its connections and their limits.
public struct Endpoint: Sendable, Hashable {
    /// With or without TLS.
    public enum Scheme: String, Sendable, Hashable {
        /// Plain.
        case http
        /// Over TLS.
        case https

        /// The port where none is named.
        public var standardPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// The version of HTTP that is asked for.
    public enum Version: Sendable, Hashable {
        /// HTTP/1.1.
        case http1
        /// HTTP/2 where TLS negotiates it, or where a plain server agrees to an upgrade; HTTP/1.1 otherwise.
        case http2
        /// HTTP/2 without asking, also without TLS; a server that speaks only HTTP/1.1 is a failure. With libcurl before 8.0
        /// each request has a connection of its own, as those versions cannot share them.
        case http2PriorKnowledge
    }

    /// What happens to a request that the limits below have no place for.
    public enum Overflow: Sendable, Hashable {
        /// It waits in the client's line for a place; the wait is measured, and its total time limit runs.
        case wait
        /// It fails at once as `refusedHere`, unsent.
        case refuse
    }

    /// What becomes of a redirect. One to another origin is never followed.
    public enum Redirects: Sendable, Hashable {
        /// Within the origin it is an answer like any other.
        case asAnswers
        /// GET and HEAD follow it within the origin, at most so many times.
        case followed(atMost: Int)
    }

    /// Plain or TLS.
    public var scheme: Scheme
    /// Name or address; an IPv6 address without brackets.
    public var host: String
    /// The port.
    public var port: UInt16
    /// What stands before every request's path: "" or "/odoo".
    public var basePath: String
    /// Certificates and versions, for `https`.
    public var tls = TLSSettings()
    /// A proxy in between; nil: none, whatever the environment says.
    public var proxy: ProxySettings?
    /// The version of HTTP.
    public var version = Version.http1
    /// Whether compressed answers are asked for; bodies arrive decompressed.
    public var compression = false
    /// Connections at most; over HTTP/1.1 no more requests than this are under way at once.
    public var maxConnections = 256
    /// Requests under way at most.
    public var maxInFlight = 4_096
    /// What happens to requests beyond these limits.
    public var overflow = Overflow.wait
    /// Seconds that a connection may lie idle and be used again.
    public var keepAlive = 60
    /// Seconds that a looked-up name counts.
    public var nameLifetime = 300
    /// What becomes of redirects.
    public var redirects = Redirects.asAnswers
    /// Whether a request whose kept-alive connection turns out closed before any byte of an answer is sent once more on
    /// another connection, unseen by the caller. Without it that is a failure like any other: an attempt is one try.
    public var resends = false

    /// An endpoint.
    public init(_ scheme: Scheme, host: String, port: UInt16? = nil, basePath: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.standardPort
        self.basePath = basePath
    }

    /// Scheme, host and port, as they stand in a URL.
    public var origin: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return port == scheme.standardPort ? "\(scheme)://\(shown)" : "\(scheme)://\(shown):\(port)"
    }

    /// The origin, and the proxy on the way: what fails may be either's doing.
    var whereabouts: String { proxy.map { "\(origin) by the proxy \($0.url)" } ?? origin }

    /// Requests that may be under way at once.
    var places: Int { max(1, version == .http1 ? min(maxInFlight, maxConnections) : maxInFlight) }
}

extension Endpoint {
    /// Reads a URL: scheme, host, port and base path. User, query and fragment are refused, as they do not belong to a system.
    public init(url: String) throws(ClientError) {
        func wrong(_ found: String) -> ClientError {
            // A query may hold a key.
            ClientError(
                "\"\(url.prefix { $0 != "?" && $0 != "#" })\": expected a URL like https://host:8443/base, \(found)")
        }
        // A password in a URL would appear in every message about it.
        guard !url.contains("@") else {
            throw ClientError(
                "a URL with \"@\": expected one like https://host:8443/base; users and passwords go into `auth`")
        }
        guard let parser = curl_url() else { throw ClientError("libcurl has no memory for a URL") }
        defer { curl_url_cleanup(parser) }
        let code = curl_url_set(parser, CURLUPART_URL, url, UInt32(CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME))
        guard code == CURLUE_OK else {
            let words = curl_url_strerror(code).map { String(cString: $0) } ?? "it is none"
            throw wrong("libcurl says \"\(words)\"")
        }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME).flatMap({ Scheme(rawValue: $0.lowercased()) }) else {
            throw wrong("its scheme is neither http nor https")
        }
        guard var host = part(CURLUPART_HOST), !host.isEmpty else { throw wrong("it names no host") }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard part(CURLUPART_QUERY) == nil, part(CURLUPART_FRAGMENT) == nil else {
            throw wrong("it has a query or a fragment; those belong to requests")
        }
        var path = part(CURLUPART_PATH) ?? ""
        while path.hasSuffix("/") { path.removeLast() }
        self.init(scheme, host: host.lowercased(), port: part(CURLUPART_PORT).flatMap { UInt16($0) }, basePath: path)
    }
}
