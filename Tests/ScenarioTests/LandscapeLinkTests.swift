import Kernel
import Testing

@testable import Scenario

/// How callers call: the policy of each link, and choices among a group.
struct LandscapeLinkTests {
    private static func link(_ written: String) throws -> LinkPlan {
        let plan = try SmallLandscape(sections: "links:\n  journey -> box: \(written)").plan()
        #expect(plan.links.count == 1)
        return try #require(plan.links.first)
    }

    @Test("a link that says nothing waits for ever, tries once and protects nothing")
    func nothing() throws {
        let link = try #require(try SmallLandscape().plan().links.first)
        #expect(link.caller == nil)
        #expect(link.callee == 0)
        #expect(link.timeout == nil)
        #expect(link.deadline == nil)
        #expect(link.attempts == 1)
        #expect(link.budget == nil)
        #expect(link.breaker == nil)
        #expect(link.bulkhead == nil)
        #expect(link.pacing == nil)
        #expect(!link.idempotent)
        #expect(link.latency == nil)
    }

    @Test("patience: timeout of an attempt, deadline of the call, tries")
    func patience() throws {
        let link = try Self.link("{ timeout: 8s, deadline: 1m, attempts: 4, idempotent: yes, latency: 15ms }")
        #expect(link.timeout == 8 * .second)
        #expect(link.deadline == .minute)
        #expect(link.attempts == 4)
        #expect(link.idempotent)
        #expect(link.latency != nil)
    }

    @Test(
        "backoff with each jitter",
        arguments: [
            ("none", Backoff.Jitter.none), ("full", .full), ("equal", .equal), ("decorrelated", .decorrelated),
        ])
    func backoff(word: String, jitter: Backoff.Jitter) throws {
        let link = try Self.link("{ attempts: 4, backoff: { from: 500ms, to: 30s, factor: 3, jitter: \(word) } }")
        #expect(link.backoff == Backoff(base: 500 * .millisecond, cap: 30 * .second, factor: 3, jitter: jitter))
    }

