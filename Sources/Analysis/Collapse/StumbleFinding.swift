public import Kernel

/// Whether a stumble of a pool becomes a collapse that does not end by itself, how small it may be, and what cures it.
public struct StumbleFinding: Sendable, Codable, Hashable {
    /// How much is too much.
    public enum Tipping: Sendable, Codable, Hashable {
        /// It heals at one size and not at the other.
        case between(heals: Double, trips: Double)
        /// It heals at the largest that was tried.
        case never(upTo: Double)
        /// It does not heal at the smallest that was tried.
        case always(from: Double)

        /// The smallest size known to trip it; nil: none is.
        public var trips: Double? {
            switch self {
            case .between(_, let trips), .always(let trips): trips
            case .never: nil
            }
        }
    }

    /// Which pool.
    public var pool: PoolID
    /// The load with all its retries, in shares of what the pool can do: above one it is vulnerable.
    public var vulnerability: Double
    /// How long it may freeze, in seconds.
    public var freeze: Tipping
    /// What came of the longest freeze that healed.
    public var healed: StumbleReading?
    /// What came of the shortest that did not.
    public var tripped: StumbleReading?
    /// How few workers may be left for `length`, as a share of what is taken away; nil: not asked, as no freeze trips it or
    /// it has one worker.
    public var dip: Tipping?
    /// How long dips last, and the freeze that cures are tried on, in seconds: twice the tripping length; nil: no freeze trips it.
    public var length: Double?
    /// Cures tried on such a freeze, those that heal soonest first.
    public var cures: [Cure] = []
}
