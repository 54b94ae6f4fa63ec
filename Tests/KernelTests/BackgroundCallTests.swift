import Kernel
import Testing

/// Calls that their callers do not wait for, worked out by hand.
@Suite("Calls in the background")
struct BackgroundCallTests {
    /// Journey: asks the front, awaits "labelled". The front: 10 ms, a label, "labelled", 5 ms more.
    private static func landscape(label: Distribution, isFailing: Bool = false, attempts: Int = 1) -> Plan {
        var builder = PlanBuilder(seed: 7, window: 100 * .second)
        builder.orders(50, spacing: .even)
        let carrier = builder.system("carrier")
        let print = builder.operation(carrier, [builder.work(label)])
        if isFailing { builder.fault(carrier, .serverError) }
        let front = builder.system("front")
        let pool = builder.pool(front, workers: 1)
        let inner = builder.edge(from: front, to: print) { $0.attempts = attempts }
        builder.plan.journey.events += [JourneyPlan.Event(name: "labelled"), JourneyPlan.Event(name: "told")]
        builder.plan.awaits.append(AwaitPlan(event: 1))
        let ask = builder.operation(
            front, pool: pool,
            [
                builder.work(.fixed(10 * .millisecond)), builder.call(inner), .emit(1),
                builder.work(.fixed(5 * .millisecond)), .emit(2),
            ])
        builder.journey([builder.call(builder.edge(to: ask)), .await(0)])
        return builder.plan
    }

    private static func run(_ plan: Plan) -> Recording {
        var orders = OrderSchedule(plan)
        let recording = VirtualDriver.run(plan, orders: &orders)
        #expect(recording.books.balance)
        return recording
    }

    @Test("The caller's time is without the call's; the event right behind the call comes when the call has succeeded")
    func apart() throws {
        let plan = Self.landscape(label: .fixed(400 * .millisecond))
        #expect(plan.flaw(ofBackground: [0]) == nil)
        let before = Self.run(plan)
        let after = Self.run(plan.with(.async([0])))
        #expect(after.plan.firstFlaw == nil)
        #expect(before.track(.call(1)).total.maximum == 415 * .millisecond)
        #expect(after.track(.call(1)).total.minimum == 15 * .millisecond)
        #expect(after.track(.call(1)).total.maximum == 15 * .millisecond)
        // 10 ms and the label; the journey waits where it awaits.
        #expect(before.track(.journey).total.maximum == 415 * .millisecond)
        #expect(after.track(.journey).total.minimum == 410 * .millisecond)
        #expect(after.track(.journey).total.maximum == 410 * .millisecond)
        #expect(before.total(before.layout.poolBusyTime(0)) == 50 * 415 * .millisecond)
        #expect(after.total(after.layout.poolBusyTime(0)) == 50 * 15 * .millisecond)
        for recording in [before, after] {
            #expect(recording.books.completed == 50 && recording.calls(0, .ok) == 50 && recording.attempts(0) == 50)
            #expect(recording.total(recording.layout.events(1)) == 50)
            #expect(recording.total(recording.layout.events(2)) == 50)
        }
    }

    @Test("The call draws what it drew when it was waited for")
    func common() {
        let plan = Self.landscape(label: .exponential(mean: 300 * .millisecond))
        let before = Self.run(plan).track(.attempt(0)).total
        let after = Self.run(plan.with(.async([0]))).track(.attempt(0)).total
        #expect(before.count == 50 && before.mean == after.mean && before.maximum == after.maximum)
    }

    @Test("Of an operation, a call that fails in the background is told to nobody; what it would have told never comes")
    func untold() {
        let plan = Self.landscape(label: .fixed(.second), isFailing: true, attempts: 3).with(.async([0]))
        let recording = Self.run(plan)
        #expect(recording.calls(1, .ok) == 50 && recording.attempts(0, .serverError) == 150)
        #expect(recording.total(recording.layout.events(1)) == 0 && recording.total(recording.layout.events(2)) == 50)
        #expect(recording.books.inFlight == 50 && recording.books.completed == 0)
        #expect(recording.total(recording.layout.queueDead(0)) == 50)
    }

    @Test(
        "Of a queue's message, the call is taken again as the message would have been, and ends where it would have ended"
    )
    func again() {
        var builder = PlanBuilder(window: 10 * .second)
        builder.orders(20, spacing: .even)
        let carrier = builder.system("carrier")
        let print = builder.operation(carrier, [builder.work(.fixed(.millisecond))])
        builder.fault(carrier, .serverError)
        let middle = builder.system("middleware")
        let inner = builder.edge(from: middle, to: print) { $0.attempts = 2 }
        builder.plan.journey.events += [JourneyPlan.Event(name: "labelled"), JourneyPlan.Event(name: "told")]
        builder.plan.parks.append(ParkPlan(reason: "no label", review: nil, resumption: .queue(0)))
        let entry = builder.program([
            builder.call(inner), .emit(1), .emit(2), builder.work(.fixed(1)), .emit(2), .reply,
        ])
        builder.plan.queues.append(
            QueuePlan(name: "shipments", system: middle, pool: nil, entry: entry, attempts: 3, deadLetter: 0))
        builder.plan.awaits.append(AwaitPlan(event: 1))
        builder.journey([.enqueue(0), .await(0)])
        let recording = Self.run(builder.plan.with(.async([inner])))
        // Three times two attempts, and the order is an exception; the message itself is done at once, and only once.
        #expect(recording.attempts(inner) == 20 * 6 && recording.books.parked == 20)
        #expect(recording.total(recording.layout.queueDone(0)) == 20)
        #expect(recording.total(recording.layout.queueRedelivered(1)) == 40)
        #expect(recording.total(recording.layout.queueDead(1)) == 20)
        #expect(recording.total(recording.layout.events(2)) == 20)
        #expect(recording.plan.queues[1].name == "operation in the background")
    }

    @Test("What the caller publishes meanwhile may come before what the call brings, and is on the way to it")
    func phases() {
        let plan = Self.landscape(label: .fixed(.second))
        #expect(EventOrder(plan).before(1) == [0])
        #expect(EventOrder(plan.with(.async([0]))).before(1) == [0, 2])
    }

    @Test("A call of the journey itself cannot go on without it, nor one that nobody makes")
    func refused() {
        let plan = Self.landscape(label: .fixed(1))
        #expect(plan.flaw(ofBackground: [1])?.contains("the journey itself calls") == true)
        #expect(plan.with(.async([1])) == plan)
        let moved = plan.with(.async([0]))
        #expect(
            moved.flaw(ofBackground: [0]) == "callers of carrier.operation do not wait for it as it is"
                && moved.with(.async([0])) == moved)
    }
}
