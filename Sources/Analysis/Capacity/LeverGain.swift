/// What pulling some levers does to the limit, all else and all chance equal.
public struct LeverGain: Sendable, Codable, Hashable {
    /// How sure the gain is.
    public enum Evidence: String, Sendable, Codable, Hashable {
        /// A confidence interval of 95 % over paired seeds.
        case seeds
        /// One seed: the bounds are those between which both searches ended.
        case bracket
    }

    /// Which, ascending: indices into `Plan.levers`.
    public var levers: [Int]
    /// What they cost together; nil: of one of them nobody said.
    public var cost: Double?
    /// The limit with them on the first seed, with its search.
    public var limit: CapacityLimit
    /// How far they take the limit, in times of the forecast: the limit without them times the gain; nil: there is none.
    public var reached: Double?
    /// The limit as a multiple of the limit without them: estimate and bounds.
    public var gain: ConfidenceInterval
    /// Where the bounds come from.
    public var evidence: Evidence
    /// Whether the limit is beyond what was tried, and the gain at least this.
    public var isAtLeast: Bool
    /// Whether the scenario's own day keeps every budget with them; nil: it does without, or it was not asked.
    public var keepsDay: Bool?

    /// What a hundredth of the limit more costs; at most that, where the gain is at least. Nil: no cost, or no gain for sure.
    public var costPerPercent: Double? { isGain ? cost.map { $0 / ((gain.estimate - 1) * 100) } : nil }

    /// Whether the limit rises for sure.
    public var isGain: Bool { gain.lower > 1 }
    /// Whether it falls for sure.
    public var isLoss: Bool { gain.upper < 1 && !isAtLeast }
}
