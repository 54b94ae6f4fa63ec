public import Reconciliation

/// An order that shows what a class means, with all of its events.
public struct ExemplarOrder: Sendable, Hashable {
    /// The class.
    public var verdict: VerdictClass
    /// Hash of the order.
    public var order: UInt64
    /// What became of its events; of an order with very many, those that do not match first.
    public var units: [ExplainedUnit]
    /// Units that are left out.
    public var left: Int

    /// So many units of an order are told.
    private static let limit = 40

    /// One of each class of difference, the worst first: of the kind of event that has most of them.
    static func all(_ reconciler: Reconciler, _ tally: Tally) -> [ExemplarOrder] {
        let cells = (0..<tally.kinds).map { tally.cell(kind: $0) }
        let chosen = VerdictClass.allCases.filter(\.isDefect).reversed().compactMap {
            verdict -> (verdict: VerdictClass, order: UInt64)? in
            let most = cells.filter { $0[verdict].units > 0 }.max { $0[verdict].units < $1[verdict].units }
            return most?.exemplars[Int(verdict.rawValue)].first.map { (verdict, $0.order) }
        }
        let explained = reconciler.explain(orders: Set(chosen.map(\.order)))
        return chosen.compactMap { verdict, order in
            guard let all = explained[order] else { return nil }
            let units = all.count <= limit ? all : Array(all.sorted { $0.unit.verdict > $1.unit.verdict }.prefix(limit))
            return ExemplarOrder(verdict: verdict, order: order, units: units, left: all.count - units.count)
        }
    }
}
