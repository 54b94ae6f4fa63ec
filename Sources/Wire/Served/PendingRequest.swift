internal import Kernel

/// A request to a served system that the model is at work on.
struct PendingRequest {
    /// Whom to answer.
    var connection: ServedConnection
    /// Its number there.
    var serial: Int
    /// Who was asked.
    var system: SystemID
    /// What.
    var call: ServedCall
    /// Which operation that is.
    var operation: OperationID
    /// When it came.
    var at: Instant
    /// The request line's method and path.
    var method: String
    /// The same.
    var path: String
    /// Its `X-Correlation-ID`.
    var correlation: String?
}
