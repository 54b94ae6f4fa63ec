public import Kernel
internal import Synchronization

/// A scenario's plan, as it is and with levers pulled. Nothing in it ends a run early.
public final class PlanVariants: Sendable {
    /// As it is.
    public let plan: Plan
    private let make: @Sendable ([Int]) -> Plan?
    private let made = Mutex<[[Int]: Plan?]>([:])

    /// - Parameters:
    ///   - plan: as it is.
    ///   - make: the plan with some of `plan.levers` pulled, where one of them rewrites the scenario; nil: they cannot be
    ///     pulled together.
    public init(_ plan: Plan, rewriting make: @escaping @Sendable ([Int]) -> Plan? = { _ in nil }) {
        self.plan = PlanVariants.whole(plan)
        self.make = make
    }

    /// The plan with some levers pulled; nil: they cannot be pulled together.
    /// - Parameter levers: ascending.
    public func plan(with levers: [Int]) -> Plan? {
        if levers.isEmpty { return plan }
        if let known = made.withLock({ $0[levers] }) { return known }
        var found: Plan?
        if levers.contains(where: { plan.levers[$0].rewrites }) {
            found = make(levers).map(PlanVariants.whole)
        } else {
            found = plan
        }
        // A rewritten plan has the same levers, each with what it changes of that plan.
        found = found.map { plan in levers.reduce(plan) { $0.with(plan.levers[$1].changes) } }
        let result = found
        made.withLock { $0[levers] = .some(result) }
        return found
    }

    /// A run that stops at its first breach says nothing of the rest of its day.
    private static func whole(_ plan: Plan) -> Plan {
        var plan = plan
        for budget in plan.budgets.indices { plan.budgets[budget].abortsOnBreach = false }
        return plan
    }
}
