internal import Kernel

/// What a served system does about a request.
enum ServedReply: Sendable {
    /// Answers it.
    case response(WireResponse)
    /// Answers it, and a fault of transport spoils the answer.
    case spoiled(WireResponse, FaultPlan.Effect)
    /// Breaks the connection off without an answer.
    case abort
}
