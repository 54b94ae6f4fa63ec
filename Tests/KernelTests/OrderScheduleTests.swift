import Kernel
import Testing

/// Orders against what theory says of them; seeds are fixed, bounds are one in a thousand or rarer.
struct OrderScheduleTests {
    private static func all(_ source: OrderSchedule) -> [Order] {
        var source = source
        var orders: [Order] = []
        while let order = source.next() { orders.append(order) }
        return orders
    }

    private static func demand(_ streams: DemandPlan.Stream...) -> DemandPlan {
        var demand = DemandPlan()
        demand.streams = streams
        return demand
    }

    private static func schedule(
        _ demand: DemandPlan, seed: UInt64 = 7, shard: Shard = .whole, from: Instant = .min, until: Instant = .max
    ) -> OrderSchedule {
        OrderSchedule(demand, tables: [], seed: seed, shard: shard, from: from, until: until)
    }

    /// A day of three slices with a burst, a batch and an even stream across it.
    private static let mixed: DemandPlan = {
        var demand = Self.demand(
            DemandPlan.Stream(
                name: "day",
                slices: [
                    .init(start: 0, end: .hour, count: 1_000),
                    .init(start: .hour, end: 2 * .hour, count: 4_200, startWeight: 0.4),
                    .init(start: 3 * .hour, end: 4 * .hour, count: 17, startWeight: 2),
                ]),
            DemandShape.burst("drop", at: 30 * .minute, within: 10 * .minute, orders: 500, decaying: true),
            DemandShape.wave("batch", at: Moments([.hour, 2 * .hour]), total: 101),
            DemandPlan.Stream(name: "feed", slices: [.init(start: 0, end: 4 * .hour, count: 999)], spacing: .even))
        demand.channels = .init(names: ["shop", "edi"], weights: [3, 1])
        demand.lines = .uniform(low: 1, high: 5)
        demand.unitsPerLine = .exponential(mean: 2)
        demand.gramsPerUnit = .lognormal(mu: 6, sigma: 0.5)
        return demand
    }()

    @Test func `A slice holds exactly its count and orders ascend in time and number`() {
        let orders = Self.all(Self.schedule(Self.mixed))
        #expect(orders.count == Self.mixed.generatedOrders)
        #expect(orders.map(\.number) == (0..<UInt64(orders.count)).map { $0 })
        #expect(zip(orders, orders.dropFirst()).allSatisfy { $0.due <= $1.due })
        #expect(Set(orders.map(\.key)).count == orders.count)
        var day = Self.mixed
        day.streams = [Self.mixed.streams[0]]
        let dues = Self.all(Self.schedule(day)).map(\.due)
        #expect(dues.count { $0 >= .hour && $0 < 2 * .hour } == 4_200)
        #expect(dues.count { $0 >= 0 && $0 < .hour } == 1_000)
        #expect(dues.count { $0 >= 3 * .hour && $0 < 4 * .hour } == 17)
    }

    @Test(arguments: [1, 2, 5]) func `Shards together are the whole, order by order`(count: Int) {
        let whole = Self.all(Self.schedule(Self.mixed))
        let parts = (0..<count).flatMap { Self.all(Self.schedule(Self.mixed, shard: Shard($0, of: count))) }
        #expect(parts.sorted { $0.number < $1.number } == whole)
    }

    @Test(arguments: [(0, 1), (31, 34), (59, 61), (60, 60), (119, 121), (125, 185), (-5, 500), (239, 241)])
    func `A stretch of time is a filter of the whole, numbers included`(minutes: (Int, Int)) {
        let from = Int64(minutes.0) * .minute + 12_345
        let until = Int64(minutes.1) * .minute + 98_765
        let whole = Self.all(Self.schedule(Self.mixed))
        let part = Self.all(Self.schedule(Self.mixed, from: from, until: until))
        #expect(part == whole.filter { $0.due >= from && $0.due < until })
    }

    @Test func `Starting exactly at an order's due time loses none that share it`() {
        let whole = Self.all(Self.schedule(Self.mixed))
        for order in whole.filter({ $0.number % 997 == 0 || $0.due == .hour }).prefix(30) {
            let part = Self.all(Self.schedule(Self.mixed, from: order.due))
            #expect(part == whole.filter { $0.due >= order.due })
        }
    }

    @Test func `A stream beside it does not change the orders of a stream, but their numbers`() {
        var alone = Self.mixed
        alone.streams = [Self.mixed.streams[0]]
        let keys = Set(Self.all(Self.schedule(Self.mixed)).map(\.key))
        let mine = Self.all(Self.schedule(alone)).map(\.key)
        #expect(mine.allSatisfy { keys.contains($0) })
    }

