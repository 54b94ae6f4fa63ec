import Kernel

/// Judges how many orders made their cut-off.
///
/// A cut-off counts `during` a calendar when it lies in one of its stretches or at the end of one: the cut-off at 17:00
/// belongs to a dispatch window from 9 to 17. `for any` looks at the cut-offs in each such stretch of time together.
/// Orders whose cut-off was still to come when the run ended count nowhere.
struct CutoffJudge: Sendable {
    let readings: Readings
    private var plan: Plan { readings.plan }
    private var tally: CutoffTally { readings.recording.cutoffs }

    private struct Count {
        var judged: Int64 = 0
        var met: Int64 = 0
        var share: Double? { judged > 0 ? Double(met) / Double(judged) : nil }
    }

    func verdict(_ index: Int) -> Verdict {
        let budget = plan.budgets[index]
        var chosen = Array(tally.moments.indices)
        if let during = budget.during {
            let open = plan.calendars[during].open
            chosen = chosen.filter { open.contains(tally.moments[$0]) || open.contains(tally.moments[$0] - 1) }
        }
        guard !chosen.isEmpty else {
            let gap: Verdict.Gap = tally.moments.isEmpty ? .nothingHappened : .calendarClosed
            return Verdict(budget: index, status: .noData, gap: gap)
        }
        var counted = chosen
        if let window = budget.anyWindow {
            var worst: (cutoffs: [Int], share: Double)?
            for first in chosen {
                let end = tally.moments[first].addingReportingOverflow(window)
                let group = chosen.filter {
                    $0 >= first && (end.overflow || tally.moments[$0] < end.partialValue)
                }
                guard let share = count(group).share else { continue }
                if let worst, !budget.comparison.isWorse(share, than: worst.share) { continue }
                worst = (group, share)
            }
            guard let worst else { return Verdict(budget: index, status: .noData, gap: .nothingHappened) }
            counted = worst.cutoffs
        }
        let whole = count(counted)
        guard let share = whole.share else {
            return Verdict(budget: index, status: .noData, gap: .nothingHappened)
        }
        var verdict = Verdict(budget: index, status: budget.comparison.holds(share, budget.bound) ? .pass : .fail)
        verdict.value = share
        verdict.samples = whole.judged
        verdict.orders = whole.judged - whole.met
        let moments = members(counted.map { (.cutoff($0), [$0], nil, nil) }, budget.comparison)
        if let worst = moments.first, case .cutoff(let cutoff) = worst.part {
            verdict.worst = .init(
                span: Span(start: tally.moments[cutoff], end: tally.moments[cutoff]), value: worst.value)
        }
        verdict.members =
            (moments.count > 1 ? moments : [])
            + members((0..<tally.warehouses).map { (.warehouse($0), counted, $0, nil) }, budget.comparison)
            + members((0..<tally.carriers).map { (.carrier($0), counted, nil, $0) }, budget.comparison)
        return verdict
    }

    private func members(
        _ parts: [(part: Verdict.Part, cutoffs: [Int], warehouse: Int?, carrier: Int?)],
        _ comparison: Budget.Comparison
    ) -> [Verdict.Member] {
        Verdict.sorted(
            parts.compactMap { part in
                let count = count(part.cutoffs, warehouse: part.warehouse, carrier: part.carrier)
                return count.share.map { .init(part: part.part, value: $0, samples: count.judged) }
            }, comparison)
    }

    private func count(_ cutoffs: [Int], warehouse: Int? = nil, carrier: Int? = nil) -> Count {
        var sum = Count()
        for cutoff in cutoffs {
            for w in 0..<tally.warehouses where warehouse == nil || warehouse == w {
                for c in 0..<tally.carriers where carrier == nil || carrier == c {
                    let cell = tally.cells[tally.index(cutoff: cutoff, warehouse: w, carrier: c)]
                    sum.judged += cell.judged
                    sum.met += cell.met
                }
            }
        }
        return sum
    }
}
