public import Kernel
internal import Synchronization

/// A scenario's plan, as it is and with levers pulled. Nothing in it ends a run early, and what asks for much to be done asks nothing
/// of how much may come.
public final class PlanVariants: Sendable {
    /// As it is.
    public let plan: Plan
    private let make: @Sendable ([Int]) -> Plan?
    private let rewritten = Mutex<[[Int]: Plan?]>([:])

    /// - Parameters:
    ///   - plan: as it is.
    ///   - make: the plan as some of `plan.levers` rewrite the scenario, ascending, all of them such that do; nil: they cannot
    ///     be pulled together.
    public init(_ plan: Plan, rewriting make: @escaping @Sendable ([Int]) -> Plan? = { _ in nil }) {
        self.plan = PlanVariants.whole(plan)
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
        return plan
    }
}

extension Budget {
    /// Whether it asks for so much to be done: where less comes less is done, so it says nothing of how much may come.
    public var asksForWork: Bool { measure == .rate && !comparison.isCeiling }
}
