/// How a measure of one run compares with that of another, and what that rests on.
public struct MeasureVerdict: Sendable, Hashable {
    /// How it came out.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Surely better, and by more than is tolerated.
        case better
        /// No difference beyond the tolerance is left possible, or two runs without chance between them differ by no more.
        case same
        /// Surely worse, and by more than is tolerated.
        case worse
        /// The difference may or may not be beyond the tolerance: there is too little to tell.
        case unknown = "not enough samples"
        /// A run has one such figure, chance is between the runs: it is told, not judged.
        case told
    }

    /// What the verdict rests on.
    public enum Basis: Sendable, Hashable {
        /// Blocks of the run: how many, the correlation of neighbours, and whether they passed for independent.
        case blocks(Int, correlation: Double, areIndependent: Bool)
        /// No chance lies between the runs: the figures themselves.
        case exact
        /// A side has fewer samples than any interval needs.
        case fewSamples
        /// It happened in so many intervals of the recording, and so many are needed.
        case fewIntervals(Int, needed: Int)
        /// One figure a run.
        case single
        /// The figures of several runs, and nothing within them.
        case runs
    }

    /// What was measured.
    public var measure: Measure
    /// In the first run; nil: it never came to that.
    public var base: Double?
    /// In the second.
    public var run: Double?
    /// Samples, calls or orders behind the first figure.
    public var baseCount: Int64
    /// Behind the second.
    public var runCount: Int64
    /// Second less first, with its interval; nil: there is none. An end that the samples do not reach is infinite.
    public var shift: ConfidenceInterval?
    /// How far the figures may differ, in the measure's unit.
    public var tolerance: Double
    /// The probability of a difference at least as large if there is none; nil: not tested.
    public var pValue: Double?
    /// The same for many tests at once: the least share of false alarms at which it would be called.
    public var adjusted: Double?
    /// How it came out.
    public var outcome: Outcome
    /// What that rests on.
    public var basis: Basis
    /// What several runs of each side tell; nil: there are none.
    public var spread: RunSpread?
    /// About how many samples would tell; nil: they are enough, or no number of them would.
    public var needed: Int64?

    /// Second less first; nil: one of them never came to that.
    public var difference: Double? {
        guard let base, let run else { return nil }
        return run - base
    }

    /// The difference in shares of the first figure; nil where that is zero.
    public var relative: Double? {
        guard let difference, let base, base != 0 else { return nil }
        return difference / base
    }

    /// How many times the tolerance it is worse; negative where it is better.
    public var severity: Double {
        guard let difference else { return run == nil && base != nil ? .infinity : 0 }
        let worse = measure.isWorseHigher ? difference : -difference
        return tolerance > 0 ? worse / tolerance : worse
    }
}
