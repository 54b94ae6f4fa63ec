public import Reconciliation

/// What the gate says of one partner, or of one kind of event.
public struct GateLine: Sendable, Hashable {
    /// Who or what it is about.
    public enum Subject: Sendable, Hashable {
        /// Everything.
        case all
        /// A partner, as an index into the findings' partners.
        case partner(Int)
        /// A kind of event.
        case kind(Int)
        /// A partner that must be there and is not.
        case absent(String)
    }

    /// Who or what it is about.
    public var subject: Subject
    /// What to do.
    public var decision: Decision
    /// Why: one criterion after the other, the worst first.
    public var checks: [GateCheck]
    /// Who answers for it, if somebody is named.
    public var owner: String?

    init(_ subject: Subject, _ checks: [GateCheck], owner: String? = nil) {
        self.subject = subject
        self.checks = checks.enumerated()
            .sorted { ($1.element.state, $0.offset) < ($0.element.state, $1.offset) }.map(\.element)
        self.owner = owner
        switch checks.map(\.state).max() ?? .open {
        case .met, .signed: decision = .cutOver
        case .open: decision = .ramp
        case .failed: decision = .hold
        case .harm: decision = .rollBack
        }
    }
}
