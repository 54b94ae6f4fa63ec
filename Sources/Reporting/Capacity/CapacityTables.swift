import Analysis
import Kernel

/// The tables of a capacity report.
struct CapacityTables {
    let words: CapacityWords

    init(_ words: CapacityWords) { self.words = words }

    var all: [CapacityStory.Table] {
        [constraints, whatIf, days, cutoffs, stumbles, cures, retries, hidden, scaling, curve, spread, uses, hours]
            .compactMap { $0 }
    }

    var findings: CapacityFindings { words.findings }
    var plan: Plan { words.plan }

    private var scaling: CapacityStory.Table? {
        guard let scaling = findings.scaling, let explained = findings.explained, let limit = findings.explainedLimit
        else {
            return nil
        }
        func load(_ factor: Double?) -> String { factor.map { words.amount($0, explained) } ?? "none within the curve" }
        func figure(_ parameter: ScalabilityFit.Parameter?) -> String {
            guard let parameter else { return "-" }
            let error = parameter.standardError.map { " ± \(Figures.trimmed($0, 5))" } ?? ""
            return Figures.trimmed(parameter.value, 5) + error
        }
        let fit =
            scaling.isTrusted
            ? "fits to \(Figures.percent(scaling.misfit ?? 0, digits: 1))"
            : "no peak to be trusted"
        return CapacityStory.Table(
            title: "Three answers to how far it scales", heads: ["What is asked", "Load", "How it was found"],
            rows: [
                ["Last load within every budget", load(limit.factor), "search"],
                ["Where latency begins to climb", load(scaling.knee), "knee of latency (Kneedle)"],
                [
                    "Where throughput would be highest", load(scaling.isTrusted ? scaling.peak : nil),
                    "scalability law: contention \(figure(scaling.alpha)), coherency \(figure(scaling.beta)); \(fit)",
                ],
            ], note: "They answer different questions: only the first one knows what was promised.")
    }

    private var constraints: CapacityStory.Table? {
        guard let ranking = findings.constraints, let explained = findings.explained,
            !ranking.constraints.isEmpty || !ranking.innocent.isEmpty
        else { return nil }
        func row(_ place: String, _ constraint: CapacityConstraint) -> [String] {
            [
                place, constraint.name(in: plan), used(constraint.use), words.reached(constraint.lifted, explained),
                constraint.lifted.budget.map { plan.budgets[$0].text } ?? "-",
            ]
        }
        let binding = ranking.constraints.enumerated().flatMap { place, constraint in
            [row("\(place + 1)", constraint)] + constraint.others.map { row("or", $0) }
        }
        let others = ranking.innocent.map { use in
            ["-", use.resource.name(in: plan), used(use), "no higher", "-"]
        }
        return CapacityStory.Table(
            title: "What gives first",
            heads: ["Place", "Resource", "Use where it gives", "Limit without it", "Then gives"],
            rows: binding + others,
            note:
                "Each was made a hundred times as large, those before it as well, and the limit was looked for anew, on one seed, "
                + "to \(Figures.percent(words.study.settings.precision, digits: 0))."
                + (ranking.constraints.contains { !$0.others.isEmpty }
                    ? " What stands after “or” was made larger in place of the one above it." : ""))
    }

    func used(_ use: TrialReading.Use) -> String {
        switch use.resource {
        case .workers: "\(Figures.percent(use.peak, digits: 0)) busy"
        case .limit where use.demand ?? 0 >= 0.9:
            "\(Figures.percent(use.demand ?? 0, digits: 0)) of what it lets through in the long run"
        case .limit: "\(Figures.percent(use.peak, digits: 0)) refused"
        case .connections, .pace: "\(Figures.percent(use.peak, digits: 0)) in use"
        case .hotRow: "\(Figures.percent(use.peak, digits: 1)) collide"
        case .hours: "\(Figures.percent(use.peak, digits: 0)) wait for the next shift"
        case .window: "not measured"
        }
    }

    private var days: CapacityStory.Table? {
        guard !findings.days.isEmpty else { return nil }
        return CapacityStory.Table(
            title: "The day, if the forecast is wrong",
            heads: [
                "Times forecast", "Orders", "Budgets", "Exceeded", "Fail", "Miss their cut-off", "Most waiting",
                "Backlog gone",
            ],
            rows: findings.days.map { day -> [String] in
                let breached = day.breached
                return [
                    CapacityWords.times(day.factor), CapacityWords.spread(day.spread(\.orders), CapacityWords.count),
                    CapacityTables.kept(day),
                    breached.isEmpty
                        ? day.isKept == false ? "keeping up with what comes" : "-"
                        : breached.map { found in
                            let budget = plan.budgets[found.budget]
                            return "\(budget.text): \(CapacityWords.spread(found.value) { budget.words($0) })"
                        }
                        .joined(separator: "; "),
                    CapacityWords.spread(day.spread(\.lost), CapacityWords.count),
                    day.runs.contains { $0.cutoff.judged > 0 }
                        ? CapacityWords.spread(day.spread(\.missed), CapacityWords.count) : "-",
                    CapacityWords.spread(day.spread(\.mostWaiting), CapacityWords.count),
                    day.hasBacklog ? words.gone(day) : "none",
                ]
            },
            note:
                "\(words.dayFigures) Orders that fail, or are cancelled, before they are done wait no longer; most "
                + "waiting are those due and not done at the end of an interval of the recording.")
    }

    private static func kept(_ day: PeakPlanDay) -> String {
        guard let isKept = day.isKept else { return "not judged" }
        if isKept { return "kept" }
        return day.keeping == 0 ? "exceeded" : "kept on \(day.keeping) of \(day.runs.count) seeds"
    }
}
