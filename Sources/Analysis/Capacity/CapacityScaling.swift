/// Three answers to "how far does it scale", which are answers to different questions: where the curve bends (Kneedle), where
/// it would be highest if it went on as it began (Universal Scalability Law), and what the budgets allow, which is the limit.
public struct CapacityScaling: Sendable, Codable, Hashable {
    /// The load in times of the forecast at which latency begins to climb; nil: no knee within the curve.
    public var knee: Double?
    /// The law's optimum load, in times of the forecast: N* of Gunther's law; nil: the curve has no peak.
    public var peak: Double?
    /// How well the law fits: the residuals' standard error by the largest throughput; nil: nothing could be fitted.
    public var misfit: Double?
    /// Contention of the law.
    public var alpha: ScalabilityFit.Parameter?
    /// Coherency of the law.
    public var beta: ScalabilityFit.Parameter?
    /// Whether the fit is to be trusted: no warning of its own, residuals below a twentieth.
    public var isTrusted: Bool

    /// - Parameter curve: loads around the limit, ascending.
    /// - Returns: nil where the curve has too few points.
    init?(_ curve: [CurvePoint]) {
        let points = curve.filter { $0.offered > 0 }
        guard points.count >= 5 else { return nil }
        knee = CapacityScaling.knee(points)
        isTrusted = false
        guard let fit = ScalabilityFit(loads: points.map(\.factor), throughputs: points.map(\.done)) else { return }
        peak = fit.peak
        alpha = fit.alpha
        beta = fit.beta
        let most = points.map(\.done).max() ?? 0
        misfit = most > 0 ? fit.residualStandardError.map { $0 / most } : nil
        isTrusted = fit.warnings.isEmpty && (misfit ?? 1) < 0.05
    }

    /// The knee of the percentile (p50, p95, p99) that climbs most; of none where none doubles.
    private static func knee(_ points: [CurvePoint]) -> Double? {
        let curves = (0..<3).map { place in
            points.compactMap { point in point.latency.map { (x: point.factor, y: Double($0[place])) } }
        }
        func rise(_ curve: [(x: Double, y: Double)]) -> Double {
            let least = curve.map(\.y).min() ?? 0
            return least > 0 ? (curve.map(\.y).max() ?? 0) / least : 0
        }
        guard let steepest = curves.max(by: { rise($0) < rise($1) }), rise(steepest) >= 2 else { return nil }
        return Knee(x: steepest.map(\.x), y: steepest.map(\.y), shape: .convexIncreasing)?.x
    }
}
