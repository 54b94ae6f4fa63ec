import Kernel
import Testing

@testable import Scenario

/// Caches and calls that nobody waits for, as a scenario writes them.
@Suite("Caches and asynchronous calls in a scenario")
struct CacheAndAsyncTests {
    /// A shop's queue asks two carriers for labels and a stock system for levels.
    private static func text(
        links: String = "", levers: String = "", message: String = Self.usual, price: String = ""
    ) -> String {
        """
        rehearse: 1
        name: Shipping
        clock: { from: 2026-11-27 00:00, for: 24h, zone: UTC }
        orders: { total: 10 }
        systems:
          stock:
            role: other
            operations:
              level: { steps: [ { work: 5ms } ] }
              reserve: { \(price) steps: [ { work: 5ms } ] }
          red: { role: carrier, operations: { label: { steps: [ { work: 400ms } ] } } }
          blue: { role: carrier, operations: { label: { steps: [ { work: 300ms } ] } } }
          middleware:
            role: middleware
            workers: 4
            queues:
              shipments:
                attempts: 3
                steps:
        \(message)
        links:
          middleware -> carriers: { timeout: 8s }
        \(links)
        journey: { steps: [ { enqueue: middleware.shipments }, { await: labelled } ] }
        levers:
          more: middleware workers x2
        \(levers)

        """
    }

    private static let usual = """
                  - call: stock.level
                  - call: carriers.label
                  - emit: labelled
                  - call: stock.reserve
        """

    private static func read(_ text: String) -> (plan: Plan?, problems: [String], described: String) {
        let (scenario, problems) = ScenarioFile.read(text, as: "shipping.yaml")
        return (scenario?.plan, problems.map(\.description), scenario.map { Describe.text(of: $0) } ?? "")
    }

    @Test("A cache is a share, or told in full; for single operations; on or off")
    func caches() throws {
        let (plan, problems, described) = Self.read(
            Self.text(links: "  middleware -> stock: { cache: { hits: 80%, answers in: 2ms, for: level, on: no } }"))
        #expect(problems == [])
        let stock = try #require(plan?.links.first { $0.name == "middleware → stock" })
        #expect(stock.cache == LinkPlan.Cache(hits: 0.8, answersIn: 2 * .millisecond, isOn: false, operations: [0]))
        #expect(described.contains("a cache, not in use, would answer 80% of level in 2ms"))
        #expect(!described.contains("what caches answer"))
        let all = try #require(Self.read(Self.text(links: "  any -> stock: { cache: 25% }")).plan)
        #expect(all.links.first { $0.name == "middleware → stock" }?.cache == LinkPlan.Cache(hits: 0.25))
        // One call of four is answered by the cache, of each of the two operations.
        #expect(ExpectedCalls(all).byOperation[0] == 0.75 && ExpectedCalls(all).byOperation[1] == 0.75)
        let told = Self.read(Self.text(links: "  any -> stock: { cache: 25% }")).described
        #expect(told.contains("a cache answers 25% in 1ms") && told.contains("what caches answer is left out"))
    }

