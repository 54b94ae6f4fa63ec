internal import Kernel

/// What a comparison came to: counts by partner, kind and class, fields, examples, times. Tallies of parts add up to that of
/// the whole, in whatever order.
public struct Tally: Sendable, Hashable {
    /// Kinds of the agreement.
    public let kinds: Int
    /// Cells by partner and kind; nil: nothing of the kind.
    private var cells: [Cell?]
    /// Orders by partner and their worst class.
    public private(set) var orders: [[Int]]
    /// By partner: when its orders that the old side knows began, and which of them differ, by their worst class.
    public private(set) var occurrences: [Occurrences]
    /// By partner and class: of these, orders that the old side does not know at all.
    public private(set) var strangers: [[Int]]
    /// By kind and field: which value became which.
    public private(set) var changes: [[ValueChanges]]
    /// By kind: how often the new side alone has events out of order, and (as `onlyAgain`) the old side alone.
    public private(set) var sequence: [NoiseTally.Field]
    /// By how much the new side's clock differs.
    public internal(set) var clocks = ClockOffsets()
    /// What happened when.
    public private(set) var timeline: Timeline
    private let fields: Int
    private let keepsAllTimes: Bool

    init(partners: Int, kinds: Int, fields: Int, span: ClosedRange<Instant>?, keepsAllTimes: Bool = false) {
        self.kinds = kinds
        self.keepsAllTimes = keepsAllTimes
        self.fields = fields
        cells = [Cell?](repeating: nil, count: partners * kinds)
        orders = Array(
            repeating: [Int](repeating: 0, count: VerdictClass.allCases.count), count: partners)
        occurrences = Array(repeating: Occurrences(), count: partners)
        strangers = orders
        changes = Array(repeating: Array(repeating: ValueChanges(), count: fields), count: kinds)
        sequence = Array(repeating: NoiseTally.Field(), count: kinds)
        timeline = Timeline(span, kinds: kinds)
    }

    /// Partners of the store.
    public var partners: Int { orders.count }

    /// A kind of a partner; nil: it has none.
    public func cell(partner: Int, kind: Int) -> Cell? { cells[partner * kinds + kind] }

    /// A kind of all partners together.
    public func cell(kind: Int) -> Cell {
        (0..<partners).reduce(into: emptyCell) { sum, partner in
            if let cell = cell(partner: partner, kind: kind) { sum.merge(cell) }
        }
    }

    /// All kinds of a partner together; the fields, times and examples of kinds that have nothing to do with each other are in it.
    public func total(partner: Int) -> ClassTotals {
        ClassTotals((0..<kinds).compactMap { cell(partner: partner, kind: $0) })
    }

    /// Everything.
    public var total: ClassTotals { ClassTotals(cells.compactMap(\.self)) }

    /// Orders of all partners, by their worst class.
    public var allOrders: [Int] {
        orders.reduce([Int](repeating: 0, count: VerdictClass.allCases.count)) { sum, own in
            zip(sum, own).map(+)
        }
    }

    private var emptyCell: Cell { Cell(fields: fields, keepsAllTimes: keepsAllTimes) }

    /// Orders of a partner that the old side has and that are not pending: what was compared.
    public func comparedOrders(_ partner: Int) -> Int {
        VerdictClass.allCases.filter { $0 != .pending }.reduce(0) {
            $0 + orders[partner][Int($1.rawValue)] - strangers[partner][Int($1.rawValue)]
        }
    }

    /// Of these, orders with something that somebody has to answer for.
    public func differingOrders(_ partner: Int) -> Int {
        VerdictClass.allCases.filter(\.isDefect).reduce(0) {
            $0 + orders[partner][Int($1.rawValue)] - strangers[partner][Int($1.rawValue)]
        }
    }

    // MARK: - Filling it

    mutating func change(partner: Int, kind: Int, _ body: (inout Cell) -> Void) {
        let index = partner * kinds + kind
        // In its place, so that nothing is copied.
        body(&cells[index, orEmpty: fields, keepsAllTimes])
    }

    mutating func addOrder(partner: Int, _ verdict: VerdictClass, _ time: Instant, isStranger: Bool) {
        orders[partner][Int(verdict.rawValue)] += 1
        if isStranger {
            strangers[partner][Int(verdict.rawValue)] += 1
        } else {
            occurrences[partner].add(verdict, interval: timeline.index(time))
        }
    }

    mutating func addSequence(kind: Int, _ disorder: MatchUnit.Disorder, interval: Int) {
        sequence[kind].add(new: disorder == .onlyNew, again: disorder == .onlyOld, interval: interval)
    }

    mutating func changeTimeline(_ kind: Int, _ time: Instant, _ body: (inout Timeline.Bin) -> Void) {
        timeline.change(kind, time, body)
    }

    mutating func addChange(
        kind: Int, field: Int, _ change: ValueChange, oldRow: UInt64, newRow: UInt64, isNumber: Bool
    ) {
        changes[kind][field].add(change, oldRow: oldRow, newRow: newRow, isNumber: isNumber)
    }

    /// Takes the changes of a part in, which is over.
    mutating func absorb(changesOf part: inout Tally) {
        for kind in changes.indices {
            for field in changes[kind].indices {
                part.changes[kind][field].prune()
                changes[kind][field].merge(part.changes[kind][field])
                part.changes[kind][field] = ValueChanges()
            }
        }
    }

    /// Adds another tally of the same store.
    public mutating func merge(_ other: Tally) {
        for index in cells.indices {
            guard let more = other.cells[index] else { continue }
            cells[index, orEmpty: fields, keepsAllTimes].merge(more)
        }
        for partner in orders.indices {
            orders[partner] = zip(orders[partner], other.orders[partner]).map(+)
            occurrences[partner].merge(other.occurrences[partner])
            strangers[partner] = zip(strangers[partner], other.strangers[partner]).map(+)
        }
        for kind in changes.indices {
            for field in changes[kind].indices { changes[kind][field].merge(other.changes[kind][field]) }
        }
        for kind in sequence.indices { sequence[kind].merge(other.sequence[kind]) }
        clocks.merge(other.clocks)
        timeline.merge(other.timeline)
    }
}

extension [Cell?] {
    /// A cell, made if there is none yet.
    fileprivate subscript(_ index: Int, orEmpty fields: Int, _ keepsAllTimes: Bool) -> Cell {
        get { self[index] ?? Cell(fields: fields, keepsAllTimes: keepsAllTimes) }
        _modify {
            var cell = self[index] ?? Cell(fields: fields, keepsAllTimes: keepsAllTimes)
            self[index] = nil
            defer { self[index] = cell }
            yield &cell
        }
    }
}
