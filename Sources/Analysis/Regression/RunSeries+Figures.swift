internal import Kernel

extension RunSeries {
    /// A measure's figure of this run; nil: it has none.
    func figure(of measure: Measure) -> Double? {
        switch measure.kind {
        case .quantile(let quantile):
            return latencies.first { $0.subject == measure.subject }?.track.total.quantile(quantile).map { Double($0) }
        case .throughput:
            return Double(done.reduce(0, &+)) * RunSeries.perHour(done.count, step)
        case .missedCutoff, .peak, .drained: return singles.first { $0.measure == measure }?.value
        default:
            guard let counted = ratios.first(where: { $0.measure == measure })?.counted, counted.trial > 0 else {
                return nil
            }
            return Double(counted.event) / Double(counted.trial)
        }
    }

    /// What a sum over so many intervals of this length is multiplied by to be a rate an hour.
    static func perHour(_ intervals: Int, _ step: Nanoseconds) -> Double {
        Double(Nanoseconds.hour) / Double(step * Int64(max(1, intervals)))
    }
}

extension Recording {
    /// Several runs of one plan, under whatever seeds, as one with the samples and counts of all.
    static func pooled(_ runs: [Recording]) -> Recording? {
        guard var pool = runs.first else { return nil }
        guard runs.count > 1 else { return pool }
        pool.parts = nil
        for run in runs.dropFirst() {
            var other = run
            other.parts = nil
            other.plan = pool.plan
            guard let both = try? pool.merged(with: other) else { return nil }
            pool = both
        }
        return pool
    }
}
