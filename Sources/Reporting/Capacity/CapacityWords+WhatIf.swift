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
    func price(_ gain: LeverGain, _ explained: CapacityFindings.Explained) -> String {
        guard let cost = gain.cost, gain.isGain else { return "-" }
        let price = self.cost((cost / ((gain.gain.estimate - 1) * 100)).rounded())
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
                + "(\(CapacityWords.told(best)))\(compared)."
        }
        let gains = whatIf.levers.filter(\.isGain)
        guard let most = gains.max(by: { $0.gain.estimate < $1.gain.estimate }) else {
            return "none of the \(whatIf.levers.count) levers raises the limit by itself."
        }
        var words =
            "\(names(most.levers)) buys the most: \(reached(most.limit, explained)) (\(CapacityWords.told(most)))"
            + (most.cost == nil ? "" : " for \(cost(most.cost))")
        let priced = gains.filter { ($0.cost ?? 0) > 0 }
        func price(_ gain: LeverGain) -> Double { (gain.cost ?? 0) / max(1e-9, gain.gain.estimate - 1) }
        if let cheapest = priced.min(by: { price($0) < price($1) }), cheapest.levers != most.levers {
            words +=
                "; \(names(cheapest.levers)) is cheapest for what it gives (\(self.price(cheapest, explained)) for 1 %)"
        }
        return words + "."
    }
}
