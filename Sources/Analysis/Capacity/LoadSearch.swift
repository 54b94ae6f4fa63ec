internal import Kernel

/// The search for the largest load that keeps all budgets: a pure function of its settings and the levels judged so far, so
/// that an interrupted search goes on from its levels and two searches with the same levels decide alike.
///
/// From the first guess it steps up or down (by a factor of five unless margins or a known saturation say where the edge is)
/// until one level is kept and one broken. Between them it interpolates the margin by the method ITP (I. Oliveira and
/// R. Takahashi, "An enhancement of the bisection method average performance preserving minmax optimality", ACM TOMS 47,
/// 2021), on the logarithm of the load: never more than one level above bisection, far fewer where the margin is smooth. A
/// level that stays undecided, contradicts another, or would end the search on weak evidence is held longer first.
public struct LoadSearch: Sendable, Hashable {
    /// Why a search ends.
    public enum StopReason: String, Sendable, Codable, Hashable, CaseIterable {
        /// The lowest load worth asking for breaks a budget: there is no limit to report.
        case budgetExceeded
        /// More load completes no more, though no budget is broken.
        case plateau
        /// The largest load worth asking for keeps all budgets.
        case capReached
        /// The kept and the broken load are as close as was asked for.
        case precisionReached
        /// Levels held as long as may be scatter too much for the precision, and no other level would help.
        case undecided
        /// The next level would not fit into the time that is left.
        case outOfTime
        /// All levels are used.
        case outOfLevels
    }

    /// What to do next.
    public enum Decision: Sendable, Hashable {
        /// Go to another load and hold it for a time.
        case step(to: Double, for: Double)
        /// Hold a load that was judged before until it has been held for this long in all, and judge it over all of it.
        case hold(at: Double, total: Double)
        /// Enough.
        case stop(StopReason)
    }

    /// A rough first guess of the limit, positive. It may be wrong by a factor of twenty at little cost.
    public var guess: Double
    /// The lowest load worth asking for.
    public var floor: Double
    /// The largest load worth asking for; nil: none.
    public var cap: Double?
    /// How close kept and broken load must come: broken / kept <= 1 + precision.
    public var precision: Double
    /// How many different loads may be asked for.
    public var levels: Int
    /// How long a level is held at first.
    public var hold: Double
    /// How long a level is held at most.
    public var longestHold: Double
    /// How much time all levels together may take; nil: any.
    public var time: Double?

    /// A search.
    /// - Parameters:
    ///   - guess: of the limit.
    ///   - floor: nil: a ten-thousandth of the guess.
    ///   - cap: nil: none.
    ///   - precision: 0.02 for two per cent.
    ///   - levels: at most.
    ///   - hold: of a level at first.
    ///   - longestHold: nil: eight times as long.
    ///   - time: of all levels together; nil: any.
    /// - Returns: nil for numbers that are not positive, or a cap below the floor.
    public init?(
        guess: Double, floor: Double? = nil, cap: Double? = nil, precision: Double = 0.02, levels: Int = 14,
        hold: Double = 1, longestHold: Double? = nil, time: Double? = nil
    ) {
        let lowest = floor ?? min(guess, cap ?? guess) / 10_000
        guard guess > 0, guess.isFinite, lowest > 0, lowest.isFinite, precision > 0, precision.isFinite, levels > 0,
            hold > 0, hold.isFinite, cap.map({ $0 >= lowest && $0.isFinite }) ?? true
        else { return nil }
        self.guess = guess
        self.floor = lowest
        self.cap = cap
        self.precision = precision
        self.levels = levels
        self.hold = hold
        self.longestHold = max(longestHold ?? 8 * hold, hold)
        self.time = time
    }

    /// What to do after some levels, in the order in which they were judged.
    public func next(after history: [LoadLevel]) -> Decision {
        // A caller that never holds longer than before is not asked for ever.
        guard history.count < 8 * levels else { return .stop(.outOfLevels) }
        let known = JudgedLoads(history)
        let wish = wish(known)
        let more: Double
        switch wish {
        case .stop: return wish
        case .step(_, let duration):
            if known.levels.count >= levels { return .stop(.outOfLevels) }
            more = duration
        case .hold(let load, let total): more = total - (known.level(at: load)?.duration ?? 0)
        }
        if let time, known.time + more > time * (1 + 1e-9) { return .stop(.outOfTime) }
        return wish
    }

    /// The limit that some levels show; nil where none was kept with confidence.
    public func limit(after history: [LoadLevel]) -> LoadLimit? {
        let known = JudgedLoads(history)
        if let plateau = plateau(known) { return plateau }
        // Where a search ended between two loads of which chance hides on which side of the edge they lie, it is between them.
        let closed = closed(known)
        guard let kept = known.surelyKept ?? closed?.kept else { return nil }
        guard let broken = known.surelyBroken ?? closed?.broken else { return .atLeast(kept.load) }
        var estimate = known.kept.flatMap { low in known.broken.map { known.crossing(low, $0) } } ?? kept.load
        let fit = EdgeFit(known, reach: reach)
        if let fit { estimate = fit.load }
        estimate = min(max(estimate, kept.load), broken.load)
        return .between(
            LoadLimit.Bracket(kept: kept.load, broken: broken.load, estimate: estimate, error: fit?.error))
    }

    /// A kept and a broken load as close as was asked for.
    private func closed(_ known: JudgedLoads) -> (kept: LoadLevel, broken: LoadLevel)? {
        guard let kept = known.kept, let broken = known.broken,
            Elementary.log(broken.load / kept.load) <= Elementary.log1p(precision) * (1 + 1e-9)
        else { return nil }
        return (kept, broken)
    }

    /// How far from the edge levels tell where it is, on the logarithm of the load.
    var reach: Double { 10 * precision }
}
