import Analysis
import Kernel

extension CapacityWords {
    /// Which of the days that are planned for is too much.
    var peakPlan: String? {
        guard !findings.days.isEmpty else { return nil }
        let kept = findings.days.filter { $0.isKept == true }.map(\.factor).max()
        let broken = findings.days.filter { $0.isKept == false }.min { $0.factor < $1.factor }
        guard let broken else {
            return kept.map {
                "all days up to \(CapacityWords.times($0)) times the forecast \(hasBudgets ? "keep every budget" : "can be kept up with") (\(CapacityWords.seeds(seedsOfDays ?? 1)))."
            }
        }
        let missed = broken.spread(\.missed)
        let names = broken.breached.map { "\"\(plan.budgets[$0.budget].text)\"" }.joined(separator: ", ")
        let day =
            broken.factor == 1 ? "the forecast itself" : "\(CapacityWords.times(broken.factor)) times the forecast"
        let what =
            names.isEmpty
            ? "is more than is kept up with: work is left when its last order has come" : "exceeds \(names)"
        let seeds = seedsOfDays.map { count in
            broken.keeping == 0
                ? " (\(CapacityWords.seeds(count)))"
                : " (on \(broken.runs.count - broken.keeping) of \(CapacityWords.seeds(count)))"
        }
        let cutoffs =
            missed.range.upperBound > 0
            ? "; \(CapacityWords.spread(missed, CapacityWords.count)) orders miss their cut-off" : ""
        return "\(day) \(what)\(cutoffs)\(seeds ?? "")."
    }

    /// A figure by seed: the mean, and where seeds differ from the least to the most.
    static func spread(_ spread: SeedSpread, _ words: (Double) -> String) -> String {
        let (least, most) = (words(spread.range.lowerBound), words(spread.range.upperBound))
        return least == most ? least : "\(words(spread.mean)) (\(least) to \(most))"
    }

    /// A count, which as a mean of several is none.
    static func count(_ mean: Double) -> String { Figures.count(Int64(mean.rounded())) }

    /// Seeds on which the days were tried; nil: no days are known.
    private var seedsOfDays: Int? { findings.days.map(\.runs.count).max() }

    /// How figures of days are told.
    var dayFigures: String {
        let counts = Set(findings.days.map(\.runs.count)).sorted()
        guard let most = counts.last, most > 1 else { return "Each day on one seed, the scenario's own." }
        let some = counts.count > 1 ? "up to \(most) seeds, fewer where a day takes long" : "\(most) seeds"
        return "Each day on \(some): the mean, and in parentheses the least and the most of them."
    }

    /// The same, of means alone.
    var meansOfDays: String {
        (seedsOfDays ?? 1) > 1 ? "the mean of up to \(seedsOfDays ?? 1) seeds a day" : "each day on one seed"
    }

    /// The same, of shares of orders.
    var sharesOfDays: String {
        (seedsOfDays ?? 1) > 1
            ? "of up to \(seedsOfDays ?? 1) seeds a day together, and in parentheses the least and the most of them"
            : "on one seed a day"
    }

    /// The share of orders that made a cut-off, by seeds; nil: nobody had to.
    func share(_ counts: [(judged: Int64, met: Int64)]) -> String? {
        let asked = counts.filter { $0.judged > 0 }
        let all = asked.reduce(Int64(0)) { $0 &+ $1.judged }
        guard all > 0, var spread = SeedSpread(asked.map { Double($0.met) / Double($0.judged) }) else { return nil }
        spread.mean = Double(asked.reduce(Int64(0)) { $0 &+ $1.met }) / Double(all)
        return CapacityWords.spread(spread) { Figures.percent($0, digits: 1) }
    }

    /// When the backlog of a day is gone.
    func gone(_ day: PeakPlanDay) -> String {
        if let drained = day.drained {
            let (first, last) = (clock.moment(drained.lowerBound), clock.moment(drained.upperBound))
            return first == last ? first : "\(first) to \(last)"
        }
        let open = day.runs.count { $0.hasBacklog && $0.drained == nil }
        return open == day.runs.count ? "not in the run" : "not in the run on \(open) of \(day.runs.count) seeds"
    }

    /// "the forecast", "1.25 times".
    private static func name(_ day: PeakPlanDay) -> String {
        day.factor == 1 ? "the forecast" : "\(times(day.factor)) times"
    }

    /// How long what piles up takes to be gone, for each day that is planned for.
    var backlog: String? {
        guard !findings.days.isEmpty else { return nil }
        var parts: [String] = []
        let calm = findings.days.filter { !$0.hasBacklog }
        if calm.count == findings.days.count {
            parts.append("nothing piles up on any of the days that are planned for")
        } else if !calm.isEmpty {
            parts.append("at \(Self.joined(calm.map(Self.name), "and")) nothing piles up")
        }
        for day in findings.days where day.hasBacklog {
            let gone = gone(day)
            let end =
                day.drained == nil
                ? gone.replacing("not in the run", with: "not gone within the run") : "gone by \(gone)"
            parts.append(
                "at \(Self.name(day)) up to \(CapacityWords.spread(day.spread(\.mostWaiting), CapacityWords.count)) orders wait, \(end)"
            )
        }
        if let seeds = seedsOfDays { parts[parts.count - 1] += " (\(CapacityWords.seeds(seeds)))" }
        return parts.joined(separator: "; ") + "."
    }

    /// Cut-offs that too few orders make, on the first of the days that are planned for with such; nil: nothing is asked of any.
    var cutoffs: String? {
        func asked(_ day: PeakPlanDay) -> [Instant] {
            Set(day.runs.flatMap { $0.cutoff.moments.map(\.at) }).sorted().filter { plan.budget(atCutoff: $0) != nil }
        }
        let days = findings.days.filter { !asked($0).isEmpty }
        guard let last = days.last else { return nil }
        let seeds = seedsOfDays.map { " (\(CapacityWords.seeds($0)))" } ?? ""
        for day in days {
            let judged = asked(day)
            let risky = judged.filter { plan.isAtRisk(day.counts(at: $0), atCutoff: $0) }
            guard !risky.isEmpty else { continue }
            let worst = risky.map { (at: $0, share: met(day, $0)) }.sorted { ($0.share, $0.at) < ($1.share, $1.at) }
            let told = worst.prefix(3).map { moment in
                "\(clock.moment(moment.at)) (\(share(day.counts(at: moment.at)) ?? "-") make it, \(asks(moment.at)) asked)"
            }
            let more = worst.count > told.count ? " and \(worst.count - told.count) more" : ""
            return
                "at \(Self.name(day)) too few orders make \(risky.count) of \(judged.count) cut-offs: \(told.joined(separator: ", "))\(more)\(seeds)."
        }
        return "enough orders make every cut-off on each of these days, up to \(Self.name(last))\(seeds)."
    }

    /// The share of orders that make a cut-off, of all seeds together.
    private func met(_ day: PeakPlanDay, _ at: Instant) -> Double {
        let counts = day.counts(at: at)
        return Double(counts.reduce(Int64(0)) { $0 &+ $1.met })
            / Double(max(1, counts.reduce(Int64(0)) { $0 &+ $1.judged }))
    }

    /// What is asked of a cut-off: "95 %", "-".
    func asks(_ at: Instant) -> String { plan.budget(atCutoff: at).map { $0.words($0.bound, isBound: true) } ?? "-" }

    /// "a, b and c".
    static func joined(_ parts: [String], _ last: String) -> String {
        parts.count < 2
            ? parts.joined() : parts.dropLast().joined(separator: ", ") + " \(last) " + (parts.last ?? "")
    }
}
