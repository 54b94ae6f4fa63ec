public import Reconciliation

extension MigrationFindings {
    /// How much of a class there may be, over all partners and kinds. Units that come in clusters count for fewer; what was never
    /// seen is bounded by the orders that were compared, and a mismatch of splits by the splits.
    public func bound(_ verdict: VerdictClass) -> ShareBound {
        let cells = partners.indices.flatMap { partner in
            agreement.kinds.indices.compactMap { tally.cell(partner: partner, kind: $0) }
        }
        let seen = cells.reduce(0) { $0 + $1[verdict].units }
        let orders = tally.allOrders.enumerated().reduce(0) {
            $1.offset == Int(VerdictClass.pending.rawValue) ? $0 : $0 + $1.element
        }
        let whole =
            verdict == .splitMismatch
            ? cells.reduce(0) { $0 + $1.splits }
            : seen == 0 ? orders : cells.reduce(0) { $0 + $1.total.units - $1[.pending].units }
        return ShareBound(
            seen: seen, of: whole, level: level, isWatched: gate.isWatched,
            effect: DesignEffect.of([verdict], in: cells.map(\.occurrences)))
    }

    /// How many events of a kind may differ; where none does, bounded by the orders that have one.
    public func bound(kind: Int) -> ShareBound {
        let cells = partners.indices.compactMap { tally.cell(partner: $0, kind: kind) }
        let seen = cells.reduce(0) { $0 + $1.defects }
        return ShareBound(
            seen: seen,
            of: cells.reduce(0) { $0 + (seen == 0 ? $1.orders : $1.total.units - $1[.pending].units) }, level: level,
            isWatched: gate.isWatched,
            effect: DesignEffect.of(VerdictClass.allCases.filter(\.isDefect), in: cells.map(\.occurrences)))
    }

    /// How many orders may differ, of a partner or of all.
    public func orderBound(partner: Int?) -> ShareBound {
        let orders = partner.map { tally.orders[$0] } ?? tally.allOrders
        let verdicts = VerdictClass.allCases
        let judged = verdicts.filter { $0 != .pending }.reduce(0) { $0 + orders[Int($1.rawValue)] }
        let defects = verdicts.filter(\.isDefect)
        return ShareBound(
            seen: defects.reduce(0) { $0 + orders[Int($1.rawValue)] }, of: judged, level: level,
            isWatched: gate.isWatched,
            effect: DesignEffect.of(defects, in: partner.map { [tally.occurrences[$0]] } ?? tally.occurrences))
    }
}
