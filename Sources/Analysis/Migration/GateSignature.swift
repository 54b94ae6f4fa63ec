public import Reconciliation

/// What an exception that somebody signed came to for one criterion.
public struct GateSignature: Sendable, Hashable {
    /// What it came to.
    public enum Outcome: Sendable, Hashable {
        /// It signs for so many.
        case signed(Int)
        /// Likewise, and others have signed for all of them before.
        case again(Int)
        /// It was for fewer than there are: for none of these.
        case exceeded(by: Int)
        /// Its last day is over.
        case ranOut
    }

    /// The exception.
    public var exception: GatePlan.SignedException
    /// What it came to.
    public var outcome: Outcome
}
