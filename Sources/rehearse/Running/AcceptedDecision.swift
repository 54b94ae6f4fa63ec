internal import ArgumentParser
internal import Reconciliation

/// The least decision that a command takes for success.
enum AcceptedDecision: String, ExpressibleByArgument, CaseIterable {
    /// Everything is shown.
    case cutOver = "cut-over"
    /// Nothing speaks against it.
    case ramp

    /// How the program ends with a decision.
    /// - Parameters:
    ///   - isEmpty: whether there was nothing to compare.
    ///   - isOneSided: whether one side had no event, so that nothing speaks for the other.
    func status(_ decision: Decision, isEmpty: Bool, isOneSided: Bool) -> ExitStatus {
        if isEmpty { return .noVerdict }
        switch decision {
        case .cutOver: return isOneSided ? .noVerdict : .pass
        case .ramp: return self == .ramp && !isOneSided ? .pass : .noVerdict
        case .hold, .rollBack: return .budgetFailed
        }
    }
}
