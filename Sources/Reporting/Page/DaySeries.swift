import Analysis
import Kernel

/// What the charts of the day draw, read from a recording's rows.
struct DaySeries: Sendable {
    let recording: Recording
    let plan: Plan
    let meters: MeterLayout
    let peaks: PeakLayout
    let tracks: TrackLayout
    let frame: TimeFrame

    init(_ recording: Recording) {
        self.recording = recording
        plan = recording.plan
        meters = MeterLayout(recording.plan)
        peaks = PeakLayout(recording.plan)
        tracks = TrackLayout(recording.plan)
        frame = TimeFrame(recording)
    }

    /// The event that keeps the promise, else the last event of the journey.
    var promisedEvent: EventID? {
        plan.promise.event ?? (plan.journey.events.count > 1 ? plan.journey.events.count - 1 : nil)
    }

    /// What people call a system, a warehouse or a carrier of this name.
    func label(_ name: String) -> String { plan.systems.first { $0.name == name }?.label ?? name }

    /// A link by what people call its ends.
    func label(link: LinkID) -> String {
        let link = plan.links[link]
        return (link.caller.map { plan.systems[$0].label } ?? "Orders") + " → " + plan.systems[link.callee].label
    }

    /// Running sum of a meter at the end of each interval.
    func cumulative(_ meter: Int) -> [Double?] {
        var sum: Int64 = 0
        return recording.meters.map { row in
            sum &+= row[meter]
            return Double(sum)
        }
    }

    /// A meter's amount per hour.
    func perHour(_ meter: Int) -> [Double?] {
        recording.meters.enumerated().map { Double($0.element[meter]) * 60 / frame.minutes($0.offset) }
    }

    /// A stock at the end of each interval.
    func stock(in inward: Int, out outward: Int) -> [Double?] {
        recording.stock(in: inward, out: outward).map { Double($0) }
    }

    /// Whole numbers as values of a chart.
    func heights(_ values: [Int64]) -> [Double?] { values.map { Double($0) } }

    /// The sum of meters divided by the sum of others in each interval; nil where the divisor is below `least`.
    func ratio(_ above: [Int], by below: [Int], least: Int64 = 1) -> [Double?] {
        recording.meters.map { row in
            let divisor = below.reduce(Int64(0)) { $0 &+ row[$1] }
            return divisor >= least ? Double(above.reduce(Int64(0)) { $0 &+ row[$1] }) / Double(divisor) : nil
        }
    }

    /// Attempts per call that sent one, on edges, in each interval with at least so many such calls.
    func amplification(_ edges: [EdgeID], least: Int64) -> [Double?] {
        let sent = SentCalls(plan)
        let all = attempts(edges)
        return recording.meters.map { row in
            let calls = sent.count(edges, row)
            return calls >= least ? Double(all.reduce(Int64(0)) { $0 &+ row[$1] }) / Double(calls) : nil
        }
    }

    /// A quantile over several tracks taken together, in each interval.
    ///
    /// A p99 of ten samples is their maximum, not a p99: where samples are few, up to twelve neighbouring intervals are
    /// taken together and show the same value.
    func quantile(_ q: Double, of ids: [TrackID], least: UInt64 = 5) -> [Double?] {
        let chosen = ids.map { recording.tracks[tracks.index($0)].intervals }
        let counts = frame.intervals.map { interval in
            chosen.reduce(UInt64(0)) { $0 + ($1.indices.contains(interval) ? $1[interval]?.count ?? 0 : 0) }
        }
        let fine = frame.intervals.filter { counts[$0] > 0 && !frame.isCoarse($0) }
        let usual = Double(fine.reduce(0) { $0 + counts[$1] }) / Double(max(1, fine.count))
        let wanted = min(1 / max(1 - q, 0.001), 200)
        let size = [1, 2, 3, 4, 6].first { usual * Double($0) >= wanted } ?? 12
        var values = [Double?](repeating: nil, count: frame.intervals.count)
        var accumulator = CompactAccumulator()
        var start = 0
        while start < values.count {
            let group = start..<(frame.isCoarse(start) ? start + 1 : min(start + size, values.count))
            start = group.upperBound
            accumulator.removeAll()
            for interval in group {
                for intervals in chosen where interval < intervals.count {
                    if let histogram = intervals[interval] { accumulator.add(histogram) }
                }
            }
            guard accumulator.count >= least, let value = accumulator.quantile(q) else { continue }
            for interval in group where counts[interval] > 0 || size > 1 { values[interval] = Double(value) }
        }
        return values
    }

