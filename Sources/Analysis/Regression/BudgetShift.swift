public import Kernel

/// How a budget came out in two runs.
public struct BudgetShift: Sendable, Hashable {
    /// Its words.
    public var text: String
    /// What a breach means, as the second run says (the first, where only that has it).
    public var severity: Budget.Severity
    /// How it came out in the first run; nil: it had no such budget.
    public var base: Verdict.Status?
    /// In the second.
    public var run: Verdict.Status?
    /// What was measured in the first, in the budget's unit.
    public var baseValue: Double?
    /// In the second.
    public var runValue: Double?
    /// The budget as one of the plans has it.
    public var budget: Budget

    /// Whether it held and fails now.
    public var isBroken: Bool { base == .pass && run == .fail }
    /// Whether it failed and holds now.
    public var isMended: Bool { base == .fail && run == .pass }
    /// Whether it held, and there is nothing to judge it by now.
    public var isSilent: Bool { base == .pass && run == .noData }

    /// All budgets of two sides, those of the second in its order, then those that only the first has.
    ///
    /// Of several runs a side the base holds a budget if all its runs do, and the other breaks it if most of its runs do.
    static func all(_ base: Recording, _ baseVerdicts: [[Verdict]], _ run: Recording, _ runVerdicts: [[Verdict]])
        -> [BudgetShift]
    {
        func verdicts(_ text: String, _ recording: Recording, _ runs: [[Verdict]]) -> [Verdict] {
            runs.compactMap { $0.first { recording.plan.budgets[$0.budget].text == text } }
        }
        func shift(_ budget: Budget) -> BudgetShift {
            let one = verdicts(budget.text, base, baseVerdicts)
            let two = verdicts(budget.text, run, runVerdicts)
            let failed = two.count { $0.status == .fail }
            let now = failed * 2 > two.count ? Verdict.Status.fail : two.first { $0.status != .fail }?.status
            let before = one.first { $0.status != .pass } ?? one.first
            return BudgetShift(
                text: budget.text, severity: budget.severity, base: before?.status, run: two.isEmpty ? nil : now,
                baseValue: before?.value, runValue: two.first { $0.status == now }?.value, budget: budget)
        }
        let known = Set(run.plan.budgets.map(\.text))
        return run.plan.budgets.map(shift) + base.plan.budgets.filter { !known.contains($0.text) }.map(shift)
    }
}
