import Kernel

/// A recording filled in by hand, so that every verdict can be worked out on paper.
struct HandMade {
    var recording: Recording
    private let meters: MeterLayout
    private let peaks: PeakLayout
    private let tracks: TrackLayout

    /// Five hours in 300 intervals of a minute, no drain; the run came to its end.
    static func plan() -> Plan {
        var plan = Plan(title: "By hand", seed: 1, window: 300 * .minute, end: 300 * .minute)
        plan.systems = [
            SystemPlan(name: "middleware", role: .middleware, label: "Middleware"),
            SystemPlan(name: "ups", role: .carrier, label: "UPS"),
            SystemPlan(name: "fedex", role: .carrier, label: "FedEx"),
        ]
        plan.pools = [PoolPlan(name: "workers", system: 0, capacity: [.init(from: 0, workers: 4)])]
        plan.queues = [QueuePlan(name: "orders", system: 0, pool: 0, entry: 0)]
        plan.operations = [
            OperationPlan(name: "label", system: 1, pool: nil, entry: 0, limiters: [0]),
            OperationPlan(name: "label", system: 2, pool: nil, entry: 0),
        ]
        plan.links = [
            LinkPlan(name: "middleware → ups", caller: 0, callee: 1),
            LinkPlan(name: "middleware → fedex", caller: 0, callee: 2),
        ]
        plan.edges = [
            EdgePlan(name: "middleware → ups: label", link: 0, operation: 0),
            EdgePlan(name: "middleware → fedex: label", link: 1, operation: 1),
        ]
        plan.limiters = [
            LimiterPlan(
                name: "ups label quota", system: 1, kind: .fixedWindow(count: 60, period: .minute), tells: false,
                documented: "60/min")
        ]
        plan.steps = [.reply]
        plan.demand.streams = [.init(name: "day", slices: [.init(start: 0, end: 300 * .minute, count: 1_000)])]
        plan.demand.warehouses = .init(names: ["antwerp", "liege"], weights: [1, 1])
        plan.demand.carriers = ["ups", "fedex"]
        plan.journey.events = [.init(name: "ordered"), .init(name: "released"), .init(name: "dispatched")]
        plan.journey.legs = [.init(name: "order release", from: 0, to: 1), .init(name: "dispatch", from: 1, to: 2)]
        plan.journey.indicators = [.init(name: "orders awaiting shipment", from: 1, to: 2)]
        plan.promise.event = 2
        plan.promise.cutoffs = Moments([120 * .minute, 240 * .minute])
        return plan
    }

    init(_ plan: Plan) {
        recording = Recording(plan: plan)
        recording.reached = plan.end
        meters = MeterLayout(plan)
        peaks = PeakLayout(plan)
        tracks = TrackLayout(plan)
    }

    init(budget: Budget, calendars: [CalendarPlan] = []) {
        var plan = HandMade.plan()
        plan.calendars = calendars
        plan.budgets = [budget]
        self.init(plan)
    }

    mutating func add(_ amount: Int64, _ meter: (MeterLayout) -> Int, in interval: Int) {
        recording.meters[interval][meter(meters)] += amount
        let kept = recording.closeUp.meters
        guard let position = kept.firstIndex(of: meter(meters)), let cell = cell(interval) else { return }
        if recording.closeUp.meterRows[cell].isEmpty {
            recording.closeUp.meterRows[cell] = kept.map { _ in 0 }
        }
        recording.closeUp.meterRows[cell][position] += amount
    }

    /// What happens in an interval happens at its start.
    private func cell(_ interval: Int) -> Int? {
        guard recording.closeUp.isNeeded else { return nil }
        return recording.closeUp.axis.index(of: recording.axis.lowerBound(of: interval))
    }

    mutating func raise(_ height: Int64, _ peak: (PeakLayout) -> Int, in interval: Int) {
        recording.peaks[interval][peak(peaks)] = height
        let kept = recording.closeUp.peaks
        guard let position = kept.firstIndex(of: peak(peaks)), let cell = cell(interval) else { return }
        if recording.closeUp.peakRows[cell].isEmpty { recording.closeUp.peakRows[cell] = kept.map { _ in 0 } }
        recording.closeUp.peakRows[cell][position] = height
    }

    /// Adds samples to a latency, `count` of each.
    mutating func record(_ times: [Nanoseconds], _ track: TrackID, in interval: Int, count: UInt64 = 1) {
        var histogram = LatencyHistogram()
        for time in times { histogram.record(time, count: count) }
        let index = tracks.index(track)
        recording.tracks[index].total.merge(histogram)
        var compact = CompactHistogram(histogram)
        if let earlier = recording.tracks[index].intervals[interval] { compact.merge(earlier) }
        recording.tracks[index].intervals[interval] = compact
        guard let position = recording.closeUp.tracks.firstIndex(of: index), let cell = cell(interval) else { return }
        recording.closeUp.add(CompactHistogram(histogram), to: position, in: cell)
    }

    /// Orders due, all completed unless told.
    mutating func orders(_ due: Int64, failed: Int64 = 0, parked: Int64 = 0, inFlight: Int64 = 0) {
        recording.books.due = due
        recording.books.failed = failed
        recording.books.parked = parked
        recording.books.inFlight = inFlight
        recording.books.completed = due - failed - parked - inFlight
        add(due, { $0.ordersDue }, in: 0)
        add(recording.books.completed, { $0.ordersEnded(.completed) }, in: 1)
        add(failed, { $0.ordersEnded(.failed) }, in: 1)
    }

    mutating func cutoff(
        _ cutoff: Int, warehouse: Int = 0, carrier: Int = 0, met: Int64, late: Int64 = 0, missing: Int64 = 0
    ) {
        let index = recording.cutoffs.index(cutoff: cutoff, warehouse: warehouse, carrier: carrier)
        recording.cutoffs.cells[index].met += met
        recording.cutoffs.cells[index].late += late
        recording.cutoffs.cells[index].missing += missing
    }

    /// A calendar that is open for some minutes.
    static func calendar(_ stretches: [Range<Int64>]) -> CalendarPlan {
        CalendarPlan(
            name: "window",
            open: Intervals(stretches.map { .init(start: $0.lowerBound * .minute, end: $0.upperBound * .minute) }),
            moments: .empty)
    }
}

extension Budget {
    /// A budget without words.
    static func on(
        _ measure: Measure, _ subject: Subject, _ comparison: Comparison, _ bound: Double, during: CalendarID? = nil,
        anyWindow: Nanoseconds? = nil, severity: Severity = .critical, aborts: Bool = false
    ) -> Budget {
        Budget(
            text: "budget", subjectText: "subject", measure: measure, subject: subject, comparison: comparison,
            bound: bound, during: during, anyWindow: anyWindow, severity: severity, abortsOnBreach: aborts)
    }
}
