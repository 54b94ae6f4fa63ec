internal import Kernel

/// The smallest stumble that trips a landscape, between one that heals and one that does not: a pure function of what was
/// tried. Each round tries the two points that cut what is left into three equal parts, on the logarithm, so that two cores
/// are busy.
struct StumbleSearch {
    /// What is known of a size.
    enum Verdict {
        case heals, trips
    }

    /// Where a search stands.
    enum Step: Hashable {
        /// These sizes are wanted.
        case tryThese([Double])
        /// It is known well enough.
        case found(StumbleFinding.Tipping)
    }

    /// The smallest and the largest size worth trying.
    let range: ClosedRange<Double>
    /// How close the two may stay, absolute and as a share: whichever is wider.
    let precision: (absolute: Double, relative: Double)

    /// The next step.
    /// - Parameter verdict: what is known of a size; nil: it was not tried.
    func next(_ verdict: (Double) -> Verdict?) -> Step {
        let ends = [range.lowerBound, range.upperBound]
        let missing = ends.filter { verdict($0) == nil }
        guard missing.isEmpty else { return .tryThese(missing) }
        if verdict(range.upperBound) == .heals { return .found(.never(upTo: range.upperBound)) }
        if verdict(range.lowerBound) == .trips { return .found(.always(from: range.lowerBound)) }
        var (low, high) = (range.lowerBound, range.upperBound)
        // Bounded: each round leaves a third.
        for _ in 0..<60 {
            if high - low <= max(precision.absolute, precision.relative * low) * (1 + 1e-9) { break }
            let third = (high / low).cubeRoot
            let points = [low * third, low * third * third]
            let verdicts = points.map(verdict)
            guard verdicts.allSatisfy({ $0 != nil }) else {
                return .tryThese(zip(points, verdicts).filter { $0.1 == nil }.map(\.0))
            }
            if verdicts[0] == .trips {
                high = points[0]
            } else if verdicts[1] == .trips {
                (low, high) = (points[0], points[1])
            } else {
                low = points[1]
            }
        }
        return .found(.between(heals: low, trips: high))
    }
}

extension Double {
    fileprivate var cubeRoot: Double { Elementary.exp(Elementary.log(self) / 3) }
}
