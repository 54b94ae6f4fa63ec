import Kernel

/// How the largest load that keeps all budgets is looked for: a pure function of settings and what was measured so far.
///
/// Loads are looked at on a logarithmic scale. Without a bracket the search walks in doubling strides; within one it follows
/// the margins of the budgets by regula falsi with the Illinois rule (Dowell, Jarratt, BIT 11, 1971), but never closer than a
/// tenth of the bracket to an end, as margins jump where a line begins to grow without bound. Near the end it steps just so
/// far to either side of the estimate that the bracket closes.
public struct LimitSearch: Sendable, Hashable {
    /// What was measured at a load.
    public struct Level: Sendable, Codable, Hashable {
        /// The load.
        public var load: Double
        /// How far the tightest budget was from its bound, positive where all held.
        public var margin: Double
        /// What was done an hour, by what is followed.
        public var done: Double

        /// A level.
        public init(load: Double, margin: Double, done: Double) {
            self.load = load
            self.margin = margin
            self.done = done
        }

        /// Whether all budgets held.
        public var isKept: Bool { margin >= 0 }
    }

    /// Why a search ended.
    public enum Stop: String, Sendable, Codable, Hashable, CaseIterable {
        /// The limit is known as exactly as was wanted.
        case precision = "precision reached"
        /// Budgets hold at the largest load that may be tried.
        case cap = "cap reached"
        /// Budgets are exceeded at the smallest load that may be tried.
        case exceeded = "budget exceeded"
        /// Budgets hold, but more load no longer gets more done.
        case plateau = "plateau"
        /// So many levels were tried as may be.
        case levels = "out of levels"
    }

    /// What to do next.
    public enum Decision: Sendable, Hashable {
        /// Try this load.
        case hold(Double)
        /// Enough is known.
        case stop(Stop)
    }

    /// Where to begin.
    public var start: Double
    /// Smallest load that may be tried.
    public var floor: Double
    /// Largest load that may be tried.
    public var cap: Double
    /// How far apart the largest kept and the smallest exceeded load may be in the end, as a share.
    public var precision: Double
    /// Most levels.
    public var levels: Int

    /// A search.
    public init(start: Double, floor: Double, cap: Double, precision: Double = 0.02, levels: Int = 24) {
        self.start = min(max(start, floor), cap)
        self.floor = floor
        self.cap = cap
        self.precision = max(1e-4, precision)
        self.levels = max(2, levels)
    }

    /// What to do after these levels, in the order in which they were tried.
    public func next(_ history: [Level]) -> Decision {
        guard let bracket = Bracket(history) else { return .hold(start) }
        let decision = wanted(history, bracket)
        if case .hold = decision, history.count >= levels { return .stop(.levels) }
        return decision
    }

    private func wanted(_ history: [Level], _ bracket: Bracket) -> Decision {
        guard let kept = bracket.kept else {
            guard let exceeded = bracket.exceeded, exceeded.load > floor else { return .stop(.exceeded) }
            return .hold(max(floor, exceeded.load / stride(history, up: false)))
        }
        guard let exceeded = bracket.exceeded else {
            guard kept.load < cap else { return .stop(.cap) }
            if isPlateau(history) { return .stop(.plateau) }
            return .hold(min(cap, kept.load * stride(history, up: true)))
        }
        guard exceeded.load > kept.load * (1 + precision) else { return .stop(.precision) }
        return .hold(within(history, kept, exceeded))
    }

    /// Strides grow: whoever is wrong by a factor of twenty shall not need ten levels to know. They grow slowly, as a load far
    /// beyond the limit costs as much as many below it.
    private func stride(_ history: [Level], up: Bool) -> Double {
        let sameWay = history.reversed().prefix { $0.isKept == up }.count
        return sameWay <= 1 ? 1.5 : sameWay <= 3 ? 2 : 3
    }

    /// Whether three levels, each half as much again as the one before at least, got no more done.
    private func isPlateau(_ history: [Level]) -> Bool {
        let sorted = history.filter(\.isKept).sorted { $0.load < $1.load }.suffix(3)
        guard sorted.count == 3, let first = sorted.first, let last = sorted.last, first.done > 0 else { return false }
        return last.load > first.load * 2 && last.done < first.done * 1.02
    }

    /// A load inside a bracket.
    private func within(_ history: [Level], _ kept: Level, _ exceeded: Level) -> Double {
        let (low, high) = (Elementary.log(kept.load), Elementary.log(exceeded.load))
        let width = high - low
        // Illinois: an end that stays put twice counts half, so that the other moves.
        var (above, below) = (kept.margin, -exceeded.margin)
        let sides = history.suffix(2).map(\.isKept)
        if sides == [true, true] { below /= 2 } else if sides == [false, false] { above /= 2 }
        let share = above + below > 0 ? above / (above + below) : 0.5
        let estimate = low + width * min(0.9, max(0.1, share))
        let step = Elementary.log1p(precision)
        // Where the estimate is likely to be good, a step to its far side closes the bracket.
        if width > 2 * step, width < 16 * step {
            let nearLow = estimate - low < high - estimate
            let aside = nearLow ? estimate + 0.45 * step : estimate - 0.45 * step
            return Elementary.exp(min(high - 0.1 * step, max(low + 0.1 * step, aside)))
        }
        return Elementary.exp(width <= 2 * step ? low + width / 2 : estimate)
    }

    /// The largest load that was kept below the smallest that was not. Noise may turn verdicts around; of two that contradict
    /// each other the exceeded one counts.
    public struct Bracket: Sendable, Hashable {
        /// The largest load kept; nil: none is known.
        public var kept: Level?
        /// The smallest load exceeded; nil: none is known.
        public var exceeded: Level?

        /// - Returns: nil without levels.
        public init?(_ history: [Level]) {
            guard !history.isEmpty else { return nil }
            let exceeded = history.filter { !$0.isKept }.min { $0.load < $1.load }
            self.exceeded = exceeded
            kept = history.filter { $0.isKept && $0.load < (exceeded?.load ?? .infinity) }.max { $0.load < $1.load }
        }
    }
}
