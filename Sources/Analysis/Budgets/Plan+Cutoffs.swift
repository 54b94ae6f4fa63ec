public import Kernel

extension Plan {
    /// The strictest budget that speaks of a cut-off; nil: none does.
    public func budget(atCutoff at: Instant) -> Budget? {
        budgets.filter { budget in
            guard case .cutoffShare = budget.measure, !budget.comparison.isCeiling else { return false }
            // As they are judged: a cut-off at the end of a stretch belongs to it.
            guard let during = budget.during else { return true }
            return calendars[during].open.contains(at) || calendars[during].open.contains(at - 1)
        }.max { $0.bound < $1.bound }
    }

    /// Whether fewer orders make a cut-off than is asked of it.
    /// - Parameters:
    ///   - judged: orders that had to.
    ///   - met: those that did.
    public func isAtRisk(_ judged: Int64, _ met: Int64, atCutoff at: Instant) -> Bool {
        guard judged > 0, let budget = budget(atCutoff: at) else { return false }
        return !budget.comparison.holds(Double(met) / Double(judged), budget.bound)
    }
}
