public import Reconciliation

/// One criterion of a gate, and how it was met.
public struct GateCheck: Sendable, Hashable {
    /// How a criterion was met.
    public enum State: String, Sendable, Codable, Hashable, Comparable {
        /// It is shown.
        case met
        /// Somebody signed for what speaks against it.
        case signed
        /// Nothing speaks against it, but it is not shown.
        case open
        /// It is not met.
        case failed
        /// It is so far from being met that the new side does harm.
        case harm

        private var rank: Int {
            switch self {
            case .met: 0
            case .signed: 1
            case .open: 2
            case .failed: 3
            case .harm: 4
            }
        }

        /// Whether the first is better news.
        public static func < (lhs: State, rhs: State) -> Bool { lhs.rank < rhs.rank }
    }

    /// What is asked for.
    public enum Subject: Sendable, Hashable {
        /// Enough orders.
        case orders
        /// No more of a class, in events of a kind, than is bearable.
        case difference(VerdictClass, kind: Int)
        /// So many events that what was not seen is rare.
        case absence
        /// A kind of event that is no later than agreed, at a quantile.
        case latency(kind: Int, quantile: Double)
        /// A kind of event that is later than on the old side, though nobody agreed to it.
        case lateness(kind: Int)
        /// Rows that can be read.
        case rows
        /// Clocks that show the same on both sides.
        case clocks
        /// Orders that come when they are due.
        case schedule
        /// A partner that takes part.
        case presence
    }

    /// What is asked for.
    public var subject: Subject
    /// The figures that it was held against.
    public var evidence: GateEvidence
    /// How it was met.
    public var state: State

    /// A check.
    public init(_ subject: Subject, _ evidence: GateEvidence, _ state: State) {
        self.subject = subject
        self.evidence = evidence
        self.state = state
    }
}
