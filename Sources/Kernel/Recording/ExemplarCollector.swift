/// Gathers exemplar journeys while a run goes on.
///
/// Ask the cheap gates first, or `wants`; build `OrderFacts` only if one of them says yes; then `add` puts them in every
/// list they belong to. What ends up in the lists does not depend on the sequence of additions.
public struct ExemplarCollector: Sendable {
    /// Traces of orders under way.
    public var traces = TraceBook()

    private let ranking: ExemplarRanking
    private var slowest = RankedList()
    private var latest = RankedList()
    private var failed = RankedList()
    private var parked = RankedList()
    private var sample = RankedList()
    /// The best of the traced orders alone, by list: so that a run in which few are traced still tells stories of each kind.
    private var traced = [RankedList](repeating: RankedList(), count: ExemplarRanking.List.allCases.count)
    private var kept: [OrderTrace] = []

    /// A collector for a run with this seed (`Plan.seed`; it decides the sample).
    public init(seed: UInt64) { ranking = ExemplarRanking(seed: seed) }

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

    /// Whether an order may be in the uniform sample.
    @inline(__always)
    public func wantsSample(_ number: UInt64) -> Bool { ranking.sampleRank(number) <= sample.bar }

    /// All gates at once, for an order that ends or that the run's end finds under way.
    @inline(__always)
    public func wants(
        number: UInt64, due: Instant, until: Instant, standing: OrderFacts.Standing, lateness: Nanoseconds = 0,
        parkedSince: Instant? = nil
    ) -> Bool {
        if wantsSample(number) || wantsLatest(lateness) { return true }
        return switch standing {
        case .completed: wantsSlowest(until &- due)
        case .failed: wantsFailed(at: until)
        case .parked: wantsParked(since: parkedSince ?? due)
        case .cancelled, .inFlight: false
        }
    }

    /// Puts an order in every list it belongs to. Once an order, when it ends or the run does.
    public mutating func add(_ facts: OrderFacts) {
        if let rank = ranking.rank(facts, in: .slowest) { slowest.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .latest) { latest.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .failed) { failed.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .parked) { parked.insert(facts, rank) }
        if let rank = ranking.rank(facts, in: .sample) { sample.insert(facts, rank) }
    }

    /// Closes a traced order: adds its facts, and keeps its trace while it is among the best traced ones of a list.
    public mutating func finish(_ slot: Int, _ facts: OrderFacts) {
        add(facts)
        for (k, list) in ExemplarRanking.List.allCases.enumerated() {
            if let rank = ranking.rank(facts, in: list) { traced[k].insert(facts, rank) }
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

    /// Closes a traced order that no gate wants, without looking at its facts.
    public mutating func discard(_ slot: Int) { traces.drop(slot) }

    /// The lists so far, with traces.
    public var result: Exemplars {
        var result = Exemplars()
        result.slowest = slowest.facts
        result.latest = latest.facts
        result.failed = failed.facts
        result.parked = parked.facts
        result.sample = sample.facts
        result.keep(kept, by: ranking)
        result.traced = traces.begun
        return result
    }

    private func contains(_ number: UInt64) -> Bool {
        traced.contains { $0.contains(number) }
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
