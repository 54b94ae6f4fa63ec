internal import ArgumentParser
internal import Reconciliation

/// The least decision that a command takes for success.
enum AcceptedDecision: String, ExpressibleByArgument, CaseIterable {
    /// Everything is shown.
    case cutOver = "cut-over"
    /// Nothing speaks against it.
    case ramp

    /// How the program ends with a decision.
    /// - Parameter isEmpty: whether nothing could be compared.
    func status(_ decision: Decision, isEmpty: Bool) -> ExitStatus {
        if isEmpty { return .noVerdict }
        switch decision {
        case .cutOver: return .pass
        case .ramp: return self == .ramp ? .pass : .noVerdict
        case .hold, .rollBack: return .budgetFailed
        }
    }
}
