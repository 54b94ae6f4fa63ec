import Kernel
import Testing

@testable import Scenario

/// Steps as people write them, and the programs they become.
struct LandscapeProgramTests {
    /// The journey's program up to its end.
    private static func journey(_ plan: Plan) -> [Step] {
        let rest = plan.steps[plan.journey.entry...]
        guard let end = rest.firstIndex(of: .finish(.completed)) else { return [] }
        return Array(rest[...end])
    }

    @Test("an operation answers when its steps are done, and a journey ends completed")
    func straight() throws {
        let plan = try SmallLandscape(box: "    workers: 2").plan()
        #expect(Self.journey(plan) == [.call(0), .finish(.completed)])
        let entry = plan.operations[0].entry
        #expect(Array(plan.steps[entry...]) == [.work(0), .reply])
        #expect(plan.operations[0].pool == 0)
        #expect(plan.distributions[plan.works[0].base] == .fixed(10 * .millisecond))
    }

    @Test("steps on failure stand aside: a call that succeeds jumps over them")
    func onFailure() throws {
        let plan = try SmallLandscape(
            journey: "    - call: box.ask\n      on failure:\n        - emit: missed\n    - emit: asked"
        ).plan()
        let base = plan.journey.entry
        #expect(
            Self.journey(plan) == [.call(0), .jump(base + 3), .emit(1), .emit(2), .finish(.completed)])
        #expect(plan.calls[0].onFailure == base + 2)
    }

    @Test("if, then and else become a branch and a jump; else alone works too")
    func branches() throws {
        var small = SmallLandscape(
            journey: "    - if: channel is edi\n      then: [emit: one]\n      else: [emit: other]\n    - emit: both",
            orders: "total: 10, channels: { shop: 90%, edi: 10% }")
        var plan = try small.plan()
        var base = plan.journey.entry
        #expect(
            Self.journey(plan) == [
                .branch(0, otherwise: base + 3), .emit(1), .jump(base + 4), .emit(2), .emit(3), .finish(.completed),
            ])
        #expect(plan.conditions == [.attribute(.channel, mask: 0b10)])
        small.journey = "    - if: channel is not edi\n      then: [emit: one]\n    - emit: both"
        plan = try small.plan()
        base = plan.journey.entry
        #expect(
            Self.journey(plan) == [.branch(0, otherwise: base + 2), .emit(1), .emit(2), .finish(.completed)])
        #expect(plan.conditions == [.attribute(.channel, mask: ~0b10)])
    }

    @Test(
        "each condition reads as it is written",
        arguments: [
            ("on time", Condition.onTime), ("5% of orders", .chance(0.05)), ("lines 2..5", .lines(2...5)),
            ("lines 3", .lines(3...3)), ("lines at most 4", .lines(0...4)),
            ("units at least 10", .units(10...2_147_483_647)),
            ("weight at most 30 kg", .weight(0...30_000)), ("weight at least 500 g", .weight(500...2_147_483_647)),
            ("service is express", .attribute(.service, mask: 0b10)),
            ("service is standard or express", .attribute(.service, mask: 0b11)),
            ("parked at most 2 times", .parkedAtMost(2)),
            ("parked at most 1 time", .parkedAtMost(1)), ("parked at most 2", .parkedAtMost(2)),
        ])
    func conditions(written: String, condition: Condition) throws {
        let plan = try SmallLandscape(
            journey: "    - if: \(written)\n      then: [emit: yes]\n      else: [emit: other]",
            orders: "total: 10, services: { standard: 80%, express: 20% }"
        ).plan()
        #expect(plan.conditions == [condition])
    }

    @Test("an awaited event has a time limit and a way out")
    func awaiting() throws {
        let plan = try SmallLandscape(
            journey:
                "    - emit: packed\n    - await: packed\n      at most: 2h\n      otherwise: [finish: failed]\n    - emit: gone"
        ).plan()
        let base = plan.journey.entry
        #expect(plan.awaits == [AwaitPlan(event: 1, timeout: 2 * .hour, otherwise: base + 3)])
        #expect(
            Self.journey(plan) == [
                .emit(1), .await(0), .jump(base + 4), .finish(.failed), .emit(2), .finish(.completed),
            ])
    }

    @Test("a call that failed is parked, looked at by people, and made again")
    func parking() throws {
        let plan = try SmallLandscape(
            systems: "  desk: { workers: 2, queues: { cases: { steps: [work: 3m, resolve] } } }",
            journey:
                "    - call: box.ask\n      on failure:\n        - park: refused\n          review: desk.cases\n          then: again"
        ).plan()
        let base = plan.journey.entry
        #expect(plan.parks == [ParkPlan(reason: "refused", review: 0, resumption: .journey(base))])
        #expect(Self.journey(plan) == [.call(0), .jump(base + 3), .park(0), .finish(.completed)])
        #expect(plan.queues[0].pool == 0)
    }

    @Test("a queue tries again after a pause, then its message is dead and the order put aside")
    func queues() throws {
        let plan = try SmallLandscape(
            systems: """
                  bus:
                    workers: 3
                    pools: { trackers: 5 }
                    queues:
                      orders:
                        bound: 200k
                        attempts: 5
                        redelivery: { from: 10s, to: 10m, jitter: full }
                        dead letter: not created
                        review: cases
                        steps: [call: box.ask, emit: created]
                      cases: { by: trackers, steps: [work: 1m, resolve] }
                      events: { by: nobody, steps: [work: 1ms] }
                """,
            journey: "    - enqueue: bus.orders\n    - enqueue: bus.events\n    - await: created"
        ).plan()
        #expect(plan.queues.map(\.name) == ["orders", "cases", "events"])
        let orders = plan.queues[0]
        #expect(orders.bound == 200_000)
        #expect(orders.attempts == 5)
        #expect(orders.redelivery == Backoff(base: 10 * .second, cap: 10 * .minute, factor: 2, jitter: .full))
        #expect(orders.deadLetter == 0)
        #expect(plan.parks == [ParkPlan(reason: "not created", review: 1, resumption: .queue(0))])
        #expect(orders.pool.map { plan.pools[$0].name } == "workers")
        #expect(plan.queues[1].pool.map { plan.pools[$0].name } == "trackers")
        #expect(plan.queues[2].pool == nil)
        #expect(plan.links.map(\.name) == ["bus → box"])
    }

    @Test("work grows with lines and units, and names the rows it writes")
    func work() throws {
        let plan = try SmallLandscape(
            box: """
                    workers: 2
                    hot rows:
                      stock: { one per: products, attempts: 5, unit: 1s, span: 10% }
                """,
            ask:
                "          - work: 80ms\n            per line: 10ms\n            per unit: 2ms\n            hot rows: stock"
        ).plan()
        let work = plan.works[0]
        #expect(work.perLine.map { plan.distributions[$0] } == .fixed(10 * .millisecond))
        #expect(work.perUnit.map { plan.distributions[$0] } == .fixed(2 * .millisecond))
        #expect(work.contention == 0)
        #expect(
            plan.contentions == [
                ContentionPlan(name: "stock", system: 0, key: .products, attempts: 5, unit: .second, spanPermille: 100)
            ])
    }

    @Test(
        "every service time there is can be written",
        arguments: [
            ("80ms", Distribution.fixed(80_000_000)),
            ("uniform 1s..2s", .uniform(low: 1_000_000_000, high: 2_000_000_000)),
            ("exponential 20ms", .exponential(mean: 20_000_000)),
            ("gamma 20ms shape 4", .gamma(shape: 4, scale: 5_000_000)),
            ("pareto 10ms shape 1.5 max 10s", .pareto(minimum: 10_000_000, shape: 1.5, maximum: 10_000_000_000)),
        ])
    func serviceTimes(written: String, distribution: Distribution) throws {
        let plan = try SmallLandscape(box: "    workers: 1", ask: "          - work: \(written)").plan()
        #expect(plan.distributions[plan.works[0].base] == distribution)
    }

    @Test("lognormal by median and p99 has that median and that p99")
    func lognormal() throws {
        let plan = try SmallLandscape(box: "    workers: 1", ask: "          - work: lognormal 100ms p99 1s").plan()
        guard case .lognormal(let mu, let sigma) = plan.distributions[plan.works[0].base] else {
            Issue.record("expected a lognormal distribution")
            return
        }
        // ln(1e8) and ln(10) / 2.3263478740408408, by hand.
        #expect(abs(mu - 18.420_680_743_952_367) < 1e-9)
        #expect(abs(sigma - 0.989_785_541_9) < 1e-6)
    }

    @Test("legs, indicators, documents and the promise speak of events")
    func measures() throws {
        let plan = try SmallLandscape(
            journey: "    - emit: released\n    - set: { sale order: confirmed }\n    - emit: dispatched",
            about: """
                  documents: { sale order: [draft, confirmed] }
                  legs: { order release: ordered -> released, dispatch: released -> dispatched }
                  indicators: { orders awaiting shipment: released -> dispatched }
                  promise: { event: dispatched, by: cut-off, lead: 2h, leads: { express: 1h } }
                """,
            sections: "calendars: { cut-off: { at: 17:00 } }",
            orders: "total: 10, services: { standard: 80%, express: 20% }"
        ).plan()
        #expect(plan.journey.events.map(\.name) == ["ordered", "released", "dispatched"])
        #expect(plan.journey.legs.map(\.name) == ["order release", "dispatch"])
        #expect(plan.journey.legs[1] == .init(name: "dispatch", from: 1, to: 2))
        #expect(plan.journey.indicators == [.init(name: "orders awaiting shipment", from: 1, to: 2)])
        #expect(plan.journey.documents == [.init(name: "sale order", states: ["none", "draft", "confirmed"])])
        #expect(plan.promise.event == 2)
        #expect(plan.promise.leads == [2 * .hour, .hour])
        #expect(plan.promise.cutoffs.next(from: 0) == 17 * .hour)
        // Whatever a leg starts with, and what is promised, keeps its time on the order.
        #expect(plan.journey.events[1].slot != nil)
        #expect(plan.journey.events[2].slot != nil)
    }
}
