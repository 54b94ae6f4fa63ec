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
        let found = collector.result
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
        #expect(found.sample.count == min(count, Exemplars.limit))
    }

    @Test("What is found does not depend on the sequence in which orders end", arguments: 1...10 as ClosedRange<UInt64>)
    func sequence(seed: UInt64) {
        let orders = Self.orders(500, seed: 3)
        var one = ExemplarCollector(seed: 4)
        for order in orders { one.add(order) }
        var other = ExemplarCollector(seed: 4)
        for order in shuffled(orders, seed) { other.add(order) }
        #expect(one.result == other.result)
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
                    number: order.number, due: order.due, until: order.until, standing: order.standing,
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
            var collector = ExemplarCollector(seed: seed)
            for order in orders { collector.add(order) }
            for order in collector.result.sample { tenths[Int(order.number) / 20] += 1 }
        }
        let expected = 2_000.0 * Double(Exemplars.limit) / 10
        let chiSquare = tenths.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        // 99.9 % point of chi-square with nine degrees of freedom.
        #expect(chiSquare < 27.88)
    }
}
