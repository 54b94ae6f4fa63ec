public import Kernel

/// Something that piled up and was worked off again: orders between two events, a queue, a waiting line, exceptions.
public struct StockFinding: Sendable, Hashable {
    /// What piled up.
    public enum Kind: Sendable, Hashable {
        /// Orders due that the promised event had not reached, and that had not ended otherwise.
        case ordersToPromise
        /// An indicator of the scenario.
        case indicator(Int)
        /// Orders past their cut-off.
        case delayed
        /// Messages waiting in a queue.
        case queue(QueueID)
        /// Messages of a queue that are not done: waiting, at work, or pausing before they are taken anew.
        case messages(QueueID)
        /// Requests and messages waiting for a pool's workers.
        case pool(PoolID)
        /// Exceptions of a reason (index into `Plan.parks`).
        case exceptions(park: Int)
        /// Exceptions of a warehouse.
        case warehouseExceptions(Int)
        /// Exceptions of a carrier (index into `DemandPlan.carriers`; their count: no carrier yet).
        case carrierExceptions(Int)
    }

    /// What it is.
    public var kind: Kind
    /// How much there was in each interval: the highest for queues and lines, at its end for the others.
    public var series: [Int64]
    /// The most there ever was.
    public var peak: Int64
    /// When: in the interval that begins then for queues and lines, at that instant for the others.
    public var peakAt: Instant
    /// When no more than a twentieth of the peak was left; nil: not before the run ended.
    public var drained: Instant?
    /// What was left at the end.
    public var atEnd: Int64

    /// What counts as drained, as a share of the peak.
    public static let drainedShare = 0.05
}

extension StockFinding {
    init(_ kind: Kind, _ readings: Readings) {
        let meters = readings.meters
        let recording = readings.recording
        var atEnds = true
        let series: [Int64]
        switch kind {
        case .ordersToPromise:
            let event = readings.plan.promise.event ?? 0
            // Without its event an order leaves this stock when it fails or is cancelled.
            let gone = [meters.events(event), meters.ordersEnded(.failed), meters.ordersEnded(.cancelled)]
            var stock: Int64 = 0
            series = recording.meters.map { row in
                stock &+= row[meters.ordersDue] &- gone.reduce(0) { $0 &+ row[$1] }
                return max(0, stock)
            }
        case .indicator(let id): series = recording.stock(in: meters.indicatorIn(id), out: meters.indicatorOut(id))
        case .delayed: series = recording.stock(in: meters.delayedIn, out: meters.delayedOut)
        case .queue(let queue):
            series = recording.waiting(inQueue: queue)
            atEnds = false
        case .messages(let queue):
            let gone = [meters.queueDone(queue), meters.queueDead(queue)]
            var stock: Int64 = 0
            series = recording.meters.map { row in
                stock &+= row[meters.queueArrived(queue)] &- gone.reduce(0) { $0 &+ row[$1] }
                return stock
            }
        case .pool(let pool):
            series = recording.waiting(forPool: pool)
            atEnds = false
        case .exceptions(let park): series = recording.stock(in: meters.parkedIn(park), out: meters.parkedOut(park))
        case .warehouseExceptions(let id):
            series = recording.stock(in: meters.warehouseExceptionsIn(id), out: meters.warehouseExceptionsOut(id))
        case .carrierExceptions(let id):
            series = recording.stock(in: meters.carrierExceptionsIn(id), out: meters.carrierExceptionsOut(id))
        }
        self.init(kind, series: series, atEnds: atEnds, readings)
    }

    private init(_ kind: Kind, series: [Int64], atEnds: Bool, _ readings: Readings) {
        self.kind = kind
        self.series = series
        var top = 0
        for interval in series.indices where series[interval] > series[top] { top = interval }
        peak = series.isEmpty ? 0 : max(0, series[top])
        let axis = readings.axis
        func moment(_ interval: Int) -> Instant { axis.lowerBound(of: atEnds ? interval + 1 : interval) }
        peakAt = moment(top)
        let level = Int64(Double(peak) * StockFinding.drainedShare)
        let after = series.indices.dropFirst(top).first { series[$0] <= level }
        // The end of a run is not seen past the instant it reached.
        drained =
            peak > 0
            ? after.flatMap { readings.observed.contains($0) || atEnds ? min(moment($0), axis.end) : nil } : nil
        atEnd = series.last ?? 0
    }
}
