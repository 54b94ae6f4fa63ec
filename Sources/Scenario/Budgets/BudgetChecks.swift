internal import Kernel

/// What a run could not tell of budgets that can be read: windows too short for it.
struct BudgetChecks {
    /// With all of its budgets and calendars.
    let plan: Plan
    /// Where each budget of the plan was written.
    let sections: [BudgetSection]

    /// Reports all that is wrong.
    func run() {
        guard let reading = sections.first?.sentence.item.reading else { return }
        if !reading.holes.contains(.clock) {
            for (index, refusal) in BudgetCuts(plan).refusals {
                sections[index].sentence.item.refuse(text(refusal, index))
            }
        }
    }

    private func text(_ refusal: BudgetCuts.Refusal, _ index: Int) -> String {
        let drain = plan.end - plan.window
        let clock =
            "the clock runs for \(TimeNotation.text(plan.window))"
            + (drain > 0 ? " and \(TimeNotation.text(drain)) of drain" : "")
        switch refusal {
        case .window(let steps, let shortest):
            let written = TimeNotation.text(plan.budgets[index].anyWindow ?? 0)
            return
                "a window of \(written) is too short for this run: \(clock), which makes \(grouped(steps)) half windows where \(grouped(BudgetCuts.stepLimit)) can be kept apart; the shortest it can judge is \(TimeNotation.text(shortest)) (shorten the drain, or add \"during\" a calendar, for less)"
        case .calendar(let stretches):
            return
                "its calendar opens \(grouped(stretches)) times, where \(grouped(BudgetCuts.stepLimit)) can be kept apart; write one that opens less often"
        case .together(let cells):
            return
                "together with the budgets before it, it cuts the run into \(grouped(cells)) pieces, where \(grouped(BudgetCuts.limit)) can be kept apart; give it a longer window, or that of another budget"
        }
    }
}
