import Kernel

/// How the cut-offs were met, by cut-off, warehouse and carrier.
struct CutoffSection: Sendable {
    let day: DaySeries

    /// A table with a small stacked bar a row; a note when nothing was promised.
    var markup: Markup {
        let tally = day.recording.cutoffs
        let plan = day.plan
        let clock = WallClock(plan)
        let moments = tally.moments.indices.map { cutoff in
            (
                clock.day(tally.moments[cutoff]) + " " + clock.time(tally.moments[cutoff]),
                sum(tally) { c, _, _ in c == cutoff }
            )
        }.filter { total($0.1) > 0 }
        guard !moments.isEmpty else { return "<p class=\"note\">No order of this run had a cut-off.</p>" }
        let warehouses = plan.demand.warehouses.names.enumerated().map { k, name in
            (day.label(name), sum(tally) { _, w, _ in w == k })
        }
        let names = plan.demand.carriers.map { day.label($0) }
        let carriers = (names + ["no carrier yet"]).enumerated().map { k, name in
            (name, sum(tally) { _, _, c in c == k })
        }
        let groups = [("By cut-off", moments), ("By warehouse", warehouses), ("By carrier", carriers)]
        let bodies = groups.map { title, rows -> Markup in
            let lines = rows.filter { total($0.1) > 0 }.map { row(name: $0.0, $0.1) }.joined()
            return
                "<tbody><tr><th scope=\"rowgroup\" colspan=\"7\" class=\"left\">\(title)</th></tr>\(lines)</tbody>"
        }.joined()
        let promised = plan.promise.event.map { plan.journey.events[$0].name } ?? "dispatched"
        return """
            <div class="card scroll cutoffs"\(ScrollArea.attributes("Orders by cut-off"))><table><caption><span>Orders by how they met their \
            \(plan.promise.calendar.isEmpty ? "cut-off" : plan.promise.calendar); met means \(promised) at or before it</span></caption>
            <thead><tr><th scope="col">Cut-off</th><th scope="col">Share met</th><th scope="col" class="left">Met, late, never</th>\
            <th scope="col">Met</th><th scope="col">Late</th>\
            <th scope="col">Never</th><th scope="col">Still open</th>\
            </tr></thead>\(bodies)</table></div>
            """
    }

    private func total(_ cell: CutoffTally.Cell) -> Int64 { cell.judged + cell.open }

    private func sum(_ tally: CutoffTally, where test: (Int, Int, Int) -> Bool) -> CutoffTally.Cell {
        var sum = CutoffTally.Cell()
        for cutoff in tally.moments.indices {
            for warehouse in 0..<tally.warehouses {
                for carrier in 0..<tally.carriers where test(cutoff, warehouse, carrier) {
                    let cell = tally.cells[tally.index(cutoff: cutoff, warehouse: warehouse, carrier: carrier)]
                    sum.met += cell.met
                    sum.late += cell.late
                    sum.missing += cell.missing
                    sum.open += cell.open
                }
            }
        }
        return sum
    }

    private func row(name: String, _ cell: CutoffTally.Cell) -> Markup {
        let judged = Double(max(1, cell.judged))
        func part(_ count: Int64, _ ink: Markup) -> Markup {
            count == 0 ? .none : "<i class=\"\(ink)\" style=\"width:\(Grid.percent(Double(count) / judged))\"></i>"
        }
        let share = cell.judged > 0 ? Figures.percent(Double(cell.met) / judged) : "-"
        return """
            <tr><th scope="row">\(name)</th><td><b>\(share)</b></td>\
            <td><div class="stack">\(part(cell.met, "good"))\(part(cell.late, "h3"))\(part(cell.missing, "bad"))</div></td>\
            <td>\(Figures.count(cell.met))</td><td>\(Figures.count(cell.late))</td>\
            <td>\(Figures.count(cell.missing))</td><td>\(Figures.count(cell.open))</td></tr>
            """
    }
}
