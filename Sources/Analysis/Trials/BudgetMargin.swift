import Kernel

extension Budget {
    /// Furthest that a margin tells apart.
    static let farthest = 8.0

    /// How far a measured value is from the bound, as `TrialReading.Judged.margin`.
    func margin(of value: Double, samples: Int64) -> Double {
        let holds = comparison.holds(value, bound)
        var (bad, allowed) = (value, bound)
        if !comparison.isCeiling {
            // What is missing, of shares; rates can only be compared upside down.
            (bad, allowed) = isShare ? (1 - value, 1 - bound) : (bound, value)
        }
        // Nothing bad at all, and nothing bad allowed, still has a scale: half of one sample.
        let least = isShare ? 0.5 / Double(max(1, samples)) : 1e-9
        let raw = Elementary.log(max(allowed, least) / max(bad, least))
        let margin = min(Budget.farthest, max(-Budget.farthest, raw.isFinite ? raw : 0))
        // The verdict and the margin never contradict each other.
        return holds ? max(margin, 0) : min(margin, -1e-6)
    }

    /// What went wrong of what was counted, and how much of it may; nil where the measure is no such share (the highest or the
    /// worst of something says nothing of how often).
    func fault(_ verdict: Verdict) -> TrialReading.Fault? {
        guard let value = verdict.value, verdict.samples > 0, anyWindow == nil else { return nil }
        let count = Double(verdict.samples)
        switch measure {
        case .quantile(let q):
            guard comparison.isCeiling, let beyond = verdict.beyond else { return nil }
            return TrialReading.Fault(bad: Double(beyond), of: count, allowed: 1 - q, isCounted: true)
        case .mean, .amplification:
            guard comparison.isCeiling else { return nil }
            return TrialReading.Fault(bad: value * count, of: count, allowed: bound, isCounted: false)
        case .outcomeShare, .cutoffShare, .endingShare, .parkedShare:
            return comparison.isCeiling
                ? TrialReading.Fault(bad: value * count, of: count, allowed: bound, isCounted: true)
                : TrialReading.Fault(bad: (1 - value) * count, of: count, allowed: 1 - bound, isCounted: true)
        case .maximum, .depth, .rate, .age: return nil
        }
    }

    private var isShare: Bool {
        switch measure {
        case .outcomeShare, .cutoffShare, .endingShare, .parkedShare: true
        default: false
        }
    }
}
