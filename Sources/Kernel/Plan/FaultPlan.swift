/// Something that goes wrong at a system, for each request on its own (never for a connection).
public struct FaultPlan: Sendable, Codable, Hashable {
    /// What a struck request meets.
    public enum Effect: Sendable, Codable, Hashable {
        /// Answered at once with a business error.
        case businessError
        /// Answered at once with a server error.
        case serverError
        /// Refused at once.
        case refuse
        /// Its work is done but the connection breaks before the answer: the caller sees `Outcome.connection`.
        case reset
        /// Never answered; the worker is held for this long.
        case hang(Nanoseconds)
        /// A brown-out: service takes `permille` thousandths of its usual time.
        case slow(permille: Int)
        /// Its work is done; the connection breaks after the answer's head.
        case resetBeforeBody
        /// Its work is done; the connection breaks amid the answer's body.
        case resetAmidBody
        /// Its work is done; the answer has fewer bytes than announced, and the connection is closed in order.
        case truncated
        /// Its work is done; the answer's head comes at once, its body bit by bit over this long.
        case drip(Nanoseconds)
        /// Its work is done; the answer is not HTTP.
        case garbage
        /// Its work is done; the answer has more bytes than announced, which callers pass over.
        case moreThanAnnounced
        /// Its work is done; the answer has fewer bytes than announced, and the connection stays open for this long.
        case lessThanAnnounced(Nanoseconds)
        /// Interim responses (102 and 103) come before the answer.
        case interimFirst

        /// What the caller sees in place of `Outcome.ok`, and how much later, where the answer is spoilt on its way
        /// although the work is done; nil for what strikes before or at the work.
        public var spoils: (outcome: Outcome, delay: Nanoseconds)? {
            switch self {
            case .reset, .resetBeforeBody, .resetAmidBody, .truncated: (.connection, 0)
            case .lessThanAnnounced(let length): (.connection, length)
            case .garbage: (.serverError, 0)
            case .drip(let length): (.ok, length)
            case .moreThanAnnounced, .interimFirst: (.ok, 0)
            case .businessError, .serverError, .refuse, .hang, .slow: nil
            }
        }
    }

    /// Good and bad spells alternating, each exponential (Gilbert-Elliott); the fault strikes in bad ones only.
    public struct Burst: Sendable, Codable, Hashable {
        /// Mean length of a good spell.
        public var good: Nanoseconds
        /// Mean length of a bad spell.
        public var bad: Nanoseconds

        /// Spells.
        public init(good: Nanoseconds, bad: Nanoseconds) {
            self.good = good
            self.bad = bad
        }
    }

    /// What it is called in reports ("label outage").
    public var name: String
    /// Where.
    public var system: SystemID
    /// Which operations; nil: all of the system's.
    public var operations: [OperationID]?
    /// What happens.
    public var effect: Effect
    /// How likely a request is struck while the fault is on.
    public var probability: Double
    /// When it is on; nil: always.
    public var during: Intervals?
    /// Spells within that; nil: none.
    public var burst: Burst?

    /// A fault.
    public init(
        name: String, system: SystemID, operations: [OperationID]? = nil, effect: Effect, probability: Double = 1,
        during: Intervals? = nil, burst: Burst? = nil
    ) {
        self.name = name
        self.system = system
        self.operations = operations
        self.effect = effect
        self.probability = probability
        self.during = during
        self.burst = burst
    }
}
