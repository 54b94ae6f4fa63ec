/// Which members of a JSON log line say what. Names may lead into objects: `request.uri`.
public struct LogFields: Sendable, Hashable {
    /// When it was asked, or logged.
    public var time: [String]
    /// The method.
    public var method: [String]
    /// The path, with or without its query, or a whole URL.
    public var path: [String]
    /// The request line, "GET /path HTTP/1.1", for logs that have it in one.
    public var request: [String]
    /// The status.
    public var status: [String]
    /// How long it took.
    public var duration: [String]

    /// The names that servers give them: nginx and Apache as people configure them, Traefik, Caddy, Envoy, HAProxy, and what
    /// libraries log.
    public static let guessed = LogFields(
        time: [
            "time", "timestamp", "@timestamp", "ts", "time_iso8601", "time_local", "start_time", "StartUTC", "date",
            "datetime", "msec", "t",
        ],
        method: [
            "method", "request_method", "http_method", "verb", "RequestMethod", "request.method", "http.request.method",
            "req.method", "httpRequest.requestMethod",
        ],
        path: [
            "path", "uri", "request_uri", "url", "RequestPath", "request.uri", "request.url", "url.path",
            "url.original", "req.url", "request_path", "http.url", "httpRequest.requestUrl",
        ],
        request: ["request", "request_line", "RequestLine", "http_request"],
        status: [
            "status", "status_code", "code", "response_code", "DownstreamStatus", "http_status", "sc_status",
            "http.response.status_code", "res.statusCode", "response.status", "httpRequest.status", "OriginStatus",
        ],
        duration: [
            "request_time", "duration", "Duration", "duration_ms", "elapsed_ms", "response_time_ms", "latency_ms",
            "response_time", "elapsed", "latency", "took", "responseTime", "httpRequest.latency",
        ])

    /// Fields by these names, first found counts.
    public init(
        time: [String], method: [String], path: [String], request: [String], status: [String], duration: [String]
    ) {
        self.time = time
        self.method = method
        self.path = path
        self.request = request
        self.status = status
        self.duration = duration
    }

    /// The words by which `set` names the fields.
    public static let words = ["time", "method", "path", "request", "status", "duration"]

    /// Names a field: `path=uri`.
    /// - Returns: false if the text has another form or the word is none of `words`.
    public mutating func set(_ text: String) -> Bool {
        let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard sides.count == 2 else { return false }
        switch sides[0] {
        case "time": time = [sides[1]]
        case "method": method = [sides[1]]
        case "path": path = [sides[1]]
        case "request": request = [sides[1]]
        case "status": status = [sides[1]]
        case "duration": duration = [sides[1]]
        default: return false
        }
        return true
    }
}

/// In what a log counts how long requests took.
public enum LogTimeUnit: String, Sendable, CaseIterable {
    /// Seconds, as nginx's `$request_time`.
    case s
    /// Milliseconds.
    case ms
    /// Microseconds, as Apache's `%D`.
    case us
    /// Nanoseconds, as Traefik's Duration.
    case ns

    /// Nanoseconds in one.
    var nanoseconds: Double {
        switch self {
        case .s: 1e9
        case .ms: 1e6
        case .us: 1e3
        case .ns: 1
        }
    }
}
