/// Gathers exemplar journeys while a run goes on.
///
/// Ask the cheap gates first, or `wants`; build `OrderFacts` only if one of them says yes; then `add` puts them in every
/// list of extremes they belong to. Orders that are followed go through `finish` instead. What ends up in the lists does
/// not depend on the sequence of additions.
public struct ExemplarCollector: Sendable {
    /// Traces of orders under way.
    public private(set) var traces: TraceBook

    private let ranking: ExemplarRanking
    private var slowest = RankedList()
    private var latest = RankedList()
    private var failed = RankedList()
    private var parked = RankedList()
    /// The best of the followed orders, by list.
    private var followed = [RankedList](repeating: RankedList(), count: ExemplarRanking.List.allCases.count)
    private var kept: [OrderTrace] = []
    private var traced: Int64 = 0

    /// A collector for a run.
    /// - Parameters:
    ///   - seed: `Plan.seed`; it decides who is followed and who is in the sample.
    ///   - spans: room for traces of orders under way; see `TraceBook`.
    public init(seed: UInt64, spans: Int = .max) {
        ranking = ExemplarRanking(seed: seed)
        traces = TraceBook(spans: spans)
    }

    /// Whether an order that comes due is to be followed, if a sample is.
    @inline(__always)
    public func follows(_ number: UInt64) -> Bool { ranking.sampleRank(number) <= traces.bar }

    /// Opens the trace of an order.
    /// - Parameters:
    ///   - number: the order's number.
    ///   - owner: who is told when the trace is given up.
    /// - Returns: the slot for `append` and `finish`, good until then or until the trace is given up.
    public mutating func begin(_ number: UInt64, owner: Int = 0) -> Int {
        traces.begin(number, rank: ranking.sampleRank(number), owner: owner)
    }

    /// Adds a span to a trace.
    /// - Returns: the owners of traces that were given up to make room; it may be among them.
    @inline(__always)
    public mutating func append(_ slot: Int, _ span: OrderTrace.Span) -> [Int] {
        traces.append(slot, span)
        return traces.isFull ? traces.thin() : []
    }

    /// Whether a completed order that took `duration` may be among the slowest.
    @inline(__always)
    public func wantsSlowest(_ duration: Nanoseconds) -> Bool { ranking.descending(duration) <= slowest.bar }

    /// Whether an order dispatched so long after its cut-off may be among the latest.
    @inline(__always)
    public func wantsLatest(_ lateness: Nanoseconds) -> Bool {
        lateness > 0 && ranking.descending(lateness) <= latest.bar
    }

    /// Whether an order that fails now may be among the first failed.
    @inline(__always)
    public func wantsFailed(at now: Instant) -> Bool { ranking.ascending(now) <= failed.bar }

    /// Whether an order parked at the end may be among the longest parked.
    @inline(__always)
    public func wantsParked(since instant: Instant) -> Bool { ranking.ascending(instant) <= parked.bar }

    /// All gates at once, for an order not followed that ends or that the run's end finds under way.
    @inline(__always)
    public func wants(
        due: Instant, until: Instant, standing: OrderFacts.Standing, lateness: Nanoseconds = 0,
        parkedSince: Instant? = nil
    ) -> Bool {
        if wantsLatest(lateness) { return true }
        return switch standing {
        case .completed: wantsSlowest(until &- due)
        case .failed: wantsFailed(at: until)
        case .parked: wantsParked(since: parkedSince ?? due)
        case .cancelled, .inFlight: false
        }
    }

    /// Puts an order among the extremes where it belongs. Once an order, when it ends or the run does.
    public mutating func add(_ facts: OrderFacts) {
        if let rank = ranking.rank(facts, in: .slowest) { slowest.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .latest) { latest.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .failed) { failed.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .parked) { parked.insert(facts, rank) }
    }

    /// Closes a followed order: adds its facts, and keeps its trace while it is in a list.
    public mutating func finish(_ slot: Int, _ facts: OrderFacts) {
        add(facts)
        traced += 1
        for (k, list) in ExemplarRanking.List.allCases.enumerated() {
            if let rank = ranking.rank(facts, in: list) { followed[k].insert(facts, rank) }
        }
        guard contains(facts.number) else {
            traces.drop(slot)
            return
        }
        kept.append(traces.take(slot, facts))
        if kept.count > ExemplarRanking.List.allCases.count * Exemplars.limit * 2 {
            let lists = self
            kept.removeAll { !lists.contains($0.facts.number) }
        }
    }

    /// The lists so far, with traces.
    public var result: Exemplars {
        var result = Exemplars()
        for (list, best) in zip(ExemplarRanking.List.allCases, followed) {
            switch list {
            case .slowest: result.slowest = best.facts
            case .latest: result.latest = best.facts
            case .failed: result.failed = best.facts
            case .parked: result.parked = best.facts
            case .sample: result.sample = best.facts
            }
        }
        result.keep(kept)
        result.traced = traced
        result.extremes.slowest = slowest.facts
        result.extremes.latest = latest.facts
        result.extremes.failed = failed.facts
        result.extremes.parked = parked.facts
        return result
    }

    private func contains(_ number: UInt64) -> Bool {
        followed.contains { $0.contains(number) }
    }
}

/// The best few orders of one list, sorted.
private struct RankedList: Sendable {
    private(set) var facts: [OrderFacts] = []
    private var ranks: [UInt64] = []
    /// The worst rank that still gets in; at a tie the smaller number does.
    private(set) var bar = UInt64.max

    func contains(_ number: UInt64) -> Bool { facts.contains { $0.number == number } }

    mutating func insert(_ order: OrderFacts, _ rank: UInt64) {
        guard rank <= bar else { return }
        var place = ranks.count
        while place > 0, (rank, order.number) < (ranks[place - 1], facts[place - 1].number) { place -= 1 }
        guard place < Exemplars.limit else { return }
        facts.insert(order, at: place)
        ranks.insert(rank, at: place)
        if facts.count > Exemplars.limit {
            facts.removeLast()
            ranks.removeLast()
        }
        if facts.count == Exemplars.limit { bar = ranks[Exemplars.limit - 1] }
    }
}
