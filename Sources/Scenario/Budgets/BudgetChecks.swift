internal import Kernel

/// What a run could not tell of budgets that can be read: windows too short for it, stops that nobody could decide on.
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
        // How often calls are made is known of a whole plan only.
        let isWhole = reading.problems.isEmpty
        for (section, budget) in zip(sections, plan.budgets) {
            guard let item = section.aborting,
                case .atTheEnd(let why) = plan.earlyBreach(of: budget, ordersKnown: plan.demand.replay == nil),
                isWhole || why != .callsUnbounded
            else { continue }
            item.refuse("no run can stop at a breach of it: \(text(why)); drop it here\(advice(budget, why))")
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

    private func text(_ why: EarlyBreach.Why) -> String {
        switch why {
        case .countedThen: "orders parked are counted at the end"
        case .throughput: "throughput over the whole run is known at the end only"
        case .cutoffs: "a share of the orders of some cut-offs, or one that may be too high, is known at the end only"
        case .mayBeMended: "what is still to come may mend it"
        case .ordersUnknown: "how many orders a replayed file brings is known at the end only"
        case .callsUnbounded:
            "an order may make these calls any number of times, so what is still to come may mend the share"
        }
    }

    private func advice(_ budget: Budget, _ why: EarlyBreach.Why) -> String {
        switch why {
        case .countedThen, .cutoffs: ""
        default:
            budget.measure == .cutoffShare ? "" : ", or judge it \"during\" a calendar or \"for any\" window, which end"
        }
    }
}