    @Test func `Slices that overlap against the rule still come in time order and complete`() {
        let demand = Self.demand(
            DemandPlan.Stream(
                name: "odd",
                slices: [
                    .init(start: .hour, end: 2 * .hour, count: 50), .init(start: 0, end: 3 * .hour, count: 70),
                    .init(start: 10, end: 5, count: 3),
                ]))
        let orders = Self.all(Self.schedule(demand))
        #expect(orders.count == 123)
        #expect(zip(orders, orders.dropFirst()).allSatisfy { $0.due <= $1.due })
    }

    @Test func `No orders make no orders`() {
        #expect(Self.all(Self.schedule(DemandPlan())).isEmpty)
        let empty = Self.demand(DemandPlan.Stream(name: "none", slices: [.init(start: 0, end: 10, count: 0)]))
        #expect(Self.all(Self.schedule(empty)).isEmpty)
    }

    @Test func `Even spacing puts order k at (k + 1/2) of n, exactly`() {
        let demand = Self.demand(
            DemandPlan.Stream(name: "feed", slices: [.init(start: 100, end: 1_100, count: 4)], spacing: .even))
        #expect(Self.all(Self.schedule(demand)).map(\.due) == [225, 475, 725, 975])
    }

    @Test func `A batch comes at once`() {
        let demand = Self.demand(DemandShape.wave("batch", at: Moments([5, 9]), total: 5))
        #expect(Self.all(Self.schedule(demand)).map(\.due) == [5, 5, 5, 9, 9])
    }

    /// Kolmogorov-Smirnov: sqrt(n) D exceeds 1.95 once in a thousand.
    @Test(arguments: [1.0, 0, 0.5, 2, 1.3], [3 as UInt64, 4, 5])
    func `Positions follow the rate of the slice`(weight: Double, seed: UInt64) {
        let n = 20_000
        let demand = Self.demand(
            DemandPlan.Stream(
                name: "day", slices: [.init(start: 0, end: .day, count: n, startWeight: weight)]))
        var distance = 0.0
        for (rank, order) in Self.all(Self.schedule(demand, seed: seed)).enumerated() {
            let x = Double(order.due) / Double(Nanoseconds.day)
            let expected = weight * x + (1 - weight) * x * x
            distance = max(
                distance, abs(Double(rank) / Double(n) - expected), abs(Double(rank + 1) / Double(n) - expected))
        }
        #expect(distance * Double(n).squareRoot() < 1.95)
    }

    /// Given the count, 1,000 equal bins are multinomial: chi-square of 999 degrees has mean 999 and deviation 44.7.
    @Test(arguments: [11 as UInt64, 12, 13]) func `Counts are dispersed as a Poisson process is`(seed: UInt64) {
        let n = 100_000
        let bins = 1_000
        let demand = Self.demand(
            DemandPlan.Stream(name: "day", slices: [.init(start: 0, end: .day, count: n)]))
        var counts = [Int](repeating: 0, count: bins)
        for order in Self.all(Self.schedule(demand, seed: seed)) {
            counts[Int(order.due / (.day / Int64(bins)))] += 1
        }
        let mean = Double(n) / Double(bins)
        let square = counts.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean }
        #expect(abs(square - 999) < 4 * 44.7)
    }

    /// Gaps of a Poisson process are exponential, so a share exp(-1) of them exceeds the mean.
    @Test func `Gaps between orders are exponential`() {
        let n = 100_000
        let demand = Self.demand(
            DemandPlan.Stream(name: "day", slices: [.init(start: 0, end: .day, count: n)]))
        let dues = Self.all(Self.schedule(demand)).map(\.due)
        let gaps = zip(dues.dropFirst(), dues).map { $0 - $1 }
        let mean = Double(Nanoseconds.day) / Double(n)
        for (multiple, expected) in [(0.1, 0.904837), (1, 0.367879), (3, 0.049787)] {
            let share = Double(gaps.count { Double($0) > multiple * mean }) / Double(gaps.count)
            let deviation = (expected * (1 - expected) / Double(gaps.count)).squareRoot()
            #expect(abs(share - expected) < 4 * deviation)
        }
    }

    @Test func `Two whole sources merge in time order and are numbered through`() {
        var first = Self.mixed
        first.streams = [Self.mixed.streams[0]]
        var second = Self.mixed
        second.streams = [Self.mixed.streams[1]]
        var merged = MergedOrders(Self.schedule(first), Self.schedule(second))
        var dues: [Instant] = []
        while let order = merged.next() {
            #expect(order.number == UInt64(dues.count))
            dues.append(order.due)
        }
        #expect(dues == (Self.all(Self.schedule(first)) + Self.all(Self.schedule(second))).map(\.due).sorted())
    }
}
