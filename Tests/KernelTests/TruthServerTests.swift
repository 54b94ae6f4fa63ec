import Kernel
import Testing

/// What servers and callers do, on cases small enough to be worked out by hand.
@Suite("Truth: servers and callers")
struct TruthServerTests {
    private static let s = Nanoseconds.second

    @Test("A worker is held while its operation calls another system: slowness spreads")
    func nested() {
        var builder = PlanBuilder(window: 10 * Self.s)
        builder.orders(2, spacing: .even)
        let back = builder.system("back")
        let slow = builder.operation(back, [builder.work(.fixed(6 * Self.s))])
        let front = builder.system("front")
        let pool = builder.pool(front, workers: 1)
        let inner = builder.edge(from: front, to: slow)
        let operation = builder.operation(front, pool: pool, [builder.call(inner)])
        let outer = builder.edge(to: operation)
        builder.journey([builder.call(outer)])
        let recording = builder.run()
        let dues = builder.dues
        // The second waits until the first one's inner call is over, although the front does no work at all.
        let waited = dues[0] + 6 * Self.s - dues[1]
        #expect(waited > 0)
        #expect(recording.track(.poolWait(pool)).total.maximum == waited)
        #expect(recording.track(.journey).total.maximum == waited + 6 * Self.s)
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 12 * Self.s)
        #expect(recording.total(recording.layout.poolHeld(pool, edge: inner)) == 12 * Self.s)
    }

    @Test("An attempt that its caller has given up still costs the server its work")
    func abandoned() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(1)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1)
        let operation = builder.operation(system, pool: pool, [builder.work(.fixed(10 * Self.s))])
        let edge = builder.edge(to: operation) {
            $0.timeout = Self.s
            $0.attempts = 3
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.attempts(edge, .timeout) == 3)
        #expect(recording.books.failed == 1)
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 30 * Self.s)
        #expect(recording.total(recording.layout.wasted(edge)) == 3)
        #expect(recording.total(recording.layout.duplicates(edge)) == 2)
    }

    @Test("A request whose caller has given up goes on with its own calls, on its own link")
    func abandonedCaller() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(1)
        let front = builder.system("front")
        let back = builder.system("back")
        let inner = builder.operation(back, [builder.work(.fixed(10 * Self.s))])
        let nested = builder.edge(from: front, to: inner)
        let outer = builder.operation(front, [builder.call(nested)])
        let edge = builder.edge(to: outer) { $0.timeout = Self.s }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.attempts(edge, .timeout) == 1)
        #expect(recording.attempts(edge) == 1)
        #expect(recording.attempts(nested, .ok) == 1)
        #expect(recording.calls(nested, .ok) == 1)
        #expect(recording.total(recording.layout.wasted(edge)) == 1)
        #expect(recording.total(recording.layout.wasted(nested)) == 0)
    }

    @Test("An idempotency key: a repeated request joins the one at work, or has its result, and nothing is done twice")
    func idempotent() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(1)
        let system = builder.system()
        let pool = builder.pool(system, workers: 3)
        let operation = builder.operation(system, pool: pool, [builder.work(.fixed(12 * Self.s))])
        let edge = builder.edge(to: operation) {
            $0.timeout = 5 * Self.s
            $0.attempts = 4
            $0.backoff = Backoff(base: 0, cap: 0, jitter: .none)
            $0.idempotent = true
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // Sent at 0, 5 and 10 s; the work of the first ends at 12 s and answers the third.
        #expect(recording.attempts(edge, .timeout) == 2)
        #expect(recording.attempts(edge, .ok) == 1)
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 12 * Self.s)
        #expect(recording.total(recording.layout.replays(edge)) == 1)
        #expect(recording.total(recording.layout.duplicates(edge)) == 0)
        #expect(recording.total(recording.layout.wasted(edge)) == 0)
    }

    @Test("With one worker the repeated requests wait in line, and find the work done when their turn comes")
    func idempotentInLine() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(2, spacing: .batch)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1)
        let operation = builder.operation(system, pool: pool, [builder.work(.fixed(12 * Self.s))])
        let edge = builder.edge(to: operation) {
            $0.timeout = 15 * Self.s
            $0.attempts = 4
            $0.backoff = Backoff(base: 0, cap: 0, jitter: .none)
            $0.idempotent = true
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // The second order's request is given up at 15 s, three seconds after its work began; the one sent then joins it.
        #expect(recording.attempts(edge, .timeout) == 1)
        #expect(recording.attempts(edge, .ok) == 2)
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 24 * Self.s)
        #expect(recording.total(recording.layout.duplicates(edge)) == 0)
    }

    @Test("An answer that comes after its caller gave up was work for nobody, and counts as done")
    func lateAnswer() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(1)
        let system = builder.system()
        let operation = builder.operation(system, [builder.work(.fixed(Self.s))])
        let latency = builder.distribution(.fixed(2 * Self.s))
        let edge = builder.edge(to: operation) {
            $0.latency = latency
            $0.timeout = 4 * Self.s
            $0.attempts = 2
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // Done at 3 s, given up at 4 s, the answer would have come at 5 s; and all of it again.
        #expect(recording.attempts(edge, .timeout) == 2)
        #expect(recording.total(recording.layout.wasted(edge)) == 2)
        #expect(recording.total(recording.layout.duplicates(edge)) == 1)
    }

    @Test("Who has given up is not served where the line drops the expired")
    func dropped() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(1)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1, discipline: .dropExpired)
        let operation = builder.operation(system, pool: pool, [builder.work(.fixed(10 * Self.s))])
        let edge = builder.edge(to: operation) {
            $0.timeout = Self.s
            $0.attempts = 3
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // The first attempt is at work when it is given up; the other two are dropped from the line.
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 10 * Self.s)
        #expect(recording.total(recording.layout.poolExpired(pool)) == 2)
    }

    @Test(
        "The line is served from its front or its back",
        arguments: [(PoolPlan.Discipline.fifo, [0, 9, 18] as [Int64]), (.lifo, [0, 8, 19])])
    func discipline(_ discipline: PoolPlan.Discipline, waits: [Int64]) {
        var builder = PlanBuilder(window: 3 * Self.s)
        // At 0.5, 1.5 and 2.5 s, one second apart; service takes ten.
        builder.orders(3, spacing: .even)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1, discipline: discipline)
        let edge = builder.edge(to: builder.operation(system, pool: pool, [builder.work(.fixed(10 * Self.s))]))
        builder.journey([builder.call(edge)])
        let histogram = builder.run().track(.poolWait(pool)).total
        #expect(histogram.maximum == waits.max().map { $0 * Self.s })
        #expect(histogram.sumLow == UInt64(waits.reduce(0, +) * Self.s))
    }

    @Test("What does not fit into the line is shed")
    func bounded() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(10, spacing: .batch)
        let system = builder.system()
        let pool = builder.pool(system, workers: 2, waiting: 3)
        let edge = builder.edge(to: builder.operation(system, pool: pool, [builder.work(.fixed(Self.s))]))
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.attempts(edge, .shed) == 5)
        #expect(recording.attempts(edge, .ok) == 5)
        #expect(
            recording.highest(PeakLayout(recording.plan).poolWaiting(pool), over: 0..<recording.axis.intervals) == 3)
    }

    @Test("A breaker opens, stays open, tries, and opens again: 20 of 100 attempts are sent")
    func breaker() {
        var builder = PlanBuilder(window: 100 * Self.s)
        builder.orders(100, spacing: .even)
        let system = builder.system()
        builder.fault(system, .serverError)
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.breaker = LinkPlan.Breaker(
                failureShare: 0.5, window: 10, minimumAttempts: 10, openFor: 30 * Self.s, trials: 5)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // Ten fail, 30 s of refusals (29 calls), five trials, 29 refusals, five trials, refusals to the end.
        #expect(recording.attempts(edge) == 20)
        #expect(recording.calls(edge, .breakerOpen) == 80)
        #expect(recording.total(recording.layout.breakerOpened(edge)) == 3)
        #expect(recording.total(recording.layout.breakerClosed(edge)) == 0)
    }

    @Test("A breaker closes when its trials succeed")
    func recovers() {
        var builder = PlanBuilder(window: 100 * Self.s)
        builder.orders(100, spacing: .even)
        let system = builder.system()
        builder.fault(system, .serverError)
        builder.plan.faults[0].during = Intervals([Intervals.Stretch(start: 0, end: 20 * Self.s)])
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.breaker = LinkPlan.Breaker(
                failureShare: 0.5, window: 10, minimumAttempts: 10, openFor: 30 * Self.s, trials: 5)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.total(recording.layout.breakerClosed(edge)) == 1)
        // Ten failures, 29 refusals, everything after that succeeds.
        #expect(recording.attempts(edge, .ok) == 61)
    }

    @Test("Pacing sends evenly: the last of fifty at ten a second goes after 4.9 s")
    func pacing() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(50, spacing: .batch)
        let edge = builder.edge(to: builder.operation(builder.system(), [])) {
            $0.pacing = LinkPlan.Pacing(count: 10, period: Self.s)
        }
        builder.journey([builder.call(edge)])
        #expect(builder.run().track(.journey).total.maximum == 4_900 * .millisecond)
    }

    @Test("A bulkhead lets two in, three wait, the rest are shed")
    func bulkhead() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(10, spacing: .batch)
        let edge = builder.edge(to: builder.operation(builder.system(), [builder.work(.fixed(Self.s))])) {
            $0.bulkhead = LinkPlan.Bulkhead(limit: 2, waiting: 3)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.calls(edge, .ok) == 5)
        #expect(recording.calls(edge, .shed) == 5)
        // Two, two and one.
        #expect(recording.track(.journey).total.maximum == 3 * Self.s)
    }

    @Test(
        "An answer that is lost leads to the work being done again, unless the attempts carry one idempotency key",
        arguments: [true, false])
    func idempotency(isKeyed: Bool) {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(100)
        let system = builder.system()
        builder.fault(system, .reset)
        let edge = builder.edge(to: builder.operation(system, [builder.work(.fixed(Self.s))])) {
            $0.attempts = 3
            $0.idempotent = isKeyed
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let layout = recording.layout
        if isKeyed {
            #expect(recording.books.completed == 100)
            #expect(recording.total(layout.replays(edge)) == 100)
            #expect(recording.total(layout.duplicates(edge)) == 0)
        } else {
            #expect(recording.books.failed == 100)
            #expect(recording.total(layout.duplicates(edge)) == 200)
        }
    }

    @Test(
        "Transactions on one row collide: the later one fails at its commit, sleeps with its worker held, and works again"
    )
    func hotRow() {
        var builder = PlanBuilder(window: Self.s)
        builder.orders(2, spacing: .batch)
        let system = builder.system("erp")
        let pool = builder.pool(system, workers: 2)
        builder.plan.contentions = [ContentionPlan(name: "row", system: system, key: .single)]
        let edge = builder.edge(
            to: builder.operation(system, pool: pool, [builder.work(.fixed(Self.s), contention: 0)]))
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let layout = recording.layout
        #expect(recording.books.completed == 2)
        #expect(recording.total(layout.contentionConflicts(0)) == 1)
        // Two seconds of work and one again; the rest of the busy time is the sleep, uniform over [0, 2) s.
        let slept = recording.total(layout.poolBusyTime(pool)) - 3 * Self.s
        #expect((0..<2 * Self.s).contains(slept))
        #expect(recording.total(layout.poolHeld(pool, .contention)) == slept)
        #expect(recording.track(.journey).total.maximum == 2 * Self.s + slept)
    }

    @Test("A brown-out makes service so many times as long, for those it strikes")
    func brownOut() {
        var builder = PlanBuilder(window: 10 * Self.s)
        builder.orders(10, spacing: .even)
        let system = builder.system()
        builder.fault(system, .slow(permille: 3_000))
        builder.plan.faults[0].during = Intervals([Intervals.Stretch(start: 0, end: 5 * Self.s)])
        let edge = builder.edge(to: builder.operation(system, [builder.work(.fixed(Self.s))]))
        builder.journey([builder.call(edge)])
        #expect(builder.run().track(.journey).total.sumLow == UInt64((5 * 3 + 5) * Self.s))
    }

    @Test("Bad spells take their share of time: bad / (good + bad)")
    func bursts() {
        let share = Replications { seed in
            var builder = PlanBuilder(seed: seed, window: 10_000 * Self.s)
            builder.orders(4_000)
            let system = builder.system()
            builder.fault(system, .serverError)
            builder.plan.faults[0].burst = FaultPlan.Burst(good: 30 * Self.s, bad: 10 * Self.s)
            let edge = builder.edge(to: builder.operation(system, []))
            builder.journey([builder.call(edge)])
            return Double(builder.run().attempts(edge, .serverError)) / 4_000
        }
        share.expect(0.25, within: 0.15)
    }

    @Test("A shift that ends lets its people finish; the next one takes up the line")
    func shifts() {
        var builder = PlanBuilder(window: 4 * Self.s)
        builder.orders(4, spacing: .even)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1)
        builder.plan.pools[pool].capacity += [
            PoolPlan.Capacity(from: Self.s, workers: 0), PoolPlan.Capacity(from: 100 * Self.s, workers: 3),
        ]
        let edge = builder.edge(to: builder.operation(system, pool: pool, [builder.work(.fixed(10 * Self.s))]))
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // The first is served from 0.5 to 10.5 s although the shift ends at 1 s; the others start together at 100 s.
        #expect(recording.books.completed == 4)
        #expect(recording.track(.journey).total.minimum == 10 * Self.s)
        #expect(recording.track(.poolWait(pool)).total.maximum == 100 * Self.s - builder.dues[1])
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 40 * Self.s)
    }
}
