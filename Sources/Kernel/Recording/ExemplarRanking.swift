/// Which orders belong in which list of exemplars, and in what order: the same for collectors and for merging.
struct ExemplarRanking: Sendable {
    private let key: RandomKey

    init(seed: UInt64) { key = RandomKey(seed: seed, path: "exemplars") }

    /// The place of an order among those to follow and in the uniform sample: the smallest ranks come first.
    @inline(__always)
    func sampleRank(_ number: UInt64) -> UInt64 { key.child(number).value }

    /// One of the lists.
    enum List: CaseIterable {
        case slowest, latest, failed, parked, sample
    }

    /// Where an order would stand in a list, smallest first; ties go by number. Nil: it does not belong there.
    func rank(_ facts: OrderFacts, in list: List) -> UInt64? {
        switch list {
        case .slowest: facts.standing == .completed ? descending(facts.until &- facts.due) : nil
        case .latest:
            if let cutoff = facts.cutoff, let promised = facts.promised, promised > cutoff {
                descending(promised &- cutoff)
            } else {
                nil
            }
        case .failed: facts.standing == .failed ? ascending(facts.until) : nil
        case .parked: facts.standing == .parked ? ascending(facts.parkedSince ?? facts.due) : nil
        case .sample: sampleRank(facts.number)
        }
    }

    /// Ranks that grow with the time.
    @inline(__always)
    func ascending(_ time: Int64) -> UInt64 { UInt64(bitPattern: time) ^ (1 << 63) }

    /// Ranks that fall with the time.
    @inline(__always)
    func descending(_ time: Int64) -> UInt64 { ~ascending(time) }

    /// The best of many for one list, each order once.
    func best(_ candidates: [OrderFacts], for list: List) -> [OrderFacts] {
        var ranked: [(rank: UInt64, facts: OrderFacts)] = []
        for facts in candidates {
            if let rank = rank(facts, in: list) { ranked.append((rank, facts)) }
        }
        ranked.sort { ($0.rank, $0.facts.number) < ($1.rank, $1.facts.number) }
        var best: [OrderFacts] = []
        for (_, facts) in ranked where best.count < Exemplars.limit && best.last?.number != facts.number {
            best.append(facts)
        }
        return best
    }
}

extension Exemplars {
    /// The lists of two runs of the same seed that share no orders, joined.
    func merged(with other: Exemplars, seed: UInt64) -> Exemplars {
        let ranking = ExemplarRanking(seed: seed)
        var result = Exemplars()
        result.slowest = ranking.best(slowest + other.slowest, for: .slowest)
        result.latest = ranking.best(latest + other.latest, for: .latest)
        result.failed = ranking.best(failed + other.failed, for: .failed)
        result.parked = ranking.best(parked + other.parked, for: .parked)
        result.sample = ranking.best(sample + other.sample, for: .sample)
        result.keep(traces + other.traces)
        result.traced = traced &+ other.traced
        result.extremes = extremes.merged(with: other.extremes, by: ranking)
        return result
    }

    /// Keeps the traces of the orders in the lists, by number, each order once.
    mutating func keep(_ candidates: [OrderTrace]) {
        let listed = listed
        traces = []
        for trace in candidates.sorted(by: { $0.facts.number < $1.facts.number })
        where trace.facts.number != traces.last?.facts.number && listed.contains(trace.facts.number) {
            traces.append(trace)
        }
    }
}

extension Extremes {
    /// The extremes of two runs of the same seed that share no orders, joined.
    func merged(with other: Extremes, by ranking: ExemplarRanking) -> Extremes {
        var result = Extremes()
        result.slowest = ranking.best(slowest + other.slowest, for: .slowest)
        result.latest = ranking.best(latest + other.latest, for: .latest)
        result.failed = ranking.best(failed + other.failed, for: .failed)
        result.parked = ranking.best(parked + other.parked, for: .parked)
        return result
    }
}
