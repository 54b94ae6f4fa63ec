import Analysis
import Kernel

extension CapacityWords {
    /// "odoo workers".
    func workers(_ pool: PoolID) -> String { Resource.workers(pool).name(in: plan) }

    /// A length in seconds: "0.8 s", "2 min".
    static func seconds(_ seconds: Double) -> String { Figures.duration(Nanoseconds((seconds * 1e9).rounded())) }

    /// On how many seeds something was tried: "one seed", "4 seeds".
    static func seeds(_ count: Int) -> String { count == 1 ? "one seed" : "\(count) seeds" }

    /// Several lengths in seconds: "0.8 s", "25 s to 33 s".
    private static func seconds(_ range: ClosedRange<Double>) -> String {
        let (least, most) = (seconds(range.lowerBound), seconds(range.upperBound))
        return least == most ? least : "\(least) to \(most)"
    }

    /// On which of the seeds something trips, where not on all: " on 3 of 4 seeds".
    private static func some(_ tippings: StumbleFinding.Tippings) -> String {
        let (some, all) = (tippings.tripping.count, tippings.bySeed.count)
        return some == all ? "" : " on \(some) of \(all) seeds"
    }

    /// The freezes that trip it, by seed.
    static func freeze(_ tippings: StumbleFinding.Tippings) -> String {
        guard let trips = tippings.trips else {
            return tippings.failing.isEmpty
                ? "none up to \(seconds(tippings.heals ?? 0))" : "none is needed\(failing(tippings))"
        }
        let isLeast = tippings.bySeed.allSatisfy { if case .always = $0 { true } else { false } }
        return seconds(trips) + (isLeast ? " already" : "") + some(tippings)
            + (tippings.failing.isEmpty ? "" : "; none is needed\(failing(tippings))")
    }

    /// On how many seeds it fails by itself: " on 1 of 4 seeds".
    private static func failing(_ tippings: StumbleFinding.Tippings) -> String {
        let (some, all) = (tippings.failing.count, tippings.bySeed.count)
        return all == 1 ? "" : " on \(some) of \(all) seeds"
    }

    /// How deep a dip may be: what is left of the workers, by seed.
    func dip(_ stumble: StumbleFinding) -> String {
        guard let dip = stumble.dip, let length = stumble.length else { return "-" }
        let time = CapacityWords.seconds(length)
        guard let trips = dip.trips else { return "none for \(time)" }
        func left(_ taken: Double) -> String { Figures.percent(max(0, 1 - taken), digits: 0) }
        let (least, most) = (left(trips.upperBound), left(trips.lowerBound))
        return (least == most ? "to \(least)" : "to \(least) – \(most)") + " for \(time)" + CapacityWords.some(dip)
    }

    /// What had not recovered when it was watched no longer.
    func left(_ reading: StumbleReading) -> String {
        guard !reading.ailing.isEmpty else {
            let share = "\(Figures.percent(reading.after ?? 0, digits: 0)) of calls answered well"
            return (reading.after ?? 0) < (reading.before ?? 1) - 0.05
                ? share : "\(share), but now and then more wait than before"
        }
        let told = reading.ailing.prefix(2).map { ailing -> String in
            var parts: [String] = []
            if let now = ailing.answered, let before = ailing.answeredBefore, now < before - 0.05 {
                parts.append("\(Figures.percent(now, digits: 0)) of calls answered well")
            }
            if ailing.waiting > ailing.waitingBefore {
                parts.append(
                    "\(Figures.count(ailing.waiting)) waiting (\(Figures.count(ailing.waitingBefore)) before)")
            }
            return "\(workers(ailing.pool)): \(parts.joined(separator: ", "))"
        }
        let more = reading.ailing.count - told.count
        return told.joined(separator: "; ") + (more > 0 ? "; \(more) more" : "")
    }

    /// What became of a cure.
    func becomes(_ cure: Cure, watched: Nanoseconds) -> String {
        if let recovery = cure.recovery {
            return recovery == 0
                ? "heals as soon as the freeze ends" : "heals, within \(Figures.duration(recovery)) after the freeze"
        }
        if cure.isHealed { return "heals, but lines are not gone within \(Figures.duration(watched))" }
        let healing = cure.readings.filter(\.isHealed).count
        return healing == 0
            ? "does not heal" : "heals on \(healing) of \(CapacityWords.seeds(cure.readings.count)) only"
    }

    /// A cure in words.
    static func cure(_ kind: Cure.Kind) -> String {
        switch kind {
        case .noRetries: "no retries"
        case .retryBudget(let ratio): "retry budget of \(Figures.percent(ratio, digits: 0))"
        case .breaker(let share): "circuit breaker at \(Figures.percent(share, digits: 0)) failures"
        case .queueBound(let bound): "\(Figures.count(Int64(bound))) waiting at most"
        case .lifo: "last come, first served"
        case .dropExpired: "requests dropped whose caller has given up"
        case .loadShedding(let bound): "load shed beyond \(Figures.count(Int64(bound))) requests under way"
        }
    }

