/// Where a run is cut for its budgets, so that one `during` a calendar or `for any` window is judged by exactly the time
/// it speaks of.
///
/// The intervals of reports are a few hundred whatever a run's length, so a window of ten minutes, or a calendar that is
/// open for two, falls between them in a long run. What such budgets are measured by is kept a second time (`CloseUp`),
/// cut at the calendar's own edges and at steps of which a window is a whole number. Reports do not change with that.
public struct BudgetCuts: Sendable, Hashable {
    /// Why a budget cannot be judged.
    public enum Refusal: Sendable, Hashable {
        /// Its window would cut the run into so many steps; the shortest one that does not cut it too finely.
        case window(steps: Int, shortest: Nanoseconds)
        /// Its calendar opens so often.
        case calendar(stretches: Int)
        /// All budgets up to this one would cut the run into so many cells.
        case together(cells: Int)
    }

    /// The bounds of the cells, from 0 to the end of the recording's axis; empty when no budget asks for any. The bounds of
    /// the axis are among them.
    public let bounds: [Instant]
    /// Budgets that cannot be judged, by index into `Plan.budgets`.
    public let refusals: [Int: Refusal]

    /// The most steps that one budget may cut a run into.
    public static let stepLimit = 10_000
    /// The most cells that all budgets together may cut a run into.
    public static let limit = 20_000
    /// Steps of a budget up to which windows begin at every tenth of their length; beyond, they begin less often.
    private static let wantedSteps: Int64 = 3_000

    /// The cuts of a plan.
    public init(_ plan: Plan) {
        let axis = TimeAxis(window: plan.window, end: plan.end)
        var bounds: [Instant] = []
        var refusals: [Int: Refusal] = [:]
        for index in plan.budgets.indices where plan.budgets[index].isJudgedByTime {
            let budget = plan.budgets[index]
            let stretches = budget.stretches(in: plan, axis)
            if let refusal = BudgetCuts.refusal(budget, stretches) {
                refusals[index] = refusal
                continue
            }
            let before = bounds.isEmpty ? (0...axis.intervals).map { axis.lowerBound(of: $0) } : bounds
            let all = BudgetCuts.joined(before, BudgetCuts.cuts(budget, stretches))
            guard all.count <= BudgetCuts.limit else {
                refusals[index] = .together(cells: all.count - 1)
                continue
            }
            bounds = all
        }
        self.bounds = bounds
        self.refusals = refusals
    }

    /// How far the beginnings of a budget's windows lie apart: a tenth of the window, in long runs up to a half of it (all of
    /// a window that cannot be halved).
    /// - Parameters:
    ///   - window: its length.
    ///   - length: all the time that is judged.
    /// - Returns: nil when the window is too short to be judged over so long a time.
    public static func step(of window: Nanoseconds, over length: Nanoseconds) -> Nanoseconds? {
        let parts = [10, 5, 4, 2].filter { window % $0 == 0 }
        for part in parts where length / (window / part) <= wantedSteps { return window / part }
        let coarsest = window / (parts.last ?? 1)
        return length / coarsest <= Int64(stepLimit) ? coarsest : nil
    }

    private static func refusal(_ budget: Budget, _ stretches: [Intervals.Stretch]) -> Refusal? {
        if stretches.count > stepLimit { return .calendar(stretches: stretches.count) }
        guard let window = budget.anyWindow else { return nil }
        let length = stretches.reduce(0) { $0 + $1.end - $1.start }
        guard step(of: window, over: length) == nil else { return nil }
        let unit: Nanoseconds = length <= Int64(stepLimit) * 30 * .second ? .second : 60 * .second
        let least = 2 * (length / Int64(stepLimit) + 1)
        return .window(
            steps: Int(clamping: 2 * (length / max(1, window))), shortest: (least + unit - 1) / unit * unit)
    }

    private static func cuts(_ budget: Budget, _ stretches: [Intervals.Stretch]) -> [Instant] {
        var cuts = stretches.flatMap { [$0.start, $0.end] }
        let length = stretches.reduce(0) { $0 + $1.end - $1.start }
        if let window = budget.anyWindow, let step = step(of: window, over: length) {
            for stretch in stretches {
                cuts += stride(from: stretch.start, to: stretch.end, by: Int(step))
                // The last window ends where the stretch does.
                if stretch.end - stretch.start > window { cuts.append(stretch.end - window) }
            }
        }
        return cuts
    }

    /// All instants of both, in order, each once.
    private static func joined(_ one: [Instant], _ other: [Instant]) -> [Instant] {
        var out: [Instant] = []
        for instant in (one + other).sorted() where out.last != instant { out.append(instant) }
        return out
    }
}

extension Budget {
    /// Whether it speaks of some hours, or of windows, of what is counted as the run goes on.
    public var isJudgedByTime: Bool {
        switch measure {
        case .cutoffShare, .parkedShare: false
        default: during != nil || anyWindow != nil
        }
    }

    /// How far the beginnings of its windows lie apart; nil without a window, and for one that is too short to be judged.
    public func windowStep(in plan: Plan) -> Nanoseconds? {
        guard let window = anyWindow else { return nil }
        let stretches = stretches(in: plan, TimeAxis(window: plan.window, end: plan.end))
        return BudgetCuts.step(of: window, over: stretches.reduce(0) { $0 + $1.end - $1.start })
    }

    /// The stretches of the run that it is about.
    func stretches(in plan: Plan, _ axis: TimeAxis) -> [Intervals.Stretch] {
        guard let during else { return [.init(start: 0, end: axis.end)] }
        return plan.calendars[during].open.stretches.compactMap { stretch in
            let inside = Intervals.Stretch(start: max(0, stretch.start), end: min(stretch.end, axis.end))
            return inside.start < inside.end ? inside : nil
        }
    }
}
