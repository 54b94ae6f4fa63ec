internal import Kernel

/// Where each seed by itself says that the edge is, and the interval of their mean.
///
/// All levels of a search are judged by the same seeds, so their errors go together: how sure the edge is does not grow with the
/// number of levels. One edge a seed is independent of the others, whatever the levels share; Student's interval over them
/// covers what it says.
struct SeedCrossings {
    /// A level and what each of its seeds measured.
    struct Level {
        /// ln(load).
        var x: Double
        /// ln(measured / bound) by seed.
        var y: [Double]
    }

    /// The mean edge with its interval, as loads; nil: fewer than two seeds, or no slope to go by.
    /// - Parameters:
    ///   - levels: each load once, as it was judged last.
    ///   - edge: about where it is, as a load.
    ///   - reach: how far from it, on the logarithm, levels count.
    static func interval(_ levels: [Level], around edge: Double, reach: Double) -> ConfidenceInterval? {
        let centre = Elementary.log(edge)
        let near = levels.filter { ($0.x - centre).magnitude <= reach }
        guard let most = near.map(\.y.count).max(), most > 1, let slope = slope(near) else { return nil }
        // Those that all seeds judged; nearer ones say more, as the line between them and the edge is shorter.
        let judged = near.filter { $0.y.count == most }
        let weights = judged.map { 1 / max(1e-4, ($0.x - centre) * ($0.x - centre)) }
        let total = weights.reduce(0, +)
        let crossings = (0..<most).map { seed in
            zip(judged, weights).reduce(0.0) { sum, entry in
                sum + entry.1 / total * (entry.0.x - entry.0.y[seed] / slope)
            }
        }
        guard let mean = Replications.mean(crossings) else { return nil }
        return ConfidenceInterval(
            estimate: Elementary.exp(mean.estimate), lower: Elementary.exp(mean.lower),
            upper: Elementary.exp(mean.upper), level: mean.level)
    }

    /// The slope of the mean margins, by least squares; of the same seeds only, so that chance does not pass for slope.
    private static func slope(_ levels: [Level]) -> Double? {
        guard levels.count > 1 else { return nil }
        let points = levels.map { (x: $0.x, y: $0.y[0]) }
        let most = levels.map(\.y.count).max() ?? 1
        let whole = levels.filter { $0.y.count == most }.map { (x: $0.x, y: $0.y.reduce(0, +) / Double(most)) }
        for candidate in [whole, points] where candidate.count > 1 {
            let count = Double(candidate.count)
            let x = candidate.reduce(0) { $0 + $1.x } / count
            let y = candidate.reduce(0) { $0 + $1.y } / count
            let spread = candidate.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
            guard spread > 1e-9 else { continue }
            let slope = candidate.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread
            if slope > 0, slope.isFinite { return slope }
        }
        return nil
    }
}
