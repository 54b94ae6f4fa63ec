internal import Kernel

/// How long the blocks of a bootstrap must be for a series, and how much its dependence inflates the variance of its mean.
///
/// The automatic rule of D. Politis and H. White (2004, corrected by Patton, Politis and White 2009) for circular blocks:
/// b = (2 G^2 / D)^(1/3) n^(1/3), G = sum w(k / M) |k| R(k), D = 4/3 (sum w(k / M) R(k))^2, with the flat-top window
/// w(t) = 1 up to 1/2, 2 (1 - |t|) up to 1, and M twice the lag after which correlations stay insignificant.
struct BlockLength: Sendable, Hashable {
    /// At least 1, at most a third of the series.
    var length: Int
    /// Variance of the mean over that of as many independent values; at least 1: negative dependence earns no credit.
    var inflation: Double

    init(_ series: [Double]) {
        let n = series.count
        length = 1
        inflation = 1
        guard n >= 12 else { return }
        let mean = series.reduce(0, +) / Double(n)
        let centred = series.map { $0 - mean }
        func covariance(_ lag: Int) -> Double {
            var sum = 0.0
            for i in lag..<n { sum += centred[i] * centred[i - lag] }
            return sum / Double(n)
        }
        var covariances = [covariance(0)]
        guard covariances[0] > 0 else { return }
        let decades = Elementary.log(Double(n)) / Elementary.log(10)
        let bound = 2 * (decades / Double(n)).squareRoot() * covariances[0]
        let quiet = max(5, Int(decades.squareRoot().rounded(.up)))
        let last = min(Int(Double(n).squareRoot().rounded(.up)) + quiet, n - 1)
        // The first lag after which `quiet` correlations in a row are insignificant.
        var significant = 0
        while covariances.count <= last && covariances.count - significant <= quiet {
            let lag = covariances.count
            covariances.append(covariance(lag))
            if covariances[lag].magnitude >= bound { significant = lag }
        }
        let reach = min(2 * max(significant, 1), last)
        while covariances.count <= reach { covariances.append(covariance(covariances.count)) }
        var spectrum = covariances[0]
        var slope = 0.0
        for lag in 1...reach {
            let t = Double(lag) / Double(reach)
            let weight = t <= 0.5 ? 1 : 2 * (1 - t)
            spectrum += 2 * weight * covariances[lag]
            slope += 2 * weight * Double(lag) * covariances[lag]
        }
        guard spectrum > 0 else { return }
        inflation = max(spectrum / covariances[0], 1)
        let cube = 1.5 * (slope / spectrum) * (slope / spectrum) * Double(n)
        guard cube > 1 else { return }
        length = min(max(Int(Elementary.exp(Elementary.log(cube) / 3).rounded(.up)), 1), n / 3)
    }
}
