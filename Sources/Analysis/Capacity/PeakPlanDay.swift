public import Kernel

/// The scenario's day with so many times as many orders, on some seeds.
public struct PeakPlanDay: Sendable, Codable, Hashable {
    /// In times of the forecast.
    public var factor: Double
    /// The day by seed, the scenario's own first; never empty.
    public var runs: [PeakPlanRun]

    /// Whether all budgets hold on every seed; nil: none could be judged on some.
    public var isKept: Bool? {
        runs.contains { $0.isKept == false } ? false : runs.contains { $0.isKept == nil } ? nil : true
    }

    /// Seeds on which all budgets hold.
    public var keeping: Int { runs.count { $0.isKept == true } }

    /// Budgets that do not hold on some seed, each with what was measured by seed: the mean and how far it goes.
    public var breached: [(budget: Int, value: SeedSpread)] {
        let broken = runs.flatMap { $0.judged.filter { !$0.holds }.map(\.budget) }
        return Set(broken).sorted().compactMap { budget in
            let values = runs.compactMap { run in run.judged.first { $0.budget == budget }?.value }
            return SeedSpread(values).map { (budget, $0) }
        }
    }

    /// Whether orders pile up on some seed.
    public var hasBacklog: Bool { runs.contains(where: \.hasBacklog) }

    /// When the backlog is gone, on the seeds on which one builds up: from the first to the last; nil: on some it is not gone in the
    /// run, or there is none.
    public var drained: ClosedRange<Instant>? {
        let ends = runs.filter(\.hasBacklog).map(\.drained)
        let known = ends.compactMap { $0 }
        guard known.count == ends.count, let first = known.min(), let last = known.max() else { return nil }
        return first...last
    }

    /// A figure of the day by seed.
    public func spread(_ value: (PeakPlanRun) -> Int64) -> SeedSpread {
        SeedSpread(runs.map { Double(value($0)) }) ?? SeedSpread(one: 0)
    }

    /// A count of each hour from the origin on: the mean over seeds, rounded.
    public func hourly(_ counts: (TrialReading.Hours) -> [Int64]) -> [Int64] {
        let all = runs.map { counts($0.hours) }
        let length = all.map(\.count).min() ?? 0
        return (0..<length).map { hour in
            Int64((Double(all.reduce(Int64(0)) { $0 &+ $1[hour] }) / Double(all.count)).rounded())
        }
    }

    /// When most orders wait, on the scenario's own seed; nil: none ever does.
    public var fullest: Instant? { runs.first.flatMap { $0.mostWaiting > 0 ? $0.hours.fullest : nil } }

    /// The cut-offs that somebody had to make on some seed, in time order.
    public var cutoffs: [Instant] { Set(runs.flatMap { $0.cutoff.moments.map(\.at) }).sorted() }

    /// How a cut-off was met.
    /// - Parameter who: nil: by all orders.
    public func cutoff(at: Instant, of who: TrialReading.Cutoff.Part.Who? = nil) -> CutoffShare {
        CutoffShare(
            runs.compactMap { run in
                guard let moment = run.cutoff.moments.first(where: { $0.at == at }) else { return nil }
                guard let who else { return (moment.judged, moment.met) }
                return moment.parts.first { $0.who == who }.map { ($0.judged, $0.met) }
            })
    }

    /// - Parameter readings: by seed, the scenario's own first.
    init(_ factor: Double, _ readings: [TrialReading]) {
        self.factor = factor
        runs = readings.map { PeakPlanRun($0) }
    }
}
