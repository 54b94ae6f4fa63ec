public import Kernel

/// What a recording means: verdicts, and the figures behind every answer. A pure function of the recording.
///
/// Structure and numbers only, with ids and instants; sentences are made of them in the reports.
public struct Findings: Sendable, Hashable {
    /// Why a run's figures cannot be trusted.
    public enum Doubt: Sendable, Hashable {
        /// The generator was this late against its schedule at the 99th percentile, and how late it may be.
        case lateSchedule(p99: Nanoseconds, tolerance: Nanoseconds)
        /// So many rows of the order file could not be read that another day was rehearsed.
        case badRows(bad: Int64, read: Int64)
        /// Orders were lost or made up: a fault of the program.
        case booksOutOfBalance
        /// Shards of a divided run that are not here, and how many there are in all.
        case missingShards([Int], of: Int)
        /// Shards of a divided run whose processes ended before their end.
        case cutShards([Int])
        /// The generator of one shard was this late at the 99th percentile, whatever the others were, and how late it may be.
        case lateShard(Int, p99: Nanoseconds, tolerance: Nanoseconds)
    }

    /// How the run as a whole came out.
    public var status: Verdict.Status
    /// Why its figures cannot be trusted; empty if they can.
    public var doubts: [Doubt]
    /// A verdict for each of the plan's budgets, in their order.
    public var verdicts: [Verdict]
    /// What each limit of the plan did, in its order.
    public var limiters: [LimiterFinding]
    /// The limit that bound first; nil if none ever did.
    public var firstToBind: LimiterID?
    /// What holds up the release of orders; nil when the journey knows no such event.
    public var release: DegradationFinding?
    /// What holds orders up on their way to the promised event (dispatch), warehouses and desks not named; nil when nothing
    /// is promised.
    public var dispatch: DegradationFinding?
    /// Systems that failed most of their calls for a while, most failed calls first.
    public var outages: [OutageFinding]
    /// Links that were used, the one with most extra attempts first.
    public var retries: [RetryFinding]
    /// Queues whose messages came back or died, most first.
    public var redeliveries: [RedeliveryFinding]
    /// Warehouses, the one with most missed orders first.
    public var warehouses: [WarehouseFinding]
    /// What piled up, and whether that threatens the promise.
    public var backlog: BacklogFinding
    /// What would have helped most; nil if nothing stands out.
    public var help: HelpFinding?
    /// Every latency with samples.
    public var latencies: [LatencyRow]
    /// Sent less intended, of order starts.
    public var scheduleLag: LatencyFigures?
    /// The scenario's indicators over time, in its order.
    public var indicators: [StockFinding]
    /// Exceptions by reason, then by warehouse, then by carrier, over time; those that never were are left out.
    public var exceptions: [StockFinding]
    /// The age of what waits over time, in each queue and in each indicator's count; an inventory update's age is that of the
    /// queue and of the indicator with such a name.
    public var ages: [AgeFinding]
    /// What went over the wire; nil in virtual time.
    public var wire: WireFindings?

    /// Share of bad rows from which on a run is invalid.
    public static let mostBadRows = 0.1

    /// What a recording means.
    public init(_ recording: Recording) {
        let readings = Readings(recording)
        doubts = Findings.doubts(readings)
        verdicts = BudgetJudge(readings: readings).verdicts(isTrusted: doubts.isEmpty)
        status = Findings.status(readings, verdicts, isTrusted: doubts.isEmpty)
        let plan = recording.plan
        let order = EventOrder(plan)
        limiters = LimiterFinding.all(readings)
        firstToBind =
            limiters.compactMap { finding in finding.bindingSince.map { ($0, finding.limiter) } }.min { $0 < $1 }?.1
        var model = LossModel(readings, over: readings.observed)
        release = nil
        dispatch = nil
        if let event = plan.releaseEvent {
            release = DegradationFinding(to: event, readings, order, &model, limiters) {
                plan.systems[$0].role != .desk
            }
        }
        if let event = plan.promise.event {
            dispatch = DegradationFinding(to: event, readings, order, &model, limiters) {
                plan.systems[$0].role != .desk && plan.systems[$0].role != .warehouse
            }
        }
        var origins = FailureOrigins(readings, totals: readings.totals)
        outages = OutageFinding.all(readings, &origins)
        retries = RetryFinding.all(readings)
        redeliveries = RedeliveryFinding.all(readings)
        backlog = BacklogFinding(readings, order)
        var around = CutoffPaths(readings, order, delayed: backlog.delayed)
        warehouses = WarehouseFinding.all(readings, &around)
        if backlog.threat == .yes, let worst = backlog.worst, let path = around.path(worst.cutoff) {
            help = HelpFinding(path.losses.losses, readings, limiters)
        } else if let troubled = [release, dispatch].compactMap({ $0 }).first(where: { $0.culprit != nil }) {
            help = HelpFinding(troubled.losses, readings, limiters)
        } else {
            help = nil
        }
        latencies = LatencyRow.all(readings)
        scheduleLag = LatencyFigures(readings.track(.scheduleLag).total)
        indicators = plan.journey.indicators.indices.map { StockFinding(.indicator($0), readings) }
        let kinds: [StockFinding.Kind] =
            plan.parks.indices.map { .exceptions(park: $0) }
            + plan.demand.warehouses.names.indices.map { .warehouseExceptions($0) }
            + (0...plan.demand.carriers.count).map { .carrierExceptions($0) }
        exceptions = kinds.map { StockFinding($0, readings) }.filter { $0.peak > 0 }
        ages = AgeFinding.all(readings)
        wire = WireFindings(readings)
    }

    private static func doubts(_ readings: Readings) -> [Doubt] {
        var found: [Doubt] = []
        let tolerance = readings.lagTolerance
        if let lag = readings.track(.scheduleLag).total.quantile(0.99), lag > tolerance {
            found.append(.lateSchedule(p99: lag, tolerance: tolerance))
        }
        if let parts = readings.recording.parts {
            if !parts.isWhole { found.append(.missingShards(parts.missing, of: parts.count)) }
            let cut = parts.parts.filter { !$0.isEnded }.map(\.index)
            if !cut.isEmpty { found.append(.cutShards(cut)) }
            for part in parts.parts {
                guard let lag = part.lag, lag > tolerance else { continue }
                found.append(.lateShard(part.index, p99: lag, tolerance: tolerance))
            }
        }
        let rows = readings.recording.badRows
        if rows.read > 0, Double(rows.bad) > mostBadRows * Double(rows.read) {
            found.append(.badRows(bad: rows.bad, read: rows.read))
        }
        if readings.recording.stop == .finished && !readings.recording.books.balance {
            found.append(.booksOutOfBalance)
        }
        return found
    }

    /// An invalid run is invalid; else one breached budget fails it; else one without data leaves it open. Warnings
    /// never decide. A run without orders has no data.
    private static func status(_ readings: Readings, _ verdicts: [Verdict], isTrusted: Bool) -> Verdict.Status {
        guard isTrusted else { return .invalid }
        let critical = verdicts.filter { readings.plan.budgets[$0.budget].severity == .critical }.map(\.status)
        if critical.contains(.fail) { return .fail }
        if critical.contains(.invalid) { return .invalid }
        if critical.contains(.noData) || readings.recording.books.due == 0 { return .noData }
        return readings.recording.stop == .interrupted ? .noData : .pass
    }
}
