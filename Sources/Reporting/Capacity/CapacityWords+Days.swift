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
        let seeds = CapacityWords.seeds(broken.runs.count)
        let failing = broken.runs.count - broken.keeping
        let cutoffs =
            missed.range.upperBound > 0
            ? "; \(CapacityWords.spread(missed, CapacityWords.count)) orders miss their cut-off" : ""
        // A hundredth fails where nothing is the matter.
        let lost = broken.spread(\.lost)
        let failed =
            lost.range.upperBound > 0.01 * Double(broken.runs.map(\.orders).max() ?? 0)
            ? "; \(CapacityWords.spread(lost, CapacityWords.count)) orders fail" : ""
        return "\(day) \(what)\(cutoffs)\(failed) (\(broken.keeping == 0 ? seeds : "on \(failing) of \(seeds)"))."
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

    /// The share of orders that made a cut-off, as exactly as it takes to see that it is not what was asked.
    static func share(_ share: SeedSpread, asked: Double? = nil) -> String {
        func words(_ value: Double, _ digits: Int) -> String { Figures.percent(value, digits: digits) }
        let digits =
            (1...3).first { digits in
                asked.map { share.mean == $0 || words(share.mean, digits) != words($0, digits) } ?? true
            } ?? 3
        return spread(share) { words($0, digits) }
    }

    /// When the backlog of a day is gone.
    func gone(_ day: PeakPlanDay) -> String {
        if let drained = day.drained {
            let (first, last) = (clock.moment(drained.lowerBound), clock.moment(drained.upperBound))
            return first == last ? first : "\(first) to \(last)"
        }
        return "not in the run" + unended(day)
    }

    /// On how many seeds a backlog is not gone within the run, where not on all.
    private func unended(_ day: PeakPlanDay) -> String {
        let open = day.runs.count { $0.hasBacklog && $0.drained == nil }
        return open == day.runs.count ? "" : " on \(open) of \(day.runs.count) seeds"
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
            let end = day.drained == nil ? "not gone within the run\(unended(day))" : "gone by \(gone(day))"
            let fullest = day.fullest.map { " at \(clock.moment($0))" } ?? ""
            parts.append(
                "at \(Self.name(day)) up to \(CapacityWords.spread(day.spread(\.mostWaiting), CapacityWords.count)) orders wait\(fullest), \(end)"
            )
        }
        if let seeds = seedsOfDays { parts[parts.count - 1] += " (\(CapacityWords.seeds(seeds)))" }
        return parts.joined(separator: "; ") + "."
    }

    /// Cut-offs that too few orders make, on the first of the days that are planned for with such; nil: nothing is asked of any.
    var cutoffs: String? {
        func asked(_ day: PeakPlanDay) -> [Instant] {
            day.cutoffs.filter { plan.budget(atCutoff: $0) != nil }
        }
        let days = findings.days.filter { !asked($0).isEmpty }
        guard let last = days.last else { return nil }
        let seeds = seedsOfDays.map { " (\(CapacityWords.seeds($0)))" } ?? ""
        for day in days {
            let judged = asked(day).map { (at: $0, cutoff: day.cutoff(at: $0)) }
            let risky = judged.filter { plan.isAtRisk($0.cutoff.judged, $0.cutoff.met, atCutoff: $0.at) }
            guard !risky.isEmpty else { continue }
            let worst = risky.compactMap { at, cutoff in cutoff.share.map { (at: at, share: $0) } }
                .sorted { ($0.share.mean, $0.at) < ($1.share.mean, $1.at) }
            let told = worst.prefix(3).map { at, share in
                "\(clock.moment(at)) (\(CapacityWords.share(share, asked: plan.budget(atCutoff: at)?.bound)) make it, \(asks(at)) asked)"
            }
            let more = worst.count > told.count ? " and \(worst.count - told.count) more" : ""
            return
                "at \(Self.name(day)) too few orders make \(risky.count) of \(judged.count) cut-offs: \(told.joined(separator: ", "))\(more)\(seeds)."
        }
        return "enough orders make every cut-off on each of these days, up to \(Self.name(last))\(seeds)."
    }

    /// What is asked of a cut-off: "95 %", "-".
    func asks(_ at: Instant) -> String { plan.budget(atCutoff: at).map { $0.words($0.bound, isBound: true) } ?? "-" }

    /// "a, b and c".
    static func joined(_ parts: [String], _ last: String) -> String {
        parts.count < 2
            ? parts.joined() : parts.dropLast().joined(separator: ", ") + " \(last) " + (parts.last ?? "")
    }
}
