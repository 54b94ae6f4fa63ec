import Kernel
import Testing

@testable import Scenario

/// Levers as a scenario writes them.
struct LeverTests {
    private static func landscape(_ levers: String) -> SmallLandscape {
        SmallLandscape(box: "    workers: 4", sections: "levers:\n" + levers)
    }

    @Test(
        "Sentences: what is done to what",
        arguments: [
            ("box workers +50%", PlanChange.scale(.workers(0), by: 1.5)),
            ("box workers -25%", .scale(.workers(0), by: 0.75)),
            ("box workers +50 %", .scale(.workers(0), by: 1.5)),
            ("journey → box attempts 1 → 4", .attempts(0, 4)),
            ("Box_Workers x2", .scale(.workers(0), by: 2)),
            ("journey -> box attempts 3", .attempts(0, 3)),
            ("journey → box attempts 1 -> 4", .attempts(0, 4)),
            ("any -> box retry budget 20%", .retryBudget(0, LinkPlan.RetryBudget(ratio: 0.2))),
            ("journey -> box breaker 50%", .breaker(0, .usual(at: 0.5))),
            ("journey -> box cache 60%", .cache(0, LinkPlan.Cache(hits: 0.6))),
            // As its key may be: a cache that never answers is one to compare with.
            ("journey -> box cache 0%", .cache(0, LinkPlan.Cache(hits: 0))),
            ("box workers queue 500", .waiting(0, atMost: 500)),
            ("box lifo", .discipline(0, .lifo)),
            ("box workers drop-expired", .discipline(0, .dropExpired)),
            ("box under way 64", .underWay(0, atMost: 64)),
        ])
    func sentences(text: String, change: PlanChange) throws {
        let plan = try Self.landscape("  one: \"\(text)\"").plan()
        #expect(plan.levers.map(\.changes) == [[change]])
        #expect(plan.levers[0].name == "one" && plan.levers[0].cost == nil && !plan.levers[0].rewrites)
    }

