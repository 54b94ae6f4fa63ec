import Analysis
import Kernel

extension CapacityTables {
    /// Rows that are told at most, those at risk first.
    private static let mostCutoffs = 48

    /// One line of the table: a cut-off, and of it all orders, those of a carrier or those of a warehouse.
    private struct Line: Hashable {
        var at: Instant
        var who: TrialReading.Cutoff.Part.Who?
    }

    /// Each cut-off on the days that are planned for: who makes it, and where too few do.
    var cutoffs: CapacityStory.Table? {
        let days = findings.days
        let moments = Set(days.flatMap(\.cutoffs)).sorted()
        guard !moments.isEmpty else { return nil }
        var lines: [Line] = []
        for at in moments {
            lines.append(Line(at: at, who: nil))
            // Of carriers and warehouses those that are the trouble.
            let whos = days.flatMap(\.runs).flatMap { run in
                run.cutoff.moments.filter { $0.at == at }.flatMap { $0.parts.map(\.who) }
            }
            lines += whos.reduce(into: [Line]()) { lines, who in
                let line = Line(at: at, who: who)
                if !lines.contains(line), days.contains(where: { isAtRisk(line, $0) }) { lines.append(line) }
            }
        }
        let count = lines.count
        if count > CapacityTables.mostCutoffs {
            let risky = lines.filter { line in days.contains { isAtRisk(line, $0) } }
            let others = lines.filter { line in !days.contains { isAtRisk(line, $0) } }
            let kept = Set((risky + others).prefix(CapacityTables.mostCutoffs))
            lines = lines.filter { kept.contains($0) }
        }
        let hasParts = lines.contains { $0.who != nil }
        let rows = lines.map { line -> [String] in
            let orders = days.first.flatMap { met(line, $0).orders }
            return [words.clock.moment(line.at)] + (hasParts ? [name(line.who)] : [])
                + [orders.map { CapacityWords.count($0) } ?? "-"] + days.map { share(line, $0) } + [words.asks(line.at)]
        }
        let left =
            count > rows.count
            ? " The \(rows.count) rows with the most at risk are shown, the other \(count - rows.count) are in capacity.json."
            : ""
        return CapacityStory.Table(
            title: "Cut-offs at risk",
            heads: ["Cut-off"] + (hasParts ? ["Orders of"] : [])
                + ["Orders at \(days.first.map { CapacityWords.times($0.factor) } ?? "1") times"]
                + days.map { "Make it at \(CapacityWords.times($0.factor)) times" } + ["Asked"],
            rows: rows,
            note:
                "The share of orders that make each cut-off they were promised, \(words.sharesOfDays); ✗: fewer than the budget asks for. "
                + "A budget that speaks of all cut-offs together may hold where one of them is missed."
                + (hasParts ? " Carriers and warehouses are told where they are below it." : "") + left)
    }

    private func met(_ line: Line, _ day: PeakPlanDay) -> CutoffShare { day.cutoff(at: line.at, of: line.who) }

    private func isAtRisk(_ line: Line, _ day: PeakPlanDay) -> Bool {
        let cutoff = met(line, day)
        return plan.isAtRisk(cutoff.judged, cutoff.met, atCutoff: line.at)
    }

    private func share(_ line: Line, _ day: PeakPlanDay) -> String {
        guard let share = met(line, day).share else { return "-" }
        return (isAtRisk(line, day) ? "✗ " : "")
            + CapacityWords.share(share, asked: plan.budget(atCutoff: line.at)?.bound)
    }

    private func name(_ who: TrialReading.Cutoff.Part.Who?) -> String {
        who.map { plan.name(of: $0) } ?? "all"
    }
}

extension Plan {
    /// Whose orders they are.
    func name(of who: TrialReading.Cutoff.Part.Who) -> String {
        switch who {
        case .carrier(let index):
            demand.carriers.indices.contains(index) ? demand.carriers[index] : "no carrier yet"
        case .warehouse(let index): demand.warehouses.names[index]
        }
    }
}
