public import HTTPTypes

/// An HTTP response without its connection.
public struct WireResponse: Sendable, Hashable {
    /// The status code, 100 to 999.
    public var status: Int
    /// Header fields, those of framing not among them.
    public var fields: HTTPFields
    /// The body, decompressed.
    public var body: [UInt8]

    /// A response.
    public init(_ status: Int, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A response with a JSON body.
    public static func json(_ status: Int, _ json: JSON, fields: HTTPFields = [:]) -> WireResponse {
        var fields = fields
        fields[.contentType] = "application/json"
        return WireResponse(status, fields: fields, body: json.bytes)
    }
}
