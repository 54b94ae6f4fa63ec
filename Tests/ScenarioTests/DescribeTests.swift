import Foundation
import Kernel
import Testing

@testable import Scenario

/// What `rehearse describe` and `rehearse new` promise.
struct DescribeTests {
    private static func shipped(_ name: String) throws -> ScenarioFile {
        try #require(ScenarioFile.load("\(ShippedScenariosTests.folder)/\(name).yaml").scenario)
    }

    /// Calls an order by the edge's name, without those that are never made.
    private static func expected(_ plan: Plan) -> [String: Double] {
        let calls = ExpectedCalls(plan)
        var shares: [String: Double] = [:]
        for (edge, share) in calls.byEdge.enumerated() where share > 0 {
            shares[plan.edges[edge].name, default: 0] += share
        }
        return shares
    }

    /// Calls in a recording that no retry, redelivery or resumption caused, by edge.
    private static func made(_ run: Recording) -> [Int] {
        let layout = MeterLayout(run.plan)
        return run.plan.edges.indices.map { edge in
            run.meters.reduce(0) { $0 + Int($1[layout.primaryCalls(edge)]) }
        }
    }

    @Test("the journey's events are told as they come in time, not as they are written")
    func events() throws {
        let text = Describe.text(of: try Self.shipped("ci-smoke"))
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Journey: ") })
        let told = line.dropFirst("Journey: ".count).dropLast().components(separatedBy: ", ")
        #expect(told.first == "ordered")
        // The legs and indicators of the preset's own journey.
        for (before, after) in [
            ("ordered", "released"), ("released", "packed"), ("packed", "labelled"), ("packed", "inventory updated"),
            ("labelled", "dispatched"), ("dispatched", "delivered"), ("dispatched", "invoiced"),
        ] {
            let first = try #require(told.firstIndex(of: before))
            let second = try #require(told.firstIndex(of: after))
            #expect(first < second, "\(before) before \(after)")
        }
    }

