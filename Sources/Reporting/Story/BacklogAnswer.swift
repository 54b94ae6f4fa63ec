import Analysis
import Kernel

extension AnswerWords {
    /// Does backlog threaten same-day?
    var backlog: ReportStory.Answer {
        let backlog = findings.backlog
        let stock = backlog.orders
        func answer(_ short: String, _ more: [String], trouble: Bool = false) -> ReportStory.Answer {
            if trouble, let worst = backlog.worst, let swell = worst.waiting.first, swell.messages * 2 >= worst.missed {
                return ReportStory.Answer(
                    key: "backlog", question: "Does backlog threaten same-day?", short: short, more: paragraph(more),
                    figure: Figures.count(swell.peak),
                    figureName: "orders waiting in \(label(queue: swell.queue)) at \(clock.moment(swell.peakAt))",
                    isTrouble: true, beside: .flow)
            }
            let figure = stock.flatMap { $0.peak > 0 ? $0 : nil }
            return ReportStory.Answer(
                key: "backlog", question: "Does backlog threaten same-day?", short: short, more: paragraph(more),
                figure: figure.map { Figures.count($0.peak) },
                figureName: figure.map { "\(name($0.kind)), most, at \(clock.moment($0.peakAt))" } ?? "",
                isTrouble: trouble, beside: .flow)
        }
        switch backlog.threat {
        case .unknown:
            let why =
                plan.promise.event == nil ? "Nothing is promised, so nothing can be missed." : undecided
            return answer("Nobody can tell.", [why, waiting, deepest])
        case .no: return answer("No.", [nothingMissed, waiting, deepest])
        case .slight:
            let judged = backlog.cutoffs.reduce(0) { $0 + $1.judged }
            let share = Figures.percent(Double(backlog.missed) / Double(max(1, judged)), digits: 2)
            return answer(
                "Hardly.",
                ["\(missing(backlog.missed)) (\(share) of all with one).", waiting, gone])
        case .yes: return answer("Yes.", [stuck.isEmpty ? waiting : stuck, missed, gone], trouble: true)
        }
    }

    private func name(_ kind: StockFinding.Kind) -> String {
        switch kind {
        case .indicator(let id): plan.journey.indicators[id].name
        case .ordersToPromise: "orders not yet \(promised)"
        case .delayed: "orders past their cut-off"
        case .queue(let queue): "messages waiting in \(label(queue: queue))"
        case .messages(let queue): "messages in \(label(queue: queue))"
        case .pool(let pool): "waiting for the \(label(pool: pool))"
        case .exceptions(let park): "exceptions: \(plan.parks[park].reason)"
        case .warehouseExceptions(let index): "exceptions of \(WarehouseNames.name(index, plan))"
        case .carrierExceptions(let index):
            "exceptions of "
                + (plan.demand.carriers.indices.contains(index)
                    ? plan.demand.carriers[index] : "orders without a carrier")
        }
    }

    /// Why nobody knows whether cut-offs are met.
    var undecided: String {
        let open = findings.backlog.open
        guard open > 0 else { return "No order's cut-off had passed when the run ended." }
        return
            "No order had missed its cut-off when the run was stopped; that of \(orders(open)) was still to come."
    }

    private var waiting: String {
        guard let stock = findings.backlog.orders, stock.peak > 0 else { return "" }
        let what: String =
            if case .indicator(let id) = stock.kind { plan.journey.indicators[id].name } else {
                "orders not yet \(promised)"
            }
        return "Most \(what): \(Figures.count(stock.peak)), at \(clock.moment(stock.peakAt))."
    }

    private var deepest: String {
        guard let queue = findings.backlog.queues.first, case .messages(let id) = queue.kind else { return "" }
        let gone =
            queue.drained.map { ", worked off by \(clock.moment($0))" }
            ?? ", not worked off when the run \(isStopped ? "was stopped" : "ended")"
        return
            "The deepest queue was \(label(queue: id)): \(Figures.count(queue.peak, of: "message")) at \(clock.moment(queue.peakAt))\(gone)."
    }

    private var missed: String {
        let backlog = findings.backlog
        guard let worst = backlog.worst else { return "" }
        let cutoffs = backlog.cutoffs.filter { $0.missed > 0 }.count
        let never =
            worst.missing > 0
            ? ", \(Figures.count(worst.missing)) of them \(worst.missing == 1 ? "was" : "were") never \(promised)" : ""
        let first =
            "\(orders(worst.missed)) missed the cut-off at \(clock.moment(worst.moment))\(never)."
        return cutoffs > 1
            ? first + " All \(cutoffs) cut-offs with misses together: \(Figures.count(backlog.missed))." : first
    }

    private var stuck: String {
        guard let worst = findings.backlog.worst, let first = worst.waiting.first else { return "" }
        let when = clock.moment(worst.moment)
        let others = worst.waiting.dropFirst().prefix(2).filter { $0.messages * 10 >= first.messages }.map {
            "\(Figures.count($0.messages)) in \(label(queue: $0.queue))"
        }
        let peak = "\(orders(first.peak)) waited in \(label(queue: first.queue)) at \(clock.moment(first.peakAt))"
        let swell: String
        if first.peak <= first.messages {
            swell = peak
        } else if first.peakAt <= worst.moment {
            swell = "\(peak), \(Figures.count(first.messages)) still at \(when)"
        } else {
            swell =
                "\(orders(first.messages)) waited in \(label(queue: first.queue)) at \(when), \(Figures.count(first.peak)) at \(clock.moment(first.peakAt))"
        }
        return "\(swell)."
            + (others.isEmpty ? "" : " Waiting as well when the cut-off came: \(others.joined(separator: ", ")).")
    }

    private var gone: String {
        let backlog = findings.backlog
        guard let worst = backlog.worst, backlog.delayed.peak > 0 else { return "" }
        guard let gone = backlog.delayed.drained, gone > worst.moment else {
            return backlog.delayed.atEnd > 0
                ? "\(Figures.count(backlog.delayed.atEnd)) \(backlog.delayed.atEnd == 1 ? "was" : "were") still waiting when the run \(isStopped ? "was stopped" : "ended")."
                : ""
        }
        return "Drained at \(clock.moment(gone)), \(Figures.duration(gone - worst.moment)) after the cut-off."
    }
}
