import Analysis
import Kernel

/// The sentences of a comparison.
struct ComparisonWords {
    private let comparison: RunComparison
    private let base: ComparedRun
    private let run: ComparedRun
    private let differences: [RunDifference]

    init(_ comparison: RunComparison, _ base: ComparedRun, _ run: ComparedRun, _ differences: [RunDifference]) {
        self.comparison = comparison
        self.base = base
        self.run = run
        self.differences = differences
    }

    var word: String {
        switch comparison.status {
        case .pass: comparison.isIdentical ? "IDENTICAL" : "NO REGRESSION"
        case .regression: "REGRESSION"
        case .unknown: "NOT KNOWN"
        }
    }

    var scope: String {
        let orders = [base, run].map { Figures.count($0.recording.books.due) }
        let seeds = [base, run].map { String($0.recording.plan.seed) }
        func both(_ pair: [String]) -> String { pair[0] == pair[1] ? pair[0] : "\(pair[0]) and \(pair[1])" }
        let clock = run.recording.wire == nil ? "virtual time" : "by the wall clock"
        let runs =
            comparison.baseRuns + comparison.runRuns > 2
            ? "\(comparison.baseRuns) and \(comparison.runRuns) runs, the first of each: " : ""
        return "\(runs)\(side(base)) → \(side(run)), \(both(orders)) orders, seed \(both(seeds)), \(clock)"
    }

    private func side(_ run: ComparedRun) -> String {
        run.facts.map { "\(run.name) (\($0.started))" } ?? run.name
    }

    var sentence: String {
        switch comparison.status {
        case .regression: return regression
        case .pass:
            if comparison.isIdentical { return "Both runs recorded the same, count by count and sample by sample." }
            return "Nothing is worse by more than is tolerated: \(counts)."
        case .unknown:
            let silent = comparison.budgets.filter { $0.isSilent && $0.severity == .critical }
            if let first = silent.first {
                return "A budget that held has nothing to judge it by now: \(first.text)."
            }
            return "There is too little to tell whether anything is worse: \(counts)."
        }
    }

    private var regression: String {
        let broken = comparison.brokenBudgets
        let worse = comparison.measures(.worse)
        var parts: [String] = []
        if !broken.isEmpty {
            parts.append(
                "\(Figures.count(Int64(broken.count), of: "budget")) that held \(broken.count == 1 ? "fails" : "fail") now: "
                    + broken.prefix(3).map(\.text).joined(separator: ", ") + (broken.count > 3 ? ", ..." : ""))
        }
        if let worst = worse.first {
            let unit = worst.measure.unit
            let figures = "\(MeasureWords.value(worst.base, unit)) → \(MeasureWords.value(worst.run, unit))"
            parts.append(
                "\(worse.count) of \(Figures.count(Int64(comparison.measures.count), of: "measure")) \(worse.count == 1 ? "is" : "are") worse\(worse.count > 1 ? ", most of all" : ":") \(MeasureWords.name(worst.measure)), \(figures)"
            )
        }
        return parts.joined(separator: ". ") + "."
    }

    /// `30 measures are the same, 2 better, 10 cannot be told`.
    private var counts: String {
        func count(_ outcome: MeasureVerdict.Outcome) -> Int { comparison.measures.count { $0.outcome == outcome } }
        let same = count(.same)
        var words = "\(Figures.count(Int64(same), of: "measure")) \(same == 1 ? "is" : "are") the same"
        if count(.better) > 0 { words += ", \(count(.better)) better" }
        if count(.unknown) > 0 { words += ", \(count(.unknown)) cannot be told" }
        return words
    }

