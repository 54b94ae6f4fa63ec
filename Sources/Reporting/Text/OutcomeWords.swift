public import Kernel

extension Outcome {
    /// The outcome in a sentence.
    public var words: String {
        switch self {
        case .ok: "answered"
        case .businessError: "refused by the business"
        case .rateLimited: "rate limited (429)"
        case .timeout: "no answer in time"
        case .connection: "connection lost"
        case .serverError: "server error"
        case .breakerOpen: "not sent, breaker open"
        case .shed: "turned away, line full"
        }
    }

    /// The outcome as the head of a column.
    var column: String {
        switch self {
        case .ok: "Answered"
        case .businessError: "Business refusal"
        case .rateLimited: "Rate limited (429)"
        case .timeout: "Timeout"
        case .connection: "Connection lost"
        case .serverError: "Server error"
        case .breakerOpen: "Breaker open"
        case .shed: "Line full"
        }
    }

    /// The outcome's key in JSON.
    var key: String {
        switch self {
        case .ok: "ok"
        case .businessError: "business_error"
        case .rateLimited: "rate_limited"
        case .timeout: "timeout"
        case .connection: "connection"
        case .serverError: "server_error"
        case .breakerOpen: "breaker_open"
        case .shed: "shed"
        }
    }
}
