import Analysis
import Kernel

extension CapacityTables {
    /// What each lever would buy, the best first, and the best plan for a budget.
    var whatIf: CapacityStory.Table? {
        guard let whatIf = findings.whatIf, !whatIf.levers.isEmpty, let explained = findings.explained else {
            return nil
        }
        let asksDay = whatIf.levers.contains { $0.keepsDay != nil }
        func row(_ name: String, _ gain: LeverGain) -> [String] {
            [
                name, words.reached(gain, explained), CapacityWords.gain(gain), CapacityWords.range(of: gain),
                words.cost(gain.cost), words.price(gain),
                gain.limit.budget.map { plan.budgets[$0].text } ?? "-",
            ] + (asksDay ? [gain.keepsDay.map { $0 ? "kept" : "exceeded" } ?? "-"] : [])
        }
        let byGain = whatIf.levers.sorted { ($0.gain.estimate, $1.levers[0]) > ($1.gain.estimate, $0.levers[0]) }
        var rows = byGain.map { row(words.names($0.levers), $0) }
        if let best = whatIf.best { rows.append(row("Best plan: \(words.names(best.levers))", best)) }
        let seeds = whatIf.levers.contains { $0.evidence == .seeds }
        return CapacityStory.Table(
            title: "What it would buy",
            heads: ["Lever", "Limit with it", "Gain", "Between", "Cost", "Cost of 1 % more", "Then gives"]
                + (asksDay ? ["The forecast's day"] : []),
            rows: rows,
            note: "Each was tried on the same orders and the same chance as the scenario without it. "
                + (seeds
                    ? "“Between” is the 95 % interval over pairs of seeds."
                    : "“Between” are the bounds by the loads that were kept and exceeded, on one seed."))
    }
}
