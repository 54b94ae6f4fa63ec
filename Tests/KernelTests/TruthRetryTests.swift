import Kernel
import Testing

@Suite("Truth: retries")
struct TruthRetryTests {
    /// `depth` layers, each calling the next up to `n` times; the last fails with probability `p`.
    private func layers(_ depth: Int, n: Int, p: Double, orders: Int, seed: UInt64) -> Recording {
        var builder = PlanBuilder(seed: seed, window: .hour)
        builder.orders(orders)
        let leaf = builder.system("leaf")
        builder.fault(leaf, .serverError, probability: p)
        var operation = builder.operation(leaf, [])
        for layer in 1..<max(depth, 1) {
            let system = builder.system("layer \(layer)")
            let edge = builder.edge(from: system, to: operation) { $0.attempts = n }
            operation = builder.operation(system, [builder.call(edge)])
        }
        let edge = builder.edge(to: operation) { $0.attempts = n }
        builder.journey([builder.call(edge)])
        return builder.run()
    }

    /// Two carriers; the cheaper one has a limit that tells when to come back.
    private func carriers(
        _ kind: LimiterPlan.Kind, orders: Int, backoff cap: Nanoseconds, fallback: RoutePlan.Fallback
    ) -> (recording: Recording, cheap: EdgeID, dear: EdgeID, dearest: EdgeID) {
        var builder = PlanBuilder(window: .second)
        builder.orders(orders, spacing: .even)
        var edges: [EdgeID] = []
        for price in [3, 9, 5] as [Int64] {
            let system = builder.system()
            let limits = price == 3 ? [builder.limiter(system, kind, tells: true)] : []
            let operation = builder.operation(system, limiters: limits, [])
            builder.plan.operations[operation].price = price
            edges.append(
                builder.edge(to: operation) {
                    $0.attempts = 3
                    $0.backoff = Backoff(base: .second, cap: cap, jitter: .none)
                })
        }
        builder.plan.routes = [
            RoutePlan(
                name: "carriers", operation: "operation", edges: edges, choice: .weighted([1, 0, 0]),
                fallback: fallback)
        ]
        builder.plan.calls.append(CallPlan(target: .route(0)))
        builder.journey([.call(builder.plan.calls.count - 1)])
        return (builder.run(), edges[0], edges[1], edges[2])
    }

    @Test("Told to come back much later, a call falls back at once: to the next, or to the cheapest that has room")
    func fallsBackAtOnce() {
        for fallback in [RoutePlan.Fallback.next, .cheapestWithQuota] {
            let run = carriers(
                .fixedWindow(count: 10, period: .hour), orders: 100, backoff: 30 * .second, fallback: fallback)
            #expect(run.recording.attempts(run.cheap, .ok) == 10)
            #expect(run.recording.attempts(run.cheap, .rateLimited) == 90)
            #expect(run.recording.attempts(run.dear, .ok) == (fallback == .next ? 90 : 0))
            #expect(run.recording.attempts(run.dearest, .ok) == (fallback == .next ? 0 : 90))
            #expect(run.recording.track(.failedCall(run.cheap)).total.summary.maximum == 0)
        }
    }

    @Test("Told to come back soon, a call waits for it; without a fallback it waits however long")
    func waitsForQuota() {
        let soon = carriers(
            .fixedWindow(count: 10, period: 10 * .second), orders: 20, backoff: 30 * .second,
            fallback: .cheapestWithQuota)
        #expect(soon.recording.attempts(soon.cheap, .ok) == 20)
        let alone = carriers(.fixedWindow(count: 10, period: .minute), orders: 20, backoff: .second, fallback: .none)
        #expect(alone.recording.attempts(alone.cheap, .ok) == 20)
    }

    @Test("A hang holds its worker for as long as it lasts, then the connection breaks")
    func hang() {
        var builder = PlanBuilder(window: .second)
        builder.orders(4, spacing: .batch)
        let system = builder.system()
        let pool = builder.pool(system, workers: 2)
        builder.fault(system, .hang(7 * .second))
        let edge = builder.edge(to: builder.operation(system, pool: pool, [builder.work(.fixed(.second))]))
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        #expect(recording.attempts(edge, .connection) == 4)
        #expect(recording.total(recording.layout.poolBusyTime(pool)) == 28 * .second)
        #expect(recording.track(.failedCall(edge)).total.summary.maximum == 14 * .second)
    }

