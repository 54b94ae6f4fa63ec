internal import Kernel

/// How long an operation takes at a worker, fitted to what a run measured.
public struct ServiceFit: Sendable, Hashable {
    /// The form that is taken.
    public var form: ServiceForm
    /// The mean of the times with its 95 % interval, in ns.
    public var mean: ConfidenceInterval
    /// Times it is fitted to.
    public var count: Int
    /// Kolmogorov's distance of the times from the form: the largest difference of shares, 0...1; nil where it means nothing
    /// (times that are all but the same, or quantiles as measured).
    public var distance: Double?
    /// Standard deviation by mean.
    public var variation: Double
    /// The distance of each form that was tried, by its name.
    public var tried: [String: Double]

    /// Fewer times than this are not fitted.
    public static let least = 30

    /// Times that differ by less than this share of their mean are called fixed.
    static let fixedBelow = 0.05

    /// Quantiles that are kept where no form fits.
    static let shares = [
        0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1,
    ]

    /// The simplest form that fits.
    ///
    /// A form fits if Kolmogorov's distance is within 1.36 / sqrt(n), its 5 % point, and two hundredths for what the wire
    /// adds, and if its mean is within 2 % of the times' mean: capacity hangs on the mean. Exponential goes before nearer
    /// ones that are nearer by less than a hundredth. Where none fits, quantiles are taken as measured.
    /// - Returns: nil for fewer than `least` times.
    init?(_ sample: TimeSample) {
        let count = sample.times.count
        guard count >= ServiceFit.least else { return nil }
        self.count = count
        let error = ((sample.moments.variance ?? 0) / Double(count)).squareRoot()
        let t = StudentT.quantile(0.975, degreesOfFreedom: Double(count - 1))
        mean = ConfidenceInterval(estimate: sample.moments.mean, halfWidth: t * error, level: 0.95)
        variation = sample.variation
        tried = [:]
        guard variation >= ServiceFit.fixedBelow else {
            form = .fixed(sample.moments.mean)
            return
        }
        let bound = 1.36 / Double(count).squareRoot() + 0.02
        var fits: [(form: ServiceForm, distance: Double)] = []
        for form in [sample.exponential, sample.lognormal, sample.gamma] {
            guard let distance = sample.distance(from: form) else { continue }
            tried[form.name] = distance
            let isMeanRight = (form.mean / sample.moments.mean - 1).magnitude <= 0.02
            if distance <= bound, isMeanRight { fits.append((form, distance)) }
        }
        guard let nearest = fits.min(by: { $0.distance < $1.distance }) else {
            form = .measured(
                ServiceFit.shares.map {
                    ServiceForm.Quantile(share: $0, time: Nanoseconds(sample.quantile($0).rounded()))
                })
            return
        }
        let simple = fits.first { $0.form.name == "exponential" && $0.distance <= nearest.distance + 0.01 }
        (form, distance) = simple ?? nearest
    }
}
