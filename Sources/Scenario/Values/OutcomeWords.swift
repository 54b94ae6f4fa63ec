internal import Kernel

/// Outcomes as scenarios name them.
enum OutcomeWords {
    /// How an attempt can fail.
    static let failures: [(String, Outcome)] = [
        ("business error", .businessError), ("rate limited", .rateLimited), ("server error", .serverError),
        ("timeout", .timeout), ("connection", .connection), ("shed", .shed),
    ]
}
