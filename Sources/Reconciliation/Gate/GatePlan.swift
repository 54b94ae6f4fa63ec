public import Kernel

/// The criteria of a cut-over: what must be shown before the new side may take over.
public struct GatePlan: Sendable, Codable, Hashable {
    /// How much of a class is bearable.
    public struct ClassBudget: Sendable, Codable, Hashable {
        /// The class.
        public var verdict: VerdictClass
        /// Kinds that it is for, by name; empty: all.
        public var kinds: [String]
        /// The largest share of the units; zero: none at all.
        public var most: Double
        /// Above this share, shown with confidence, the new side is taken back; nil: never for this.
        public var rollBackAbove: Double?

        /// A budget.
        public init(_ verdict: VerdictClass, kinds: [String] = [], most: Double, rollBackAbove: Double? = nil) {
            self.verdict = verdict
            self.kinds = kinds
            self.most = most
            self.rollBackAbove = rollBackAbove
        }
    }

    /// By how much the new side may be slower.
    public struct LatencyBudget: Sendable, Codable, Hashable {
        /// The kind of event, by name: the time from the order to it.
        public var kind: String
        /// The quantile, such as 0.99.
        public var quantile: Double
        /// How much later the new side may be.
        public var most: Nanoseconds

        /// A budget.
        public init(kind: String, quantile: Double, most: Nanoseconds) {
            self.kind = kind
            self.quantile = quantile
            self.most = most
        }
    }

    /// Differences that somebody has signed for.
    public struct SignedException: Sendable, Codable, Hashable {
        /// The class.
        public var verdict: VerdictClass
        /// The partner; nil: any.
        public var partner: String?
        /// The kind of event; nil: any.
        public var kind: String?
        /// So many units at most, wherever the exception reaches; more than these are not signed for at all.
        public var most: Int
        /// Who answers for them.
        public var owner: String
        /// Who signed.
        public var signedBy: String
        /// Why.
        public var reason: String
        /// The day on which it has run out, in nanoseconds from 1970-01-01, whatever the zone.
        public var until: Instant
        /// The date as it is written.
        public var untilText: String

        /// An exception.
        public init(
            _ verdict: VerdictClass, partner: String? = nil, kind: String? = nil, most: Int, owner: String,
            signedBy: String, reason: String, until: Instant, untilText: String
        ) {
            self.verdict = verdict
            self.partner = partner
            self.kind = kind
            self.most = most
            self.owner = owner
            self.signedBy = signedBy
            self.reason = reason
            self.until = until
            self.untilText = untilText
        }
    }

    /// What people call it.
    public var name: String
    /// Classes without a budget of their own have none: any of them that is a defect holds.
    public var classes: [ClassBudget]
    /// Latency.
    public var latencies: [LatencyBudget]
    /// Orders of each partner that must have been compared.
    public var orders: Int
    /// What was not seen must be rarer than this, with confidence.
    public var bound: Double
    /// Partners that must be there; empty: those that are.
    public var required: [String]
    /// Probability with which bounds hold.
    public var level: Double
    /// Whether it is looked at again and again while a ramp goes on: then bounds hold at every look.
    public var isWatched: Bool
    /// Differences that somebody has signed for.
    public var exceptions: [SignedException]
    /// Who answers for a kind of event, by its name.
    public var owners: [String: String]

    /// What holds where nobody says anything: no defect in 3,000 orders of each partner, which shows that they are rarer than
    /// one in a thousand.
    public init(name: String = "no gate file: no defect is accepted") {
        self.name = name
        classes = []
        latencies = []
        orders = 3_000
        bound = 0.001
        required = []
        level = 0.95
        isWatched = false
        exceptions = []
        owners = [:]
    }

    /// The budget of a class and kind; nil: none is accepted.
    public func budget(_ verdict: VerdictClass, kind: String) -> ClassBudget? {
        classes.first { $0.verdict == verdict && $0.kinds.contains(kind) }
            ?? classes.first { $0.verdict == verdict && $0.kinds.isEmpty }
    }
}
