internal import Kernel

/// The line through noisy levels around the edge, and where it crosses the bound.
///
/// ln(margin) against ln(load), weighted by what is known of the margins' errors and by distance: a curve that bends leaves
/// a line by about x^2 / 0.2 of its slope at the distance x, which counts as an error of its own.
struct EdgeFit: Sendable {
    /// Where it crosses.
    let load: Double
    /// Relative standard error of that load.
    let error: Double
    /// How far from the edge, on the logarithm of the load, a level held longest is told from it at two and a half errors.
    let decidable: Double

    /// Nil with fewer than three levels in reach, errors that are unknown or zero, or a slope that is not clearly positive.
    init?(_ known: JudgedLoads, reach: Double) {
        guard let low = known.kept, let high = known.broken else { return nil }
        let centre = Elementary.log(known.crossing(low, high))
        let near = known.levels.compactMap { level -> (x: Double, y: Double, error: Double)? in
            let x = Elementary.log(level.load) - centre
            guard x.magnitude <= reach, let error = level.error, error > 0 else { return nil }
            return (x, level.logMargin, error)
        }
        guard near.count >= 3 else { return nil }
        // The slope by itself first, for what bending costs.
        let rough = EdgeFit.line(near.map { ($0.x, $0.y, 1 / ($0.error * $0.error)) })
        guard let rough, rough.slope > 0 else { return nil }
        let weighted = near.map { level in
            let bend = rough.slope * level.x * level.x / 0.2
            return (level.x, level.y, 1 / (level.error * level.error + bend * bend))
        }
        guard let line = EdgeFit.line(weighted) else { return nil }
        // The error of a place is that of the height over the slope: a slope that came out too steep by luck would promise
        // too much, so a standard error is taken off it.
        let slope = line.slope - line.slopeVariance.squareRoot()
        guard slope > line.slope / 2 else { return nil }
        let place = line.centre - line.height / line.slope
        let distance = place - line.centre
        load = Elementary.exp(centre + place)
        error = ((line.heightVariance + distance * distance * line.slopeVariance).squareRoot()) / slope
        decidable = 2.5 * (near.map(\.error).min() ?? 0) / slope
    }

    private static func line(
        _ points: [(x: Double, y: Double, weight: Double)]
    ) -> (centre: Double, height: Double, slope: Double, heightVariance: Double, slopeVariance: Double)? {
        let total = points.reduce(0) { $0 + $1.weight }
        let centre = points.reduce(0) { $0 + $1.weight * $1.x } / total
        let height = points.reduce(0) { $0 + $1.weight * $1.y } / total
        let spread = points.reduce(0) { $0 + $1.weight * ($1.x - centre) * ($1.x - centre) }
        guard spread > 0, spread.isFinite else { return nil }
        let slope = points.reduce(0) { $0 + $1.weight * ($1.x - centre) * ($1.y - height) } / spread
        return (centre, height, slope, 1 / total, 1 / spread)
    }
}
