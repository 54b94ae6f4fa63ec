import Kernel
import Testing

/// Caches at the caller, against queueing theory and hand computation.
@Suite("Caches on links")
struct CacheTests {
    private static func station(
        orders: Int, hits: Double, service: Distribution, answersIn: Nanoseconds = 0, isOn: Bool = true,
        workers: Int? = 1
    ) -> PlanBuilder {
        var builder = PlanBuilder(seed: 20_261_127, window: 1_000 * .second)
        builder.orders(orders)
        let system = builder.system()
        let pool = workers.map { builder.pool(system, workers: $0) }
        let operation = builder.operation(system, pool: pool, [builder.work(service)])
        let edge = builder.edge(to: operation) {
            $0.cache = LinkPlan.Cache(hits: hits, answersIn: answersIn, isOn: isOn)
        }
        builder.plan.journey.events.append(JourneyPlan.Event(name: "done"))
        builder.journey([builder.call(edge), .emit(1)])
        return builder
    }

    @Test("M/M/1: the callee's utilisation falls by the share of hits, and its queue is that of the rest")
    func thinned() {
        // 80 a second of 10 ms each fill a worker to 80 %; of three quarters that hit, 20 a second remain.
        let recording = Self.station(orders: 80_000, hits: 0.75, service: .exponential(mean: 10 * .millisecond)).run()
        let layout = recording.layout
        let cached = recording.total(layout.cached(0))
        #expect(cached + recording.calls(0) == 80_000)
        #expect(recording.attempts(0) == recording.calls(0), "attempts per call stay 1")
        #expect(recording.total(layout.primaryCalls(0)) == recording.calls(0))
        // Binomial: sqrt(80,000 x 0.75 x 0.25) = 122.5; four of them.
        #expect(abs(cached - 60_000) < 490)
        let busy = Double(recording.total(layout.poolBusyTime(0))) / 1e9 / 1_000
        #expect(abs(busy - 0.2) < 0.01)
        // 1 / (100 - 20) s; without the cache it would be 1 / (100 - 80) = 50 ms.
        let response = recording.track(.call(0)).total
        #expect(abs((response.mean ?? 0) / 1e6 - 12.5) < 0.4, "\(String(describing: response.mean))")
    }

    @Test("A cache that answers everything takes its own time, and nobody else's")
    func all() {
        let recording = Self.station(
            orders: 500, hits: 1, service: .fixed(.second), answersIn: 2 * .millisecond
        ).run()
        #expect(recording.books.completed == 500)
        #expect(recording.track(.journey).total.minimum == 2 * .millisecond)
        #expect(recording.track(.journey).total.maximum == 2 * .millisecond)
        #expect(recording.attempts(0) == 0 && recording.calls(0) == 0)
        #expect(recording.total(recording.layout.poolServed(0)) == 0)
    }

    @Test(
        "Protections of a link take no notice of what hits: neither breaker, nor bulkhead, nor pace, nor retry budget")
    func protections() {
        var builder = PlanBuilder(window: 10 * .second)
        builder.orders(100)
        let system = builder.system()
        let operation = builder.operation(system, [builder.work(.fixed(.hour))])
        let edge = builder.edge(to: operation) {
            $0.cache = LinkPlan.Cache(hits: 1, answersIn: .millisecond)
            $0.bulkhead = LinkPlan.Bulkhead(limit: 1, waiting: 0)
            $0.pacing = LinkPlan.Pacing(count: 1, period: .hour)
            $0.breaker = LinkPlan.Breaker(failureShare: 0.01, window: 1, minimumAttempts: 1, openFor: .hour)
            $0.budget = LinkPlan.RetryBudget(ratio: 0)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.books.completed == 100 && recording.total(recording.layout.cached(edge)) == 100)
    }

    @Test("What does not hit takes the time that it takes without a cache; what hits at 30 % hits at 60 % as well")
    func common() {
        func times(_ hits: Double, isOn: Bool = true) -> [UInt64: Nanoseconds] {
            let plan = Self.station(
                orders: 2_000, hits: hits, service: .exponential(mean: 50 * .millisecond), answersIn: 1, isOn: isOn,
                workers: nil
            ).plan
            let chronicle = Chronicle()
            var orders = OrderSchedule(plan)
            _ = VirtualDriver.run(plan, orders: &orders, chronicle: chronicle)
            var due: [UInt64: Instant] = [:]
            var times: [UInt64: Nanoseconds] = [:]
            for record in chronicle.records {
                if record.event == 0 { due[record.number] = record.time }
                if record.event == 1, let start = due[record.number] { times[record.number] = record.time - start }
            }
            return times
        }
        let none = times(1, isOn: false)
        let some = times(0.3)
        let more = times(0.6)
        #expect(none.count == 2_000 && !none.values.contains(1))
        let hits = some.filter { $0.value == 1 }
        #expect((500...700).contains(hits.count) && hits.allSatisfy { more[$0.key] == 1 })
        #expect(some.allSatisfy { $0.value == 1 || $0.value == none[$0.key] })
        #expect(more.allSatisfy { $0.value == 1 || $0.value == none[$0.key] })
    }

    @Test("A call that hits holds its caller's worker as long as the answer takes")
    func held() {
        var builder = PlanBuilder(window: 100 * .second)
        builder.orders(10, spacing: .even)
        let back = builder.system("back")
        let slow = builder.operation(back, [builder.work(.fixed(.second))])
        let front = builder.system("front")
        let pool = builder.pool(front, workers: 1)
        let inner = builder.edge(from: front, to: slow) {
            $0.cache = LinkPlan.Cache(hits: 1, answersIn: 3 * .millisecond)
        }
        let operation = builder.operation(front, pool: pool, [builder.call(inner)])
        builder.journey([builder.call(builder.edge(to: operation))])
        let recording = builder.run()
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 30 * .millisecond)
        #expect(recording.total(recording.layout.poolHeld(pool, edge: inner)) == 30 * .millisecond)
    }

    @Test("A plan without a cache is written as if there were none, and its recordings keep no place for them")
    func absent() throws {
        var plan = Self.station(orders: 1, hits: 0.5, service: .fixed(1)).plan
        let length = MeterLayout(plan).count
        plan.links[0].cache = nil
        #expect(MeterLayout(plan).count == length - plan.edges.count && !MeterLayout(plan).hasCaches)
        #expect(plan.with(.cache(0, LinkPlan.Cache(hits: 0.2))).links[0].hits(for: 0) == 0.2)
    }

    @Test("Where the callee is outside, a call that hits does not leave the machine")
    func outside() throws {
        let plan = Self.station(orders: 1, hits: 1, service: .fixed(.second), answersIn: .millisecond).plan
        var orders = OrderSchedule(plan)
        var machine = Machine(plan: plan, outside: [0])
        let order = orders.next()
        machine.admit(try #require(order))
        while machine.step(before: plan.end) {}
        var effects: [PortEffect] = []
        machine.takeEffects(into: &effects)
        let hasLeft = effects.contains { if case .send = $0 { true } else { false } }
        #expect(!hasLeft && machine.isIdle)
        let books = machine.finish(stop: .finished, badRows: BadRows()).books
        #expect(books.completed == 1)
    }
}
