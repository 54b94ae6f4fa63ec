import Kernel
import Testing

@testable import Scenario

/// What systems refuse: every kind of limit with its scope, what it tells, and how it tightens.
struct LandscapeLimitTests {
    private static func limiter(_ written: String) throws -> LimiterPlan {
        let plan = try SmallLandscape(box: "    workers: 4\n    limits:\n      gate: \(written)").plan()
        #expect(plan.limiters.count == 1)
        #expect(plan.operations[0].limiters == [0])
        return try #require(plan.limiters.first)
    }

    @Test(
        "every kind of limit becomes the kernel's kind with the same figures",
        arguments: [
            ("{ fixed window: 300/min }", LimiterPlan.Kind.fixedWindow(count: 300, period: 60_000_000_000)),
            ("{ sliding window: 1400/10s }", .slidingWindow(count: 1400, period: 10_000_000_000)),
            ("{ token bucket: 600/s, burst: 1200 }", .tokenBucket(count: 600, period: 1_000_000_000, burst: 1200)),
            ("{ leaky bucket: 2/s, burst: 40 }", .gcra(count: 2, period: 1_000_000_000, burst: 40)),
            ("{ concurrency: 25 }", .concurrency(count: 25)),
            ("{ daily quota: 500k }", .quota(count: 500_000)),
            ("600/s", .tokenBucket(count: 600, period: 1_000_000_000, burst: 600)),
        ])
    func kinds(written: String, kind: LimiterPlan.Kind) throws {
        #expect(try Self.limiter(written).kind == kind)
    }

    @Test(
        "a burst that is left out is a second's worth, and one at least",
        arguments: [
            ("{ token bucket: 600/min }", LimiterPlan.Kind.tokenBucket(count: 600, period: 60_000_000_000, burst: 10)),
            ("{ token bucket: 1/min }", .tokenBucket(count: 1, period: 60_000_000_000, burst: 1)),
            ("{ leaky bucket: 30/s }", .gcra(count: 30, period: 1_000_000_000, burst: 30)),
        ])
    func bursts(written: String, kind: LimiterPlan.Kind) throws {
        #expect(try Self.limiter(written).kind == kind)
    }

    @Test(
        "a limit keeps its scope, its words, whether it tells, and its lock-out",
        arguments: [
            ("account", LimiterPlan.Scope.account), ("operation", .operation), ("channel", .channel),
            ("warehouse", .warehouse),
        ])
    func scopes(word: String, scope: LimiterPlan.Scope) throws {
        let limiter = try Self.limiter("{ fixed window: 300/min, scope: \(word), tells: no, penalty: 10m }")
        #expect(limiter.scope == scope)
        #expect(limiter.tells == false)
        #expect(limiter.penalty == 600_000_000_000)
        #expect(limiter.documented == "300/min")
        #expect(limiter.name == "box gate")
    }

    @Test("a limit that says nothing of it tells, and has no lock-out")
    func defaults() throws {
        let limiter = try Self.limiter("{ fixed window: 300/min }")
        #expect(limiter.tells)
        #expect(limiter.penalty == 0)
        #expect(limiter.tightenings.isEmpty)
        #expect(limiter.busyAbove == nil)
    }

    @Test("the effective limit tightens by the clock, apart from the documented one")
    func byTheClock() throws {
        let limiter = try Self.limiter("{ sliding window: 300/min, tightens: { during: 09:00-17:00, to: 63% } }")
        #expect(limiter.documented == "300/min")
        let tightening = try #require(limiter.tightenings.first)
        #expect(limiter.tightenings.count == 1)
        #expect(tightening.permille == 630)
        #expect(tightening.during.contains(9 * .hour))
        #expect(!tightening.during.contains(9 * .hour - 1))
        #expect(!tightening.during.contains(17 * .hour))
    }

