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
