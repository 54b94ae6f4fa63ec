public import Kernel
internal import Synchronization

/// A scenario's plan, as it is and with levers pulled. Nothing in it ends a run early, and what asks for much to be done asks nothing
/// of how much may come. Where no budget says what must hold, one does that nobody would leave out.
public final class PlanVariants: Sendable {
    /// As it is.
    public let plan: Plan
    /// Whether the scenario has budgets of its own that say what must hold; else `Budget.assumed` is the last of the plan's.
    public let hasBudgets: Bool
    private let make: @Sendable ([Int]) -> Plan?
    private let rewritten = Mutex<[[Int]: Plan?]>([:])

    /// - Parameters:
    ///   - plan: as it is.
    ///   - make: the plan as some of `plan.levers` rewrite the scenario, ascending, all of them such that do; nil: they cannot
    ///     be pulled together.
    public init(_ plan: Plan, rewriting make: @escaping @Sendable ([Int]) -> Plan? = { _ in nil }) {
        self.plan = PlanVariants.whole(plan)
        hasBudgets = plan.budgets.contains { $0.severity == .critical && !$0.asksForWork && $0 != .assumed }
        self.make = make
    }

    /// The plan with some levers pulled; nil: they cannot be pulled together.
    /// - Parameter levers: ascending.
    public func plan(with levers: [Int]) -> Plan? {
        // A rewritten plan has the same levers, each with what it changes of that plan.
        base(levers.filter { plan.levers[$0].rewrites }).map { plan in
            levers.reduce(plan) { $0.with(plan.levers[$1].changes) }
        }
    }

    /// The plan as levers rewrite it, each combination of them made once.
    private func base(_ rewriters: [Int]) -> Plan? {
        if rewriters.isEmpty { return plan }
        if let known = rewritten.withLock({ $0[rewriters] }) { return known }
        let found = make(rewriters).map(PlanVariants.whole)
        rewritten.withLock { $0[rewriters] = .some(found) }
        return found
    }

    /// A run that stops at its first breach says nothing of the rest of its day.
    private static func whole(_ plan: Plan) -> Plan {
        var plan = plan
        for budget in plan.budgets.indices {
            plan.budgets[budget].abortsOnBreach = false
            if plan.budgets[budget].asksForWork { plan.budgets[budget].severity = .warning }
        }
        if !plan.budgets.contains(where: { $0.severity == .critical }) { plan.budgets.append(.assumed) }
        return plan
    }
}

extension Budget {
    /// What is asked of a scenario that says nothing of what must hold: landscapes that let orders fail keep up with any load.
    public static let assumed = Budget(
        text: "orders failed <= 1% (assumed)", subjectText: "orders", measure: .endingShare(.failed), subject: .orders,
        comparison: .lessOrEqual, bound: 0.01)

    /// Whether it asks for so much to be done: where less comes less is done, so it says nothing of how much may come.
    public var asksForWork: Bool { measure == .rate && !comparison.isCeiling }
}