    @Test("what an earlier branch has learnt of an order stays known: if, else if, else come to the shares of the mix")
    func nestedBranches() throws {
        var small = SmallLandscape()
        small.orders = "total: 10, channels: { a: 50%, b: 30%, c: 20% }"
        small.systems = ["one", "two", "three"].map {
            "  \($0):\n    operations:\n      ask:\n        steps:\n          - work: 10ms"
        }.joined(separator: "\n")
        small.journey = """
                - if: channel is a
                  then:
                    - call: one.ask
                  else:
                    - if: channel is b
                      then:
                        - call: two.ask
                      else:
                        - call: three.ask
                - if: channel is b
                  then:
                    - call: two.ask
                - call: box.ask
            """
        // a 0.5; b 0.3, asked twice; c 0.2; and every order asks the box.
        let plan = try small.plan()
        let shares = Self.expected(plan)
        let hand = [
            "journey → one: ask": 0.5, "journey → two: ask": 0.6, "journey → three: ask": 0.2, "journey → box: ask": 1,
        ]
        #expect(Set(shares.keys) == Set(hand.keys))
        for (name, share) in hand { #expect(abs((shares[name] ?? 0) - share) < 1e-9, "\(name)") }
        // The run agrees: each order is of one channel, so the counts add up exactly.
        var orders = OrderSchedule(plan)
        let made = Self.made(VirtualDriver.run(plan, orders: &orders))
        func count(_ name: String) -> Int { plan.edges.firstIndex { $0.name == name }.map { made[$0] } ?? -1 }
        let two = count("journey → two: ask")
        #expect(count("journey → box: ask") == 10)
        #expect(two % 2 == 0 && count("journey → one: ask") + two / 2 + count("journey → three: ask") == 10)
    }

    @Test("a burst with a channel of its own counts for that channel")
    func burstChannel() throws {
        var small = SmallLandscape()
        small.orders = """
            total: 100, channels: { a: 50%, b: 50% }, \
            bursts: [{ at: "10:00", orders: 40, within: 10m, name: drop, channel: b }]
            """
        small.journey = """
                - if: channel is b
                  then:
                    - call: box.ask
            """
        // 40 of the drop and half of the other 60.
        let share = try #require(Self.expected(try small.plan())["journey → box: ask"])
        #expect(abs(share - 0.7) < 1e-9)
    }

    @Test("the small day: calls as worked out by hand from its shares, and as the run makes them")
    func smallDay() throws {
        let scenario = try Self.shipped("ci-smoke")
        let plan = scenario.plan
        // Channels 70, 20 and 10 %; carriers 40, 30 and 30 %; two tracking requests and two tracking events an order.
        let hand: [String: Double] = [
            "journey → shop: hand over": 0.7, "journey → marketplace: hand over": 0.2, "journey → edi: hand over": 0.1,
            "shop → gateway: accept order": 0.7, "marketplace → gateway: accept order": 0.2,
            "edi → gateway: accept order": 0.1, "gateway → middleware: accept order": 1,
            "middleware → odoo: create order": 1, "middleware → odoo: confirm order": 1,
            "middleware → warehouse: release": 1, "middleware → odoo: validate picking": 1,
            "middleware → odoo: update tracking": 2, "middleware → odoo: invoice": 1,
            "middleware → ups: label": 0.4, "middleware → fedex: label": 0.3, "middleware → dhl: label": 0.3,
            "journey → ups: track": 0.8, "journey → fedex: track": 0.6, "journey → dhl: track": 0.6,
            "ups → gateway: tracking event": 0.8, "fedex → gateway: tracking event": 0.6,
            "dhl → gateway: tracking event": 0.6,
        ]
        let shares = Self.expected(plan)
        #expect(Set(shares.keys) == Set(hand.keys))
        for (name, share) in hand { #expect(abs((shares[name] ?? 0) - share) < 1e-9, "\(name)") }

        var orders = try scenario.orders()
        let run = VirtualDriver.run(plan, orders: &orders)
        #expect(run.books.completed == 10_000)
        let made = Self.made(run)
        for (edge, plan) in plan.edges.enumerated() {
            guard let share = hand[plan.name] else { continue }
            if share == share.rounded() {
                #expect(made[edge] == Int(share) * 10_000, "\(plan.name)")
            } else {
                // An order makes at most two of these calls, both or none: the variance is at most 2 n share (binomial).
                let tolerance = 4 * (2 * 10_000 * share * (1 - share / 2)).squareRoot()
                #expect(abs(Double(made[edge]) - share * 10_000) < tolerance, "\(plan.name): \(made[edge])")
            }
        }
    }

    @Test(
        "a hundredth of Black Friday: outages and fallbacks move calls, yet each figure is that of the run within 5 %")
    func blackFriday() throws {
        var plan = try Self.shipped("black-friday").plan
        for stream in plan.demand.streams.indices {
            for slice in plan.demand.streams[stream].slices.indices {
                plan.demand.streams[stream].slices[slice].count /= 100
            }
        }
        let orders = Double(plan.demand.generatedOrders)
        var source = OrderSchedule(plan)
        let run = VirtualDriver.run(plan, orders: &source)
        #expect(run.books.due == Int64(orders) && run.books.balance)
        let made = Self.made(run)
        for (edge, share) in ExpectedCalls(plan).byEdge.enumerated() where share > 0 {
            // Beside the 5 %, four standard deviations of a count of orders that make the call at most twice.
            let spread = 4 * (2 * orders * share * max(0, 1 - share / 2)).squareRoot()
            let off = abs(Double(made[edge]) - share * orders)
            #expect(
                off <= 0.05 * share * orders + spread, "\(plan.edges[edge].name): \(made[edge]), not \(share * orders)")
        }
    }

    @Test(
        "what rehearse new writes loads without a problem and runs",
        arguments: ["peak", "a \"quoted\" \\ name", "# 1: x"])
    func newScenario(_ name: String) throws {
        let (scenario, problems) = ScenarioFile.read(
            Template.newScenario(name: name), as: "\(ShippedScenariosTests.folder)/new.yaml")
        #expect(problems.map(\.description) == [])
        let file = try #require(scenario)
        #expect(file.plan.title == name.filter { $0 != "\"" && $0 != "\\" })
        var orders = try file.orders()
        let run = VirtualDriver.run(file.plan, orders: &orders)
        #expect(run.books.due == 6_000)
        #expect(run.books.balance)
    }
}