    @Test(
        "What cannot be understood or is not there is told where it stands",
        arguments: [
            ("  one: box workers more", "small.yaml:16:8: levers.one: expected a change such as"),
            (
                "  one: bax workers +50%",
                "there is nothing to have more or less of called \"bax workers\"; did you mean"
            ),
            ("  one: box workers -100%", "expected a change that leaves something"),
            ("  one: box workers x0", "expected a change that leaves something"),
            ("  one: box workers +0%", "expected a change, found \"+0%\", which leaves things as they are"),
            ("  one: journey -> bax attempts 2", "nobody calls so: \"journey -> bax\""),
            ("  one: journey -> box attempts 0", "expected a whole number from 1, found \"0\""),
            ("  one: \"journey -> box attempts 3 -> 2\"", "journey → box tries 1 times at most, not 3"),
            ("  one: journey -> box retry budget much", "expected a share such as 20%, found \"much\""),
            ("  one: journey -> box breaker 150%", "expected a share of failures of 100% at most"),
            (
                "  one: journey -> box cache on",
                "journey -> box has no cache that could be switched: say how much it would answer, such as journey -> box cache 60%"
            ),
            ("  one: journey -> box cache off", "has no cache that could be switched"),
            ("  one: journey -> box cache much", "expected on, off, or a share of calls such as 60%, found \"much\""),
            ("  one: journey -> box cache 150%", "expected a share such as 20% of 100% at most, found \"150%\""),
            ("  one: journey -> box async", "the journey itself calls box.ask"),
            ("  one: box.ask async", "the journey itself calls box.ask"),
            ("  one: box.asks async", "nobody calls \"box.asks\"; did you mean \"box.ask\"?"),
            ("  one: box async", "or an operation such as carriers.label, found \"box\""),
            ("  one: nobody under way 3", "there is no system \"nobody\""),
            ("  one: { cost: 5 EUR }", "expected change or with: a lever does something"),
            ("  one: { with: { orders: { total: 5 } } }", "a lever changes the landscape, not the orders"),
            (
                "  one: { with: { budgets: [ box p95 < 1s ] } }",
                "a lever changes the landscape, not the orders or what is asked"
            ),
            ("  one: { with: {} }", "expected a mapping with some of systems"),
            (
                "  one: { with: { systems: { bx: { workers: 3 } } } }",
                "there is no system \"bx\" to lay this over; did you mean \"box\"?"
            ),
            ("  one: { with: { systems: { box: { workers: many } } } }", "with this lever pulled: systems.box.workers"),
            (
                "  one: { change: box workers x2, cost: 5 EUR }\n  two: { change: box workers x3, cost: 5 USD }",
                "levers are compared by cost: expected EUR as above, found USD"
            ),
        ])
    func refused(levers: String, problem: String) {
        let problems = Self.landscape(levers).problems
        #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    }

    @Test("A window that orders wait for is a lever's subject like any other")
    func window() throws {
        let text = """
            rehearse: 1
            name: Window
            clock: { from: 2026-11-27 00:00, for: 24h, zone: UTC }
            calendars: { batch: { days: all, from: "22:00", to: "23:00" } }
            orders: { total: 10 }
            systems: { erp: { role: erp, workers: 4, operations: { post: { steps: [ { work: 1s } ] } } } }
            journey: { steps: [ { wait until: batch }, { call: erp.post } ] }
            budgets: [ "errors of erp < 1%" ]
            levers: { longer: window batch x2, more: erp workers x2 }
            """
        let (scenario, problems) = ScenarioFile.read(text, as: "window.yaml")
        #expect(problems.map(\.description) == [])
        #expect(scenario?.plan.levers.map(\.changes) == [[.scale(.window(0), by: 2)], [.scale(.workers(0), by: 2)]])
    }

    @Test("Budgets are those of the scenario, in its order, whatever a lever writes anew")
    func budgets() throws {
        let text = """
            rehearse: 1
            name: Budgets
            clock: { from: 2026-11-27 00:00, for: 24h, zone: UTC }
            orders: { total: 10 }
            systems: { erp: { role: erp, workers: 4, operations: { post: { steps: [ { work: 1s } ] } } } }
            journey: { steps: [ { call: erp.post } ] }
            budgets: [ "p95 of journey < 5s", "errors of erp < 1%", "erp p99 < 3s" ]
            levers:
              proxy:
                with:
                  systems: { a proxy: { role: gateway, operations: { pass: { steps: [ { call: erp.post } ] } } } }
                  journey: { steps: [ { call: a proxy.pass } ] }
            """
        let (scenario, problems) = ScenarioFile.read(text, as: "budgets.yaml")
        #expect(problems.map(\.description) == [])
        let plan = try #require(scenario?.plan)
        let rewritten = try #require(scenario?.plan(rewrittenBy: [0]))
        #expect(rewritten.systems.count == 2 && plan.systems.count == 1)
        #expect(rewritten.budgets.map(\.text) == plan.budgets.map(\.text) && plan.budgets.count == 3)
        // Ids are those of the landscape that they speak of.
        for budget in rewritten.budgets.dropFirst() {
            guard case .edges(let edges) = budget.subject else {
                Issue.record("\(budget)")
                continue
            }
            #expect(edges.map { rewritten.edges[$0].name } == ["a proxy → erp: post"])
        }
    }

    @Test("Parts that a lever writes anew are laid over the scenario; two of them together; the rest stays")
    func rewritten() throws {
        let text = Self.landscape(
            """
              more: { cost: 12.50 EUR, with: { systems: { box: { workers: 9 } } } }
              slower: { with: { systems: { box: { operations: { ask: { steps: [ { work: 1s } ] } } } } } }
              hurried: box workers x2
            """
        ).text
        let scenario = try #require(ScenarioFile.read(text, as: "small.yaml").scenario)
        #expect(scenario.plan.levers.map(\.rewrites) == [true, true, false])
        #expect(scenario.plan.levers[0].cost == 12.5 && scenario.plan.levers[0].currency == "EUR")
        #expect(scenario.plan.pools[0].capacity.map(\.workers) == [4])
        let more = try #require(scenario.plan(rewrittenBy: [0]))
        #expect(more.pools[0].capacity.map(\.workers) == [9])
        #expect(more.distributions == scenario.plan.distributions && more.levers == scenario.plan.levers)
        let both = try #require(scenario.plan(rewrittenBy: [0, 1]))
        #expect(both.pools[0].capacity.map(\.workers) == [9] && both.distributions.contains(.fixed(.second)))
        #expect(scenario.plan(rewrittenBy: [7]) == nil)
    }
}
