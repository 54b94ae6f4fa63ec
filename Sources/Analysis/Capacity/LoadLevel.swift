internal import Kernel

/// One level of load that was held and judged.
public struct LoadLevel: Sendable, Codable, Hashable {
    /// What the judge says.
    public enum Verdict: String, Sendable, Codable, Hashable, CaseIterable {
        /// All budgets were kept, with confidence.
        case kept
        /// A budget was broken, with confidence.
        case broken
        /// The level was not held long enough to say.
        case undecided
    }

    /// The load that was offered, in the caller's unit (orders an hour, multiples of a day).
    public var load: Double
    /// How long it was held in all, warm-up excluded, in the caller's unit. A level that is held again is judged anew over
    /// all of it: of several judgements of one load the last counts.
    public var duration: Double
    /// The tightest budget: measured over bound. Below 1 there is room, above 1 it is broken; 1e-6...1e6.
    public var margin: Double
    /// The margin of each budget by itself, by a number that is the same at all levels; empty: only the tightest is known.
    /// Which budget is the tightest changes with the load, and what one measured says nothing of where another will break.
    public var parts: [Int: Double] = [:]
    /// Relative standard error of the margin: 0 known exactly, nil not known.
    public var error: Double?
    /// Kept, broken, or not to be said yet.
    public var verdict: Verdict
    /// What was completed, in the load's unit; nil if not measured.
    public var completed: Double?
    /// The load at which the busiest resource would be full, judged by this level's utilisation (load / utilisation) or, in
    /// overload, by what it completed; nil if not known. A hint for the next level, nothing more.
    public var saturation: Double?

    /// A judged level. A margin that is not a number counts as the largest: what cannot be measured is not kept.
    public init(
        load: Double, duration: Double, margin: Double, error: Double? = nil, verdict: Verdict,
        completed: Double? = nil, saturation: Double? = nil
    ) {
        self.load = load
        self.duration = duration
        self.margin = margin.isNaN ? 1e6 : min(max(margin, 1e-6), 1e6)
        self.error = error.flatMap { $0 >= 0 ? $0 : nil }
        self.verdict = verdict
        self.completed = completed
        self.saturation = saturation.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }

    /// ln(margin): negative where there is room.
    var logMargin: Double { Elementary.log(margin) }

    /// The margins of each budget here and at another level, ln of each; of the tightest where they are not known of all. One
    /// that is known of one of them only, as it is told where it is broken, has a little room at the other.
    func logParts(with other: LoadLevel) -> [(here: Double, there: Double)] {
        let budgets = Set(parts.keys).union(other.parts.keys)
        guard !parts.isEmpty, !other.parts.isEmpty, !budgets.isEmpty else { return [(logMargin, other.logMargin)] }
        return budgets.map { budget in
            (
                Elementary.log(max(1e-6, parts[budget] ?? LoadLevel.someRoom)),
                Elementary.log(max(1e-6, other.parts[budget] ?? LoadLevel.someRoom))
            )
        }
    }

    private static let someRoom = 0.9

    /// The verdict, or where there is none yet what the margin alone says.
    var isKept: Bool {
        switch verdict {
        case .kept: true
        case .broken: false
        case .undecided: margin < 1
        }
    }

    /// How many standard errors the margin lies from its bound; infinite where the margin is exact, nil where its error is not
    /// known.
    var strength: Double? { error.map { $0 > 0 ? logMargin.magnitude / $0 : .infinity } }
}
