import Testing

@testable import Kernel

/// Systems outside the machine, reached through its ports.
@Suite("Ports")
struct PortTests {
    /// Carries effects at once: what leaves comes in again at the same instant, so that ports must not change a thing.
    private static func loop(_ builder: PlanBuilder, outside: Set<SystemID>) -> Recording {
        var orders = OrderSchedule(builder.plan)
        var machine = Machine(
            plan: builder.plan, tracing: .ordinary, outside: outside, isOpen: true)
        var effects: [PortEffect] = []
        // Answers that a fault makes late.
        var late: [(at: Instant, ticket: Ticket, outcome: Outcome)] = []
        var order = orders.next()
        while true {
            machine.takeEffects(into: &effects)
            if !effects.isEmpty {
                for effect in effects {
                    switch effect {
                    case .send(let departure):
                        machine.sent(departure.ticket, at: departure.intended)
                        let isWanted = machine.arrived(departure.ticket, at: departure.intended)
                        #expect(isWanted)
                    case .answer(let ticket, let outcome, let retryAt):
                        machine.answered(ticket, outcome, retryAt: retryAt, at: machine.now)
                    case .spoiled(let ticket, let effect):
                        guard let seen = effect.spoils else { continue }
                        late.append((machine.now + seen.delay, ticket, seen.outcome))
                        late.sort { $0.at < $1.at }
                    case .cancel, .event, .awaits, .awaitOver, .ended: break
                    }
                }
                continue
            }
            if let first = late.first, first.at <= machine.now {
                machine.answered(first.ticket, first.outcome, at: first.at)
                late.removeFirst()
                continue
            }
            if order == nil && machine.isIdle { break }
            if machine.step(before: min(order?.due ?? .max, builder.plan.end + 1, late.first?.at ?? .max)) {
                continue
            }
            if let first = late.first, first.at <= min(order?.due ?? .max, builder.plan.end) {
                machine.answered(first.ticket, first.outcome, at: first.at)
                late.removeFirst()
                continue
            }
            guard let due = order, due.due <= builder.plan.end else { break }
            machine.admit(due)
            order = orders.next()
        }
        return machine.finish(stop: .finished, badRows: BadRows())
    }

    /// Of two things at one instant the ports may turn the order: here no two things are at one instant.
    private static func withoutTies(_ builder: PlanBuilder) -> PlanBuilder {
        var builder = builder
        for k in builder.plan.distributions.indices {
            guard case .fixed(let time) = builder.plan.distributions[k] else { continue }
            builder.plan.distributions[k] = .uniform(low: time, high: time + 1_000)
        }
        for k in builder.plan.demand.streams.indices { builder.plan.demand.streams[k].spacing = .poisson }
        return builder
    }

    @Test("A landscape reached through the ports behaves as one inside, attempt by attempt")
    func transparent() {
        // An answer through the ports comes behind what else happens at its instant (the worker it frees takes the next
        // request first). Where a bound is hit at that very instant the two differ, in one landscape of fifty at most.
        var differing: [UInt64] = []
        for seed in UInt64(1)...300 {
            let builder = PortTests.withoutTies(RandomPlan.make(seed))
            var orders = OrderSchedule(builder.plan)
            let inside = VirtualDriver.run(
                builder.plan, orders: &orders, tracing: .ordinary)
            let outside = PortTests.loop(builder, outside: Set(builder.plan.systems.indices))
            #expect(outside.books.balance && inside.books.due == outside.books.due, "seed \(seed)")
            let isSame =
                inside.books == outside.books && inside.meters == outside.meters && inside.cutoffs == outside.cutoffs
            if !isSame { differing.append(seed) }
        }
        #expect(differing.count <= 6, "seeds \(differing)")
    }

    @Test("Who awaits what comes from outside is told; what a webhook tells is learnt when it comes")
    func awaits() {
        var builder = PlanBuilder(window: .second, drain: .minute)
        builder.plan.journey.events += [JourneyPlan.Event(name: "picked"), JourneyPlan.Event(name: "packed")]
        let system = builder.system()
        let operation = builder.operation(system, [.emit(1), .emit(2)])
        let call = builder.call(builder.edge(to: operation))
        builder.plan.awaits = [
            AwaitPlan(event: 1, timeout: 10 * .second), AwaitPlan(event: 2), AwaitPlan(event: 1, timeout: 10 * .second),
        ]
        builder.journey([call, .await(0), .await(1), .await(2)])
        builder.plan.awaits[2].otherwise = builder.plan.steps.count - 1
        // Event 1 is told of by webhook, event 2 is not.
        var machine = Machine(plan: builder.plan, isOpen: true, heard: [1, 2], told: [system: [1]])
        machine.admit(Order(number: 7, key: RandomKey(7), due: 0, lines: 1, units: 1, grams: 1))
        var effects: [PortEffect] = []
        while machine.step(before: .second) {}
        machine.takeEffects(into: &effects)
        #expect(
            effects == [
                .event(1, order: 7, system: system), .event(2, order: 7, system: system),
                .awaits(1, order: 7, until: 10 * .second),
            ])
        let isKnown = machine.happened(1, order: 7, at: 2 * .second)
        #expect(isKnown)
        machine.takeEffects(into: &effects)
        // Event 2 was learnt of as it happened: its await is met at once. Event 1 is awaited again.
        #expect(
            effects == [
                .awaitOver(1, order: 7), .awaits(2, order: 7, until: .never), .awaitOver(2, order: 7),
                .awaits(1, order: 7, until: 12 * .second),
            ])
        while machine.step(before: .minute) {}
        machine.takeEffects(into: &effects)
        #expect(effects == [.ended(order: 7)])
        #expect(machine.books.completed == 1)
        let isOver = machine.happened(1, order: 7, at: .minute)
        #expect(!isOver)
    }
}
