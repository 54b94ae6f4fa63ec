import Analysis
import Kernel

/// The sentences of a capacity report.
struct CapacityWords {
    let findings: CapacityFindings
    let study: CapacityStudy
    var plan: Plan { study.plan }
    let clock: WallClock

    init(_ findings: CapacityFindings, _ study: CapacityStudy) {
        self.findings = findings
        self.study = study
        clock = WallClock(study.plan)
    }

    // MARK: Figures

    /// Orders in the busiest hour of those in which a steady load is held.
    var peak: Double { findings.forecast?.peakPerHour ?? 0 }

    /// A rate in orders an hour, three digits.
    static func rate(_ perHour: Double) -> String {
        let few = rounded(perHour)
        // Of a few an hour whole ones would hide how sure they are.
        return few.magnitude < 10 ? Figures.trimmed(perHour, 2) : Figures.fixed(few, 0)
    }

    /// Three digits: nobody knows the fourth.
    static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value.magnitude >= 1, value.magnitude < 1e15 else { return value.isFinite ? value : 0 }
        var scale = 1.0
        while value.magnitude / scale >= 1000 { scale *= 10 }
        return (value / scale).rounded() * scale
    }

    /// A multiple: "0.87", "2.4", "12".
    static func times(_ factor: Double) -> String {
        let digits = factor < 0.01 ? 5 : factor < 0.1 ? 3 : factor < 10 ? 2 : factor < 100 ? 1 : 0
        return Figures.trimmed(factor, digits)
    }

    /// How much of something: orders an hour of a steady load, orders of a day.
    func amount(_ factor: Double, _ explained: CapacityFindings.Explained) -> String {
        switch explained {
        case .hour: CapacityWords.rate(factor * peak) + " orders/h"
        case .day: CapacityWords.whole(factor * Double(findings.forecast?.orders ?? 0)) + " \(span)"
        }
    }

    /// Orders of a day, which come one by one: of a few only whole ones fit.
    private static func whole(_ orders: Double) -> String {
        let told = few(orders)
        return "\(told) \(told == "1" ? "order" : "orders")"
    }

    private static func few(_ orders: Double) -> String {
        orders < 10 ? Figures.fixed((orders + 1e-9).rounded(.down), 0) : rate(orders)
    }

    /// What the scenario's orders are counted over: "a day", "in 7 days".
    private var span: String { isDay ? "a day" : "in \(Figures.duration(plan.window))" }

    private var isDay: Bool { plan.window == 24 * .hour }

    /// For how long a steady load was judged: "1 h after 15 min of warm-up".
    var held: String {
        findings.forecast.map {
            "\(Figures.duration($0.hold.length)) after \(Figures.duration($0.hold.warmUp)) of warm-up"
        } ?? "no time"
    }

    /// Why a search ended, in words.
    static func stop(_ reason: LoadSearch.StopReason) -> String {
        switch reason {
        case .budgetExceeded: "a budget is exceeded at the smallest load"
        case .plateau: "more load gets no more done"
        case .capReached: "the largest load that may be tried was reached"
        case .precisionReached: "it is known as exactly as was wanted"
        case .undecided: "chance hides it"
        case .outOfTime: "time was up"
        case .outOfLevels: "all levels were used"
        }
    }

    // MARK: Sentences

    var scope: String {
        guard let forecast = findings.forecast else { return findings.missingTrials > 0 ? "not begun" : "no orders" }
        // What comes in less than an hour has a rate, and no busiest hour.
        let peak =
            plan.window < .hour
            ? "in \(Figures.duration(plan.window)), at \(CapacityWords.rate(forecast.busiestPerHour)) an hour"
            : "\(CapacityWords.rate(forecast.busiestPerHour)) in the busiest hour"
        return
            "\(Figures.count(Int64(forecast.orders), of: "order"))\(plan.window < .hour ? "" : ",") \(peak) from "
            + "\(clock.moment(forecast.busiestHour)), seed \(plan.seed)"
    }

    var sentence: String {
        guard findings.forecast != nil else {
            return findings.missingTrials > 0
                ? "Not known yet: the trial of the scenario's own day is missing."
                : "The scenario has no orders: there is nothing to multiply."
        }
        guard let (limit, explained) = findings.deciding else {
            return findings.isOutOfTime
                ? "Not known yet: time was up before a limit was found."
                : "Not known yet: the study was interrupted before a limit was found."
        }
        switch limit.found {
        case .unjudged:
            return "No budget could be judged at any load: give the scenario budgets that say what must hold."
        case .tooShort: return "Not known: \(tooShort)."
        case .below(let tried):
            return
                "No load \(hasBudgets ? "keeps every budget" : "can be kept up with"): \(limit.budget == nil ? "what waits grows" : "\(budget(limit)) is exceeded") already at \(Figures.percent(tried, digits: 0)) of the forecast."
        case .chance(let below):
            return
                "No load is sure to keep every budget: \(budget(limit)) is exceeded from \(amount(below, explained)) on\(byChance(limit, below, explained))."
        case .atLeast(let kept):
            return
                "\(all) up to \(amount(kept, explained)), \(CapacityWords.times(kept)) times the forecast, and no limit "
                + "was found (\(CapacityWords.stop(limit.stop)))."
        case .plateau(let done, _):
            return
                "\(all), but no more than \(amount(done, explained)) get done, whatever comes: \(CapacityWords.times(done)) "
                + "times the forecast."
        case .between(_, _, let kept):
            let whole = "\(amount(kept, explained)) \(keep)"
            let headroom =
                if let day = findings.divided {
                    "chance decides whether the forecast of \(amount(1, explained)) fits, which it does on \(day.keeping) of \(day.runs.count) seeds"
                } else if findings.isTooClose {
                    "the forecast of \(amount(1, explained)) is so near to that that chance decides whether it fits"
                } else {
                    kept >= 1
                        ? "the forecast leaves \(Figures.percent(1 - 1 / kept, digits: 0)) of that free"
                        : "the forecast is \(CapacityWords.beyond(1 / kept))"
                }
            // What gives first may be known of the other question only.
            let place = findings.explained == explained ? "" : " at a steady load"
            let first =
                findings.constraints?.constraints.first.map {
                    "; \($0.name(in: plan)) \($0.areSeveral ? "give" : "gives") first\(place)"
                } ?? ""
            let missing =
                findings.missingTrials > 0
                ? findings.isOutOfTime
                    ? "; time was up before all of it was known"
                    : "; the study was interrupted before all of it was known" : ""
            let buy =
                findings.whatIf?.enough.map { "; \(names($0.levers)) for \(cost($0.cost)) would be enough" } ?? ""
            return "\(whole); \(headroom)\(first)\(buy)\(missing)."
        }
    }

    /// Whether any budget says what must hold; else it is keeping up with what comes that is judged.
    var hasBudgets: Bool { study.variants.hasBudgets }

    private var keep: String { hasBudgets ? "keep every budget" : "can be kept up with" }

    /// The same of a question: a steady load says nothing of some budgets.
    private func keeps(_ question: CapacityFindings.Explained) -> String {
        question == .hour && hasBudgets && !findings.silent.isEmpty ? "keep the budgets that it speaks of" : keep
    }

    private var all: String { hasBudgets ? "Every budget holds" : "What comes is kept up with" }

    /// What becomes of less, where chance decides it.
    private func byChance(
        _ limit: CapacityLimit, _ below: Double, _ question: CapacityFindings.Explained
    ) -> String {
        guard let least = limit.levels.map(\.load).min(), least < below else { return ", and no less was tried" }
        return
            ", and down to \(amount(least, question)), the least that was tried, chance decides: less load alone does not mend it"
    }

    /// Why a steady load says nothing where orders take longer than it is held.
    private var tooShort: String {
        "orders take longer than the steady load was held (\(held)): use a longer --hold"
    }

    /// Why no steady load is held; nil: one is, or what comes cannot be held.
    private var unsteady: String? {
        guard let forecast = findings.forecast, let first = forecast.changing.first else { return nil }
        let (why, hold) =
            if case .window(let calendar) = first {
                ("orders wait for \(plan.calendars[calendar].name), which comes too seldom to be like always", "longer")
            } else {
                ("the number of workers changes that \(first.name(in: plan)) bring", "shorter")
            }
        return
            "not told: within every \(Figures.duration(forecast.hold.warmUp + forecast.hold.length)) of the \(isDay ? "day" : "run") \(why), so that no load "
            + "is steady for so long. A \(hold) --hold may do."
    }

    /// How much too much something is: "16 % too much", "5.2 times what fits".
    private static func tooMuch(_ ratio: Double) -> String {
        ratio < 3 ? "\(Figures.percent(ratio - 1, digits: 0)) too much" : "\(times(ratio)) times what fits"
    }

    /// How far beyond a limit the forecast is: "16 % over", "5.2 times that".
    private static func beyond(_ ratio: Double) -> String {
        ratio < 3 ? "\(Figures.percent(ratio - 1, digits: 0)) over" : "\(times(ratio)) times that"
    }

    var answers: [CapacityStory.Answer] {
        var answers: [CapacityStory.Answer] = []
        func say(_ subject: String, _ words: String?) {
            if let words { answers.append(CapacityStory.Answer(subject: subject, words: words)) }
        }
        say("Steady load", findings.hour.map { held($0, .hour) } ?? unsteady)
        say(isDay ? "Whole day" : "Whole run", findings.day.map { held($0, .day) })
        say("Gives first", constraints)
        say("Would buy", whatIf)
        say("Peak plan", peakPlan)
        say("Cut-offs", cutoffs)
        say("Backlog", backlog)
        say("Stumbles", collapse)
        return answers
    }

    private func budget(_ limit: CapacityLimit) -> String {
        limit.budget.map { "\"\(plan.budgets[$0].text)\"" } ?? "keeping up with what comes"
    }

    /// Why a day may be kept though its busiest hour brings more than can go on for ever.
    private var laterOn: String {
        guard findings.forecastFits == true, findings.deciding?.question == .day else { return "" }
        return ", but what that hour leaves is worked off later"
    }

    /// When the load is held, and what it is measured by.
    private func against(_ forecast: CapacityForecast) -> String {
        let rate = "the forecast has \(CapacityWords.rate(peak)) an hour"
        let (from, hour) = (clock.moment(forecast.hold.from), clock.moment(forecast.peakHour))
        return forecast.hold.from / .hour == forecast.peakHour / .hour
            ? "Held from \(from), where \(rate)" : "Held from \(from); \(rate) from \(hour)"
    }

    private func held(_ limit: CapacityLimit, _ question: CapacityFindings.Explained) -> String {
        let forecast =
            question == .hour
            ? findings.forecast.map { against($0) } ?? "" : "The forecast is \(amount(1, .day))"
        switch limit.found {
        case .unjudged: return "no budget could be judged"
        case .tooShort: return "not known: \(tooShort). \(forecast)."
        case .below(let tried):
            return
                "\(limit.budget == nil ? "what waits grows" : "\(budget(limit)) is exceeded") already at \(amount(tried, question)). "
                + "\(forecast)."
        case .chance(let below):
            return
                "\(budget(limit)) is exceeded from \(amount(below, question)) on\(byChance(limit, below, question)). \(forecast)."
        case .atLeast(let kept):
            return
                "\(amount(kept, question)) and more; nothing more was tried (\(CapacityWords.stop(limit.stop))). \(forecast)."
        case .plateau(let done, let from):
            return "from \(amount(from, question)) on no more than \(amount(done, question)) get done. \(forecast)."
        case .between(let low, let high, let kept):
            let interval =
                limit.interval.map { between($0, question).map { " (95 % interval \($0))" } ?? "" }
                ?? " (on one seed: \(amount(low, question)) were kept, \(amount(high, question)) were not)"
            let over =
                kept >= 1
                ? "\(CapacityWords.times(kept)) times that fit"
                : "\(CapacityWords.tooMuch(1 / kept))\(question == .hour ? laterOn : "")"
            return
                "\(amount(kept, question)) \(keeps(question))\(interval); then \(budget(limit)) gives. \(forecast): \(over)."
        }
    }

    /// Nil: both ends are the same whole orders.
    private func between(_ interval: ConfidenceInterval, _ question: CapacityFindings.Explained) -> String? {
        let told = [interval.lower, interval.upper].map { end in
            switch question {
            case .hour: CapacityWords.rate(end * peak)
            case .day: CapacityWords.few(end * Double(findings.forecast?.orders ?? 0))
            }
        }
        return question == .day && told[0] == told[1] ? nil : told.joined(separator: " to ")
    }

    private var constraints: String? {
        guard let ranking = findings.constraints, let explained = findings.explained else { return nil }
        guard let first = ranking.constraints.first else {
            guard case .between = findings.explainedLimit?.found else { return nil }
            guard !ranking.innocent.isEmpty else { return "nothing that there is only so much of was used." }
            return
                (ranking.innocent.count == 1
                ? "not the most used resource: lifting it moves the limit by less than "
                : "none of the \(ranking.innocent.count) most used resources: lifting any of them, or all together, moves the limit by less than ")
                + "\(Figures.percent(2 * study.settings.precision, digits: 0))."
        }
        var words =
            "\(place(explained))\(first.name(in: plan)); without \(CapacityWords.it(first))\(instead(first)) the limit is \(reached(first.lifted, explained))"
        for next in ranking.constraints.dropFirst() {
            words +=
                ", then \(next.name(in: plan)) (\(reached(next.lifted, explained)) without \(CapacityWords.it(next)))"
        }
        let precision = Figures.percent(study.settings.precision, digits: 0)
        return words + " (on one seed, to \(precision))."
    }

    /// What does as much when it is lifted in its place; what does less is in the table.
    private func instead(_ constraint: CapacityConstraint) -> String {
        let limit = constraint.lifted.factor ?? 0
        let others = constraint.others.filter { ($0.lifted.factor ?? 0) >= limit * (1 - 2 * study.settings.precision) }
        guard !others.isEmpty else { return "" }
        return ", or instead without \(CapacityWords.joined(others.map { $0.name(in: plan) }, "or")),"
    }

    private static func it(_ constraint: CapacityConstraint) -> String {
        constraint.areSeveral ? "them" : "it"
    }

    /// A limit as one amount.
    func reached(_ limit: CapacityLimit, _ explained: CapacityFindings.Explained) -> String {
        switch limit.found {
        case .between(_, _, let most), .plateau(_, let most): amount(most, explained)
        case .atLeast(let kept): "\(amount(kept, explained)) and more"
        case .below, .chance, .unjudged, .tooShort: "not known"
        }
    }

    var cautions: [String] {
        var cautions: [String] = []
        if findings.missingTrials > 0 {
            let count = findings.missingTrials
            cautions.append(
                "\(findings.isOutOfTime ? "Time was up: " : "")\(Figures.count(Int64(count))) \(count == 1 ? "trial is" : "trials are") "
                    + "missing, and so is what needs \(count == 1 ? "it" : "them") and what that would lead to: go on with --resume, or run the "
                    + "shards again.")
        }
        if let hold = findings.forecast?.hold, findings.hour != nil {
            if !findings.silent.isEmpty {
                let names = findings.silent.map { "\"\(plan.budgets[$0].text)\"" }.joined(separator: ", ")
                cautions.append(
                    "The steady load was held from \(clock.moment(hold.from)) for \(Figures.duration(hold.warmUp + hold.length)), "
                        + "which says nothing of \(names).")
            }
        }
        for use in findings.overdrawn {
            cautions.append(
                "A day near the limit takes \(Figures.trimmed(use.demand ?? 0, 2)) times what \(use.resource.name(in: plan)) lets through in "
                    + "\(Figures.duration(plan.window)): that works only where the day before leaves as much of it.")
        }
        let asking = plan.budgets.filter(\.asksForWork).map { "\"\($0.text)\"" }
        let warnings = plan.budgets.filter { $0.severity == .warning && !$0.asksForWork }.map { "\"\($0.text)\"" }
        if !warnings.isEmpty {
            cautions.append(
                "\(CapacityWords.joined(warnings, "and")) \(warnings.count == 1 ? "is a warning and does" : "are warnings and do") not count "
                    + "here: every budget means every other one.")
        }
        if !hasBudgets {
            cautions.append(
                "The scenario has no budgets that say what must hold. It is judged by keeping up with what comes, and by "
                    + "no more than \(Figures.percent(Budget.assumed.bound, digits: 0)) of orders failing, which is assumed."
            )
        }
        if !asking.isEmpty {
            cautions.append(
                "\(asking.joined(separator: ", ")) \(asking.count == 1 ? "says" : "say") how much is to be done and not how much may come, "
                    + "and \(asking.count == 1 ? "does" : "do") not count here.")
        }
        // What comes and what is done can be counted while a line still fills; how long it takes cannot be told then.
        if let needed = findings.warmUp, let hold = findings.forecast?.hold, needed > hold.warmUp,
            findings.hour?.budget != nil
        {
            cautions.append(
                "By the rule MSER-5 the landscape needs \(Figures.duration(needed)) to settle, and only "
                    + "\(Figures.duration(hold.warmUp)) were left out: use --warm-up.")
        }
        let limits = [
            (findings.hour, "steady load", " or a longer hold (--hold)"), (findings.day, isDay ? "day" : "run", ""),
        ]
        for (limit, name, other) in limits {
            guard let limit, let interval = limit.interval, interval.estimate > 0 else { continue }
            let known = interval.halfWidth / interval.estimate
            let wanted = study.settings.precision
            guard known > 3 * wanted || limit.stop == .outOfLevels && known > wanted else { continue }
            cautions.append(
                "The limit of the \(name) is known to ± \(Figures.percent(known, digits: 0)), not to the "
                    + "\(Figures.percent(wanted, digits: 0)) that \(wanted == 0.01 ? "was" : "were") wanted: more seeds (--seeds)\(other) tell more."
            )
        }
        return cautions
    }
}
