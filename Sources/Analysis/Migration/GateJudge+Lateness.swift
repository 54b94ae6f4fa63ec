internal import Kernel
internal import Reconciliation

extension GateJudge {
    /// The shift of a kind, of a partner or of all; nil: nobody knows.
    func leg(_ kind: Int, _ partner: Int?) -> LegShift? {
        let own = legs.first { $0.kind == kind && $0.partner == partner }
        // A single partner is everything there is.
        return own ?? (legs.contains { $0.kind == kind && $0.partner != nil } ? nil : legs.first { $0.kind == kind })
    }

    /// By how much an interval has to be wider so that all of those that nobody agreed about hold together (Bonferroni, in normal
    /// approximation).
    private func allowance(_ level: Double) -> Double {
        let open = legs.count { leg in
            let terms = agreement.kinds[leg.kind]
            return terms.lateAfter == nil && !plan.latencies.contains { $0.kind == terms.name }
        }
        let (tail, tests) = ((1 - level) / 2, Double(max(open * (LegShift.told.count + 1), 1)))
        return NormalDistribution.quantile(1 - tail / tests) / NormalDistribution.quantile(1 - tail)
    }

    /// A kind that is later, shown beyond doubt, where nobody agreed to any lateness; nil: it is not, or somebody did.
    func lateness(_ kind: Int, _ partner: Int?) -> GateCheck? {
        let terms = agreement.kinds[kind]
        guard terms.lateAfter == nil, !plan.latencies.contains(where: { $0.kind == terms.name }),
            let leg = self.leg(kind, partner)
        else { return nil }
        let quantiles = leg.quantiles.compactMap { told in
            told.difference.interval.map { (quantile: Double?.some(told.quantile), interval: $0) }
        }
        let all = quantiles + (leg.shift.map { [(quantile: nil, interval: $0)] } ?? [])
        // Many are asked at once: one in twenty of them would be later by chance alone.
        let late = all.filter {
            $0.interval.estimate - ($0.interval.estimate - $0.interval.lower) * allowance($0.interval.level)
                > Double(terms.sameWithin)
        }
        // The first of those that are latest: a quantile, if there are enough orders for one.
        return late.max { $0.interval.estimate < $1.interval.estimate }.map {
            GateCheck(.lateness(kind: kind), .lateness($0.interval, quantile: $0.quantile), .open)
        }
    }
}