    @Test("a backoff without figures doubles under full jitter; a bare duration is always the same pause")
    func backoffDefaults() throws {
        #expect(
            try Self.link("{ attempts: 4, backoff: { from: 1s, to: 8s } }").backoff
                == Backoff(base: .second, cap: 8 * .second, factor: 2, jitter: .full))
        #expect(
            try Self.link("{ attempts: 4, backoff: 2s }").backoff
                == Backoff(base: 2 * .second, cap: 2 * .second, factor: 1, jitter: .none))
    }

    @Test("Retry-After is honoured unless the link says no")
    func retryAfter() throws {
        #expect(try Self.link("{ attempts: 2 }").honoursRetryAfter)
        #expect(try Self.link("{ attempts: 2, retry after: no }").honoursRetryAfter == false)
    }

    @Test("what is tried again can be chosen")
    func retryOn() throws {
        #expect(
            try Self.link("{ attempts: 2, retry on: [rate limited, timeout] }").retries
                == Outcome.Set([.rateLimited, .timeout]))
        #expect(try Self.link("{ attempts: 2, retry on: connection }").retries == Outcome.Set([.connection]))
    }

    @Test("a retry budget is a share of calls, with a floor and a memory")
    func retryBudget() throws {
        #expect(try Self.link("{ attempts: 2, retry budget: 20% }").budget == .init(ratio: 0.2))
        #expect(
            try Self.link("{ attempts: 2, retry budget: { share: 10%, at least: 5/s, over: 30s } }").budget
                == .init(ratio: 0.1, minimumPerSecond: 5, lifetime: 30 * .second))
    }

    @Test("a breaker opens at a share of the last attempts, and tries again half open")
    func breaker() throws {
        #expect(
            try Self.link("{ breaker: { open at: 50% of 100, for: 30s } }").breaker
                == .init(failureShare: 0.5, window: 100, minimumAttempts: 100, openFor: 30 * .second))
        #expect(
            try Self.link(
                "{ breaker: { open at: 25% of 40, for: 1m, after: 20, trials: 3, counts rate limits: yes } }"
            ).breaker
                == .init(
                    failureShare: 0.25, window: 40, minimumAttempts: 20, openFor: .minute, trials: 3,
                    countsRateLimited: true))
    }

    @Test("bulkhead and pace, short and in full")
    func bulkheadAndPace() throws {
        #expect(try Self.link("{ bulkhead: 25 }").bulkhead == .init(limit: 25, waiting: 0))
        #expect(try Self.link("{ bulkhead: { calls: 25, waiting: 100 } }").bulkhead == .init(limit: 25, waiting: 100))
        #expect(try Self.link("{ pace: 5/s }").pacing == .init(count: 5, period: .second))
        #expect(
            try Self.link("{ pace: { rate: 300/min, burst: 10 } }").pacing
                == .init(count: 300, period: .minute, burst: 10))
    }

    @Test("a system says how it is called; links say it louder, the later the louder")
    func precedence() throws {
        let plan = try SmallLandscape(
            box: "    link: { timeout: 5s, attempts: 9, idempotent: yes }",
            sections: "links:\n  any -> box: { attempts: 4, timeout: 6s }\n  journey -> any: { timeout: 7s }"
        ).plan()
        let link = try #require(plan.links.first)
        #expect(link.timeout == 7 * .second)
        #expect(link.attempts == 4)
        #expect(link.idempotent)
    }

    // MARK: - Groups

    private static func carriers(_ fallback: String, calls: String = "    - call: carriers.label") -> SmallLandscape {
        SmallLandscape(
            systems: """
                  ups: { role: carrier, share: 60%, operations: { label: { price: 6.20 EUR, steps: [reply] } } }
                  dhl: { role: carrier, share: 40%, services: express, operations: { label: { price: 7.10 EUR, steps: [reply] } } }
                """,
            journey: "    - call: box.ask\n" + calls, sections: "links:\n  journey -> carriers: { \(fallback) }",
            orders: "total: 10, services: { standard: 80%, express: 20% }")
    }

    @Test(
        "carriers are a group of themselves, chosen by share among those that take the order",
        arguments: [
            ("attempts: 1", RoutePlan.Fallback.none), ("fallback: none", .none), ("fallback: next", .next),
            ("fallback: cheapest with quota left", .cheapestWithQuota),
        ])
    func carrierRoute(written: String, fallback: RoutePlan.Fallback) throws {
        let plan = try Self.carriers(written).plan()
        let route = try #require(plan.routes.first)
        #expect(route.name == "carriers")
        #expect(route.operation == "label")
        #expect(route.choice == .carrier(weights: [0.6, 0.4]))
        #expect(route.fallback == fallback)
        #expect(plan.demand.carriers == ["ups", "dhl"])
        // Standard goes by ups alone; express by both.
        #expect(plan.demand.eligibleCarriers == [0b01, 0b11])
        #expect(route.edges.map { plan.edges[$0].name } == ["journey → ups: label", "journey → dhl: label"])
    }

    @Test("a choice is compiled once a caller and an operation")
    func onceOnly() throws {
        let plan = try Self.carriers("attempts: 1", calls: "    - call: carriers.label\n    - call: carriers.label")
            .plan()
        #expect(plan.routes.count == 1)
        #expect(plan.edges.count == 3)
        #expect(plan.calls.count == 3)
    }

    @Test("warehouses stand in the order of the orders' warehouses, whatever the order of the systems")
    func warehouses() throws {
        let plan = try SmallLandscape(
            systems: """
                  tilburg: { role: warehouse, operations: { release: { steps: [reply] } } }
                  antwerp: { role: warehouse, operations: { release: { steps: [reply] } } }
                """,
            journey: "    - call: warehouses.release",
            orders: "total: 10, warehouses: { antwerp: 70%, tilburg: 30% }"
        ).plan()
        let route = try #require(plan.routes.first)
        #expect(route.choice == .warehouse)
        #expect(
            route.edges.map { plan.edges[$0].name } == ["journey → antwerp: release", "journey → tilburg: release"])
    }

    @Test("a share by which nobody chooses is refused: of a warehouse, and of a system in no group")
    func idleShares() {
        let problems = SmallLandscape(
            systems: """
                  tilburg: { role: warehouse, share: 70%, operations: { release: { steps: [reply] } } }
                  antwerp: { role: warehouse, share: 30%, operations: { release: { steps: [reply] } } }
                  alone: { share: 40%, operations: { go: { steps: [reply] } } }
                """,
            journey: "    - call: warehouses.release\n    - call: alone.go",
            orders: "total: 10, warehouses: { antwerp: 70%, tilburg: 30% }"
        ).problems
        #expect(problems.count == 3)
        #expect(
            problems.filter {
                $0.contains(
                    "share: orders say which warehouse they go to: write warehouses: { tilburg: 60%, antwerp: 40% }")
            }.count == 2, "\(problems)")
        #expect(problems.contains { $0.contains("alone is in no group whose calls it could share") }, "\(problems)")
    }

    @Test("any other group is chosen by its shares, alike if there are none")
    func otherGroups() throws {
        let plan = try SmallLandscape(
            systems: """
                  one: { operations: { go: { steps: [reply] } } }
                  two: { operations: { go: { steps: [reply] } } }
                """,
            journey: "    - call: pair.go", sections: "groups: { pair: [one, two] }"
        ).plan()
        #expect(plan.routes.first?.choice == .weighted([1, 1]))
    }

    @Test("one system that plays a part is called by the part's name")
    func byRole() throws {
        let plan = try SmallLandscape(
            systems: "  odoo: { role: erp, operations: { confirm order: { steps: [reply] } } }",
            journey: "    - call: erp.confirm_order"
        ).plan()
        #expect(plan.edges.map(\.name) == ["journey → odoo: confirm order"])
    }
}