    /// Whether a stumble can become a collapse, in a sentence; nil: not known, or nothing is tried twice.
    var collapse: String? {
        guard let collapse = findings.collapse else { return nil }
        guard let worst = collapse.stumbles.first(where: { !$0.freeze.tripping.isEmpty || !$0.freeze.failing.isEmpty })
        else {
            guard let first = collapse.stumbles.first else {
                guard !collapse.pressures.isEmpty else { return nil }
                let none = "nothing that is tried twice leads to workers whose callers give up"
                return ((collapse.refused.isEmpty ? [none] : []) + untried(collapse)).joined(separator: "; ") + "."
            }
            let load = amount(first.factor, .hour)
            return
                "no freeze of \(workers(first.pool)) up to \(CapacityWords.seconds(first.freeze.heals ?? 0)) turns into a collapse at "
                + "\(load) (\(CapacityWords.seeds(collapse.seeds))); \(([recovery(first.healed)] + untried(collapse)).joined(separator: "; "))."
        }
        let load = amount(worst.factor, .hour)
        let watched = Figures.duration(collapse.watched)
        let failing = worst.freeze.failing.isEmpty ? nil : CapacityWords.failing(worst.freeze)
        guard let trips = worst.freeze.trips else {
            return
                "at \(load) \(workers(worst.pool)) collapse by themselves within \(watched)\(failing ?? ""), without a stumble"
                + "\(cures(of: worst))."
        }
        let known = worst.freeze.bracket.map { ", known to \(CapacityWords.seconds($0))" } ?? ""
        let some = CapacityWords.some(worst.freeze)
        let seeds = some.isEmpty ? CapacityWords.seeds(collapse.seeds) : String(some.dropFirst())
        let alone = failing.map { ";\($0) they collapse by themselves within \(watched)" } ?? ""
        return
            "at \(load) a freeze of \(workers(worst.pool)) of \(CapacityWords.seconds(trips)) (\(seeds)\(known)\(alone)) \(outcome(of: worst, watched))"
            + "\(cures(of: worst))\(untried(collapse).map { "; " + $0 }.joined())."
    }

    /// What the shortest freeze that does not heal leads to.
    private func outcome(of stumble: StumbleFinding, _ watched: String) -> String {
        stumble.mostlyWell.map {
            "is not over within \(watched), at the end of which \(Figures.percent($0, digits: 0)) of calls are answered well"
        } ?? "turns into a collapse that does not end by itself"
    }

    /// What was not tried, and why.
    private func untried(_ collapse: CollapseFindings) -> [String] {
        [refused(collapse), idle(collapse)].compactMap(\.self)
    }

    /// Workers of whom a stumble would tell nothing.
    private func refused(_ collapse: CollapseFindings) -> String? {
        guard !collapse.refused.isEmpty else { return nil }
        let names = CapacityWords.joined(collapse.refused.map(workers), "and")
        return
            "\(names) did not stumble, as calls to them fail without that and without a line, at any of the loads that were tried"
    }

    /// Systems that are called again and again and could not be frozen, as nobody works there.
    private func idle(_ collapse: CollapseFindings) -> String? {
        let links = collapse.pressures.filter { $0.isImpatient && !plan.hasWorkers(on: $0.link) }.map(\.link)
        let names = Set(links.map { plan.systems[plan.links[$0].callee].name }).sorted()
        guard !names.isEmpty else { return nil }
        let told = names.count > 3 ? Array(names.prefix(3)) + ["\(names.count - 3) more"] : names
        let them = names.count == 1 ? "it" : "them"
        return
            "\(CapacityWords.joined(told, "and")) could not be frozen, as nobody works there: give \(them) workers to have it tried"
    }

    /// How long after a stumble something happens.
    static func within(_ time: Nanoseconds) -> String { time == 0 ? "at once" : "within \(Figures.duration(time))" }

    private func cures(of stumble: StumbleFinding) -> String {
        guard !stumble.cures.isEmpty else { return "" }
        let best = stumble.best.map { CapacityWords.cure($0.kind) }
        guard let recovery = stumble.best.first?.recovery else {
            return best.isEmpty
                ? "; none of \(stumble.cures.count) cures alone would heal it"
                : "; \(CapacityWords.any(best)) would heal it, slowly"
        }
        let others = stumble.cures.filter(\.isHealed).count - best.count
        return "; \(CapacityWords.any(best)) would heal it \(CapacityWords.within(recovery))"
            + (others > 0 ? ", \(others) other\(others == 1 ? " cure" : " cures") more slowly" : "")
    }

    /// One, or any of several that are as good.
    private static func any(_ names: [String]) -> String {
        switch names.count {
        case 1: names[0]
        case 2: "either of \(joined(names, "and"))"
        case 3: "any of \(joined(names, "and"))"
        default: "any of \(names.count) cures (\(names[0]), \(names[1]) and others)"
        }
    }

    private func recovery(_ reading: StumbleReading?) -> String {
        reading?.recovery.map { "calls go well again \(CapacityWords.within($0))" }
            ?? "what is left after the longest gets less, and takes longer than was watched"
    }
}
