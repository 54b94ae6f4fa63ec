internal import Kernel

/// A mean watched live (say the latency of the candidate less that of the baseline, order by order): an interval that holds
/// at every moment at once.
///
/// The asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy and A. Ramdas ("Time-uniform
/// central limit theory and asymptotic confidence sequences", Annals of Statistics 52, 2024), a normal mixture after
/// H. Robbins (1970): mean ± s sqrt(2 (t r^2 + 1) / (t^2 r^2) ln(sqrt(t r^2 + 1) / alpha)). It assumes
/// independent values with a finite variance and nothing else; like any central limit it needs a beginning, so there is no
/// interval before `minimumCount` values.
public struct AlwaysValidMean: Sendable, Hashable {
    /// No interval before this many values.
    public static let minimumCount = 100

    /// What was seen so far.
    public private(set) var moments = SampleMoments()
    /// The number of values at which the interval is to be narrowest against others; it holds at every number.
    public let tunedFor: Int

    /// A mean without values yet.
    public init(tunedFor count: Int = 2_000) { tunedFor = max(count, 1) }

    /// Takes one value in.
    public mutating func add(_ value: Double) { moments.add(value) }

    /// The mean and its interval.
    /// - Returns: nil before `minimumCount` values, without spread that could be judged, or for a level outside 0...1.
    public func interval(level: Double = 0.95) -> ConfidenceInterval? {
        guard moments.count >= AlwaysValidMean.minimumCount, level > 0, level < 1,
            let variance = moments.variance, variance.isFinite
        else { return nil }
        let t = Double(moments.count)
        // The choice given there: r^2 = (-2 ln alpha + ln(-2 ln alpha + 1)) / t* makes the width at t* nearly the least.
        let doubled = -2 * Elementary.log(1 - level)
        let square = (doubled + Elementary.log1p(doubled)) / Double(tunedFor)
        let grown = t * square + 1
        let logarithm = Elementary.log(grown) / 2 + doubled / 2
        let width = (variance * 2 * grown / (t * t * square) * logarithm).squareRoot()
        return ConfidenceInterval(estimate: moments.mean, halfWidth: width, level: level)
    }
}
