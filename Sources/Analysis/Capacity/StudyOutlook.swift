import Kernel

/// How many trials a capacity study will still make, as far as can be said before they are made: what is found decides what is
/// asked next.
public struct StudyOutlook: Sendable, Hashable {
    /// Which part of the question is open.
    public enum Part: String, Sendable, Hashable, CaseIterable {
        /// The limits, and loads around them.
        case limits
        /// Stumbles and their cures.
        case stumbles
        /// What holds the limit down.
        case constraints
        /// What levers would buy.
        case levers
    }

    /// The first part that is open; nil: none is.
    public var part: Part?
    /// Trials to come, by guess; never fewer than are wanted already.
    public var trials: Int

    /// - Parameters:
    ///   - findings: what is known, made from the same table.
    ///   - table: trials made, and those that are wanted.
    ///   - study: what is asked.
    public init(_ findings: CapacityFindings, _ table: TrialTable, of study: CapacityStudy) {
        let (plan, settings) = (study.plan, study.settings)
        let today = table.readings[Trial(.day(times: 1))]
        let seeds = settings.seeds(costing: today?.events ?? .max)
        var left = 0
        var open: Part?
        func expect(_ part: Part, isKnown: Bool, _ usual: Int) {
            let made = table.readings.keys.count { StudyOutlook.part(of: $0) == part }
            let wanted = table.wanted.count { StudyOutlook.part(of: $0) == part && table.readings[$0] == nil }
            if open == nil, wanted > 0 || !isKnown { open = part }
            left += isKnown ? wanted : max(wanted, usual - made)
        }
        let isHeld = plan.demand.replay == nil
        expect(
            .limits, isKnown: findings.curve != nil && findings.day != nil,
            settings.days.count + StudyOutlook.search * (isHeld ? 2 : 1) + (settings.curve.count + 2) * seeds)
        expect(.stumbles, isKnown: findings.collapse != nil || !isHeld, StudyOutlook.stumble * settings.stumbles)
        expect(.constraints, isKnown: findings.constraints != nil, StudyOutlook.constraint * settings.constraints)
        let count = plan.levers.count
        let plans = settings.spend == nil ? 0 : min(StudyOutlook.plans, count * count / 2)
        expect(.levers, isKnown: findings.whatIf != nil || count == 0, StudyOutlook.search * (count + plans))
        part = open
        trials = left
    }

    private static func part(of trial: Trial) -> Part {
        if trial.stumble != nil { return .stumbles }
        if !trial.changes.isEmpty { return .constraints }
        return trial.levers.isEmpty ? .limits : .levers
    }

    /// Trials that a search, a constraint with those that are lifted in vain, and a stumble usually take.
    private static let (search, constraint, stumble) = (5, 8, 6)
    /// Plans that are compared at most, nearly.
    private static let plans = 12
}
