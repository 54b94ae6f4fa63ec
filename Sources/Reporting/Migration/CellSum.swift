import Kernel
import Reconciliation

/// What several cells come to, without the times of their orders, which are judged elsewhere.
struct CellSum: Sendable {
    private(set) var classes = [ClassCount](repeating: .none, count: VerdictClass.allCases.count)
    /// By class: when the first of them happened, and the last.
    private(set) var spans = [ClosedRange<Instant>?](repeating: nil, count: VerdictClass.allCases.count)
    /// By class: a few of them.
    private(set) var exemplars = [[Exemplar]](repeating: [], count: VerdictClass.allCases.count)
    /// By field.
    private(set) var fields: [FieldCount]
    /// Duplicates that only the old side has.
    private(set) var oldDuplicates = 0

    /// Units of which one was several on the other side.
    private(set) var splits = 0
    /// Of these, units of which several were fewer on the new side.
    private(set) var merges = 0
    /// Of the merges, those that do not come to the same.
    private(set) var wrongMerges = 0
    /// Units of which one was several on the other side, and that break the books of their order.
    private(set) var unbalancedSplits = 0

    /// So many examples of a class are shown.
    static let exemplarLimit = 3

    init(_ cells: some Sequence<Cell>, fields: Int) {
        self.fields = [FieldCount](repeating: .none, count: fields)
        for cell in cells { add(cell) }
        for place in exemplars.indices {
            exemplars[place].sort { a, b in
                a.order != b.order
                    ? a.order < b.order : (a.old + a.new).lexicographicallyPrecedes(b.old + b.new)
            }
            exemplars[place] = Array(exemplars[place].prefix(CellSum.exemplarLimit))
        }
    }

    private mutating func add(_ cell: Cell) {
        for place in classes.indices {
            classes[place] = classes[place] + cell.classes[place]
            exemplars[place] += cell.exemplars[place]
            guard let span = cell.spans[place] else { continue }
            spans[place] =
                spans[place].map {
                    min($0.lowerBound, span.lowerBound)...max($0.upperBound, span.upperBound)
                } ?? span
        }
        fields = zip(fields, cell.fields).map(+)
        oldDuplicates += cell.oldDuplicates
        splits += cell.splits
        merges += cell.merges
        wrongMerges += cell.wrongMerges
        unbalancedSplits += cell.unbalancedSplits
    }

    /// What a class came to.
    subscript(_ verdict: VerdictClass) -> ClassCount { classes[Int(verdict.rawValue)] }

    /// All classes together.
    var total: ClassCount { classes.reduce(.none, +) }

    /// Units that can be judged already.
    var judged: Int { total.units - self[.pending].units }

    /// Units that somebody has to answer for.
    var defects: Int { VerdictClass.allCases.filter(\.isDefect).reduce(0) { $0 + self[$1].units } }
}
