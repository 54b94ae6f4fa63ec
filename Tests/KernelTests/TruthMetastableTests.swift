import Kernel
import Testing

/// Collapse that does not end by itself: a server of 300 requests a second, fixed service, first come first served, callers
/// that give up after 1 s and try again at once, and a freeze of length T at 60 s of 300. What is measured is the rate of
/// answers in time and of requests over the last 30 s. The verdicts and rates are those of an independent simulation of one
/// seed; here each must come out for five.
@Suite("Truth: metastable failures")
struct TruthMetastableTests {
    /// How callers and the line behave.
    struct Setting: Sendable, CustomTestStringConvertible {
        var rate: Int
        var attempts = 2
        var freeze: Double
        var budget: Double?
        var waiting: Int?
        var discipline = PoolPlan.Discipline.fifo
        /// Requests a second at the end where it stays down; nil: it heals.
        var stuckAt: Double?

        var testDescription: String { "\(rate)/s, \(freeze) s\(budget.map { ", budget \($0)" } ?? "")" }
    }

    static let seeds = 1...5 as ClosedRange<UInt64>

    /// Answers in time, requests and orders in the last 30 s, a second.
    private func end(_ setting: Setting, seed: UInt64) -> (good: Double, requests: Double, orders: Double) {
        var builder = PlanBuilder(seed: seed, window: 300 * .second, drain: .second)
        builder.orders(setting.rate * 300)
        let system = builder.system()
        let pool = builder.pool(system, workers: 1, waiting: setting.waiting, discipline: setting.discipline)
        let start: Instant = 60 * .second
        builder.plan.pools[pool].capacity += [
            PoolPlan.Capacity(from: start, workers: 0),
            PoolPlan.Capacity(from: start + Int64(setting.freeze * 1e9), workers: 1),
        ]
        let operation = builder.operation(system, pool: pool, [builder.work(.fixed(3_333_333))])
        let edge = builder.edge(to: operation) {
            $0.attempts = setting.attempts
            $0.timeout = .second
            $0.budget = setting.budget.map {
                LinkPlan.RetryBudget(ratio: $0, minimumPerSecond: 0, lifetime: 10 * .second)
            }
        }
        builder.journey([builder.call(edge)])
        let recording = builder.run()
        let axis = recording.axis
        let last = axis.index(of: 270 * .second)..<axis.index(of: 300 * .second)
        precondition(axis.lowerBound(of: last.lowerBound) == 270 * .second, "an interval must start there")
        precondition(axis.lowerBound(of: last.upperBound) == 300 * .second, "an interval must end there")
        let layout = recording.layout
        func rate(_ meters: [Int]) -> Double { Double(meters.reduce(0) { $0 + recording.total($1, over: last) }) / 30 }
        return (
            rate([layout.calls(edge, .ok)]), rate(Outcome.allCases.map { layout.attempts(edge, $0) }),
            rate([layout.ordersDue])
        )
    }

    private func expect(_ setting: Setting, location: SourceLocation = #_sourceLocation) {
        for seed in Self.seeds {
            let (good, requests, orders) = end(setting, seed: seed)
            let words: Comment = "seed \(seed): \(good) answers, \(requests) requests, \(orders) orders a second"
            if let stuck = setting.stuckAt {
                #expect(good < 0.02 * orders, words, sourceLocation: location)
                // Both rates hang on a Poisson count of orders: four standard deviations of their difference.
                let deviation = stuck / Double(setting.rate) * (2 * Double(setting.rate) / 30).squareRoot()
                #expect(abs(requests - stuck) < 4 * deviation, words, sourceLocation: location)
            } else {
                #expect(good > 0.98 * orders, words, sourceLocation: location)
            }
        }
    }

    /// Freezes in seconds, and by orders a second the requests a second that each leaves behind.
    private static let freezes = [0.5, 1, 2, 5, 10]
    static let table: [Setting] = [
        (140, [nil, nil, nil, nil, nil]), (160, [nil, nil, 315, 315, 315]), (240, [nil, nil, 477, 477, 477]),
        (280, [nil, 566, 566, 566, 566]),
    ].flatMap { (row: (rate: Int, stuck: [Double?])) in
        zip(freezes, row.stuck).map { Setting(rate: row.rate, freeze: $0, stuckAt: $1) }
    }

    @Test("A stumble shorter than the tripping length heals; a longer one never does, from C / n on", arguments: table)
    func trips(_ setting: Setting) { expect(setting) }

    @Test("Without retries it heals, however long the freeze", arguments: [2.0, 10])
    func withoutRetries(freeze: Double) { expect(Setting(rate: 280, attempts: 1, freeze: freeze)) }

    @Test(
        "With a retry budget it heals as long as the retries fit beside the load, and what is left drains in time",
        arguments: [
            Setting(rate: 250, freeze: 2, budget: 0.10), Setting(rate: 250, freeze: 2, budget: 0.25, stuckAt: 312),
            Setting(rate: 280, freeze: 2, budget: 0.05), Setting(rate: 280, freeze: 10, budget: 0.05, stuckAt: 298),
        ])
    func budgets(_ setting: Setting) { expect(setting) }

    @Test(
        "A bounded line, last come first served, and dropping who has given up are cures",
        arguments: [2.0, 10].flatMap { freeze in
            [
                Setting(rate: 280, freeze: freeze, waiting: 150),
                Setting(rate: 280, freeze: freeze, discipline: .lifo),
                Setting(rate: 280, freeze: freeze, discipline: .dropExpired),
            ]
        })
    func cures(_ setting: Setting) { expect(setting) }
}
