public import Kernel

/// How a cut-off was met.
public struct CutoffFinding: Sendable, Hashable {
    /// Index into `CutoffTally.moments`.
    public var cutoff: Int
    /// When it was.
    public var moment: Instant
    /// Orders that made it.
    public var met: Int64
    /// Orders that came to the promised event later.
    public var late: Int64
    /// Orders that never did.
    public var missing: Int64
    /// Orders with this cut-off of which nobody knows: it was still to come when the run ended.
    public var open: Int64
    /// Messages not done in queues on the way to the promised event when it came, to the interval; the fullest queue first.
    public var waiting: [Waiting]

    /// A queue and what waited in it: the swell that was there when the cut-off came.
    public struct Waiting: Sendable, Hashable {
        /// The queue.
        public var queue: QueueID
        /// Messages not done when the cut-off came.
        public var messages: Int64
        /// The most of the same swell, before or after: as long as at least half as many were there.
        public var peak: Int64
        /// When that was.
        public var peakAt: Instant
        /// When a twentieth of the swell was left; nil: not before the run ended.
        public var drained: Instant?
    }

    /// Orders that did not make it.
    public var missed: Int64 { late + missing }
    /// Orders that made it or did not.
    public var judged: Int64 { met + missed }
    /// The share that did not make it; nil without orders.
    public var missedShare: Double? { judged > 0 ? Double(missed) / Double(judged) : nil }
}

/// Whether a backlog threatens same-day fulfilment.
public struct BacklogFinding: Sendable, Hashable {
    /// What the backlog does to the promise.
    public enum Threat: Sendable, Hashable {
        /// More than half a percent of a cut-off's orders missed it.
        case yes
        /// Some orders missed their cut-off, but hardly any of one cut-off.
        case slight
        /// Every order made its cut-off.
        case no
        /// Nothing is promised, no cut-off had passed, or the run was stopped before all had, with nothing missed till then.
        case unknown
    }

    /// Whether same-day fulfilment is threatened.
    public var threat: Threat
    /// Orders waiting for the promised event, from when they were due: an indicator that says so, or counted. Nil when nothing
    /// is promised and there is no indicator.
    public var orders: StockFinding?
    /// Queues on the way to the promised event (all queues when there is none) by their messages not done: waiting, at work or
    /// pausing before they are taken anew; the highest peak first.
    public var queues: [StockFinding]
    /// Orders past their cut-off.
    public var delayed: StockFinding
    /// Each cut-off that had orders, in time order.
    public var cutoffs: [CutoffFinding]
    /// The cut-off that most orders missed; nil if none was missed.
    public var worst: CutoffFinding?

    /// Orders whose cut-off was still to come when the run ended.
    public var open: Int64 { cutoffs.reduce(0) { $0 + $1.open } }

    /// Orders that missed their cut-off.
    public var missed: Int64 { cutoffs.reduce(0) { $0 + $1.missed } }

    /// The share of a cut-off's orders from which on a miss is a threat.
    public static let threatShare = 0.005
}

extension BacklogFinding {
    init(_ readings: Readings, _ order: EventOrder) {
        let plan = readings.plan
        let promised = plan.promise.event
        // An indicator that begins later than the order would not see what waits before that.
        let indicator = plan.journey.indicators.firstIndex { $0.from == 0 && $0.to == promised }
        if let promised, promised != 0 {
            orders = StockFinding(indicator.map { .indicator($0) } ?? .ordersToPromise, readings)
        } else {
            orders = plan.journey.indicators.isEmpty ? nil : StockFinding(.indicator(0), readings)
        }
        // Queues in which orders waited before the promised event.
        let phases = promised.map { order.before($0) } ?? Array(plan.journey.events.indices)
        let onTheWay = plan.queues.indices.filter { queue in
            phases.contains { readings.totals[readings.meters.phaseTime($0, queue: queue)] > 0 }
        }
        let stocks = onTheWay.map { StockFinding(.messages($0), readings) }
        queues = stocks.filter { $0.peak > 0 }.enumerated()
            .sorted { ($0.element.peak, $1.offset) > ($1.element.peak, $0.offset) }.map(\.element)
        delayed = StockFinding(.delayed, readings)
        let tally = readings.recording.cutoffs
        cutoffs = tally.moments.indices.map { cutoff in
            CutoffFinding(cutoff, readings, waitingIn: Array(zip(onTheWay, stocks)))
        }.filter { $0.judged + $0.open > 0 }
        worst = cutoffs.filter { $0.missed > 0 }.max { ($0.missed, $1.cutoff) < ($1.missed, $0.cutoff) }
        if promised == nil || !cutoffs.contains(where: { $0.judged > 0 }) {
            threat = .unknown
        } else if cutoffs.contains(where: { ($0.missedShare ?? 0) > BacklogFinding.threatShare }) {
            threat = .yes
        } else if worst != nil {
            threat = .slight
        } else {
            // Of a run that was stopped nobody knows what its later cut-offs would have brought.
            let isOpen = readings.recording.stop != .finished && cutoffs.contains { $0.open > 0 }
            threat = isOpen ? .unknown : .no
        }
    }
}

extension CutoffFinding {
    init(_ cutoff: Int, _ readings: Readings, waitingIn stocks: [(QueueID, StockFinding)]) {
        let tally = readings.recording.cutoffs
        let cells = tally.cells[
            tally.index(
                cutoff: cutoff, warehouse: 0, carrier: 0)..<tally.index(cutoff: cutoff + 1, warehouse: 0, carrier: 0)]
        self.cutoff = cutoff
        let moment = tally.moments[cutoff]
        self.moment = moment
        met = cells.reduce(0) { $0 + $1.met }
        late = cells.reduce(0) { $0 + $1.late }
        missing = cells.reduce(0) { $0 + $1.missing }
        open = cells.reduce(0) { $0 + $1.open }
        waiting = stocks.map { Waiting($0.0, $0.1, at: moment, readings.axis) }
            .filter { $0.messages > 0 }.sorted { ($0.messages, $1.queue) > ($1.messages, $0.queue) }
    }
}

extension CutoffFinding.Waiting {
    init(_ queue: QueueID, _ stock: StockFinding, at moment: Instant, _ axis: TimeAxis) {
        let series = stock.series
        let at = axis.index(of: max(0, moment - 1))
        self.queue = queue
        messages = series.isEmpty ? 0 : series[at]
        var top = at
        for direction in [-1, 1] {
            var k = at + direction
            while series.indices.contains(k), series[k] * 2 >= messages {
                if series[k] > series[top] || direction < 0 && series[k] == series[top] { top = k }
                k += direction
            }
        }
        peak = series.isEmpty ? 0 : series[top]
        peakAt = axis.lowerBound(of: top + 1)
        let level = Int64(Double(peak) * StockFinding.drainedShare)
        drained = series.indices.dropFirst(max(at, top)).first { series[$0] <= level }.map {
            axis.lowerBound(of: $0 + 1)
        }
    }
}
