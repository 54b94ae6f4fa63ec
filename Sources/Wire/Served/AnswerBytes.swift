internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1

/// An answer as HTTP/1.1 puts it on the connection.
struct AnswerBytes {
    /// What is answered.
    let response: WireResponse
    /// Whether the connection goes on after it.
    let keepsAlive: Bool
    /// Whether the request was a HEAD: its answer has no body.
    let isHead: Bool

    /// The bytes of the body that are sent.
    var body: [UInt8] { isHead ? [] : response.body }

    /// The head.
    /// - Parameters:
    ///   - status: the status, if it is another one.
    ///   - announced: the `Content-Length`.
    func head(status: Int? = nil, announced: Int, into buffer: inout ByteBuffer) {
        let status = status ?? response.status
        if status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            buffer.writeString("HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n")
        }
        for field in response.fields {
            buffer.writeString(field.name.canonicalName)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        // 204 and 1xx have none (RFC 9110, section 8.6).
        if status != 204 {
            buffer.writeStaticString("content-length: ")
            buffer.writeString(String(announced))
            buffer.writeStaticString("\r\n")
        }
        if !keepsAlive { buffer.writeStaticString("connection: close\r\n") }
        buffer.writeStaticString("\r\n")
    }

    /// The whole answer.
    func whole(into buffer: inout ByteBuffer) {
        head(announced: response.body.count, into: &buffer)
        if !isHead { buffer.writeBytes(response.body) }
    }
}
