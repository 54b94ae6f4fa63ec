import Kernel
import Testing

/// The exemplars of a run against all orders, sorted.
@Suite("Exemplars")
struct ExemplarTests {
    /// Orders with random fates, drawn here.
    private static func orders(_ count: Int, seed: UInt64) -> [OrderFacts] {
        var generator = SplitMix64(state: seed)
        func number(_ below: UInt64) -> Int64 { Int64(generator.next() % below) }
        return (0..<count).map { index in
            let due = number(1_000)
            let until = due + number(50)
            let standings: [OrderFacts.Standing] = [.completed, .completed, .failed, .parked, .cancelled, .inFlight]
            let standing = standings[Int(number(6))]
            let cutoff: Instant? = number(2) == 0 ? due + number(30) : nil
            var facts = OrderFacts(
                number: UInt64(index), due: due, until: until, standing: standing, cutoff: cutoff,
                promised: number(3) == 0 ? nil : until, channel: 0, destination: 0, service: 0, warehouse: 0,
                carrier: nil, lines: 1, units: 1, grams: 500, park: standing == .parked ? 0 : nil)
            if standing == .parked { facts.parkedSince = due + number(20) }
            return facts
        }
    }

    private func shuffled(_ orders: [OrderFacts], _ seed: UInt64) -> [OrderFacts] {
        var generator = SplitMix64(state: seed)
        return orders.shuffled(using: &generator)
    }

    /// The numbers of the first twelve by a key, ties by number.
    private func first(_ orders: [OrderFacts], _ key: (OrderFacts) -> Int64?) -> [UInt64] {
        orders.compactMap { order in key(order).map { ($0, order.number) } }.sorted { $0 < $1 }
            .prefix(Exemplars.limit).map(\.1)
    }

    @Test(
        "Each list holds the first of all orders by its measure, ties by number", arguments: [0, 1, 5, 12, 13, 2_000])
    func lists(count: Int) {
        let orders = Self.orders(count, seed: UInt64(count) + 9)
        var collector = ExemplarCollector(seed: 4)
        for order in orders { collector.add(order) }
        let found = collector.result.extremes
        #expect(found.slowest.map(\.number) == first(orders) { $0.standing == .completed ? $0.due - $0.until : nil })
        #expect(
            found.latest.map(\.number)
                == first(orders) { order in
                    guard let cutoff = order.cutoff, let promised = order.promised, promised > cutoff else {
                        return nil
                    }
                    return cutoff - promised
                })
        #expect(found.failed.map(\.number) == first(orders) { $0.standing == .failed ? $0.until : nil })
        #expect(found.parked.map(\.number) == first(orders) { $0.standing == .parked ? $0.parkedSince : nil })
    }

    @Test("Where all orders are followed, the lists are the extremes, and each order in them has its trace")
    func allFollowed() {
        let orders = Self.orders(2_000, seed: 21)
        let found = Self.followed(orders, seed: 4).result
        #expect(found.slowest == found.extremes.slowest)
        #expect(found.latest == found.extremes.latest)
        #expect(found.failed == found.extremes.failed)
        #expect(found.parked == found.extremes.parked)
        #expect(found.sample.count == Exemplars.limit)
        #expect(found.listed.count > 4 * Exemplars.limit)
        #expect(found.traces.map(\.facts.number) == found.listed.sorted())
        #expect(found.traced == 2_000)
    }

    /// A collector that followed these orders, one after the other.
    private static func followed(_ orders: [OrderFacts], seed: UInt64) -> ExemplarCollector {
        var collector = ExemplarCollector(seed: seed)
        for order in orders {
            let slot = collector.begin(order.number)
            collector.finish(slot, order)
        }
        return collector
    }

    @Test(
        "In little room fewer orders are followed: each listed one has its whole trace, sample and extremes stay the same",
        arguments: [400, 1_500, 6_000])
    func room(spans: Int) {
        let orders = Self.orders(4_000, seed: 31)
        var tight = ExemplarCollector(seed: 4, spans: spans)
        var slots: [UInt64: Int] = [:]
        var most = 0
        // Two hundred orders are under way at once, of one to forty spans each.
        func length(_ number: UInt64) -> Int { 1 + Int(number * 7_919 % 40) }
        func end(_ order: OrderFacts) {
            if let slot = slots.removeValue(forKey: order.number) {
                tight.finish(slot, order)
            } else {
                tight.add(order)
            }
        }
        for (index, order) in orders.enumerated() {
            if index >= 200 { end(orders[index - 200]) }
            guard tight.follows(order.number) else { continue }
            slots[order.number] = tight.begin(order.number, owner: index)
            for k in 0..<length(order.number) {
                guard let slot = slots[order.number] else { break }
                let span = OrderTrace.Span(kind: .wait, start: Int64(k), end: Int64(k))
                for owner in tight.append(slot, span) { slots[orders[owner].number] = nil }
            }
            most = max(most, slots.keys.reduce(0) { $0 + length($1) })
        }
        for order in orders.suffix(200) { end(order) }
        let found = tight.result
        let all = Self.followed(orders, seed: 4).result
        #expect(found.sample == all.sample)
        #expect(found.extremes == all.extremes)
        #expect(found.traces.map(\.facts.number) == found.listed.sorted())
        for trace in found.traces { #expect(trace.spans.count == length(trace.facts.number)) }
        #expect(most <= max(spans, 15 * 40))
        #expect(found.traced >= 12)
        #expect(spans > 4_000 ? found.traced == 4_000 : found.traced < 3_000)
    }

    @Test("What is found does not depend on the sequence in which orders end", arguments: 1...10 as ClosedRange<UInt64>)
    func sequence(seed: UInt64) {
        let orders = Self.orders(500, seed: 3)
        let one = Self.followed(orders, seed: 4)
        #expect(Self.followed(shuffled(orders, seed), seed: 4).result == one.result)
    }

    @Test("A gate that says no keeps nobody out who belongs in")
    func gates() {
        let orders = Self.orders(3_000, seed: 77)
        var gated = ExemplarCollector(seed: 4)
        var all = ExemplarCollector(seed: 4)
        var asked = 0
        for order in orders {
            all.add(order)
            let lateness =
                if let cutoff = order.cutoff, let promised = order.promised { promised - cutoff } else { Int64(0) }
            guard
                gated.wants(
                    due: order.due, until: order.until, standing: order.standing,
                    lateness: lateness, parkedSince: order.parkedSince)
            else { continue }
            asked += 1
            gated.add(order)
        }
        #expect(gated.result == all.result)
        #expect(asked < orders.count / 2)
    }

    @Test("The sample is uniform: over 2,000 seeds every tenth of the orders is drawn equally often")
    func uniform() {
        var tenths = [Double](repeating: 0, count: 10)
        let orders = Self.orders(200, seed: 5)
        for seed in UInt64(1)...2_000 {
            for order in Self.followed(orders, seed: seed).result.sample { tenths[Int(order.number) / 20] += 1 }
        }
        let expected = 2_000.0 * Double(Exemplars.limit) / 10
        let chiSquare = tenths.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        // 99.9 % point of chi-square with nine degrees of freedom.
        #expect(chiSquare < 27.88)
    }
}
