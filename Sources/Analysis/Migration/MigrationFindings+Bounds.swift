public import Reconciliation

extension MigrationFindings {
    /// How much of a class there may be, over all partners and kinds. Units that come in clusters count for fewer; what was never
    /// seen is bounded by the orders that were compared, and a mismatch of splits by the splits.
    public func bound(_ verdict: VerdictClass) -> ShareBound {
        let cells = partners.indices.flatMap { partner in
            agreement.kinds.indices.compactMap { tally.cell(partner: partner, kind: $0) }
        }
        let seen = cells.reduce(0) { $0 + $1[verdict].units }
        let orders = partners.indices.reduce(0) { $0 + tally.comparedOrders($1) }
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
        let own = partner.map { [$0] } ?? Array(partners.indices)
        return ShareBound(
            seen: own.reduce(0) { $0 + tally.differingOrders($1) }, of: own.reduce(0) { $0 + tally.comparedOrders($1) },
            level: level, isWatched: gate.isWatched,
            effect: DesignEffect.of(VerdictClass.allCases.filter(\.isDefect), in: own.map { tally.occurrences[$0] }))
    }
}
