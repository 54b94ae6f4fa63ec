public import Kernel

/// Everything about one kind of event of one partner.
public struct Cell: Sendable, Hashable {
    /// By class.
    public internal(set) var classes = [ClassCount](repeating: .none, count: VerdictClass.allCases.count)
    /// By class: when the first of them happened, and the last.
    public internal(set) var spans = [ClosedRange<Instant>?](repeating: nil, count: VerdictClass.allCases.count)
    /// By class: a few of them.
    public internal(set) var exemplars = [[Exemplar]](repeating: [], count: VerdictClass.allCases.count)
    /// By field.
    public internal(set) var fields: [FieldCount]
    /// Duplicates that only the old side has.
    public internal(set) var oldDuplicates = 0
    /// When they happened.
    public internal(set) var occurrences = Occurrences()
    /// Orders that have a unit that was judged.
    public internal(set) var orders = 0
    /// Units of which one was several on the other side.
    public internal(set) var splits = 0
    /// Of these, units of which several were fewer on the new side.
    public internal(set) var merges = 0
    /// Of the merges, those that do not come to the same.
    public internal(set) var wrongMerges = 0
    /// Units of which one was several on the other side, and that break the books of their order, which is worse than a mismatch.
    public internal(set) var unbalancedSplits = 0
    /// Times from the order to the event.
    public internal(set) var legs: LegSample

    /// Examples of a class that are kept.
    static let exemplarLimit = 3

    init(fields: Int, keepsAllTimes: Bool = false) {
        self.fields = [FieldCount](repeating: .none, count: fields)
        legs = LegSample(keepsAll: keepsAllTimes)
    }

    /// What a class came to.
    public subscript(_ verdict: VerdictClass) -> ClassCount { classes[Int(verdict.rawValue)] }

    /// All of it.
    public var total: ClassCount { classes.reduce(.none, +) }

    /// Units that somebody has to answer for.
    public var defects: Int {
        VerdictClass.allCases.filter(\.isDefect).reduce(0) { $0 + self[$1].units }
    }

    mutating func add(_ exemplar: @autoclosure () -> Exemplar, as verdict: VerdictClass, order: UInt64) {
        let index = Int(verdict.rawValue)
        if exemplars[index].count == Cell.exemplarLimit, let last = exemplars[index].last, last.order < order { return }
        exemplars[index].append(exemplar())
        exemplars[index].sort(by: Exemplar.precedes)
        if exemplars[index].count > Cell.exemplarLimit { exemplars[index].removeLast() }
    }

    mutating func widen(_ verdict: VerdictClass, _ time: Instant) {
        let index = Int(verdict.rawValue)
        guard let span = spans[index] else {
            spans[index] = time...time
            return
        }
        if time < span.lowerBound || time > span.upperBound {
            spans[index] = min(span.lowerBound, time)...max(span.upperBound, time)
        }
    }

    /// Adds another cell.
    public mutating func merge(_ other: Cell) {
        for index in classes.indices {
            classes[index] = classes[index] + other.classes[index]
            if let span = other.spans[index], let verdict = VerdictClass(rawValue: UInt8(index)) {
                widen(verdict, span.lowerBound)
                widen(verdict, span.upperBound)
            }
            exemplars[index] = Array(
                (exemplars[index] + other.exemplars[index]).sorted(by: Exemplar.precedes).prefix(Cell.exemplarLimit))
        }
        for field in fields.indices { fields[field] = fields[field] + other.fields[field] }
        oldDuplicates += other.oldDuplicates
        occurrences.merge(other.occurrences)
        orders += other.orders
        splits += other.splits
        merges += other.merges
        wrongMerges += other.wrongMerges
        unbalancedSplits += other.unbalancedSplits
        legs.merge(other.legs)
    }
}
