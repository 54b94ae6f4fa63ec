internal import Kernel

/// What of a run is compared with another, by name: latencies, counts by interval, and figures that a run has one of.
struct RunSeries: Sendable {
    /// A latency.
    struct Latency: Sendable {
        var subject: Measure.Subject
        var track: LatencyTrack
    }

    /// Events and trials by interval.
    struct Ratio: Sendable {
        var measure: Measure
        var counted: Shift.Counted
    }

    /// One figure of the whole run.
    struct Single: Sendable {
        var measure: Measure
        /// Nil: it never came to that.
        var value: Double?
        /// What chance alone makes of it: three times the root of the count behind it, in its unit.
        var chance: Double
        /// Orders behind it.
        var count: Int64
    }

    /// Latencies, of legs before those of calls.
    let latencies: [Latency]
    /// Shares and ratios.
    let ratios: [Ratio]
    /// Orders done in each interval while orders came.
    let done: [Int64]
    /// Length of such an interval.
    let step: Nanoseconds
    /// Figures that a run has one of.
    let singles: [Single]

    /// - Parameter base: the run whose backlogs say what counts as worked off.
    init(_ recording: Recording, against base: Recording) {
        let readings = Readings(recording)
        latencies = RunSeries.latencies(readings)
        ratios = RunSeries.orders(readings) + RunSeries.links(readings) + RunSeries.queues(readings)
        let plan = recording.plan
        let meter = plan.promise.event.map { readings.meters.events($0) } ?? readings.meters.ordersEnded(.completed)
        done = Array(recording.series(meter).prefix(recording.axis.count))
        step = recording.axis.step
        singles = RunSeries.singles(readings, against: Readings(base))
    }

    private static func latencies(_ readings: Readings) -> [Latency] {
        let plan = readings.plan
        return [Latency(subject: .journey, track: readings.track(.journey))]
            + plan.journey.legs.enumerated().map { leg, plan in
                Latency(subject: .leg(plan.name), track: readings.track(.leg(leg)))
            }
            + plan.edges.enumerated().map { edge, plan in
                Latency(subject: .calls(plan.name), track: readings.track(.call(edge)))
            }
    }

    private static func orders(_ readings: Readings) -> [Ratio] {
        let meters = readings.meters
        let ended = readings.series(Ending.allCases.map { meters.ordersEnded($0) })
        let parked = readings.series(readings.plan.parks.indices.map { meters.parkedIn($0) })
        return [Ending.failed, .cancelled].map { ending in
            Ratio(
                measure: Measure(.orders, .ending(ending)),
                counted: .init(events: readings.series([meters.ordersEnded(ending)]), trials: ended))
        } + [
            Ratio(
                measure: Measure(.orders, .parked),
                counted: .init(events: parked, trials: readings.series([meters.ordersDue])))
        ]
    }

    private static func links(_ readings: Readings) -> [Ratio] {
        let plan = readings.plan
        let meters = readings.meters
        let bad = Outcome.allCases.filter { $0 != .ok }
        return plan.links.indices.flatMap { link -> [Ratio] in
            let name = Measure.Subject.link(plan.links[link].name)
            let edges = readings.edges(of: link)
            let calls = readings.series(readings.callMeters(edges))
            let attempts = readings.series(readings.attemptMeters(edges))
            let ratios = [
                Ratio(
                    measure: Measure(name, .failedCalls),
                    counted: .init(
                        events: readings.series(readings.callMeters(edges, Outcome.Set(bad))), trials: calls)),
                Ratio(
                    measure: Measure(name, .amplification),
                    counted: .init(events: attempts, trials: readings.sentCalls(edges))),
                Ratio(
                    measure: Measure(name, .duplicates),
                    counted: .init(events: readings.series(edges.map { meters.duplicates($0) }), trials: calls)),
            ]
            let classes = bad.map { outcome in
                Ratio(
                    measure: Measure(name, .outcome(outcome)),
                    counted: .init(
                        events: readings.series(readings.attemptMeters(edges, Outcome.Set([outcome]))),
                        trials: attempts))
            }
            return ratios + classes
        }
    }

    private static func queues(_ readings: Readings) -> [Ratio] {
        let plan = readings.plan
        let meters = readings.meters
        return plan.queues.indices.flatMap { queue -> [Ratio] in
            let subject = Measure.Subject.queue(name(ofQueue: queue, plan))
            let taken = readings.series([meters.queueTaken(queue)])
            return [
                (Measure.Kind.redeliveries, meters.queueRedelivered(queue)), (.deadLetters, meters.queueDead(queue)),
            ]
            .map { kind, meter in
                Ratio(
                    measure: Measure(subject, kind),
                    counted: .init(events: readings.series([meter]), trials: taken))
            }
        }
    }

    private static func singles(_ readings: Readings, against base: Readings) -> [Single] {
        var found: [Single] = []
        let cells = readings.recording.cutoffs.cells
        let judged = cells.reduce(0) { $0 &+ $1.judged }
        if judged > 0 {
            let missed = cells.reduce(0) { $0 &+ $1.late &+ $1.missing }
            found.append(
                Single(
                    measure: Measure(.orders, .missedCutoff), value: Double(missed) / Double(judged),
                    chance: allowance(missed) / Double(judged), count: judged))
        }
        let peaks = Dictionary(
            stocks(base).map { ($0.subject, $0.finding.peak) }, uniquingKeysWith: { first, _ in first })
        for (subject, finding) in stocks(readings) {
            found.append(
                Single(
                    measure: Measure(subject, .peak), value: Double(finding.peak), chance: allowance(finding.peak),
                    count: readings.recording.books.due))
            guard let peak = peaks[subject], peak >= leastBacklog else { continue }
            let level = max(Int64(Double(peak) * StockFinding.drainedShare), Int64(allowance(peak)))
            let last = finding.series.lastIndex { $0 > level }
            let isWorkedOff = last.map { $0 + 1 < readings.observed.upperBound } ?? true
            found.append(
                Single(
                    measure: Measure(subject, .drained),
                    value: isWorkedOff ? Double(readings.axis.lowerBound(of: (last ?? -1) + 1)) : nil,
                    chance: Double(readings.axis.drainStep), count: readings.recording.books.due))
        }
        return found
    }

    /// The least backlog of the base of which it is asked when it was worked off.
    private static let leastBacklog: Int64 = 100

    /// Counts over time, by name.
    private static func stocks(_ readings: Readings) -> [(subject: Measure.Subject, finding: StockFinding)] {
        let plan = readings.plan
        var found: [(subject: Measure.Subject, finding: StockFinding)] = []
        if plan.promise.event != nil { found.append((.stock(nil), StockFinding(.ordersToPromise, readings))) }
        for indicator in plan.journey.indicators.indices {
            found.append(
                (.stock(plan.journey.indicators[indicator].name), StockFinding(.indicator(indicator), readings)))
        }
        for queue in plan.queues.indices {
            found.append((.queue(name(ofQueue: queue, plan)), StockFinding(.queue(queue), readings)))
        }
        return found
    }

    private static func name(ofQueue queue: QueueID, _ plan: Plan) -> String {
        "\(plan.systems[plan.queues[queue].system].label): \(plan.queues[queue].name)"
    }

    /// Three standard deviations of a count of independent events, and at least as many as five.
    static func allowance(_ count: Int64) -> Double { max(5, 3 * Double(count).squareRoot()) }
}
