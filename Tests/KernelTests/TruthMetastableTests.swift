import Kernel
import Testing

/// Collapse that does not end by itself: a server of 300 requests a second, fixed service, first come first served, callers
/// that give up after 1 s and try again at once, and a freeze of length T. The verdicts are those of an independent simulation.
@Suite("Truth: metastable failures")
struct TruthMetastableTests {
    /// Goodput over offered orders in the last 20 s of 120.
    private func goodput(
        rate: Int, attempts: Int, freeze: Double, budget: Double? = nil, waiting: Int? = nil,
        discipline: PoolPlan.Discipline = .fifo
    ) -> Double {
        var builder = PlanBuilder(seed: 11, window: 120 * .second, drain: .second)
        builder.orders(rate * 120)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1, waiting: waiting, discipline: discipline)
        let start: Instant = 20 * .second
        builder.plan.pools[pool].capacity += [
            PoolPlan.Capacity(from: start, workers: 0),
            PoolPlan.Capacity(from: start + Int64(freeze * 1e9), workers: 1),
        ]
        let operation = builder.operation(system, pool: pool, [builder.work(.fixed(3_333_333))])
        let edge = builder.edge(to: operation) {
            $0.attempts = attempts
            $0.timeout = .second
            $0.budget = budget.map { LinkPlan.RetryBudget(ratio: $0, minimumPerSecond: 0, lifetime: 10 * .second) }
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let axis = recording.axis
        let last = axis.index(of: 100 * .second)..<axis.index(of: 120 * .second)
        let good = recording.total(recording.layout.calls(edge, .ok), over: last)
        return Double(good) / Double(20 * rate)
    }

    @Test(
        "A stumble shorter than the tripping length heals; a longer one never does",
        arguments: [
            (160, 1.0, true), (160, 2.0, false), (240, 1.0, true), (240, 2.0, false), (280, 0.5, true),
            (280, 1.1, false),
        ])
    func trips(rate: Int, freeze: Double, heals: Bool) {
        let share = goodput(rate: rate, attempts: 2, freeze: freeze)
        #expect(heals ? share > 0.95 : share < 0.05, "goodput \(share)")
    }

    @Test("Below capacity over attempts no freeze trips it: 560 requests more drain at 20 a second")
    func safe() {
        #expect(goodput(rate: 140, attempts: 2, freeze: 2) > 0.95)
        #expect(goodput(rate: 140, attempts: 2, freeze: 4) > 0.95)
    }

    @Test("Without retries it heals; with a retry budget it does as long as the retries fit beside the load")
    func budgets() {
        #expect(goodput(rate: 280, attempts: 1, freeze: 2) > 0.95)
        #expect(goodput(rate: 250, attempts: 2, freeze: 2, budget: 0.10) > 0.95)
        #expect(goodput(rate: 250, attempts: 2, freeze: 2, budget: 0.25) < 0.05)
    }

    @Test("A bounded line, last come first served, and dropping who has given up are cures")
    func cures() {
        #expect(goodput(rate: 280, attempts: 2, freeze: 2, waiting: 150) > 0.95)
        #expect(goodput(rate: 280, attempts: 2, freeze: 2, discipline: .lifo) > 0.95)
        #expect(goodput(rate: 280, attempts: 2, freeze: 2, discipline: .dropExpired) > 0.95)
    }
}
