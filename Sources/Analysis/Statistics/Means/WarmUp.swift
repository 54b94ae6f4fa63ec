/// How much of the beginning of a run to leave out, by the rule MSER-5 (K. P. White, "An effective truncation heuristic
/// for bias reduction in simulation output", 1997; K. P. White, M. J. Cobb and S. C. Spratt 2000).
///
/// The numbers are averaged in groups of five; the cut d minimises sum_(i>d) (y_i - mean_d)^2 / (n - d)^2, the width of
/// the interval of what remains. Only cuts in the first half count: a minimum at the very end of it means that the run
/// had not settled.
public struct WarmUp: Sendable, Hashable {
    /// How many numbers to leave out; a multiple of five.
    public var count: Int
    /// Whether the minimum lies inside the first half. If not, the run is too short to say where its warm-up ends.
    public var isSettled: Bool

    /// The cut of a run.
    /// - Returns: nil below 50 numbers (ten groups), or where one is not finite.
    public init?(_ values: [Double]) {
        guard values.count >= 50, values.allSatisfy(\.isFinite) else { return nil }
        let groups = (0..<values.count / 5).map { group in
            values[(group * 5)..<(group * 5 + 5)].reduce(0, +) / 5
        }
        let half = groups.count / 2
        var tail = SampleMoments()
        var best = (cut: 0, score: Double.infinity)
        for cut in stride(from: groups.count - 1, through: 0, by: -1) {
            tail.add(groups[cut])
            guard cut <= half else { continue }
            let score = tail.squares / (Double(tail.count) * Double(tail.count))
            // Of equal scores the shorter cut.
            if score <= best.score { best = (cut, score) }
        }
        count = best.cut * 5
        isSettled = best.cut < half
    }
}
