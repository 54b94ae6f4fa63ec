public import Kernel

/// How a budget came out, with the figure it was judged by and where it was worst.
public struct Verdict: Sendable, Hashable {
    /// How a budget, or a run, came out.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It holds.
        case pass
        /// It is breached.
        case fail
        /// Nothing, or not enough, was measured for it. That is not a pass.
        case noData = "no data"
        /// What was measured cannot be trusted.
        case invalid

        /// The exit code of a run that came out so.
        public var exitCode: Int32 {
            switch self {
            case .pass: 0
            case .fail: 3
            case .noData, .invalid: 5
            }
        }
    }

    /// Why there is no verdict.
    public enum Gap: Sendable, Hashable {
        /// Nothing happened that could be measured.
        case nothingHappened
        /// The run never came to a time at which the calendar is open.
        case calendarClosed
        /// No window held enough samples.
        case tooFewSamples(most: Int64, needed: Int64)
        /// The measure cannot be taken of this subject.
        case notMeasured
        /// It is known at the end of a run only, not by time of day.
        case onlyAtTheEnd
        /// The run was stopped before its end, and what it had measured does not settle the budget.
        case stoppedEarly
    }

    /// What a figure of a breakdown is about.
    public enum Part: Sendable, Hashable {
        /// Calls to a system.
        case system(SystemID)
        /// Calls on an edge.
        case edge(EdgeID)
        /// Orders of a warehouse (index into `DemandPlan.warehouses`).
        case warehouse(Int)
        /// Orders of a carrier (index into `DemandPlan.carriers`; their count: no carrier yet).
        case carrier(Int)
        /// Orders of a cut-off (index into `CutoffTally.moments`).
        case cutoff(Int)
    }

    /// The same measure of a part of the subject.
    public struct Member: Sendable, Hashable {
        /// Of what.
        public var part: Part
        /// In the budget's unit.
        public var value: Double
        /// Samples behind it.
        public var samples: Int64
    }

    /// When it was worst.
    public struct Worst: Sendable, Hashable {
        /// The stretch: neighbouring intervals that breach the bound by themselves, or the worst window or interval.
        public var span: Span
        /// What was measured in it, in the budget's unit.
        public var value: Double
    }

    /// What an amplification does not show.
    public struct Beside: Sendable, Hashable {
        /// Calls that an open breaker refused.
        public var refusedByBreaker: Int64
        /// Times a message of a queue whose consumer makes these calls was put back.
        public var putBack: Int64
    }

    /// Index into `Plan.budgets`.
    public var budget: Int
    /// How it came out.
    public var status: Status
    /// What was measured, in the budget's unit; nil without data.
    public var value: Double?
    /// Samples behind it: calls, attempts, orders; zero for depths and ages.
    public var samples: Int64
    /// Samples above the bound, of a quantile that is read over all that counts at once; nil elsewhere.
    public var beyond: Int64?
    /// How far `value` may lie above the true one because of the histogram's cells, as a share of it: 1/1024 over a whole
    /// run, 1/128 in a window, 0 where the figure is exact. It never lies below.
    public var error: Double
    /// Why there is no verdict; nil if there is.
    public var gap: Gap?
    /// When it was worst; nil where time means nothing.
    public var worst: Worst?
    /// The same measure of the subject's parts, worst first; empty where it has but one.
    public var members: [Member]
    /// Orders behind the figure that went wrong (missed their cut-off, failed), where the measure counts orders.
    public var orders: Int64?
    /// The stretch that a throughput was measured over; nil for everything else.
    public var measuredOver: Span?
    /// What stands beside an amplification; nil where there is nothing.
    public var beside: Beside?

    init(budget: Int, status: Status, gap: Gap? = nil) {
        self.budget = budget
        self.status = status
        self.gap = gap
        value = nil
        samples = 0
        beyond = nil
        error = 0
        worst = nil
        members = []
        orders = nil
        measuredOver = nil
        beside = nil
    }
}

extension Budget.Comparison {
    /// Whether the comparison holds; a bound that is hit exactly holds for `<=` and `>=` only.
    func holds(_ value: Double, _ bound: Double) -> Bool {
        switch self {
        case .less: value < bound
        case .lessOrEqual: value <= bound
        case .greater: value > bound
        case .greaterOrEqual: value >= bound
        }
    }

    /// Whether the bound is a ceiling, so that higher is worse.
    var isCeiling: Bool { self == .less || self == .lessOrEqual }

    /// Whether `value` is worse than `other`.
    func isWorse(_ value: Double, than other: Double) -> Bool { isCeiling ? value > other : value < other }
}
