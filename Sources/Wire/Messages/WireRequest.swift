public import HTTPTypes

/// An HTTP request without its connection: what a protocol makes of an operation, and what a served system receives.
public struct WireRequest: Sendable, Hashable {
    /// GET, POST, ...
    public var method: HTTPRequest.Method
    /// Path and query as they stand in the request line, beginning with "/"; what comes before is the system's URL.
    public var path: String
    /// Header fields, `Host` and `Content-Length` not among them.
    public var fields: HTTPFields
    /// The body; empty when there is none.
    public var body: [UInt8]

    /// A request.
    public init(_ method: HTTPRequest.Method, _ path: String, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.fields = fields
        self.body = body
    }

    /// A POST of a JSON body.
    public static func post(_ path: String, json: JSON, fields: HTTPFields = [:]) -> WireRequest {
        var fields = fields
        fields[.contentType] = "application/json"
        return WireRequest(.post, path, fields: fields, body: json.bytes)
    }
}