    @Test("the effective limit tightens by load, from a share of busy workers on")
    func byLoad() throws {
        let limiter = try Self.limiter("{ fixed window: 300/min, under load: { above: 80%, to: 60% } }")
        #expect(limiter.busyAbove == 0.8)
        #expect(limiter.busyPermille == 600)
        #expect(limiter.busyPool == 0)
    }

    @Test("a quota starts anew at midnight by the wall, or at an hour of UTC if it says so")
    func resets() throws {
        var small = SmallLandscape(
            box: "    limits:\n      a: { daily quota: 10 }\n      b: { daily quota: 10, resets: 00:00 UTC }")
        var text = small.text.replacing("drain: 0s }", with: "drain: 0s, zone: Europe/Brussels }")
        let (scenario, problems) = ScenarioFile.read(text, as: "small.yaml")
        #expect(problems.isEmpty)
        let limiters = try #require(scenario?.plan.limiters)
        // Brussels is one hour ahead of UTC in November, so UTC's midnight is one o'clock there.
        #expect(limiters[0].resets.instants.contains(0))
        #expect(limiters[0].resets.next(from: 1) == 24 * .hour)
        #expect(limiters[1].resets.next(from: 0) == 1 * .hour)
        #expect(limiters[1].resets.next(from: 2 * .hour) == 25 * .hour)

        small.box = "    limits:\n      a: { daily quota: 10, resets: night batch }"
        small.sections = "calendars:\n  night batch: { at: 02:30 }"
        text = small.text
        #expect(try small.plan().limiters[0].resets.next(from: 0) == 150 * .minute)
    }

    @Test("a limit holds for the operations it names, the others pass it by")
    func operations() throws {
        let plan = try SmallLandscape(
            box: """
                      tell:
                        points: 5
                        price: 0.42 EUR
                        steps: [reply]
                    rate limit: 50/s
                    limits:
                      asking: { fixed window: 10/min, for: ask }
                """
        ).plan()
        #expect(plan.operations.map(\.name) == ["ask", "tell"])
        #expect(plan.limiters.map(\.name) == ["box rate limit", "box asking"])
        #expect(plan.operations[0].limiters == [0, 1])
        #expect(plan.operations[1].limiters == [0])
        #expect(plan.operations[1].points == 5)
        #expect(plan.operations[1].price == 42)
    }

    @Test(
        "a limit that cannot be is refused where it is written",
        arguments: [
            (
                "{ burst: 4 }",
                "expected one of fixed window, sliding window, token bucket, leaky bucket, concurrency and daily quota, found none"
            ),
            (
                "{ fixed window: 1/s, concurrency: 4 }",
                "expected one of fixed window, sliding window, token bucket, leaky bucket, concurrency and daily quota, found several"
            ),
        ])
    func noKind(written: String, message: String) {
        let small = SmallLandscape(box: "    limits:\n      gate: \(written)")
        #expect(small.problems == ["small.yaml:15:13: systems.box.limits.gate: \(message)"])
    }

    @Test("words that belong to another kind of limit are refused at their key")
    func strayWords() {
        let small = SmallLandscape(
            box: "    limits:\n      a: { fixed window: 1/s, burst: 4 }\n      b: { fixed window: 1/s, resets: 00:00 }")
        #expect(
            small.problems == [
                "small.yaml:15:31: systems.box.limits.a.burst: \"burst\" belongs to a token bucket or a leaky bucket",
                "small.yaml:16:31: systems.box.limits.b.resets: \"resets\" belongs to a daily quota",
            ])
        let other = SmallLandscape(
            box:
                "    limits:\n      c: { fixed window: 1/s, for: aks }\n      d: { fixed window: 1/s, under load: { above: 50%, to: 50% } }"
        )
        #expect(
            other.problems == [
                "small.yaml:15:36: systems.box.limits.c.for: box has no operation \"aks\"; did you mean \"ask\"?",
                "small.yaml:16:10: systems.box.limits.d: \"under load\" needs workers, and box has none",
            ])
    }
}
