/// What a served system does about a request.
enum ServedReply: Sendable {
    /// Answers it.
    case response(WireResponse)
    /// Breaks the connection off without an answer.
    case abort
}
