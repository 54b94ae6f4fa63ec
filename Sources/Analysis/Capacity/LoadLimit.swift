/// What a search found. Where it found nothing there is no value: never a zero.
public enum LoadLimit: Sendable, Hashable {
    /// The limit lies between two loads that were judged.
    case between(Bracket)
    /// The largest load that was asked for keeps all budgets: the limit is there or higher.
    case atLeast(Double)
    /// More load completes no more, and no budget minds: the most that was completed, and the smallest load that (to the
    /// precision asked for) completed as much.
    case plateau(completed: Double, from: Double)

    /// A limit between two judged loads.
    public struct Bracket: Sendable, Hashable {
        /// The largest load that keeps all budgets with confidence, below every one that breaks one: the number to quote.
        public var kept: Double
        /// The smallest load above it that breaks a budget with confidence.
        public var broken: Double
        /// Where the margin crosses its bound, from the levels around.
        public var estimate: Double
        /// Relative standard error of the estimate, from the errors of the margins and the margin's slope; nil where margins
        /// are exact, have unknown errors, or are too few: then the bracket alone says how sure it is.
        public var error: Double?
    }

    /// The largest load known to keep all budgets.
    public var kept: Double {
        switch self {
        case .between(let bracket): bracket.kept
        case .atLeast(let load): load
        case .plateau(_, let load): load
        }
    }
}
