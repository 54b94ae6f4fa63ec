import Foundation
import Kernel
import Testing

@testable import Scenario

/// Figures written into a scenario: laid over it again, the plan has them.
@Suite("Figures of a run in a scenario's keys")
struct FigureTests {
    /// The scenario's plan with figures written and laid over it.
    private static func plan(
        _ landscape: SmallLandscape, _ figures: [ScenarioFigure], _ location: SourceLocation = #_sourceLocation
    ) throws -> Plan {
        let scenario = try #require(ScenarioFile.read(landscape.text, as: "small.yaml").scenario)
        let overlay = scenario.overlay(figures, comments: ["found"])
        #expect(overlay.refusals.isEmpty, "\(overlay.refusals)", sourceLocation: location)
        let text = try #require(overlay.text)
        #expect(text.hasPrefix("# found\nsystems:\n  box:\n"), "\(text)", sourceLocation: location)
        let (whole, problems) = try OverlayTests.load(landscape, [text])
        #expect(problems.isEmpty, "\(problems)\n\(text)", sourceLocation: location)
        return try #require(whole, sourceLocation: location).plan
    }

    private static func refusal(_ landscape: SmallLandscape, _ figure: ScenarioFigure) throws -> String? {
        let (scenario, problems) = ScenarioFile.read(landscape.text, as: "small.yaml")
        #expect(problems.isEmpty, "\(problems)")
        let overlay = try #require(scenario).overlay([figure], comments: [])
        #expect(overlay.text == nil)
        return overlay.refusals[0]
    }

    @Test("Workers, of the system and of pools of other names, keep the line in front of them")
    func workers() throws {
        let landscape = SmallLandscape(
            box: "      pack: { by: packers, steps: [work: 1s] }\n      watch: { by: night shift, steps: [work: 1s] }\n"
                + "    workers: 8\n    waiting: 9\n    pools: { packers: { count: 2, waiting: 7 }, \"night shift\": 4 }"
        )
        let plan = try Self.plan(landscape, [.workers(0, 0, 3), .workers(0, 1, 5), .workers(0, 2, 6)])
        #expect(plan.pools.map { $0.capacity[0].workers } == [3, 5, 6])
        #expect(plan.pools.map(\.waitingBound) == [9, 7, nil])
        let free = try Self.plan(SmallLandscape(), [.workers(0, nil, 4)])
        #expect(free.pools.map(\.capacity) == [[.init(from: 0, workers: 4)]] && free.operations[0].pool == 0)
    }

