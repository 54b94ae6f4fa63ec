import Analysis
import Kernel

/// Puts verdicts into words: what is said of a budget beside its figure.
struct VerdictWords: Sendable {
    private let plan: Plan
    private let clock: WallClock

    init(_ recording: Recording) {
        plan = recording.plan
        clock = WallClock(recording.plan)
    }

    /// A verdict as the writers show it.
    func judgement(_ verdict: Verdict) -> ReportStory.Judgement {
        ReportStory.Judgement(ReportStory.Status(verdict.status), value: verdict.value, note: note(verdict))
    }

    private func note(_ verdict: Verdict) -> String {
        let budget = plan.budgets[verdict.budget]
        if let gap = verdict.gap { return words(gap) }
        var parts: [String] = []
        if let orders = verdict.orders, orders > 0 { parts.append(missed(orders, budget, verdict)) }
        let members = members(verdict, budget)
        if let worst = verdict.worst, budget.measure != .cutoffShare {
            // A budget that holds over the day need not say when the day was worst, one of every window does.
            if verdict.status == .fail || budget.anyWindow != nil { parts.append(words(worst, budget)) }
        }
        if !members.isEmpty { parts.append(members) }
        if let span = verdict.measuredOver { parts.append(words(over: span, verdict, budget)) }
        if let beside = verdict.beside {
            if beside.refusedByBreaker > 0 {
                parts.append("an open breaker refused \(Figures.count(beside.refusedByBreaker, of: "call"))")
            }
            if beside.putBack > 0 {
                parts.append("messages put back \(Figures.count(beside.putBack, of: "time"))")
            }
        }
        return parts.joined(separator: "; ")
    }

    /// What a throughput was read from.
    private func words(over span: Span, _ verdict: Verdict, _ budget: Budget) -> String {
        let what: String =
            switch budget.subject {
            case .journey: Figures.count(verdict.samples, of: "order") + " completed"
            case .orders:
                Figures.count(verdict.samples, of: "order") + " "
                    + (plan.promise.event.map { plan.journey.events[$0].name } ?? "completed")
            case .edges, .leg, .queue, .pool, .indicator: Figures.count(verdict.samples)
            }
        return "\(what) \(clock.stretch(span.start, span.end))"
    }

    private func missed(_ orders: Int64, _ budget: Budget, _ verdict: Verdict) -> String {
        let count = Figures.count(orders, of: "order") + " "
        switch budget.measure {
        case .cutoffShare:
            let cutoffs = verdict.members.filter { if case .cutoff = $0.part { true } else { false } }
            guard cutoffs.count <= 1, let worst = verdict.worst else {
                return count + (orders == 1 ? "missed its cut-off" : "missed their cut-off")
            }
            return count + "missed " + clock.moment(worst.span.start)
        case .endingShare(let ending):
            switch ending {
            case .completed: return count + "not completed"
            case .failed: return count + "failed"
            case .cancelled: return count + "cancelled"
            }
        default: return count + "put aside or under way at the end"
        }
    }

    private func words(_ worst: Verdict.Worst, _ budget: Budget) -> String {
        let span = clock.stretch(worst.span.start, worst.span.end)
        if budget.anyWindow != nil { return "worst " + span }
        let value = budget.words(worst.value)
        let name: String =
            switch budget.measure {
            case .quantile(let q): "p" + Figures.trimmed(q * 100, 3) + " "
            case .mean: "mean "
            case .maximum, .amplification, .outcomeShare, .cutoffShare, .endingShare, .parkedShare, .depth, .rate,
                .age:
                ""
            }
        return "worst \(span), \(name)\(value)"
    }

    private func members(_ verdict: Verdict, _ budget: Budget) -> String {
        // Warehouses and carriers come after the cut-offs, each kind sorted by itself.
        let named = verdict.members.filter {
            switch $0.part {
            case .system, .edge: true
            case .warehouse: plan.demand.warehouses.names.count > 1 && $0.value < 1
            case .carrier, .cutoff: false
            }
        }
        let shown = named.prefix(4).map { name($0.part) + " " + budget.words($0.value) }
        guard shown.count > 1 || named.count == 1 else { return "" }
        return shown.joined(separator: ", ") + (named.count > shown.count ? ", ..." : "")
    }

    private func name(_ part: Verdict.Part) -> String {
        switch part {
        case .system(let id): plan.systems[id].label
        case .edge(let id): plan.edges[id].name
        case .warehouse(let index): WarehouseNames.name(index, plan)
        case .carrier(let index):
            plan.demand.carriers.indices.contains(index) ? plan.demand.carriers[index] : "no carrier yet"
        case .cutoff: ""
        }
    }

    private func words(_ gap: Verdict.Gap) -> String {
        switch gap {
        case .nothingHappened: "nothing of it happened in this run"
        case .calendarClosed: "its calendar was open for no interval of this run"
        case .tooFewSamples(let most, let needed):
            "no window held \(Figures.count(needed, of: "sample")), the fullest had \(Figures.count(most))"
        case .notMeasured: "this cannot be measured of that"
        case .onlyAtTheEnd: "known at the end of a run only, not by time of day"
        case .stoppedEarly: "not judged: the run was stopped before its end"
        }
    }
}

/// Names of warehouses for people.
enum WarehouseNames {
    /// The label of the warehouse's system when one has its name, else the scenario's name.
    static func name(_ index: Int, _ plan: Plan) -> String {
        guard plan.demand.warehouses.names.indices.contains(index) else { return "a warehouse" }
        let name = plan.demand.warehouses.names[index]
        return plan.systems.first { $0.name == name }?.label ?? name
    }
}

extension ReportStory.Status {
    /// The report's word for a verdict's.
    init(_ status: Verdict.Status) {
        switch status {
        case .pass: self = .pass
        case .fail: self = .fail
        case .noData: self = .noData
        case .invalid: self = .invalid
        }
    }
}
