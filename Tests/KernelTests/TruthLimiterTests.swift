import Kernel
import Testing

/// Rate limits against arithmetic done here, independently: how many of the same requests each algorithm lets through.
@Suite("Truth: limits")
struct TruthLimiterTests {
    /// Requests that arrive at Poisson times at a system with one limit and take no time.
    private func admitted(
        _ kind: LimiterPlan.Kind, requests: Int = 3_000, points: Int = 1, seed: UInt64, work: Nanoseconds = 0,
        configure: (inout LimiterPlan) -> Void = { _ in }
    ) -> (times: [Instant], admitted: Int, refused: Int) {
        var builder = PlanBuilder(seed: seed, window: 60 * .second)
        builder.orders(requests)
        let system = builder.system()
        let limit = builder.limiter(system, kind)
        configure(&builder.plan.limiters[limit])
        let steps = work > 0 ? [builder.work(.fixed(work))] : []
        let edge = builder.edge(to: builder.operation(system, limiters: [limit], points: points, steps))
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let layout = recording.layout
        return (
            builder.dues, Int(recording.total(layout.limiterAdmitted(limit))),
            Int(recording.total(layout.limiterRefused(limit)))
        )
    }

    @Test("Fixed window: so many in each window, windows at multiples of the period", arguments: [1, 2, 3] as [UInt64])
    func fixedWindow(seed: UInt64) {
        let run = admitted(.fixedWindow(count: 40, period: .second), seed: seed)
        var byWindow: [Int64: Int] = [:]
        for time in run.times { byWindow[time / .second, default: 0] += 1 }
        let exact = byWindow.values.reduce(0) { $0 + min($1, 40) }
        #expect(run.admitted == exact)
        #expect(run.refused == run.times.count - exact)
    }

    @Test("Fixed windows follow the clock on the wall: one started before the first order came", arguments: [1, 2])
    func fixedWindowInStep(seed: UInt64) {
        let phase: Nanoseconds = 700 * .millisecond
        let run = admitted(.fixedWindow(count: 40, period: .second), seed: seed) { $0.phase = phase }
        var used: [Int64: Int] = [:]
        for time in run.times { used[(time + phase) / .second, default: 0] += 1 }
        #expect(run.admitted == used.values.reduce(0) { $0 + min($1, 40) })
    }

    @Test("Each channel, warehouse or operation has a limit of its own where the scope says so")
    func scopes() {
        for (scope, budgets) in [(LimiterPlan.Scope.account, 1), (.channel, 2), (.warehouse, 3), (.operation, 2)] {
            var builder = PlanBuilder(window: .second)
            builder.orders(600, spacing: .even)
            builder.plan.demand.channels = DemandPlan.Mix(names: ["a", "b"], weights: [1, 1])
            builder.plan.demand.warehouses = DemandPlan.Mix(names: ["x", "y", "z"], weights: [4, 3, 3])
            let system = builder.system()
            let limit = builder.limiter(system, .fixedWindow(count: 10, period: .minute))
            builder.plan.limiters[limit].scope = scope
            let steps = (0..<2).map { _ in
                builder.call(builder.edge(to: builder.operation(system, limiters: [limit], [])), onFailure: nil)
            }
            // Half of the orders call one operation, half the other.
            builder.plan.conditions = [.chance(0.5)]
            let entry = builder.plan.steps.count
            builder.plan.journey.entry = builder.program([
                .branch(0, otherwise: entry + 3), steps[0], .finish(.completed), steps[1], .finish(.completed),
            ])
            let recording = builder.run()
            #expect(recording.total(recording.layout.limiterAdmitted(limit)) == Int64(10 * budgets), "\(scope)")
        }
    }

    @Test("A limit that tightens under load lets less through while its workers are busy")
    func underLoad() {
        // One worker of two is busy with a request that takes the whole time: half of ten pass a window.
        var builder = PlanBuilder(window: 10 * .second, drain: .minute)
        builder.orders(1_000, spacing: .even)
        let system = builder.system()
        let pool = builder.pool(system, workers: 2)
        let limit = builder.limiter(system, .fixedWindow(count: 10, period: .second))
        builder.plan.limiters[limit].busyAbove = 0.5
        builder.plan.limiters[limit].busyPermille = 500
        builder.plan.limiters[limit].busyPool = pool
        let blocker = builder.edge(to: builder.operation(system, pool: pool, [builder.work(.fixed(20 * .second))])) {
            $0.bulkhead = LinkPlan.Bulkhead(limit: 1, waiting: 0)
        }
        let measured = builder.edge(to: builder.operation(system, limiters: [limit], []))
        let entry = builder.plan.steps.count
        // Whoever comes first keeps the worker; the bulkhead sends the others on.
        builder.plan.journey.entry = builder.program([
            builder.call(blocker, onFailure: entry + 1), builder.call(measured), .finish(.completed),
        ])
        let recording = builder.run()
        // Five in each of ten seconds, and at last the one that kept the worker.
        #expect(recording.total(recording.layout.limiterAdmitted(limit)) == 51)
    }