    @Test("Workers by shift have no one number")
    func shifts() throws {
        let landscape = SmallLandscape(
            box:
                "      watch: { by: night, steps: [work: 1s] }\n    pools: { night: { count: 5, during: 22:00-06:00 } }"
        )
        #expect(
            try Self.refusal(landscape, .workers(0, 0, 3))
                == "the number of night changes with the time of day: write it at the shift it is for")
    }

    @Test("Times at work in every form, beside steps that take none")
    func times() throws {
        let landscape = SmallLandscape(
            ask: "          - { work: 10ms, per line: 1ms }\n          - emit: \"asked: yes, or no\"\n          - reply"
        )
        func base(_ text: String) throws -> Distribution {
            let plan = try Self.plan(landscape, [.work(0, .text(text))])
            #expect(plan.works.count == 1 && plan.works[0].perLine == nil)
            #expect(plan.journey.events.contains { $0.name == "asked: yes, or no" })
            return plan.distributions[plan.works[0].base]
        }
        #expect(try base("23.456ms") == .fixed(23_456_000))
        #expect(try base("exponential 20ms") == .exponential(mean: 20_000_000))
        #expect(try base("gamma 20.5ms shape 4.000") == .gamma(shape: 4, scale: 5_125_000))
        guard case .lognormal = try base("lognormal 30ms p99 80ms") else {
            Issue.record("no lognormal")
            return
        }
    }

    @Test("Quantiles go into a table beside the file, named by it")
    func table() throws {
        let scenario = try #require(ScenarioFile.read(SmallLandscape().text, as: "small.yaml").scenario)
        let rows = [0, 0.5, 1].map { ScenarioFigure.WorkTime.Row(share: $0, time: Nanoseconds($0 * 1e8) + 1_500_000) }
        let overlay = scenario.overlay([.work(0, .table(rows))], comments: [])
        #expect(
            overlay.tables == [
                .init(name: "calibrated-box-ask.csv", text: "0.0,1.5ms\n0.5,51.5ms\n1.0,101.5ms\n")
            ])
        #expect(overlay.text?.contains("work: { file: calibrated-box-ask.csv }") == true, "\(overlay.text ?? "")")
    }

    @Test("Operations of several steps that take time are left as they are")
    func several() throws {
        for steps in [
            "          - work: 10ms\n          - work: 5ms", "          - work: 10ms\n          - wait: 5ms",
            "          - wait: 5ms",
            "          - work: 10ms\n          - { if: 5% of orders, then: [ { work: 1ms } ] }",
        ] {
            let reason = try Self.refusal(SmallLandscape(ask: steps), .work(0, .text("1ms")))
            #expect(reason?.hasPrefix("its model is made of several steps") == true, "\(steps): \(reason ?? "")")
        }
    }

    @Test("The way goes where the system says how it is called, unless links say it")
    func latency() throws {
        let plan = try Self.plan(SmallLandscape(box: "    link: { timeout: 5s }"), [.latency(0, 1_250_000)])
        #expect(plan.links[0].latency.map { plan.distributions[$0] } == .fixed(1_250_000))
        #expect(plan.links[0].timeout == 5 * .second)
        let landscape = SmallLandscape(sections: "links: { journey -> box: { latency: 3ms } }")
        #expect(try Self.refusal(landscape, .latency(0, 1_000_000))?.contains("\"links\"") == true)
    }

    @Test("Limits keep the kind that the scenario has, and take one where it has none")
    func limits() throws {
        func kind(_ box: String, _ limiter: Int?, burst: Double? = 8) throws -> LimiterPlan.Kind? {
            try Self.plan(
                SmallLandscape(box: box), [.limit(0, 0, limiter, perSecond: 39.7, burst: burst)]
            ).limiters.first?.kind
        }
        let bucket = LimiterPlan.Kind.tokenBucket(count: 397, period: 10 * .second, burst: 8)
        #expect(try kind("", nil) == bucket)
        #expect(try kind("    rate limit: 80/s", 0) == bucket)
        #expect(try kind("    limits: { quota: { for: ask, token bucket: 80/s, burst: 3 } }", 0) == bucket)
        #expect(
            try kind("    limits: { quota: { for: ask, leaky bucket: 80/s, burst: 3 } }", 0, burst: nil)
                == .gcra(count: 397, period: 10 * .second, burst: 3))
        #expect(
            try kind("    limits: { quota: { fixed window: 6000/min } }", 0)
                == .fixedWindow(count: 2_382, period: .minute))
        let byChannel = SmallLandscape(box: "    limits: { quota: { token bucket: 80/s, scope: channel } }")
        #expect(
            try Self.refusal(byChannel, .limit(0, 0, 0, perSecond: 9, burst: nil))
                == "the scenario counts it by channel, and the run tells of all together")
    }

    @Test("Failures are written where the scenario has others than the run allows")
    func failures() throws {
        let figure = ScenarioFigure.failures(0, .serverError, share: 0.0312, 0.02...0.05)
        let new = try Self.plan(SmallLandscape(), [figure])
        #expect(new.faults.map(\.probability) == [0.0312] && new.faults[0].operations == [0])
        let known = SmallLandscape(box: "    faults: { hiccups: { effect: server error, for: ask, share: 20% } }")
        #expect(try Self.plan(known, [figure]).faults.map(\.probability) == [0.0312])
        let right = SmallLandscape(box: "    faults: { hiccups: { effect: server error, for: ask, share: 3% } }")
        #expect(try Self.refusal(right, figure) == nil)
        let all = SmallLandscape(box: "    faults: { hiccups: { effect: server error, share: 20% } }")
        #expect(try Self.refusal(all, figure)?.contains("several operations") == true)
    }
}
