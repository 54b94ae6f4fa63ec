/// Counts by class over several kinds.
public struct ClassTotals: Sendable, Codable, Hashable {
    /// By class.
    public var classes: [ClassCount]

    /// The counts of some cells together.
    public init(_ cells: [Cell]) {
        classes = [ClassCount](repeating: .none, count: VerdictClass.allCases.count)
        for cell in cells { classes = zip(classes, cell.classes).map(+) }
    }

    /// What a class came to.
    public subscript(_ verdict: VerdictClass) -> ClassCount { classes[Int(verdict.rawValue)] }

    /// All classes together.
    public var total: ClassCount { classes.reduce(.none, +) }

    /// Units that somebody has to answer for.
    public var defects: Int {
        VerdictClass.allCases.filter(\.isDefect).reduce(0) { $0 + self[$1].units }
    }
}
