/// A reason not to trust a fit of the Universal Scalability Law.
public enum ScalabilityWarning: Sendable, Hashable {
    /// Fewer than six points: three parameters leave little to judge them by.
    case fewPoints(Int)
    /// Some points grow faster than linearly (efficiency above 1, at these N): a cache warms up, or small loads were
    /// measured badly. The law does not describe that.
    case superlinear(at: [Double])
    /// No crosstalk was found (beta not positive): the data show no maximum, so none may be named.
    case noMaximum
    /// Negative contention: alpha is not to be read as a share of serial work.
    case negativeContention
    /// The peak lies beyond the largest N measured: it is an extrapolation.
    case peakBeyondData(peak: Double, largest: Double)
    /// The standard error of beta is as large as half its value: the place of the peak is not known.
    case uncertainCrosstalk
    /// The iterations did not settle.
    case notConverged
}
