/// A measured figure beside what it is compared with and what it has to reach.
struct Figure: Sendable, Codable {
    /// What the figure is compared with.
    struct Baseline: Sendable, Codable {
        /// In the figure's unit.
        let value: Double
        /// Whose figure it is, and whether it was measured now.
        let source: String
    }

    /// What has to be reached.
    struct Goal: Sendable, Codable {
        /// What the goal is about.
        enum Subject: String, Sendable, Codable { case figure, ratio }
        /// Which way is better.
        enum Sense: String, Sendable, Codable {
            case atLeast = "at least"
            case atMost = "at most"
        }

        let subject: Subject
        let sense: Sense
        let must: Double
        let aim: Double

        /// Whether `value` keeps a bound.
        func keeps(_ value: Double, _ bound: Double) -> Bool { sense == .atLeast ? value >= bound : value <= bound }
    }

    /// How far a figure got.
    enum Verdict: String, Sendable, Codable {
        case aim = "aim met"
        case must = "must met"
        case missed = "NOT met"
        case none = "no goal"
    }

    /// What was measured.
    let work: String
    let value: Double
    let unit: String
    var baseline: Baseline?
    var goal: Goal?
    /// Circumstances worth knowing.
    var note: String?

    /// The figure over its baseline.
    var ratio: Double? {
        guard let baseline, baseline.value > 0 else { return nil }
        return value / baseline.value
    }

    /// How far the figure got.
    var verdict: Verdict {
        guard let goal, let subject = goal.subject == .ratio ? ratio : value else { return .none }
        if goal.keeps(subject, goal.aim) { return .aim }
        return goal.keeps(subject, goal.must) ? .must : .missed
    }
}
