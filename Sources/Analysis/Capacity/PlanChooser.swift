internal import Kernel

/// Chooses the levers that raise the limit most for a budget.
///
/// More levers than a plan needs cost money and nothing else is lost, as long as none of them does harm by itself, so only plans that
/// no further lever could be paid for are compared, and what the winner does not need is taken out of it; of several that chance does
/// not tell apart the cheapest wins. Where there are too many of those, levers are added one by one, each time the one that helps most,
/// whatever becomes of the day that is to come.
struct PlanChooser {
    /// Follows plans further than levers by themselves where several go as far as was tried.
    private(set) var comparison: LeverComparison
    let spend: Double
    /// How far plans are followed at most, in times of the forecast.
    let farthest: Double
    /// Whether the day that is to come keeps its budgets with some levers; nil: it does without. That goes before how far they take
    /// the limit.
    let keepsDay: (([Int], inout TrialTable) -> Bool?)?
    /// Each lever by itself.
    let alone: [LeverGain]
    let precision: Double
    private(set) var best: LeverGain?
    /// What costs least of all plans with which the day keeps its budgets; nil: none does, or it does without.
    private(set) var cheapest: [Int]?
    private(set) var compared = 0
    private(set) var isExhaustive = true

    /// Levers up to which all plans are looked at, plans that are compared at most, days that are tried at once, and plans like the
    /// best one that are looked into.
    private static let bounds = (levers: 10, plans: 12, days: 40, alike: 2)

    init(
        comparison: LeverComparison, spend: Double, farthest: Double, alone: [LeverGain], precision: Double,
        keepsDay: (([Int], inout TrialTable) -> Bool?)?
    ) {
        self.comparison = comparison
        self.spend = spend
        self.farthest = farthest
        self.alone = alone
        self.precision = precision
        self.keepsDay = keepsDay
    }

    /// - Returns: false: trials are missing, and wanted.
    mutating func choose(_ table: inout TrialTable) -> Bool {
        // What does harm by itself is bought by nobody, however little it costs.
        let payable = alone.filter { !$0.isLoss && ($0.cost.map { $0 <= spend } ?? false) }.map { $0.levers[0] }
        guard !payable.isEmpty else { return true }
        let (isFound, isFitted) = (search(payable, &table), fit(payable, &table))
        guard isFound, isFitted else { return false }
        // Plans are compared on one seed; the best is told as levers by themselves are.
        guard let found = best else { return true }
        best = comparison.gain(of: found.levers, &table)
        return best != nil
    }

    private mutating func search(_ payable: [Int], _ table: inout TrialTable) -> Bool {
        let plans = payable.count <= PlanChooser.bounds.levers ? largest(of: payable) : []
        if !plans.isEmpty, plans.count <= PlanChooser.bounds.plans {
            var left = plans
            while true {
                var gains: [LeverGain] = []
                for plan in left { if let gain = gain(of: plan, &table) { gains.append(gain) } }
                guard gains.count == left.count else { return false }
                compared += left.count
                guard let best = PlanChooser.better(gains) else { return true }
                // Which of those that go as far as was tried goes further is the question.
                left = gains.filter { $0.isAtLeast && $0.isGain }.map(\.levers)
                guard left.count > 1 || best.isAtLeast && best.levers.count > 1,
                    comparison.finder.cap < farthest
                else {
                    guard let winner = winner(of: gains, &table) else { return false }
                    return settle(winner, among: gains, &table)
                }
                comparison.finder.cap = min(farthest, 2 * comparison.finder.cap)
            }
        }
        isExhaustive = false
        return climb(payable, &table)
    }

    /// A plan on the first seed; nil: trials are missing, and wanted.
    private func gain(of plan: [Int], _ table: inout TrialTable) -> LeverGain? {
        comparison.gain(of: plan, seeds: 1, &table)
    }

    private static func better(_ gains: [LeverGain]) -> LeverGain? {
        gains.filter { $0.gain.estimate > 1 }.max {
            ($0.gain.estimate, -($0.cost ?? 0)) < ($1.gain.estimate, -($1.cost ?? 0))
        }
    }

    /// The best of those with which the day keeps its budgets, or where it does with none, or does without, the best of all; nil:
    /// trials are missing, and wanted.
    private func winner(of gains: [LeverGain], _ table: inout TrialTable) -> LeverGain? {
        var left = gains
        while let next = PlanChooser.better(left), let keepsDay {
            guard let isKept = keepsDay(next.levers, &table) else { return nil }
            if isKept { return next }
            left.removeAll { $0.levers == next.levers }
        }
        return PlanChooser.better(gains)
    }

    /// Plans within the budget that nothing could be added to.
    private func largest(of payable: [Int]) -> [[Int]] { PlanChooser.largest(among: plans(of: payable)) }

    /// All plans within the budget.
    private func plans(of payable: [Int]) -> [[Int]] {
        let sets = (1..<(1 << payable.count)).map { mask in payable.indices.filter { mask >> $0 & 1 == 1 } }
        return sets.map { $0.map { payable[$0] } }.filter { isPayable($0) }
    }

