public import Kernel

extension ReportStory {
    /// The story of a run.
    /// - Parameters:
    ///   - recording: what was measured.
    ///   - status: how the run as a whole came out.
    ///   - judgements: what became of each of the plan's budgets, in the plan's order; missing ones have no data.
    ///   - answers: the four answers.
    ///   - helped: what would have helped most, if known.
    ///   - cautions: reasons to read the figures with care, besides what the recording itself tells.
    public init(
        _ recording: Recording, status: Status, judgements: [Judgement], answers: [Answer], helped: String? = nil,
        cautions: [String] = []
    ) {
        let plan = recording.plan
        let clock = WallClock(plan)
        let rows = plan.budgets.enumerated().map { k, budget in
            BudgetRow(budget, judgements.indices.contains(k) ? judgements[k] : Judgement(.noData, value: nil))
        }
        title = plan.title
        scope =
            "\(Figures.duration(plan.window)), \(Figures.count(recording.books.due, of: "order")), seed \(plan.seed)"
        date = "\(clock.date(0)), \(plan.zone.identifier)"
        self.status = status
        budgets = rows
        self.answers = answers
        self.helped = helped
        let wasStopped = recording.stop == .interrupted
        word = wasStopped ? "INTERRUPTED" : status.word.uppercased()
        let wanted = wasStopped ? [] : rows.filter { $0.status == status && (status == .pass || !$0.isWarning) }
        count = rows.isEmpty ? "no budgets" : "\(wanted.count) of \(Figures.count(Int64(rows.count), of: "budget"))"
        sentence = ReportStory.sentence(recording, status, rows, hit: wanted.count)
        self.cautions = ReportStory.cautions(recording, clock) + cautions
        badRows = Array(recording.badRows.first.prefix(BadRows.limit))
    }

    private static func sentence(_ recording: Recording, _ status: Status, _ rows: [BudgetRow], hit: Int) -> String {
        let missed = recording.cutoffs.cells.reduce(Int64(0)) { $0 + $1.late + $1.missing }
        let judged = recording.cutoffs.cells.reduce(Int64(0)) { $0 + $1.judged }
        let open = recording.cutoffs.cells.reduce(Int64(0)) { $0 + $1.open }
        let orders =
            judged == 0
            ? ""
            : missed == 0
                ? open == 0 ? "every order made its cut-off" : "every order due by then made its cut-off"
                : missed == 1 ? "1 order missed its cut-off" : "\(Figures.count(missed)) orders missed their cut-off"
        let breached = rows.count { $0.status == .fail && $0.isWarning }
        let unknown = rows.count { $0.status == .noData && $0.isWarning }
        let verdict: String
        if recording.stop == .interrupted {
            verdict = "The run was interrupted before its end, its budgets were not judged"
        } else if rows.isEmpty {
            verdict = "No budgets to judge"
        } else {
            switch status {
            case .pass where breached + unknown > 0:
                verdict =
                    (breached > 0 ? "No critical budget is breached" : "No budget is breached")
                    + (breached > 0 ? breached == 1 ? ", one warning is" : ", \(breached) warnings are" : "")
                    + (unknown > 0
                        ? unknown == 1 ? ", one warning has no data" : ", \(unknown) warnings have no data" : "")
            case .pass: verdict = rows.count == 1 ? "The only budget holds" : "All \(rows.count) budgets hold"
            case .fail where rows.count == 1: verdict = "The only budget is breached"
            case .noData where rows.count == 1 && hit == 1: verdict = "The only budget has no data"
            case .fail: verdict = "\(hit) of \(rows.count) budgets \(hit == 1 ? "is" : "are") breached"
            case .noData: verdict = "\(hit) of \(rows.count) budgets \(hit == 1 ? "has" : "have") no data"
            case .invalid: verdict = "The run is invalid: its figures cannot be trusted"
            }
        }
        return orders.isEmpty ? verdict + "." : verdict + "; " + orders + "."
    }

    private static func cautions(_ recording: Recording, _ clock: WallClock) -> [String] {
        var found: [String] = []
        switch recording.stop {
        case .finished: break
        case .interrupted:
            found.append("Interrupted at \(clock.moment(recording.reached)): everything here ends there.")
        case .aborted(let budget):
            let text =
                recording.plan.budgets.indices.contains(budget) ? recording.plan.budgets[budget].text : "a budget"
            found.append("Stopped at \(clock.moment(recording.reached)) because \(text) was certainly breached.")
        }
        let under = recording.books.inFlight
        if recording.stop == .finished, under > 0 {
            found.append(
                "\(Figures.count(under)) of \(Figures.count(recording.books.due, of: "order")) \(under == 1 ? "was" : "were") still under way when the run ended: what became of \(under == 1 ? "it" : "them") is not known."
            )
        }
        let rows = recording.badRows
        if rows.outsideClock > 0 { found.append(outside(rows, recording, clock)) }
        if rows.bad > 0 {
            var told = rows.first.prefix(3).map { "line \($0.line): \($0.problem)" }
            let more = rows.bad - Int64(told.count)
            if more > 0, !told.isEmpty { told.append("and \(Figures.count(more)) more") }
            let which = told.isEmpty ? "" : ": " + told.joined(separator: "; ")
            found.append(
                "\(Figures.count(rows.bad)) of \(Figures.count(rows.read, of: "row")) of the order file could not be used\(which)."
            )
        }
        return found
    }

    /// Rows that were meant and yet never came due.
    private static func outside(_ rows: BadRows, _ recording: Recording, _ clock: WallClock) -> String {
        let plan = recording.plan
        let isOne = rows.outsideClock == 1
        let extent = rows.extent.map {
            ": its orders are from \(WallClock.text(wall: $0.first)) to \(WallClock.text(wall: $0.last))"
        }
        let advice =
            rows.outsideClock + rows.bad == rows.read
            ? ". Set \"start\" of the replay to the time in the file that is to fall on the clock's start" : ""
        return
            "\(Figures.count(rows.outsideClock)) of \(Figures.count(rows.read, of: "row")) of the order file \(isOne ? "lies" : "lie") outside the clock, which runs from \(clock.text(0)) to \(clock.text(plan.window))\(extent ?? "")\(advice)."
    }
}

extension ReportStory.BudgetRow {
    /// A budget and its judgement in words.
    init(_ budget: Budget, _ judgement: ReportStory.Judgement) {
        self.init(
            text: budget.text, name: budget.name, measured: judgement.value.map { budget.words($0) } ?? "-",
            bound: budget.boundWords, status: judgement.status, note: judgement.note,
            isWarning: budget.severity == .warning, value: judgement.value, limit: budget.bound, unit: budget.unit)
    }
}
