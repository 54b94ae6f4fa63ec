/// What budgets `during` a calendar, or `for any` window, are judged by: a few rows and latencies in the cells of
/// `BudgetCuts`, kept beside the recording's intervals. Everything in it is in those intervals too.
public struct CloseUp: Sendable, Codable, Hashable {
    /// The cells; none when no budget asks for any.
    public let axis: TimeAxis
    /// The meters that are kept, ascending indexes of `MeterLayout`.
    public let meters: [Int]
    /// The peaks that are kept, ascending indexes of `PeakLayout`.
    public let peaks: [Int]
    /// The latencies that are kept, ascending indexes of `TrackLayout`.
    public let tracks: [Int]
    /// One row a cell, at the positions of `meters`; empty where all of it is zero.
    public var meterRows: [[Int64]]
    /// One row a cell, at the positions of `peaks`; empty where all of it is zero.
    public var peakRows: [[Int64]]
    /// One list a track, at the positions of `tracks`: the samples of each cell up to the last one that has any.
    public private(set) var histograms: [[CompactHistogram?]]

    /// A close-up in which nothing has happened.
    public init(plan: Plan) {
        let cuts = BudgetCuts(plan)
        axis = TimeAxis(cutAt: cuts.bounds)
        var wanted = Wanted(plan)
        if !cuts.bounds.isEmpty {
            for (index, budget) in plan.budgets.enumerated()
            where budget.isJudgedByTime && cuts.refusals[index] == nil {
                wanted.add(budget)
            }
        }
        meters = wanted.meters.sorted()
        peaks = wanted.peaks.sorted()
        tracks = wanted.tracks.sorted()
        meterRows = [[Int64]](repeating: [], count: axis.intervals)
        peakRows = [[Int64]](repeating: [], count: axis.intervals)
        histograms = [[CompactHistogram?]](repeating: [], count: tracks.count)
    }

    /// Whether any budget asks for it.
    public var isNeeded: Bool { axis.intervals > 0 }

    /// A meter's amount in each cell.
    public func series(_ meter: Int) -> [Int64] { CloseUp.column(CloseUp.position(of: meter, in: meters), meterRows) }

    /// A peak's height in each cell.
    public func peakSeries(_ peak: Int) -> [Int64] { CloseUp.column(CloseUp.position(of: peak, in: peaks), peakRows) }

    /// A latency's samples in each cell.
    public func samples(_ track: Int) -> [CompactHistogram?] {
        let known = histograms[CloseUp.position(of: track, in: tracks)]
        return known + [CompactHistogram?](repeating: nil, count: axis.intervals - known.count)
    }

    /// Adds samples to a cell of a track.
    /// - Parameter position: that of the track in `tracks`.
    public mutating func add(_ samples: CompactHistogram, to position: Int, in cell: Int) {
        let missing = cell + 1 - histograms[position].count
        if missing > 0 { histograms[position] += [CompactHistogram?](repeating: nil, count: missing) }
        let earlier = histograms[position][cell]
        histograms[position][cell] = earlier.map { CompactHistogram.merged([$0, samples]) } ?? samples
    }

    /// Adds numbers to a row that is empty as long as all of it is zero.
    static func add(_ numbers: [Int64], to row: inout [Int64], by combine: (Int64, Int64) -> Int64) {
        if row.isEmpty {
            row = numbers.contains { $0 != 0 } ? numbers : []
        } else {
            for (k, number) in numbers.enumerated() { row[k] = combine(row[k], number) }
        }
    }

    private static func column(_ position: Int, _ rows: [[Int64]]) -> [Int64] {
        rows.map { $0.isEmpty ? 0 : $0[position] }
    }

    static func position(of wanted: Int, in list: [Int]) -> Int {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        precondition(low < list.count && list[low] == wanted, "not kept in the close-up")
        return low
    }

    /// What the measures of budgets are read from.
    private struct Wanted {
        let plan: Plan
        let layout: (meters: MeterLayout, peaks: PeakLayout, tracks: TrackLayout)
        var meters: Set<Int> = []
        var peaks: Set<Int> = []
        var tracks: Set<Int> = []

        init(_ plan: Plan) {
            self.plan = plan
            layout = (MeterLayout(plan), PeakLayout(plan), TrackLayout(plan))
        }

        mutating func add(_ budget: Budget) {
            switch budget.measure {
            case .quantile, .mean, .maximum:
                for id in budget.latencies { tracks.insert(layout.tracks.index(id)) }
            default:
                if budget.measure == .rate, case .leg(let leg) = budget.subject {
                    tracks.insert(layout.tracks.index(.leg(leg)))
                }
                add(countsOf: budget.subject)
            }
        }

        private mutating func add(countsOf subject: Budget.Subject) {
            let m = layout.meters
            switch subject {
            case .edges(let edges):
                for edge in edges {
                    for outcome in Outcome.allCases {
                        meters.formUnion([m.attempts(edge, outcome), m.calls(edge, outcome)])
                    }
                }
                // They stand beside an amplification.
                for queue in plan.queues.indices { meters.insert(m.queueRedelivered(queue)) }
            case .leg: break
            case .journey, .orders:
                meters.insert(m.ordersDue)
                for ending in Ending.allCases { meters.insert(m.ordersEnded(ending)) }
                if let event = plan.promise.event { meters.insert(m.events(event)) }
            case .queue(let queue):
                meters.formUnion([m.queueArrived(queue), m.queueTaken(queue), m.queueDone(queue)])
                peaks.formUnion([layout.peaks.queueDepth(queue), layout.peaks.queueAge(queue)])
            case .pool(let pool):
                meters.formUnion([m.poolArrived(pool), m.poolTaken(pool), m.poolServed(pool)])
                peaks.insert(layout.peaks.poolWaiting(pool))
            case .indicator(let indicator):
                meters.formUnion([m.indicatorIn(indicator), m.indicatorOut(indicator)])
                peaks.insert(layout.peaks.indicatorAge(indicator))
            }
        }
    }
}

extension Budget {
    /// The latencies behind its subject.
    public var latencies: [TrackID] {
        switch subject {
        case .edges(let edges): edges.map { .call($0) }
        case .leg(let leg): [.leg(leg)]
        case .journey, .orders: [.journey]
        case .queue(let queue): [.queueWait(queue)]
        case .pool(let pool): [.poolWait(pool)]
        case .indicator: []
        }
    }
}