    /// Those of some plans that are part of no other.
    private static func largest(among plans: [[Int]]) -> [[Int]] {
        plans.filter { plan in !plans.contains { $0.count > plan.count && Set(plan).isSubset(of: $0) } }
    }

    /// Looks for the cheapest plan with which the day keeps its budgets. What fails with more levers fails with fewer, so that only the
    /// largest of those that are cheaper than the cheapest known are tried, until none of them does it.
    private mutating func fit(_ payable: [Int], _ table: inout TrialTable) -> Bool {
        guard let keepsDay, payable.count <= PlanChooser.bounds.levers else { return true }
        var left = plans(of: payable).map { (plan: $0, cost: comparison.cost(of: $0) ?? .infinity) }
        while !left.isEmpty {
            let tried = PlanChooser.largest(among: left.map(\.plan))
            guard tried.count <= PlanChooser.bounds.days else {
                isExhaustive = false
                return true
            }
            let verdicts = tried.map { keepsDay($0, &table) }
            guard !verdicts.contains(nil) else { return false }
            compared += tried.count
            let kept = zip(tried, verdicts).filter { $1 == true }.map(\.0)
            guard let best = left.filter({ kept.contains($0.plan) }).min(by: { $0.cost < $1.cost }) else { return true }
            cheapest = best.plan
            let failed = zip(tried, verdicts).filter { $1 == false }.map { Set($0.0) }
            left.removeAll { item in
                item.cost >= best.cost || failed.contains { Set(item.plan).isSubset(of: $0) }
            }
        }
        return true
    }

    private func isPayable(_ plan: [Int]) -> Bool {
        guard let cost = comparison.cost(of: plan), cost <= spend * (1 + 1e-12) else { return false }
        return comparison.variants.plan(with: plan) != nil
    }

    /// Keeps the cheapest of the winner and of those that go as far, each without what it does not need.
    private mutating func settle(
        _ winner: LeverGain, among gains: [LeverGain], _ table: inout TrialTable
    ) -> Bool {
        let others = gains.filter {
            $0.levers != winner.levers && $0.gain.estimate >= winner.gain.estimate * (1 - precision)
        }.sorted { ($0.cost ?? 0) < ($1.cost ?? 0) }
        // All of them are wanted at once, so that they are tried side by side.
        let alike = [winner] + others.prefix(PlanChooser.bounds.alike)
        var slimmed: [LeverGain] = []
        for gain in alike { if let slim = slim(gain, &table) { slimmed.append(slim) } }
        guard slimmed.count == alike.count else { return false }
        var kept = slimmed
        if let keepsDay {
            let verdicts = slimmed.map { keepsDay($0.levers, &table) }
            guard !verdicts.contains(nil) else { return false }
            let keeping = zip(slimmed, verdicts).filter { $1 == true }.map(\.0)
            if !keeping.isEmpty { kept = keeping }
        }
        best = kept.min { ($0.cost ?? 0, -$0.gain.estimate) < ($1.cost ?? 0, -$1.gain.estimate) }
        return true
    }

    /// Takes out what does not help, the dearest first; nil: trials are missing, and wanted.
    private mutating func slim(_ winner: LeverGain, _ table: inout TrialTable) -> LeverGain? {
        var plan = winner
        var mustKeep = false
        if let keepsDay {
            guard let isKept = keepsDay(winner.levers, &table) else { return nil }
            mustKeep = isKept
        }
        let levers = comparison.variants.plan.levers
        for lever in winner.levers.sorted(by: { (levers[$0].cost ?? 0, $1) > (levers[$1].cost ?? 0, $0) }) {
            let rest = plan.levers.filter { $0 != lever }
            guard !rest.isEmpty, comparison.variants.plan(with: rest) != nil else { continue }
            guard let gain = gain(of: rest, &table) else { return nil }
            compared += 1
            guard gain.gain.estimate >= plan.gain.estimate * (1 - precision) else { continue }
            if mustKeep, let keepsDay {
                guard let isKept = keepsDay(rest, &table) else { return nil }
                guard isKept else { continue }
            }
            plan = gain
        }
        return plan
    }

    /// Adds one lever after the other.
    private mutating func climb(_ payable: [Int], _ table: inout TrialTable) -> Bool {
        var plan: LeverGain?
        while true {
            let held = plan?.levers ?? []
            let next = payable.filter { !held.contains($0) }.map { (held + [$0]).sorted() }.filter { isPayable($0) }
            var gains: [LeverGain] = []
            for candidate in next { if let gain = gain(of: candidate, &table) { gains.append(gain) } }
            guard gains.count == next.count else { return false }
            compared += next.count
            guard let step = PlanChooser.better(gains),
                step.gain.estimate > (plan?.gain.estimate ?? 1) * (1 + precision)
            else { break }
            plan = step
        }
        best = plan
        return true
    }
}
