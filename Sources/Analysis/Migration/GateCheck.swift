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

    /// The criterion in words ("duplicate invoices: none").
    public var criterion: String
    /// The arithmetic in words ("17 of 11,204, at least 0.10 %").
    public var arithmetic: String
    /// How it was met.
    public var state: State
    /// What is wanting, in words; empty: nothing.
    public var wanting: String

    /// A check.
    public init(_ criterion: String, _ arithmetic: String, _ state: State, wanting: String = "") {
        self.criterion = criterion
        self.arithmetic = arithmetic
        self.state = state
        self.wanting = wanting
    }
}
