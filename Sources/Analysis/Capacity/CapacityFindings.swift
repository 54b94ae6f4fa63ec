public import Kernel

/// How much a landscape can take, and why. What is not known yet, or cannot be known, is absent.
public struct CapacityFindings: Sendable, Codable, Hashable {
    /// Which of the two questions is explained.
    public enum Explained: String, Sendable, Codable, Hashable {
        /// A steady load in the busiest hour.
        case hour
        /// The whole day, multiplied.
        case day
    }

    /// What the scenario expects; nil: no orders.
    public var forecast: CapacityForecast?
    /// The largest steady load, in times of the peak hour's; nil for a replayed day, and where the forecast's hold is not steady.
    public var hour: CapacityLimit?
    /// The largest multiple of the day.
    public var day: CapacityLimit?
    /// Budgets that the steady load says nothing of: their hours are others, or too little of what they measure came.
    public var silent: [Int] = []
    /// Limits of which a day just within its limit takes more than they let through in as long: the day before must have left it.
    public var overdrawn: [TrialReading.Use] = []
    /// The days that are planned for.
    public var days: [PeakPlanDay] = []
    /// Which limit curve, constraints and levers are about: the day's, or where that would take too long the steady load's.
    public var explained: Explained?
    /// What came of loads around the limit, smallest first.
    public var curve: [CurvePoint]?
    /// How far the curve says that it scales; nil where it has too few points.
    public var scaling: CapacityScaling?
    /// What holds the limit down.
    public var constraints: ConstraintRanking?
    /// What the scenario's levers would buy; nil: it has none, or there is no limit that they could raise.
    public var whatIf: WhatIf?
    /// How retries multiply, and whether a stumble can turn into a collapse; nil: not known, or a replayed day.
    public var collapse: CollapseFindings?

    /// How long the landscape takes to settle under a steady load at its limit, by MSER-5; nil: too few intervals to say.
    public var warmUp: Nanoseconds?
    /// Trials that were wanted and not made: what needs them is absent.
    public var missingTrials = 0
    /// Whether they are missing because time was up.
    public var isOutOfTime = false

    /// Nothing.
    public init() {}

    /// The limit that the forecast is measured by: that of the day, which is what comes, where there is one, else that of the
    /// steady load.
    public var deciding: (limit: CapacityLimit, question: Explained)? {
        if let day, day.isJudged { return (day, .day) }
        return hour.map { ($0, .hour) }
    }

    /// Whether the forecast lies within that limit; nil: none is known, nothing could be judged, or chance hides it.
    public var forecastFits: Bool? {
        guard let limit = deciding?.limit, limit.isJudged else { return nil }
        return isTooClose ? nil : (limit.factor ?? 0) >= 1
    }

    /// The forecast's own day, where it keeps every budget on some seeds and not on others, and the day is what decides: however far
    /// the mean is from a budget's bound, nobody has the mean of four days.
    public var divided: PeakPlanDay? {
        guard deciding?.question == .day else { return nil }
        return days.first { $0.factor == 1 && $0.keeping > 0 && $0.keeping < $0.runs.count }
    }

    /// Whether seeds differ over whether the forecast fits: its day is kept on some of them only, or, tried with all of them, it was
    /// neither kept nor broken for sure, or it lies between the loads that were, within the limit's interval.
    public var isTooClose: Bool {
        guard let limit = deciding?.limit, case .between(let kept, let broken, _) = limit.found else { return false }
        if divided != nil || limit.levels.last(where: { $0.load == 1 })?.verdict == .undecided { return true }
        guard let interval = limit.interval else { return false }
        return kept < 1 && 1 < broken && interval.contains(1)
    }

    /// The limit that is explained; nil: not known yet.
    public var explainedLimit: CapacityLimit? {
        switch explained {
        case .hour: hour
        case .day: day
        case nil: nil
        }
    }
}
