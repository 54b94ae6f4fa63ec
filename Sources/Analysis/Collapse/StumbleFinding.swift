public import Kernel

/// Whether a stumble of a pool becomes a collapse that does not end by itself, how small it may be, and what cures it.
public struct StumbleFinding: Sendable, Codable, Hashable {
    /// How much is too much.
    public enum Tipping: Sendable, Codable, Hashable {
        /// It heals at one size and not at the other.
        case between(heals: Double, trips: Double)
        /// It heals at the largest that was tried.
        case never(upTo: Double)
        /// It does not heal at the smallest that was tried; from zero on: it fails by itself, without a stumble.
        case always(from: Double)

        /// The smallest size known to trip it, zero where it fails by itself; nil: none is.
        public var trips: Double? {
            switch self {
            case .between(_, let trips), .always(let trips): trips
            case .never: nil
            }
        }
    }

    /// The same on several seeds.
    public struct Tippings: Sendable, Codable, Hashable {
        /// By seed, the scenario's own first.
        public var bySeed: [Tipping]

        /// The same on each of some seeds.
        public init(bySeed: [Tipping]) { self.bySeed = bySeed }

        /// The smallest sizes known to trip it, over the seeds on which one does; nil: on none.
        public var trips: ClosedRange<Double>? {
            let sizes = tripping.compactMap { bySeed[$0].trips }
            guard let least = sizes.min(), let most = sizes.max() else { return nil }
            return least...most
        }

        /// The largest size that is known to heal on every seed; nil: on one of them none does.
        public var heals: Double? {
            let sizes = bySeed.compactMap { tipping -> Double? in
                switch tipping {
                case .between(let heals, _): heals
                case .never(let size): size
                case .always: nil
                }
            }
            return sizes.count == bySeed.count ? sizes.min() : nil
        }

        /// Seeds on which some size trips it.
        public var tripping: [Int] { bySeed.indices.filter { (bySeed[$0].trips ?? 0) > 0 } }

        /// Seeds on which it fails without a stumble.
        public var failing: [Int] { bySeed.indices.filter { bySeed[$0].trips == 0 } }

        /// How far apart the two sizes lie between which it tips, on the seed on which that is least sure; nil: it tips on none.
        public var bracket: Double? {
            bySeed.compactMap { tipping -> Double? in
                if case .between(let heals, let trips) = tipping { trips - heals } else { nil }
            }.max()
        }
    }

    /// Which pool.
    public var pool: PoolID
    /// The load at which it was tried, in times of the forecast.
    public var factor = 1.0
    /// The load with all its retries, in shares of what the pool can do: above one it is vulnerable.
    public var vulnerability: Double
    /// How long it may freeze, in seconds.
    public var freeze: Tippings
    /// What came of the longest freeze that healed, on the seed on which that took longest.
    public var healed: StumbleReading?
    /// What came of the shortest that did not, on the first seed on which one did not.
    public var tripped: StumbleReading?
    /// How few workers may be left for `length`, as a share of what is taken away, on the seeds on which a freeze trips it; nil:
    /// not asked, as no freeze does or it has one worker.
    public var dip: Tippings?
    /// How long dips last, and the freeze that cures are tried on, in seconds: twice the longest of the tripping lengths; nil: no
    /// freeze trips it.
    public var length: Double?
    /// Cures tried on such a freeze, those that heal soonest first.
    public var cures: [Cure] = []

    /// The share of calls that were answered well at the end after the shortest freeze that did not heal, where that is most of them and
    /// no other machine is left behind; else nil. That is no collapse: it may be on its slow way out, as a line behind a limit
    /// is, and was not watched for long enough to say.
    public var mostlyWell: Double? {
        guard let tripped, let share = tripped.after, tripped.ailing.allSatisfy({ $0.pool == pool }) else { return nil }
        let well = min(share, tripped.ailing.first?.answered ?? share)
        return well >= 0.5 * (tripped.before ?? 1) ? well : nil
    }

    /// Cures that heal soonest, on every seed: those that recover in the same interval of the recording cannot be told apart.
    public var best: [Cure] {
        let healing = cures.filter(\.isHealed)
        return healing.filter { $0.recovery == healing.first?.recovery }
    }
}
