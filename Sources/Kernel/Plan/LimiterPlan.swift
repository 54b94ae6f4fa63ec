/// A rate limit or quota that a system applies on arrival.
public struct LimiterPlan: Sendable, Codable, Hashable {
    /// The algorithm. Counts are calls, or points where the operation has a cost.
    public enum Kind: Sendable, Codable, Hashable {
        /// `count` per window; one window starts `LimiterPlan.phase` before the origin, the others at multiples of `period`.
        case fixedWindow(count: Int, period: Nanoseconds)
        /// `count` in any window of `period`, exactly (a log of instants).
        case slidingWindow(count: Int, period: Nanoseconds)
        /// Refills `count` per `period` up to `burst`.
        case tokenBucket(count: Int, period: Nanoseconds, burst: Int)
        /// Leaky bucket as a meter, in its GCRA form: even spacing of `period / count`, `burst` allowed ahead.
        case gcra(count: Int, period: Nanoseconds, burst: Int)
        /// `count` in progress at once.
        case concurrency(count: Int)
        /// `count` until the next reset moment (`LimiterPlan.resets`).
        case quota(count: Int)

        /// The points of the largest request that can ever pass; nil where points do not count.
        public var largestRequest: Int? {
            switch self {
            case .fixedWindow(let count, _), .slidingWindow(let count, _), .quota(let count): count
            case .tokenBucket(_, _, let burst), .gcra(_, _, let burst): burst
            case .concurrency: nil
            }
        }
    }

    /// What shares one budget.
    public enum Scope: String, Sendable, Codable, Hashable, CaseIterable {
        /// The whole account.
        case account
        /// Each operation on its own.
        case operation
        /// Each sales channel (credential) on its own.
        case channel
        /// Each warehouse (shipping address, meter number) on its own.
        case warehouse
    }

    /// While `during` is open the effective limit is `permille` of the documented one.
    public struct Tightening: Sendable, Codable, Hashable {
        /// When.
        public var during: Intervals
        /// Effective limit in thousandths of the documented one.
        public var permille: Int

        /// A tightening by the clock.
        public init(during: Intervals, permille: Int) {
            self.during = during
            self.permille = permille
        }
    }

    /// "ups label quota".
    public var name: String
    /// Who applies it.
    public var system: SystemID
    /// The algorithm with the documented figures.
    public var kind: Kind
    /// What shares one budget.
    public var scope: Scope
    /// Whether a refusal says when to come back (`Retry-After`), in whole seconds.
    public var tells: Bool
    /// After a refusal everything in the scope is refused for this long (zero: no lock-out).
    public var penalty: Nanoseconds
    /// How long before the origin a fixed window started, in 0..<period: windows follow the clock on the wall.
    public var phase: Nanoseconds
    /// When a quota starts anew.
    public var resets: Moments
    /// Documented limit apart from the effective one: by the clock.
    public var tightenings: [Tightening]
    /// Documented limit apart from the effective one: from this share of `busyPool` workers busy on, `busyPermille` holds.
    public var busyAbove: Double?
    /// The pool whose load tightens the limit.
    public var busyPool: PoolID?
    /// Effective limit in thousandths of the documented one under load.
    public var busyPermille: Int
    /// The limit in the scenario's words ("300/min"), for reports.
    public var documented: String

    /// A limit.
    public init(name: String, system: SystemID, kind: Kind, scope: Scope = .account, tells: Bool, documented: String) {
        self.name = name
        self.system = system
        self.kind = kind
        self.scope = scope
        self.tells = tells
        penalty = 0
        phase = 0
        resets = .empty
        tightenings = []
        busyAbove = nil
        busyPool = nil
        busyPermille = 1000
        self.documented = documented
    }
}
