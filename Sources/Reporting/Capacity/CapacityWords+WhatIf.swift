import Analysis
import Kernel

extension CapacityWords {
    /// Names of levers, joined.
    func names(_ levers: [Int]) -> String { levers.map { plan.levers[$0].name }.joined(separator: " and ") }

    /// A gain: "+12 %", "-3 %", "none".
    static func gain(_ gain: LeverGain) -> String {
        guard gain.isAtLeast || gain.isGain || gain.isLoss else { return "none to be told" }
        let percent = signed(gain.gain.estimate)
        return gain.isAtLeast ? "\(percent) at least" : percent
    }

    /// Between which bounds a gain lies.
    static func range(of gain: LeverGain) -> String {
        gain.isAtLeast
            ? "no more was tried" : "\(signed(gain.gain.lower)) to \(signed(gain.gain.upper))"
    }

    /// A gain within a sentence.
    private static func told(_ gain: LeverGain) -> String {
        gain.isAtLeast ? CapacityWords.gain(gain) : CapacityWords.range(of: gain)
    }

    private static func signed(_ factor: Double) -> String {
        let change = factor - 1
        return (change < 0 ? "-" : "+") + Figures.percent(change.magnitude, digits: change.magnitude < 0.095 ? 1 : 0)
    }

    /// What levers cost, in their currency.
    func cost(_ cost: Double?) -> String {
        guard let cost else { return "not said" }
        let currency = plan.levers.lazy.compactMap(\.currency).first
        return CapacityWords.money(cost) + (currency.map { " \($0)" } ?? "")
    }

    private static func money(_ amount: Double) -> String {
        amount == amount.rounded() ? Figures.fixed(amount, 0) : Figures.fixed(amount, 2)
    }

    /// What a hundredth of the limit more costs by a lever.
    func price(_ gain: LeverGain) -> String {
        guard let price = gain.costPerPercent.map({ cost($0.rounded()) }) else { return "-" }
        return gain.isAtLeast ? "\(price) at most" : price
    }

    /// What to do first, in a sentence; nil: the scenario names nothing that could be done, or it is not known yet.
    var whatIf: String? {
        guard let whatIf = findings.whatIf, let explained = findings.explained else { return nil }
        if let spend = whatIf.spend {
            guard let best = whatIf.best else {
                return "nothing that \(cost(spend)) pay for raises the limit."
            }
            let compared = whatIf.isExhaustive ? "" : "; levers were added one by one, a better plan may exist"
            return
                "for \(cost(spend)): \(names(best.levers)), \(cost(best.cost)), to \(reached(best.limit, explained)) "
                + "(\(CapacityWords.told(best)))\(enough(besides: best))\(compared)."
        }
        guard let most = whatIf.most else {
            return "none of the \(whatIf.levers.count) levers raises the limit by itself."
        }
        var words =
            "\(names(most.levers)) buys the most: \(reached(most.limit, explained)) (\(CapacityWords.told(most)))"
            + (most.cost == nil ? "" : " for \(cost(most.cost))")
        words += enough(besides: most)
        if let cheapest = whatIf.cheapest, cheapest.levers != most.levers {
            words +=
                "; \(names(cheapest.levers)) is cheapest for what it gives (\(price(cheapest)) for 1 %)"
        }
        return words + "."
    }

    /// What is enough for the forecast, where that is less than what buys the most.
    private func enough(besides told: LeverGain) -> String {
        guard let explained = findings.explained, (findings.explainedLimit?.factor ?? 1) < 1,
            let enough = findings.whatIf?.enough, enough.levers != told.levers
        else { return "" }
        return
            "; the forecast fits from \(cost(enough.cost)) on: \(names(enough.levers)), \(reached(enough.limit, explained))"
    }
}
