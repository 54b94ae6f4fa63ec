import Analysis
import Kernel

extension CapacityWords {
    /// Names of levers, joined.
    func names(_ levers: [Int]) -> String { levers.map { plan.levers[$0].name }.joined(separator: " and ") }

    /// A gain: "+12 %", "-3 %", "none".
    static func gain(_ gain: LeverGain) -> String {
        guard gain.isAtLeast || gain.isGain || gain.isLoss else { return "none to be told" }
        return gain.isAtLeast ? "\(signed(gain.gain.estimate)) at least" : signed(gain.gain.estimate)
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
        guard change.magnitude >= 0.0005 else { return "±0 %" }
        // 99.6 % more is twice as much, not "more than 99 %".
        let digits = change.magnitude < 0.095 ? 1 : 0
        return (change < 0 ? "-" : "+") + Figures.fixed(100 * change.magnitude, digits) + " %"
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
        if case .atLeast = findings.explainedLimit?.found { return "no limit was found that a lever could raise." }
        if let spend = whatIf.spend {
            let unpriced = unpriced(whatIf, explained)
            guard let best = whatIf.best else {
                return "nothing that \(cost(spend)) pay for raises the limit\(unpriced)."
            }
            let compared = whatIf.isExhaustive ? "" : "; levers were added one by one, a better plan may exist"
            return
                "\(enough(besides: best))\(place(explained))for \(cost(spend)): \(names(best.levers)), \(cost(best.cost)), to "
                + "\(reached(best, explained)) (\(CapacityWords.told(best)))\(fits(best))\(compared)\(unpriced)."
        }
        guard let most = whatIf.most else {
            return whatIf.levers.count == 1
                ? "the only lever, \(names(whatIf.levers[0].levers)), does not raise the limit."
                : "none of the \(whatIf.levers.count) levers raises the limit by itself."
        }
        let equal = whatIf.leading
        var words: String
        if equal.count > 1 {
            let each = equal.map { names($0.levers) + ($0.cost == nil ? "" : " (\(cost($0.cost)))") }
            let reach =
                most.isAtLeast
                ? "takes it to \(reached(most, explained)), and no further was tried"
                : "raises it most, which of them chance hides: to \(reached(most, explained)) (\(CapacityWords.told(most)))"
            words = "each of \(CapacityWords.joined(each, "and")) \(reach)"
            if whatIf.enough == nil { words += fits(equal) }
        } else {
            words =
                "\(names(most.levers)) buys the most: \(reached(most, explained)) (\(CapacityWords.told(most)))"
                + (most.cost == nil ? "" : " for \(cost(most.cost))")
            words += fits(most)
        }
        words = enough(besides: most) + place(explained) + words
        if let cheapest = whatIf.cheapest, !equal.contains(where: { $0.levers == cheapest.levers }) {
            words +=
                "; \(names(cheapest.levers)) is cheapest for how far it takes the limit (\(price(cheapest)) for 1 %)"
        }
        return words + "."
    }

    /// What levers would do whose cost nobody said, so that no plan holds them; the one that goes furthest.
    private func unpriced(_ whatIf: WhatIf, _ explained: CapacityFindings.Explained) -> String {
        let gains = whatIf.levers.filter { $0.cost == nil && $0.isGain }
        guard let most = gains.max(by: { $0.gain.estimate < $1.gain.estimate }) else { return "" }
        return "; \(names(most.levers)), whose cost is not said, takes it to \(reached(most, explained))\(fits(most))"
    }

    /// "at a steady load ", where the answer is of the day and what explains it of an hour.
    func place(_ explained: CapacityFindings.Explained) -> String {
        explained == .hour && findings.deciding?.question == .day ? "at a steady load " : ""
    }

    /// With which of several levers the day that is to come keeps its budgets, where it does not without.
    private func fits(_ gains: [LeverGain]) -> String {
        let asked = gains.filter { $0.keepsDay != nil }
        guard asked.count == gains.count, !gains.isEmpty else { return "" }
        let kept = asked.filter { $0.keepsDay == true }
        if kept.count == asked.count { return "; with each of them the forecast's day keeps every budget" }
        if kept.isEmpty { return "; with none of them the forecast's day keeps every budget" }
        let names = CapacityWords.joined(kept.map { self.names($0.levers) }, "and")
        return "; of them the forecast's day keeps every budget with \(names) only"
    }

    /// Whether the day that is to come keeps its budgets with some levers, where it does not without.
    private func fits(_ gain: LeverGain) -> String {
        gain.keepsDay.map {
            $0 ? ", and the forecast's day keeps every budget" : ", but the forecast's day still exceeds a budget"
        }
            ?? ""
    }

    /// What is enough for the forecast's day, where that is something else than what was told.
    private func enough(besides told: LeverGain) -> String {
        guard let whatIf = findings.whatIf, whatIf.levers.contains(where: { $0.keepsDay != nil }) else { return "" }
        guard let enough = whatIf.enough else {
            // What has no cost may do, and is told where it is named.
            guard !whatIf.levers.contains(where: { $0.keepsDay == true }) else { return "" }
            return "nothing of it alone lets the forecast's day keep every budget; "
        }
        guard enough.levers != told.levers || whatIf.leading.count > 1 else { return "" }
        return "for \(cost(enough.cost)) the forecast's day keeps every budget: \(names(enough.levers)); "
    }

    /// How far levers take the limit, as an amount.
    func reached(_ gain: LeverGain, _ explained: CapacityFindings.Explained) -> String {
        guard let reached = gain.reached else { return "not known" }
        return amount(reached, explained) + (gain.isAtLeast ? " and more" : "")
    }
}
