import Kernel

/// Small random landscapes: systems with workers, limits, faults and queues, calls among them under random policies, and a
/// journey through them with waits, events, exceptions and reviews. Everything happens within milliseconds.
struct RandomPlan {
    private var generator: SplitMix64
    private var builder: PlanBuilder
    private let ms = Nanoseconds.millisecond

    /// The plan of a seed.
    static func make(_ seed: UInt64) -> PlanBuilder {
        var random = RandomPlan(seed: seed)
        random.build()
        return random.builder
    }

    private init(seed: UInt64) {
        generator = SplitMix64(state: seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
        builder = PlanBuilder(seed: seed, window: 20 * .millisecond, drain: 40 * .millisecond)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(generator.next() % UInt64(range.count))
    }

    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    private mutating func time(_ range: ClosedRange<Int>) -> Nanoseconds {
        Nanoseconds(number(range)) * 100 * .microsecond
    }

    private mutating func duration() -> Distribution {
        switch number(0...4) {
        case 0: .fixed(time(0...20))
        case 1: .uniform(low: 0, high: time(1...30))
        case 2: .exponential(mean: time(1...15))
        case 3: .lognormal(mu: 13, sigma: 1)
        default: .gamma(shape: 0.7, scale: Double(time(1...10)))
        }
    }

    private mutating func build() {
        builder.plan.journey.events = ["ordered", "released", "dispatched"].map { JourneyPlan.Event(name: $0) }
        builder.plan.journey.events[1].slot = 0
        builder.plan.journey.slots = 1
        builder.plan.journey.legs = [JourneyPlan.Leg(name: "leg", from: 1, to: 2)]
        builder.plan.journey.indicators = [JourneyPlan.Indicator(name: "between", from: 1, to: 2)]
        builder.plan.journey.documents = [JourneyPlan.Document(name: "document", states: ["none", "one", "two"])]
        builder.plan.promise.event = 2
        builder.plan.promise.cutoffs = Moments([15 * ms, 50 * ms])
        builder.plan.promise.leads = [2 * ms]
        builder.plan.demand.products = 5
        builder.plan.demand.lines = .uniform(low: 1, high: 4)
        let count = number(3...14)
        builder.orders(count, spacing: chance(30) ? .batch : .poisson)
        var operations: [OperationID] = []
        for _ in 0..<number(1...3) {
            let system = builder.system()
            let pool = chance(80) ? makePool(system) : nil
            addTrouble(system)
            var steps: [Step] = []
            if chance(90) { steps.append(work(system)) }
            if let callee = operations.last, chance(60) { steps.append(builder.call(edge(from: system, to: callee))) }
            let limits = chance(50) ? [makeLimiter(system)] : []
            operations.append(builder.operation(system, pool: pool, limiters: limits, steps))
        }
        makeJourney(operations)
    }

    private mutating func makePool(_ system: SystemID) -> PoolID {
        let disciplines = PoolPlan.Discipline.allCases
        let pool = builder.pool(
            system, workers: number(1...3), waiting: chance(50) ? number(0...3) : nil,
            discipline: disciplines[number(0...disciplines.count - 1)])
        if chance(25) {
            builder.plan.pools[pool].capacity += [
                PoolPlan.Capacity(from: time(10...100), workers: 0),
                PoolPlan.Capacity(from: time(110...300), workers: number(0...2)),
            ]
        }
        return pool
    }

    private mutating func work(_ system: SystemID) -> Step {
        guard chance(30) else { return builder.work(duration()) }
        let keys = ContentionPlan.Key.allCases
        builder.plan.contentions.append(
            ContentionPlan(
                name: "rows", system: system, key: keys[number(0...keys.count - 1)], attempts: number(1...4),
                unit: time(1...5)))
        return builder.work(duration(), contention: builder.plan.contentions.count - 1)
    }

    private mutating func addTrouble(_ system: SystemID) {
        guard chance(60) else { return }
        let effects: [FaultPlan.Effect] = [
            .businessError, .serverError, .refuse, .reset, .hang(time(1...50)), .slow(permille: 2_500),
            .resetBeforeBody, .resetAmidBody, .truncated, .drip(time(1...50)), .garbage, .moreThanAnnounced,
            .lessThanAnnounced(time(1...50)), .interimFirst,
        ]
        builder.fault(system, effects[number(0...effects.count - 1)], probability: Double(number(1...10)) / 10)
        if chance(40) {
            let last = builder.plan.faults.count - 1
            builder.plan.faults[last].burst = FaultPlan.Burst(good: time(1...50), bad: time(1...50))
        }
    }

    private mutating func makeLimiter(_ system: SystemID) -> LimiterID {
        let period = time(5...50)
        let kinds: [LimiterPlan.Kind] = [
            .fixedWindow(count: number(1...5), period: period), .slidingWindow(count: number(1...5), period: period),
            .tokenBucket(count: number(1...5), period: period, burst: number(1...3)),
            .gcra(count: number(1...5), period: period, burst: number(1...3)), .concurrency(count: number(1...3)),
            .quota(count: number(1...8)),
        ]
        let limiter = builder.limiter(system, kinds[number(0...5)], tells: chance(50))
        builder.plan.limiters[limiter].resets = Moments([10 * ms, 30 * ms])
        if chance(30) { builder.plan.limiters[limiter].penalty = time(1...20) }
        return limiter
    }

    private mutating func edge(from caller: SystemID?, to operation: OperationID) -> EdgeID {
        let latency = chance(40) ? builder.distribution(duration()) : nil
        let edge = builder.edge(from: caller, to: operation)
        let link = builder.plan.edges[edge].link
        var policy = builder.plan.links[link]
        let jitters = Backoff.Jitter.allCases
        policy.latency = latency
        if chance(70) { policy.timeout = time(1...40) }
        if chance(40) { policy.deadline = time(5...100) }
        policy.attempts = number(1...4)
        policy.backoff = Backoff(base: time(0...10), cap: time(10...50), jitter: jitters[number(0...jitters.count - 1)])
        policy.honoursRetryAfter = chance(50)
        if chance(30) {
            policy.budget = LinkPlan.RetryBudget(ratio: 0.5, minimumPerSecond: 100, lifetime: 10 * ms)
        }
        if chance(30) {
            policy.breaker = LinkPlan.Breaker(
                failureShare: 0.5, window: 4, minimumAttempts: 2, openFor: time(5...50), trials: number(1...2),
                countsRateLimited: chance(50))
        }
        if chance(30) { policy.bulkhead = LinkPlan.Bulkhead(limit: number(1...2), waiting: number(0...3)) }
        if chance(20) {
            policy.pacing = LinkPlan.Pacing(count: number(1...5), period: time(5...20), burst: number(1...2))
        }
        policy.idempotent = chance(50)
        builder.plan.links[link] = policy
        return edge
    }

    /// A call that may go by several ways, and falls back from one to another.
    private mutating func route(_ operations: [OperationID]) -> Step {
        let edges = operations.map { edge(from: nil, to: $0) }
        let fallbacks = RoutePlan.Fallback.allCases
        builder.plan.routes.append(
            RoutePlan(
                name: "ways", operation: "operation", edges: edges,
                choice: .weighted(edges.map { _ in Double(number(1...3)) }),
                fallback: fallbacks[number(0...fallbacks.count - 1)]))
        builder.plan.calls.append(CallPlan(target: .route(builder.plan.routes.count - 1)))
        return .call(builder.plan.calls.count - 1)
    }

    /// order: calls, a queue whose consumer calls on, an await, exceptions that people look at.
    private mutating func makeJourney(_ operations: [OperationID]) {
        let desk = builder.system("desk")
        let people = makePool(desk)
        let review = builder.program([builder.work(duration()), .resolve, .reply])
        builder.plan.queues.append(QueuePlan(name: "cases", system: desk, pool: people, entry: review))
        let consumer = builder.program([
            builder.work(duration()), builder.call(edge(from: desk, to: operations[number(0...operations.count - 1)])),
            .set(document: 0, state: 1), .emit(1), .reply,
        ])
        builder.plan.parks.append(
            ParkPlan(reason: "dead letter", review: chance(70) ? 0 : nil, resumption: .queue(1)))
        builder.plan.queues.append(
            QueuePlan(
                name: "orders", system: desk, pool: chance(70) ? people : nil, entry: consumer,
                bound: chance(30) ? number(1...3) : nil, attempts: number(1...3),
                redelivery: Backoff(base: time(1...10), cap: time(10...20)), deadLetter: chance(70) ? 0 : nil))
        builder.plan.awaits = [AwaitPlan(event: 1, timeout: chance(60) ? time(10...300) : nil)]
        builder.plan.conditions = [.chance(0.5), .onTime, .parkedAtMost(1)]
        let entry = builder.plan.steps.count
        let last = operations[operations.count - 1]
        let call = chance(50) ? builder.call(edge(from: nil, to: last)) : route(operations)
        // Failing goes to the exception at the end; after it the order goes on behind the call, or gives up.
        let steps: [Step] = [
            call, .enqueue(1), .await(0), .branch(number(0...2), otherwise: entry + 6), .emit(2),
            .finish(.completed), .set(document: 0, state: 2), .finish(chance(50) ? .cancelled : .failed),
            .park(1), .finish(.failed),
        ]
        builder.plan.calls[builder.plan.calls.count - 1].onFailure = chance(60) ? entry + 8 : nil
        builder.plan.awaits[0].otherwise = entry + 6
        builder.plan.parks.append(
            ParkPlan(reason: "failed", review: chance(70) ? 0 : nil, resumption: .journey(entry + 1)))
        builder.plan.journey.entry = builder.program(steps)
    }
}
