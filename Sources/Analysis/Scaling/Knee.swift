/// Where a curve bends: the point beyond which more effort buys little (V. Satopaa, J. Albrecht, D. Irwin and
/// B. Raghavan, "Finding a 'Kneedle' in a Haystack", 2011).
///
/// The curve is scaled to the unit square and turned so that it rises steeply first; the knee is a local maximum of its
/// height above the diagonal, confirmed when that height falls below maximum - S x mean spacing before the next maximum.
/// After a local minimum nothing is confirmed until the next maximum. No smoothing: the points are used as they are.
public struct Knee: Sendable, Hashable {
    /// How the curve runs.
    public enum Shape: Sendable, Hashable, CaseIterable {
        /// Rises, ever more slowly: completed against offered.
        case concaveIncreasing
        /// Rises, ever faster: latency against load.
        case convexIncreasing
        /// Falls, ever faster.
        case concaveDecreasing
        /// Falls, ever more slowly.
        case convexDecreasing
    }

    /// Where.
    public var x: Double
    /// The curve's value there.
    public var y: Double
    /// The height above the diagonal in the unit square, 0...1: how sharp the bend is.
    public var height: Double
    /// Below this height the knee was confirmed.
    public var threshold: Double

    /// The first knee of a curve.
    /// - Parameters:
    ///   - x: ascending, all different.
    ///   - y: the curve's values.
    ///   - shape: how it runs.
    ///   - sensitivity: S: the larger, the more flat points it takes to confirm a knee; 1 is usual.
    /// - Returns: nil where there is no knee, below three points, for a flat curve or x that do not ascend.
    public init?(x: [Double], y: [Double], shape: Shape, sensitivity: Double = 1) {
        guard x.count == y.count, x.count >= 3, y.allSatisfy(\.isFinite), x.allSatisfy(\.isFinite),
            zip(x, x.dropFirst()).allSatisfy({ $0 < $1 }), sensitivity >= 0,
            let low = y.min(), let high = y.max(), low < high
        else { return nil }
        let count = x.count
        // Mirrored curves are walked from the other end.
        let mirrored = shape == .convexIncreasing || shape == .concaveDecreasing
        let flipped = shape == .convexIncreasing || shape == .convexDecreasing
        let order = mirrored ? Array((0..<count).reversed()) : Array(0..<count)
        let along = order.map { index in
            let share = (x[index] - x[0]) / (x[count - 1] - x[0])
            return mirrored ? 1 - share : share
        }
        let heights = zip(order, along).map { index, along in
            let share = (y[index] - low) / (high - low)
            return (flipped ? 1 - share : share) - along
        }
        let spacing = 1 / Double(count - 1)
        guard let found = Knee.find(heights, drop: sensitivity * spacing) else { return nil }
        self.x = x[order[found.index]]
        self.y = y[order[found.index]]
        height = heights[found.index]
        threshold = found.threshold
    }

    /// The first maximum that is confirmed.
    private static func find(_ heights: [Double], drop: Double) -> (index: Int, threshold: Double)? {
        var candidate: (index: Int, threshold: Double)?
        for i in 0..<(heights.count - 1) {
            let before = i > 0 ? heights[i - 1] : heights[i]
            let after = heights[i + 1]
            // The ends and flat stretches count as maxima and minima alike.
            if heights[i] >= before && heights[i] >= after { candidate = (i, heights[i] - drop) }
            if heights[i] <= before && heights[i] <= after { candidate = nil }
            if let candidate, after < candidate.threshold { return candidate }
        }
        return nil
    }
}
