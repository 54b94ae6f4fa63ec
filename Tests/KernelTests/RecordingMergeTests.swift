import Kernel
import Testing

/// Recordings of disjoint parts of the same orders add up like numbers.
@Suite("Merging recordings")
struct RecordingMergeTests {
    /// The parts of a small random landscape's orders, each rehearsed on its own.
    private static func parts(_ seed: UInt64, of count: Int) -> [Recording] {
        let plan = RandomPlan.make(seed).plan
        return (0..<count).map { index in
            var orders = OrderSchedule(plan, shard: Shard(index, of: count))
            return VirtualDriver.run(
                plan, orders: &orders, tracing: .ordinary)
        }
    }

    @Test("The order of merging does not matter, and an empty recording changes nothing", arguments: 1...40)
    func laws(seed: Int) throws {
        let parts = Self.parts(UInt64(seed), of: 3)
        let left = try parts[0].merged(with: parts[1]).merged(with: parts[2])
        #expect(try left == parts[0].merged(with: parts[1].merged(with: parts[2])))
        #expect(try left == parts[2].merged(with: parts[0]).merged(with: parts[1]))
        let empty = Recording(plan: left.plan)
        #expect(try left.merged(with: empty) == left)
        #expect(try empty.merged(with: left) == left)
    }

    @Test("Merged books, meters and latencies are the sums of the parts'", arguments: 1...20)
    func sums(seed: Int) throws {
        let parts = Self.parts(UInt64(seed), of: 3)
        let whole = try parts[0].merged(with: parts[1]).merged(with: parts[2])
        #expect(whole.books.due == Int64(whole.plan.demand.generatedOrders))
        #expect(whole.books.balance)
        for interval in whole.meters.indices {
            var sum = [Int64](repeating: 0, count: whole.meters[interval].count)
            for part in parts {
                for (meter, amount) in part.meters[interval].enumerated() { sum[meter] += amount }
            }
            #expect(whole.meters[interval] == sum)
        }
        for track in whole.tracks.indices {
            #expect(whole.tracks[track].total.count == parts.reduce(UInt64(0)) { $0 + $1.tracks[track].total.count })
        }
        #expect(whole.handledEvents == parts.reduce(UInt64(0)) { $0 + $1.handledEvents })
    }

    @Test("Exemplars of merged recordings are those chosen among all orders of the parts", arguments: 1...20)
    func exemplars(seed: Int) throws {
        let parts = Self.parts(UInt64(seed), of: 2)
        let whole = try parts[0].merged(with: parts[1])
        // So few orders that every list of the parts is complete.
        let completed = parts.flatMap { $0.exemplars.slowest }
        let expected = completed.sorted { a, b in
            (b.until - b.due, a.number) < (a.until - a.due, b.number)
        }.prefix(Exemplars.limit)
        #expect(whole.exemplars.slowest.map(\.number) == expected.map(\.number))
        #expect(whole.exemplars.extremes.slowest == whole.exemplars.slowest)
        #expect(whole.exemplars.traces.map(\.facts.number) == whole.exemplars.listed.sorted())
        #expect(Set(whole.exemplars.sample.map(\.number)).count == whole.exemplars.sample.count)
    }

    @Test("Recordings of different plans do not merge")
    func differentPlans() {
        let one = Recording(plan: Plan(title: "one", seed: 1, window: .hour, end: .hour))
        let other = Recording(plan: Plan(title: "other", seed: 1, window: .hour, end: .hour))
        #expect(throws: RecordingError.differentPlans("one", "other")) { try one.merged(with: other) }
    }

    @Test("Exemplars chosen by three shards and merged are those chosen among all orders", arguments: 1...8)
    func exemplarsOfTheWhole(seed: Int) throws {
        let plan = Plan(title: "shards", seed: 11, window: .hour, end: .hour)
        var generator = SplitMix64(state: UInt64(seed))
        var whole = ExemplarCollector(seed: plan.seed)
        var shards = [ExemplarCollector](repeating: ExemplarCollector(seed: plan.seed), count: 3)
        for number in 0..<UInt64(seed * 60) {
            // Few different times, so that many orders tie.
            let due = Int64(generator.next() % 40)
            let until = due + Int64(generator.next() % 10)
            let standings: [OrderFacts.Standing] = [.completed, .failed, .parked, .cancelled, .inFlight]
            var facts = OrderFacts(
                number: number, due: due, until: until, standing: standings[Int(generator.next() % 5)],
                cutoff: due + 3, promised: until, channel: 0, destination: 0, service: 0, warehouse: 0, carrier: nil,
                lines: 1, units: 1, grams: 1, park: nil)
            if facts.standing == .parked { facts.parkedSince = due + 1 }
            let shard = Int(generator.next() % 3)
            // Every other order is followed.
            if number.isMultiple(of: 2) {
                let slot = whole.begin(number)
                whole.finish(slot, facts)
                let other = shards[shard].begin(number)
                shards[shard].finish(other, facts)
            } else {
                whole.add(facts)
                shards[shard].add(facts)
            }
        }
        let parts = shards.map { shard in
            var part = Recording(plan: plan)
            part.exemplars = shard.result
            return part
        }
        #expect(try parts[0].merged(with: parts[1]).merged(with: parts[2]).exemplars == whole.result)
        #expect(try parts[2].merged(with: parts[0].merged(with: parts[1])).exemplars == whole.result)
    }

    @Test("Latencies of an interval, merged, are the histogram of all its samples", arguments: 1...8)
    func series(seed: Int) throws {
        let plan = Plan(title: "shards", seed: 11, window: .hour, end: .hour)
        let track = TrackLayout(plan).index(.journey)
        var generator = SplitMix64(state: UInt64(seed))
        var all = Recorder(plan: plan)
        var one = Recorder(plan: plan)
        var other = Recorder(plan: plan)
        for second in Int64(0)..<3_600 {
            // Stretches in which only one of the shards has samples, or none.
            all.advance(to: second * .second)
            one.advance(to: second * .second)
            other.advance(to: second * .second)
            for _ in 0..<(generator.next() % 3) {
                let time = Int64(generator.next() % (1 << (10 + generator.next() % 40)))
                all.record(track, time)
                if second < 600 || second % 2 == 0 { one.record(track, time) } else { other.record(track, time) }
            }
        }
        func finished(_ recorder: inout Recorder) -> Recording {
            recorder.finish(
                reached: .hour, stop: .finished, books: Books(), exemplars: Exemplars(), badRows: BadRows(),
                handledEvents: 0)
        }
        let whole = finished(&all)
        #expect(try finished(&one).merged(with: finished(&other)) == whole)
    }
}