    var notes: [String] {
        var notes: [String] = []
        let across = differences.filter(\.kind.matters)
        if !across.isEmpty {
            notes.append("Compared across: " + RunDifferenceWords.summary(across) + ".")
        }
        let beside = differences.filter { !$0.kind.matters }
        if !beside.isEmpty {
            notes.append(
                "Different as well, which changes nothing that happens: " + RunDifferenceWords.summary(beside) + ".")
        }
        if run.recording.wire != nil, comparison.baseRuns + comparison.runRuns <= 2 {
            notes.append(
                "By the wall clock two runs of one build differ too, by what the machines did meanwhile, which no interval from within a run can show. Make three of each and name them with --base-again and --run-again, or tolerate as much as two runs of the base differ."
            )
        } else if !comparison.hasChance, !comparison.isIdentical {
            notes.append(
                "No chance lies between the runs: the same orders and random numbers in virtual time. Every difference comes from what was changed; the intervals say what other orders could make of it."
            )
        }
        notes += machineNotes
        let drifting = comparison.measures.count {
            if case .blocks(_, _, false) = $0.basis { $0.outcome == .unknown } else { false }
        }
        if drifting > 0 {
            notes.append(
                "\(Figures.count(Int64(drifting), of: "measure")) drifted over the run: a disturbance that lasts cannot be told from a change within one pair of runs."
            )
        }
        for (list, which) in [(comparison.gone, "the first"), (comparison.new, "the second")] where !list.isEmpty {
            let names = list.prefix(5).map(MeasureWords.name).joined(separator: ", ")
            notes.append("Only \(which) run has: \(names)\(list.count > 5 ? ", and \(list.count - 5) more" : "").")
        }
        if run.recording.stop != .finished {
            notes.append("The second run was stopped by a budget: nothing but budgets is compared.")
        }
        return notes
    }

    /// What the machines and the tool's versions have to do with it.
    private var machineNotes: [String] {
        guard let one = base.facts, let two = run.facts else { return [] }
        var notes: [String] = []
        if one.machine != two.machine, run.recording.wire != nil {
            notes.append("The runs are from two machines: \(one.machine); \(two.machine).")
        }
        if one.version != two.version {
            notes.append("The runs are from two versions of the tool: \(one.version) and \(two.version).")
        }
        return notes
    }

    func wire(_ shift: WireShift) -> [String] {
        func figure(_ value: Double?) -> String {
            guard let value else { return "-" }
            switch shift.kind {
            case .bytesUp, .bytesDown: return Figures.bytes(Int64(value.rounded()))
            case .connections: return Figures.trimmed(value, 3)
            case .scheduleLag: return Figures.duration(Nanoseconds(min(max(value, 0), 9e18)))
            }
        }
        let name = (shift.system.map { "\($0): " } ?? "") + shift.kind.rawValue
        let change: String =
            if let one = shift.base, let two = shift.run, one > 0 {
                (two >= one ? "+" : "-") + Figures.trimmed((two / one - 1).magnitude * 100, 1) + " %"
            } else {
                "-"
            }
        return [name, figure(shift.base), figure(shift.run), change]
    }

    var method: String {
        let settings = comparison.settings
        let percent = Figures.trimmed(settings.tolerance * 100, 2)
        return """
            A measure is worse if the difference is more than is tolerated (\(percent) % of the first run's figure, and at least \
            \(Figures.duration(settings.floor)) of a latency, 0.1 points of a share, \
            0.01 of a ratio) and sure: its p-value, raised for \(Figures.count(Int64(comparison.tests), of: "test")) at once by the rule \
            of Benjamini and Hochberg, is at most \(Figures.trimmed(settings.falseAlarms, 3)). It is the same if the whole interval of the \
            difference (\(Figures.trimmed(settings.level * 100, 2)) %) lies within the tolerance. Else it is not known. Both runs are cut \
            into the same blocks of time and compared block by block, so that the hour and the orders that they have in common cancel, \
            and neighbouring orders, which share queues, are not counted as independent. A budget that held and fails now is a \
            regression whatever the figures say. Where there are several runs of each side, a difference must also be sure against \
            what runs of one side differ by.
            """
    }
}