    @Test("A declared cache is switched by a sentence, which keeps the rest of it")
    func switched() throws {
        let link = "  middleware -> stock: { cache: { hits: 80%, answers in: 2ms, on: no } }"
        let (plan, problems, _) = Self.read(
            Self.text(
                links: link, levers: "  one: middleware -> stock cache on\n  two: any -> stock cache 90%"))
        #expect(problems == [])
        let id = try #require(plan?.links.firstIndex { $0.name == "middleware → stock" })
        #expect(
            plan?.levers.dropFirst().map(\.changes) == [
                [.cache(id, LinkPlan.Cache(hits: 0.8, answersIn: 2 * .millisecond))],
                [.cache(id, LinkPlan.Cache(hits: 0.9, answersIn: 2 * .millisecond))],
            ])
        let used = try #require(
            Self.read(
                Self.text(
                    links: "  middleware -> stock: { cache: 80% }", levers: "  one: middleware -> stock cache off")
            ).plan)
        #expect(used.levers[1].changes == [.cache(id, LinkPlan.Cache(hits: 0.8, isOn: false))])
        let off = Self.read(Self.text(links: link, levers: "  one: middleware -> stock cache off")).problems
        #expect(off.count == 1 && off[0].contains("the cache of middleware → stock is off as it is"), "\(off)")
    }

    @Test(
        "A cache does not stand in for calls that change something",
        arguments: [
            (
                "  middleware -> red: { cache: 50% }", "",
                "\"labelled\" is published when the call has succeeded; a cache cannot stand in"
            ),
            (
                "  middleware -> stock: { cache: 50% }", "price: 1 EUR,",
                "stock.reserve has a price, so something is bought; write cache: { hits: 50%, for: level }"
            ),
            (
                "  middleware -> stock: { cache: { hits: 50%, for: levels } }", "",
                "stock has no operation \"levels\"; did you mean \"level\"?"
            ),
            (
                "  middleware -> stock: { timeout: 1s, cache: { hits: 50%, for: level, answers in: 2s } }", "",
                "an answer from the cache takes 2s, longer than a call may take (1s)"
            ),
            ("  middleware -> stock: { cache: { answers in: 2ms } }", "", "\"hits\" is missing"),
        ])
    func senseless(link: String, price: String, problem: String) {
        let problems = Self.read(Self.text(links: link, price: price)).problems
        #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
    }

    @Test("async: by link key, by operation, and as a sentence: the same plan")
    func async() throws {
        let (plain, _, described) = Self.read(Self.text(links: "  any -> carriers: { async: yes }"))
        let written = try #require(plain)
        let named = try #require(Self.read(Self.text(links: "  any -> carriers: { async: label }")).plan)
        let plan = try #require(
            Self.read(Self.text(levers: "  one: carriers.label async\n  two: middleware → carriers async")).plan)
        #expect(plan.queues.count == 1 && written.queues.map(\.name) == ["shipments", "label in the background"])
        #expect(plan.with(plan.levers[1].changes).queues == written.queues)
        #expect(plan.with(plan.levers[2].changes).steps == written.steps && named.steps == written.steps)
        #expect(written.queues[1].attempts == 3 && written.firstFlaw == nil)
        #expect(described.contains("label in the background: its caller goes on at once"))
        // Every order is still labelled once, and its stock reserved once.
        #expect(ExpectedCalls(written).byOperation == ExpectedCalls(plan).byOperation)
    }

    @Test("What follows a failure goes into the background with the call, and both lead to what stands right behind it")
    func handler() throws {
        let message = """
                      - call: carriers.label
                        on failure:
                          - if: channel is shop
                            then: [ { work: 1s } ]
                            else: [ { fail: business error } ]
                      - emit: labelled
                      - call: stock.reserve
            """
        let plan = try #require(
            Self.read(Self.text(levers: "  one: carriers.label async", message: message)).plan)
        let moved = plan.with(plan.levers[1].changes)
        let walk = ProgramWalk(from: moved.queues[1].entry, in: moved)
        #expect(walk.edges.count == 2 && walk.events.count == 1)
        let rest = ProgramWalk(from: moved.queues[0].entry, in: moved)
        #expect(rest.queues == [1] && rest.events.isEmpty)
        #expect(rest.edges.map { moved.edges[$0].name } == ["middleware → stock: reserve"])
    }

    @Test("One member of a group alone cannot go on in the background; nor a call whose carrier is asked for later")
    func refused() {
        let alone = Self.read(Self.text(levers: "  one: red.label async")).problems
        #expect(
            alone.count == 1 && alone[0].contains("blue.label is among them; write carriers.label async"), "\(alone)")
        let message = """
                      - call: carriers.label
                      - emit: labelled
                      - if: carrier is red
                        then: [ { call: stock.reserve } ]
            """
        let later = Self.read(Self.text(links: "  any -> carriers: { async: yes }", message: message)).problems
        #expect(
            later.count == 1
                && later[0].contains("middleware.shipments asks for the order's carrier after carriers.label"),
            "\(later)")
    }
}