    /// All samples of several tracks together.
    func histogram(of ids: [TrackID]) -> LatencyHistogram {
        ids.reduce(into: LatencyHistogram()) { $0.merge(recording.tracks[tracks.index($1)].total) }
    }

    /// The sum of meters over the run.
    func total(_ chosen: [Int]) -> Int64 { chosen.reduce(0) { $0 &+ recording.total($1) } }

    /// Edges whose link satisfies a test.
    func edges(where test: (LinkPlan) -> Bool) -> [EdgeID] {
        plan.edges.indices.filter {
            plan.links.indices.contains(plan.edges[$0].link) && test(plan.links[plan.edges[$0].link])
        }
    }

    /// Meters of attempts on edges, of some outcomes or all.
    func attempts(_ edges: [EdgeID], _ outcomes: Outcome.Set? = nil) -> [Int] {
        edges.flatMap { edge in
            Outcome.allCases.filter { outcomes?.contains($0) ?? true }.map { meters.attempts(edge, $0) }
        }
    }

    /// Meters of calls on edges, whatever their end.
    func calls(_ edges: [EdgeID]) -> [Int] {
        edges.flatMap { edge in Outcome.allCases.map { meters.calls(edge, $0) } }
    }

    /// Systems that are asked, the carriers first, then by traffic; at most `limit`. People at work (a warehouse, a desk)
    /// answer in hours and are told of elsewhere.
    func partners(limit: Int = 8) -> [SystemID] {
        let asked = plan.systems.indices.map { system -> (system: Int, traffic: Int64) in
            (system, total(attempts(edges { $0.callee == system })))
        }
        func isCarrier(_ system: Int) -> Bool {
            [.carrier, .transport, .marketplace, .customs].contains(plan.systems[system].role)
        }
        return asked.filter { $0.traffic > 0 && ![.warehouse, .desk].contains(plan.systems[$0.system].role) }.sorted {
            (isCarrier($0.system) ? 0 : 1, -$0.traffic, $0.system) < (
                isCarrier($1.system) ? 0 : 1, -$1.traffic, $1.system
            )
        }.prefix(limit).map(\.system)
    }

    /// Systems that are asked, those with the greatest share of attempts in trouble first.
    func troubled(limit: Int) -> [SystemID] {
        func share(_ system: SystemID) -> Double {
            let edges = edges { $0.callee == system }
            return Double(total(attempts(edges, LandscapeTraffic.trouble))) / Double(max(1, total(attempts(edges))))
        }
        return Array(
            partners(limit: .max).map { ($0, share($0)) }.enumerated()
                .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.prefix(limit).map(\.element.0))
    }

    /// Cut-offs inside the shown time, as marks; only the first and last few named where there are many.
    var cutoffMarks: [ChartFigure.Mark] {
        let shown = plan.promise.cutoffs.instants.filter { $0 >= 0 && $0 <= frame.end }
        return shown.enumerated().map { k, instant in
            let name = k == 0 ? "cut-off \(frame.clock.time(instant))" : frame.clock.time(instant)
            return ChartFigure.Mark(
                position: frame.position(instant), label: shown.count > 8 && k > 0 ? "" : name, isMinor: k > 0)
        }
    }

    /// Orders of some standing, in words for a source line.
    var ordersSource: String { "from the business events of \(Figures.count(recording.books.due, of: "order"))" }
}
