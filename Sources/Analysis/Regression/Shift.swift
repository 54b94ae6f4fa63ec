/// How a figure of one run differs from that of another, and how exactly that is known.
struct Shift: Sendable, Hashable {
    /// Why there is no interval.
    enum Gap: Sendable, Hashable {
        /// A side has fewer samples than any interval needs.
        case fewSamples(needed: Int64)
        /// Something happened in too few intervals of the recording.
        case fewIntervals(Int, needed: Int)
    }

    /// The figure of the first run.
    var base: Double
    /// The figure of the second run.
    var run: Double
    /// Samples, calls or orders behind the first.
    var baseCount: Int64
    /// Likewise behind the second.
    var runCount: Int64
    /// Second less first, with its interval; nil: there is none.
    var interval: ConfidenceInterval?
    /// The probability of a difference at least as large, either way, if there is none; nil: not known.
    var pValue: Double?
    /// Why there is no interval; nil if there is.
    var gap: Gap?
    /// What the interval rests on.
    var block: BlockSum?
    /// How many samples would bring both ends of the interval into reach; nil: they are.
    var countForBounds: Int64?

    /// Widens the interval to no difference at all where the test does not rule that out: where a distribution is lumpy, or
    /// events are few, the two may disagree, and nobody shall read more from one than the other says.
    mutating func reachZeroIfNotSure() {
        guard let known = interval, let pValue, pValue > 1 - known.level else { return }
        interval?.lower = min(known.lower, 0)
        interval?.upper = max(known.upper, 0)
    }
}