    @Test("Sliding window: so many in any window, exactly", arguments: [1, 2, 3] as [UInt64])
    func slidingWindow(seed: UInt64) {
        let run = admitted(.slidingWindow(count: 40, period: .second), seed: seed)
        var passed: [Instant] = []
        for time in run.times where passed.count(where: { $0 > time - .second }) < 40 { passed.append(time) }
        #expect(run.admitted == passed.count)
    }

    @Test("Token bucket: levels in exact fractions of a token", arguments: [1, 2, 3] as [UInt64], [1, 3])
    func tokenBucket(seed: UInt64, points: Int) {
        let (count, burst) = (45, 20)
        let run = admitted(
            .tokenBucket(count: count, period: .second, burst: burst), points: points, seed: seed)
        // In units of a token / 10^9.
        let full = Int64(burst) * .second
        var level = full
        var last: Instant = 0
        var passed = 0
        for time in run.times {
            level = min(full, level + (time - last) * Int64(count))
            last = time
            if level >= Int64(points) * .second {
                level -= Int64(points) * .second
                passed += 1
            }
        }
        #expect(run.admitted == passed)
    }

    @Test("GCRA: theoretical arrival times, as ITU-T I.371 states it", arguments: [1, 2, 3] as [UInt64], [1, 10])
    func gcra(seed: UInt64, burst: Int) {
        let run = admitted(.gcra(count: 40, period: .second, burst: burst), seed: seed)
        // Times multiplied by the count, so that the emission interval is a whole number.
        let interval = Nanoseconds.second
        var theoretical = Int64.min / 2
        var passed = 0
        for time in run.times {
            let now = time * 40
            guard now >= theoretical - Int64(burst - 1) * interval else { continue }
            theoretical = max(theoretical, now) + interval
            passed += 1
        }
        #expect(run.admitted == passed)
    }

    @Test("Concurrency: places are taken for as long as the work takes", arguments: [1, 2, 3] as [UInt64])
    func concurrency(seed: UInt64) {
        let work: Nanoseconds = 100 * .millisecond
        let run = admitted(.concurrency(count: 4), seed: seed, work: work)
        var ends: [Instant] = []
        var passed = 0
        for time in run.times {
            // Orders come before events of the same instant, so a place is free only after its end.
            ends.removeAll { $0 < time }
            guard ends.count < 4 else { continue }
            ends.append(time + work)
            passed += 1
        }
        #expect(run.admitted == passed)
    }

    @Test("Quota: so many until the next reset", arguments: [1, 2, 3] as [UInt64])
    func quota(seed: UInt64) {
        let resets: [Instant] = [10 * .second, 25 * .second, 26 * .second]
        let run = admitted(.quota(count: 300), seed: seed) { $0.resets = Moments(resets) }
        var bySpell: [Int: Int] = [:]
        for time in run.times { bySpell[resets.count { $0 <= time }, default: 0] += 1 }
        #expect(run.admitted == bySpell.values.reduce(0) { $0 + min($1, 300) })
    }

    @Test(
        "A penalty locks everything out for its length after a refusal; refusals meanwhile do not prolong it",
        arguments: [1, 2] as [UInt64])
    func penalty(seed: UInt64) {
        let lock: Nanoseconds = 300 * .millisecond
        let run = admitted(.fixedWindow(count: 40, period: .second), seed: seed) { $0.penalty = lock }
        var used: [Int64: Int] = [:]
        var lockedUntil: Instant = 0
        var passed = 0
        for time in run.times {
            if time < lockedUntil { continue }
            if used[time / .second, default: 0] >= 40 {
                lockedUntil = time + lock
                continue
            }
            used[time / .second, default: 0] += 1
            passed += 1
        }
        #expect(run.admitted == passed)
        #expect(passed < run.times.count)
    }

    @Test("A limit that tightens by the clock lets its share through while it is tight")
    func tightened() {
        let tight = Intervals([Intervals.Stretch(start: 20 * .second, end: 40 * .second)])
        let run = admitted(.fixedWindow(count: 40, period: .second), seed: 5) {
            $0.tightenings = [LimiterPlan.Tightening(during: tight, permille: 500)]
        }
        var byWindow: [Int64: Int] = [:]
        for time in run.times { byWindow[time / .second, default: 0] += 1 }
        let exact = byWindow.reduce(0) { $0 + min($1.value, (20..<40).contains($1.key) ? 20 : 40) }
        #expect(run.admitted == exact)
    }
}
