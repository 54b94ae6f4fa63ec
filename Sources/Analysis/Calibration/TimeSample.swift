internal import Kernel

/// Service times of one operation, with what fits are made of.
struct TimeSample: Sendable {
    /// In ns, above zero, ascending.
    let times: [Double]
    let moments: SampleMoments
    let logs: SampleMoments

    init(_ times: [Double]) {
        self.times = times.filter { $0 > 0 }.sorted()
        moments = SampleMoments(self.times)
        logs = SampleMoments(self.times.lazy.map { Elementary.log($0) })
    }

    /// Standard deviation by mean; zero below two times.
    var variation: Double { (moments.variance ?? 0).squareRoot() / max(moments.mean, 1) }

    /// The least deviation of logarithms that is told from none: clocks are not better than that.
    private static let leastSigma = 0.005

    var exponential: ServiceForm { .exponential(mean: moments.mean) }

    var lognormal: ServiceForm {
        let squares = logs.count > 0 ? logs.squares / Double(logs.count) : 0
        return .lognormal(mu: logs.mean, sigma: max(squares.squareRoot(), TimeSample.leastSigma))
    }

    var gamma: ServiceForm {
        let shape = GammaDistribution.shape(logMeanLessMeanLog: Elementary.log(moments.mean) - logs.mean)
        return .gamma(mean: moments.mean, shape: min(shape, 1 / (TimeSample.leastSigma * TimeSample.leastSigma)))
    }

    /// The time of which a share of the sample is at or below.
    func quantile(_ share: Double) -> Double {
        times[min(times.count - 1, max(0, Int((share * Double(times.count)).rounded(.up)) - 1))]
    }

    /// Kolmogorov's distance of the sample from a form; nil for one that is quantiles.
    func distance(from form: ServiceForm) -> Double? {
        let count = Double(times.count)
        var most = 0.0
        for (place, time) in times.enumerated() {
            guard let share = form.share(atOrBelow: time) else { return nil }
            most = max(most, share - Double(place) / count, Double(place + 1) / count - share)
        }
        return most
    }
}
