public import Kernel

/// A finished transfer: one request, sent at most once, and what came of it.
public struct Transfer: Sendable {
    /// The version of HTTP that was spoken.
    public enum Version: UInt8, Sendable, Hashable {
        /// None: no answer came.
        case none
        /// HTTP/1.0.
        case http10
        /// HTTP/1.1.
        case http11
        /// HTTP/2.
        case http2

        /// As it is written after "HTTP/"; nil: none was spoken.
        public var name: String? {
            switch self {
            case .none: nil
            case .http10: "1.0"
            case .http11: "1.1"
            case .http2: "2"
            }
        }
    }

    /// What `send` was given.
    public var token: UInt64
    /// Where it went.
    public var endpoint: EndpointID
    /// The answer, or why there is none.
    public var result: Result<WireResponse, TransferFailure>
    /// When its parts happened.
    public var timings: TransferTimings
    /// Bytes sent: request line, header fields and body.
    public var bytesUp = 0
    /// Bytes received: status line, header fields and body as transmitted.
    public var bytesDown = 0
    /// Whether it went over a connection that an earlier transfer had opened.
    public var reused = false
    /// The version of HTTP.
    public var version = Version.none
    /// The address that was connected to; empty if none was.
    public var address = ""
    /// Whether the endpoint's limits had no place for it when it came: it waited, or was refused.
    public var foundNoPlace = false
    /// Redirects followed within the origin.
    public var redirects = 0

    /// The class that a link's policy sees, by status or by failure; nil for a cancelled transfer, which has none.
    /// Protocols that look into bodies judge more finely.
    public var outcome: Outcome? {
        switch result {
        case .failure(let failure): failure.kind.outcome
        case .success(let response):
            switch response.status {
            case 429: .rateLimited
            case 500...: .serverError
            case 400...: .businessError
            default: .ok
            }
        }
    }
}

/// An endpoint of a client.
public struct EndpointID: Sendable, Hashable {
    let index: Int
}
