internal import Kernel

extension Shift {
    /// What happened by interval, and of how much: failures of calls, attempts by calls.
    struct Counted: Sendable, Hashable {
        /// In each interval.
        var events: [Int64]
        /// Likewise.
        var trials: [Int64]

        var event: Int64 { events.reduce(0, &+) }
        var trial: Int64 { trials.reduce(0, &+) }
    }

    /// Events of both sides below which they are few.
    private static let few = 50.0

    /// By how much a share differs between two runs whose intervals belong together: failures of calls, say.
    ///
    /// Where events are few, Student's t is wrong about them. Then the p-value is that of `PoissonMeansTest`, and the interval is
    /// made of both sides' exact ones (Clopper and Pearson) by the rule of G. Zou and A. Donner ("Construction of confidence limits
    /// about effect measures", 2008). Events that come in bursts, by the index of dispersion over blocks (R. Fisher, "The
    /// significance of deviations from expectation in a Poisson series", 1950), are counted by bursts. Elsewhere it is a ratio.
    static func share(_ base: Counted, _ run: Counted, level: Double) -> Shift? {
        guard base.trial > 0, run.trial > 0 else { return nil }
        var shift = ratio(base, run, level: level)
        guard let block = shift?.block, let found = shift else { return shift }
        let sides = [(base, found.base), (run, found.run)]
        let independent = sides.reduce(0.0) { $0 + $1.1 * max(1 - $1.1, 0) / Double($1.0.trial) }
        var burst = 1.0
        if independent > 0 {
            let index = block.standardError * block.standardError / independent
            let below = GammaDistribution.cdf(index * block.degreesOfFreedom / 2, shape: block.degreesOfFreedom / 2)
            if below > 0.95 { burst = max(index, 1) }
        }
        let bursts = (base: Double(base.event) / burst, run: Double(run.event) / burst)
        guard bursts.base + bursts.run < few, base != run else { return shift }
        func bounds(_ bursts: Double, _ trials: Int64) -> ConfidenceInterval? {
            RateBound.share(
                Int(bursts.rounded()), of: max(1, Int((Double(trials) / burst).rounded())), level: level)
        }
        guard let one = bounds(bursts.base, base.trial), let two = bounds(bursts.run, run.trial) else { return shift }
        func root(_ a: Double, _ b: Double) -> Double {
            (max(0, a) * max(0, a) + max(0, b) * max(0, b)).squareRoot()
        }
        let difference = found.run - found.base
        shift?.interval = ConfidenceInterval(
            estimate: difference,
            lower: difference - root(found.run - two.lower, one.upper - found.base),
            upper: difference + root(two.upper - found.run, found.base - one.lower), level: level)
        shift?.pValue = PoissonMeansTest.pValue(
            Int(bursts.base.rounded()), Int(bursts.run.rounded()),
            exposure: (Double(base.trial), Double(run.trial)))
        shift?.reachZeroIfNotSure()
        return shift
    }

    /// By how much a ratio of sums differs: attempts by calls, say. Linearised (W. Cochran, Sampling Techniques, 6.3): an
    /// interval's events less the ratio times its trials.
    static func ratio(_ base: Counted, _ run: Counted, level: Double) -> Shift? {
        guard base.trial > 0, run.trial > 0 else { return nil }
        let (x, y) = (Double(base.event) / Double(base.trial), Double(run.event) / Double(run.trial))
        var shift = Shift(base: x, run: y, baseCount: base.trial, runCount: run.trial)
        let active = BlockSum.active(base.trials, run.trials)
        let differences = active.map { interval -> Double in
            let one = Double(base.events[interval]) - x * Double(base.trials[interval])
            let two = Double(run.events[interval]) - y * Double(run.trials[interval])
            return two / Double(run.trial) - one / Double(base.trial)
        }
        return judged(&shift, differences, active.count, level)
    }

    /// By how much a rate over time differs: what was done in each interval, intervals of one length.
    /// - Parameters:
    ///   - times: what a sum over all intervals of a run is multiplied by.
    ///   - runs: how many runs each side's sums are of.
    static func rate(
        _ base: [Int64], _ run: [Int64], times: Double, runs: (base: Int, run: Int) = (1, 1), level: Double
    ) -> Shift? {
        let (x, y) = (base.reduce(0, &+), run.reduce(0, &+))
        guard x > 0 || y > 0, base.count == run.count else { return nil }
        let (one, two) = (times / Double(runs.base), times / Double(runs.run))
        var shift = Shift(base: Double(x) * one, run: Double(y) * two, baseCount: x, runCount: y)
        return judged(&shift, zip(base, run).map { Double($1) * two - Double($0) * one }, base.count, level)
    }

    private static func judged(
        _ shift: inout Shift, _ differences: [Double], _ count: Int, _ level: Double
    ) -> Shift {
        guard let block = BlockSum(differences) else {
            shift.gap = .fewIntervals(count, needed: BlockSum.least)
            return shift
        }
        shift.block = block
        shift.pValue = block.pValue(of: shift.run - shift.base)
        shift.interval = ConfidenceInterval(
            estimate: shift.run - shift.base, halfWidth: block.halfWidth(level), level: level)
        return shift
    }
}
