import Analysis
import Kernel

extension AnswerWords {
    /// Which warehouse work is late?
    var warehouse: ReportStory.Answer {
        let all = findings.warehouses
        func answer(
            _ short: String, _ more: [String], figure: String? = nil, name: String = "", trouble: Bool = false,
            _ shown: [WarehouseFinding]
        ) -> ReportStory.Answer {
            var pools: [PoolID] = []
            for finding in shown { if let pool = finding.pool, !pools.contains(pool) { pools.append(pool) } }
            return ReportStory.Answer(
                key: "warehouse", question: "Which warehouse work is late?", short: short, more: paragraph(more),
                figure: figure, figureName: name, isTrouble: trouble, beside: .work(pools))
        }
        guard plan.systems.contains(where: { $0.role == .warehouse }) else {
            return answer("None.", ["There is no warehouse in this landscape."], [])
        }
        guard all.contains(where: { $0.judged > 0 }) else {
            return answer("Nobody can tell.", ["No order had a cut-off that had passed.", line(all)], all)
        }
        guard findings.backlog.threat != .unknown else {
            return answer("Nobody can tell.", [undecided, line(all)], all)
        }
        let missed = all.filter { $0.missed > 0 }
        guard let most = missed.first else {
            return answer(
                "None.", [nothingMissed, line(all)], figure: "0", name: "orders missed their cut-off",
                all)
        }
        guard findings.backlog.threat == .yes else {
            let count = missed.reduce(0) { $0 + $1.missed }
            return answer(
                "None to speak of.", ["\(missing(count)), at most half a percent of any cut-off.", line(all)],
                figure: Figures.count(count), name: "orders missed their cut-off", missed)
        }
        let late = missed.filter(\.isLateByWork)
        if let worst = late.max(by: { ($0.missedByWork, $1.warehouse) < ($1.missedByWork, $0.warehouse) }) {
            let others = late.filter { $0.warehouse != worst.warehouse }.map {
                "\(WarehouseNames.name($0.warehouse, plan)): about \(Figures.count($0.missedByWork))"
            }
            let work = late.reduce(0) { $0 + $1.missedByWork }
            return answer(
                "\(WarehouseNames.name(worst.warehouse, plan)).",
                [
                    "\(missing(worst.missed)), about \(Figures.count(worst.missedByWork)) of them because of the warehouse's own work.",
                    line([worst]), others.isEmpty ? "" : "Also late: \(others.joined(separator: ", ")).",
                ], figure: Figures.count(work),
                name: "orders missed their cut-off because of warehouse work (estimated)",
                trouble: true, late + missed)
        }
        let elsewhere = most.others.first.map {
            ", mostly because of \(label($0.system)) (\(cause($0.reason)))"
        }
        let share = most.ownShare.map { "\(Figures.roughPercent(1 - $0)) of the time they lost was lost elsewhere" }
        let count = missed.reduce(0) { $0 + $1.missed }
        let work = missed.reduce(0) { $0 + $1.missedByWork }
        return answer(
            "None mainly by its own work.",
            [
                "\(WarehouseNames.name(most.warehouse, plan)) has most of the missed orders, \(Figures.count(most.missed))\(share.map { "; " + $0 + (elsewhere ?? "") } ?? "").",
                work > 0
                    ? "Warehouse work accounts for about \(Figures.count(work)) of all \(Figures.count(count))." : "",
                line([most]),
            ], figure: Figures.count(count), name: "orders missed their cut-off",
            missed)
    }

    /// The longest waiting line among some warehouses.
    private func line(_ findings: [WarehouseFinding]) -> String {
        let longest = findings.compactMap { finding in finding.line.map { (finding, $0) } }
            .max { ($0.1.peak, $1.0.warehouse) < ($1.1.peak, $0.0.warehouse) }
        guard let (finding, line) = longest, let pool = finding.pool else { return "" }
        var words =
            "The longest line was \(Figures.count(line.peak)) for the \(label(pool: pool)) at \(clock.moment(line.peakAt))"
        if let wave = finding.wave { words += ", after the wave of \(clock.moment(wave))" }
        if let gone = line.drained { words += ", worked off by \(clock.moment(gone))" }
        return words + "."
    }
}
