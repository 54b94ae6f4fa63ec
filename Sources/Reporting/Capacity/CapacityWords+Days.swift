import Analysis
import Kernel

extension CapacityWords {
    /// Which of the days that are planned for is too much.
    var peakPlan: String? {
        guard !findings.days.isEmpty else { return nil }
        let kept = findings.days.filter { $0.isKept == true }.map(\.factor).max()
        let broken = findings.days.filter { $0.isKept == false }.min { $0.factor < $1.factor }
        guard let broken else {
            return kept.map { "all days up to \(CapacityWords.times($0)) times the forecast keep every budget." }
        }
        let missed = broken.cutoff.judged - broken.cutoff.met
        let names = broken.breached.map { "\"\(plan.budgets[$0.budget].text)\"" }.joined(separator: ", ")
        let day =
            broken.factor == 1 ? "the forecast itself" : "\(CapacityWords.times(broken.factor)) times the forecast"
        let what =
            names.isEmpty
            ? "is more than is kept up with: work is left when its last order has come" : "exceeds \(names)"
        return "\(day) \(what)\(missed > 0 ? "; \(Figures.count(missed)) orders miss their cut-off" : "")."
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
            let gone = day.drained.map { "gone by \(clock.moment($0))" } ?? "not gone within the run"
            parts.append("at \(Self.name(day)) up to \(Figures.count(day.mostWaiting)) orders wait, \(gone)")
        }
        return parts.joined(separator: "; ") + "."
    }

    /// Cut-offs that too few orders make, on the first of the days that are planned for with such; nil: nothing is asked of any.
    var cutoffs: String? {
        let asked = findings.days.filter { day in day.cutoff.moments.contains { plan.budget(atCutoff: $0.at) != nil } }
        guard let last = asked.last else { return nil }
        for day in asked {
            let judged = day.cutoff.moments.filter { plan.budget(atCutoff: $0.at) != nil }
            let risky = judged.filter { plan.isAtRisk($0.judged, $0.met, atCutoff: $0.at) }
            guard !risky.isEmpty else { continue }
            let worst = risky.sorted { $0.met * $1.judged < $1.met * $0.judged }
            let told = worst.prefix(3).map { moment in
                "\(clock.moment(moment.at)) (\(Figures.percent(Double(moment.met) / Double(moment.judged), digits: 1)) make it, "
                    + "\(asks(moment.at)) asked)"
            }
            let more = worst.count > told.count ? " and \(worst.count - told.count) more" : ""
            return
                "at \(Self.name(day)) too few orders make \(risky.count) of \(judged.count) cut-offs: \(told.joined(separator: ", "))\(more)."
        }
        return "enough orders make every cut-off on each of these days, up to \(Self.name(last))."
    }

    /// What is asked of a cut-off: "95 %", "-".
    func asks(_ at: Instant) -> String { plan.budget(atCutoff: at).map { $0.words($0.bound, isBound: true) } ?? "-" }

    /// "a, b and c".
    static func joined(_ parts: [String], _ last: String) -> String {
        parts.count < 2
            ? parts.joined() : parts.dropLast().joined(separator: ", ") + " \(last) " + (parts.last ?? "")
    }
}