    @Test("A call ends at its deadline, whatever it is doing")
    func cutAtDeadline() {
        var builder = PlanBuilder(window: .second)
        builder.orders(10)
        let system = builder.system()
        let operation = builder.operation(system, [builder.work(.fixed(3 * .second))])
        let edge = builder.edge(to: operation) {
            $0.timeout = 800 * .millisecond
            $0.attempts = 5
            $0.deadline = .second
            $0.backoff = Backoff(base: 0, cap: 0, jitter: .none)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // The second attempt is cut after 200 ms.
        #expect(recording.attempts(edge, .timeout) == 20)
        #expect(recording.calls(edge, .timeout) == 10)
        let summary = recording.track(.failedCall(edge)).total.summary
        #expect(summary.minimum == .second)
        #expect(summary.maximum == .second)
    }

    @Test("Who waits for a place in a bulkhead is told at the deadline, and the place goes to the next")
    func deadlineInLine() {
        var builder = PlanBuilder(window: .second)
        builder.orders(3, spacing: .batch)
        let system = builder.system()
        let operation = builder.operation(system, [builder.work(.fixed(700 * .millisecond))])
        let edge = builder.edge(to: operation) {
            $0.deadline = .second
            $0.bulkhead = LinkPlan.Bulkhead(limit: 1, waiting: 5)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // The first is served by 700 ms; the second is in flight and the third in line at 1 s.
        #expect(recording.attempts(edge, .ok) == 1)
        #expect(recording.attempts(edge, .timeout) == 1)
        #expect(recording.calls(edge, .timeout) == 2)
        #expect(recording.track(.failedCall(edge)).total.summary.maximum == .second)
    }

    @Test("A pace is used by those whose slot comes before their deadline; the others are refused at once")
    func pacedDeadline() {
        var builder = PlanBuilder(window: .hour)
        builder.orders(3_600, spacing: .even)
        let system = builder.system()
        let operation = builder.operation(system, [])
        let edge = builder.edge(to: operation) {
            $0.deadline = .minute
            $0.pacing = LinkPlan.Pacing(count: 30, period: .minute, burst: 1)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        var free: Instant = 0
        var sent: Int64 = 0
        for due in builder.dues {
            let slot = max(free, due)
            guard slot - due < .minute else { continue }
            sent += 1
            free = slot + 2 * .second
        }
        #expect(recording.attempts(edge, .ok) == sent)
        #expect(recording.calls(edge, .timeout) == 3_600 - sent)
        #expect(sent > 1_800)
    }

    @Test(
        "Attempts at the last of d layers are (1 - p^(n^d)) / (1 - p) an order, and p^(n^d) of the orders fail",
        arguments: [(1, 0.1), (1, 0.5), (1, 0.9), (2, 0.5), (2, 0.9), (3, 0.9)])
    func layered(depth: Int, p: Double) {
        let n = 3
        var tries = 1
        for _ in 0..<depth { tries *= n }
        var power = 1.0
        for _ in 0..<tries { power *= p }
        let exact = (1 - power) / (1 - p)
        var failed: [Double] = []
        Replications { seed in
            let recording = layers(depth, n: n, p: p, orders: 2_000, seed: seed)
            failed.append(Double(recording.books.failed) / 2_000)
            // The leaf's edge is the first one made.
            return Double(recording.attempts(0)) / 2_000
        }.expect(exact, within: 0.06)
        let mean = failed.reduce(0, +) / 10
        // Twenty thousand orders in all: five standard deviations of a binomial share.
        #expect(abs(mean - power) <= 5 * (power * (1 - power) / 20_000).squareRoot() + 1e-9)
    }

    @Test("Everything fails: three layers of four tries make 64 attempts an order, each extra one with its cause")
    func worstCase() {
        let recording = layers(3, n: 4, p: 1, orders: 50, seed: 1)
        #expect(recording.attempts(0) == 64 * 50)
        #expect(recording.total(recording.layout.primaryCalls(0)) == 50)
        let extra = Outcome.allCases.reduce(Int64(0)) {
            $0 + recording.total(recording.layout.extraAttempts(0, cause: $1))
        }
        #expect(extra == recording.total(recording.layout.extraAttempts(0, cause: .serverError)))
        // On the leaf's own edge: 16 calls an order with three extra attempts each.
        #expect(extra == 48 * 50)
    }

    @Test("A retry budget of r allows r extra attempts a call, no more, and uses them", arguments: [0.1, 0.2, 0.5])
    func budget(ratio: Double) {
        var builder = PlanBuilder(window: 1_000 * .second)
        builder.orders(10_000, spacing: .even)
        let system = builder.system()
        builder.fault(system, .serverError)
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.attempts = 4
            $0.budget = LinkPlan.RetryBudget(ratio: ratio, minimumPerSecond: 0, lifetime: 10 * .second)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let extra = Double(recording.attempts(edge) - 10_000)
        #expect(extra <= ratio * 10_000)
        #expect(extra >= ratio * 10_000 * 0.98)
        #expect(recording.total(recording.layout.budgetDenied(edge)) == 10_000)
    }

    @Test("Without calls a budget still allows its minimum a second")
    func minimum() {
        var builder = PlanBuilder(window: 100 * .second)
        builder.orders(1_000, spacing: .even)
        let system = builder.system()
        builder.fault(system, .serverError)
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.attempts = 10
            $0.budget = LinkPlan.RetryBudget(ratio: 0, minimumPerSecond: 2, lifetime: 10 * .second)
        }
        builder.journey([builder.call(edge)])
        let extra = builder.run().attempts(edge) - 1_000
        // Two a second for 100 s, and at most one lifetime's worth in reserve at the start.
        #expect((198...220).contains(extra), "\(extra)")
    }

    @Test("Pauses lie where their jitter says and have its mean and spread", arguments: Backoff.Jitter.allCases)
    func jitter(_ jitter: Backoff.Jitter) throws {
        let orders = 2_000
        let (low, high): (Double, Double) =
            switch jitter {
            case .none: (1, 1)
            case .full: (0, 1)
            case .equal: (0.5, 1)
            case .decorrelated: (1, 3)
            }
        let middle = (low + high) / 2
        // Uniform: the standard deviation of a mean of n draws is width / sqrt(12 n).
        let deviation = (high - low) / (12.0 * Double(orders)).squareRoot()
        var sum = 0.0
        for seed in UInt64(1)...8 {
            let pauses = pauses(jitter, orders: orders, seed: seed)
            #expect(Double(pauses.minimum) >= low * 1e9 && Double(pauses.maximum) <= high * 1e9, "seed \(seed)")
            let mean = try #require(pauses.mean) / 1e9
            #expect(abs(mean - middle) <= 4 * deviation + 1e-9, "seed \(seed)")
            sum += mean
            guard high > low else { continue }
            // A quarter lies below the first quartile: four standard deviations of a binomial share.
            let quartile = try #require(pauses.share(atOrBelow: Int64((low + (high - low) / 4) * 1e9)))
            #expect(abs(quartile - 0.25) <= 4 * (0.25 * 0.75 / Double(orders)).squareRoot(), "seed \(seed)")
        }
        #expect(abs(sum / 8 - middle) <= 4 * deviation / 8.0.squareRoot() + 1e-9)
    }

    /// The first pauses of so many calls that fail, base 1 s, at most 10 s.
    private func pauses(_ jitter: Backoff.Jitter, orders: Int, seed: UInt64) -> LatencyHistogram {
        var builder = PlanBuilder(seed: seed, window: .hour)
        builder.orders(orders)
        let system = builder.system()
        builder.fault(system, .serverError)
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.attempts = 2
            $0.backoff = Backoff(base: .second, cap: 10 * .second, factor: 2, jitter: jitter)
        }
        let failure = builder.plan.steps.count + 2
        builder.journey([builder.call(edge, onFailure: failure)])
        builder.plan.steps.append(.finish(.completed))
        return builder.run().track(.journey).total
    }

    @Test("Backoff doubles up to its cap")
    func growth() {
        var builder = PlanBuilder(window: .second)
        builder.orders(1)
        let system = builder.system()
        builder.fault(system, .serverError)
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.attempts = 7
            $0.backoff = Backoff(base: .second, cap: 10 * .second, factor: 2, jitter: .none)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // 1 + 2 + 4 + 8 + 10 + 10 s
        #expect(recording.track(.failedCall(edge)).total.maximum == 35 * .second)
        #expect(recording.total(recording.layout.backoffTime(edge, cause: .serverError)) == 35 * .second)
    }

    @Test("No attempt starts after the call's deadline")
    func deadline() {
        var builder = PlanBuilder(window: .second)
        builder.orders(1)
        let system = builder.system()
        builder.fault(system, .serverError)
        let edge = builder.edge(to: builder.operation(system, [])) {
            $0.attempts = 100
            $0.deadline = 10 * .second
            $0.backoff = Backoff(base: 3 * .second, cap: 3 * .second, jitter: .none)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        // At 0, 3, 6 and 9 s; the next would start at 12 s, so the call ends at 9 s.
        #expect(recording.attempts(edge) == 4)
        #expect(recording.track(.failedCall(edge)).total.maximum == 9 * .second)
    }

    @Test("What the callee says about coming back is honoured or not, as the link says", arguments: [true, false])
    func retryAfter(isHonoured: Bool) {
        var builder = PlanBuilder(window: 10 * .second)
        builder.orders(2, spacing: .even)
        let system = builder.system()
        let limit = builder.limiter(system, .fixedWindow(count: 1, period: 20 * .second), tells: true)
        let edge = builder.edge(to: builder.operation(system, limiters: [limit], [])) {
            $0.attempts = 100
            $0.honoursRetryAfter = isHonoured
            $0.backoff = Backoff(base: .second, cap: .second, jitter: .none)
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let second = builder.dues[1]
        #expect(recording.books.completed == 2)
        if isHonoured {
            #expect(recording.attempts(edge, .rateLimited) == 1)
            // The second order comes after 7.5 s, and told are whole seconds: 13 instead of 12.5.
            #expect(recording.track(.journey).total.maximum == 13 * .second)
        } else {
            // One attempt a second until the window ends.
            #expect(recording.attempts(edge, .rateLimited) == (20 * .second - second + .second - 1) / .second)
        }
    }
}
