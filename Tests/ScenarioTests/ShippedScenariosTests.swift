import Foundation
import Kernel
import Reconciliation
import Testing

@testable import Scenario

/// The scenarios and presets that come with the tool.
struct ShippedScenariosTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios").path

    static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?
        .filter { $0.hasSuffix(".yaml") }.sorted() ?? []

    private static func plan(_ name: String) throws -> Plan {
        let (scenario, problems) = ScenarioFile.load("\(folder)/\(name)")
        #expect(problems.map(\.description) == [])
        return try #require(scenario).plan
    }

    @Test("all the promised ones are there")
    func thereAre() {
        for name in [
            "black-friday", "carrier-cutoff", "ci-smoke", "marketplace-campaign", "month-end-wave", "uci-peak-week",
            "what-to-buy", "edi-hub-to-odoo", "odoo-rpc-to-json2", "carrier-platform-switch",
        ] {
            #expect(Self.names.contains("\(name).yaml"))
        }
    }

    @Test("every one loads without a problem, has budgets and says what one learns", arguments: names)
    func loads(_ name: String) throws {
        let plan = try Self.plan(name)
        #expect(plan.budgets.count >= 4)
        #expect(plan.promise.event != nil)
        if plan.systems.allSatisfy({ $0.placement == .simulated }) {
            #expect(plan.end >= plan.window + 10 * .day, "parcels need days to arrive")
        } else {
            #expect(plan.end <= 2 * .minute, "by the wall clock nobody waits for days")
        }
        let text = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8)
        #expect(text.hasPrefix("# ") && text.contains("\nabout: "))
    }

    @Test(
        "parallel runs have two landscapes, planted differences with their ground truth, and a gate",
        arguments: ["edi-hub-to-odoo", "odoo-rpc-to-json2", "carrier-platform-switch"])
    func parallel(_ name: String) throws {
        let (scenario, _) = ScenarioFile.load("\(Self.folder)/\(name).yaml")
        let parallel = try #require(scenario?.parallel)
        #expect(parallel.baseline.scenario.plan.demand == parallel.candidate.scenario.plan.demand)
        #expect(parallel.baseline.scenario.plan.systems != parallel.candidate.scenario.plan.systems)
        #expect(parallel.defects.count >= 2)
        #expect(parallel.agreement.kinds.count >= 5)
        #expect(!parallel.gate.latencies.isEmpty)
    }

    @Test(
        "orders are as many as they say",
        arguments: [
            ("black-friday.yaml", 1_000_000), ("carrier-cutoff.yaml", 30_000), ("ci-smoke.yaml", 10_000),
            ("marketplace-campaign.yaml", 40_000), ("month-end-wave.yaml", 40_000),
            ("what-to-buy.yaml", 40_000),
        ])
    func counts(_ name: String, _ orders: Int) throws {
        #expect(try Self.plan(name).demand.generatedOrders == orders)
    }

    @Test("every preset stands alone, and says where its figures are from or that they are assumptions")
    func presets() throws {
        let (catalog, problems) = LandscapeCatalog.load(presets: ["\(Self.folder)/presets"])
        #expect(problems.map(\.description) == [])
        #expect(catalog.entries.count >= 12)
        for entry in catalog.entries {
            #expect(!entry.about.isEmpty, "\(entry.name)")
            let text = try String(contentsOfFile: "\(Self.folder)/presets/\(entry.name).yaml", encoding: .utf8)
            #expect(text.contains("https://") || text.contains("ssumption"), "\(entry.name)")
        }
    }

    @Test("between them they use everything the landscape offers")
    func features() throws {
        let plans = try Self.names.map(Self.plan)
        func some(_ holds: (Plan) -> Bool) -> Bool { plans.contains(where: holds) }
        func link(_ holds: (LinkPlan) -> Bool) -> Bool { some { $0.links.contains(where: holds) } }
        func limit(_ holds: (LimiterPlan) -> Bool) -> Bool { some { $0.limiters.contains(where: holds) } }
        func fault(_ holds: (FaultPlan) -> Bool) -> Bool { some { $0.faults.contains(where: holds) } }
        #expect(link { $0.pacing != nil })
        #expect(link { $0.bulkhead != nil })
        #expect(link { $0.breaker != nil })
        #expect(link { $0.budget != nil })
        #expect(link { $0.idempotent })
        #expect(link { $0.latency != nil })
        for jitter in Backoff.Jitter.allCases where jitter != .none {
            #expect(link { $0.attempts > 1 && $0.backoff.jitter == jitter }, "\(jitter)")
        }
        for fallback in RoutePlan.Fallback.allCases {
            #expect(some { $0.routes.contains { $0.fallback == fallback } }, "\(fallback)")
        }
        for discipline in PoolPlan.Discipline.allCases {
            #expect(some { $0.pools.contains { $0.discipline == discipline } }, "\(discipline)")
        }
        var kinds: Set<String> = []
        for limiter in plans.flatMap(\.limiters) {
            switch limiter.kind {
            case .fixedWindow: kinds.insert("fixed window")
            case .slidingWindow: kinds.insert("sliding window")
            case .tokenBucket: kinds.insert("token bucket")
            case .gcra: kinds.insert("leaky bucket")
            case .concurrency: kinds.insert("concurrency")
            case .quota: kinds.insert("daily quota")
            }
        }
        #expect(kinds.count == 6, "\(kinds)")
        #expect(limit { $0.penalty > 0 })
        #expect(limit { !$0.tightenings.isEmpty })
        #expect(limit { $0.busyAbove != nil })
        #expect(limit { $0.scope == .channel })
        #expect(limit { $0.tells } && limit { !$0.tells })
        #expect(fault { if case .slow = $0.effect { true } else { false } })
        #expect(fault { if case .hang = $0.effect { $0.burst != nil } else { false } })
        #expect(fault { $0.name.hasSuffix("maintenance") })
        #expect(some { $0.contentions.contains { $0.key == .products } })
        #expect(some { $0.contentions.contains { $0.key == .single } })
        #expect(some { $0.demand.replay != nil })
        #expect(some { $0.budgets.contains { $0.severity == .warning } })
    }

    @Test("the smallest one runs to its end: every order arrives, nothing is lost")
    func runs() throws {
        let plan = try Self.plan("ci-smoke.yaml")
        var orders = OrderSchedule(plan)
        let run = VirtualDriver.run(plan, orders: &orders)
        #expect(run.books.due == 10_000)
        #expect(run.books.completed == 10_000)
        #expect(run.books.balance)
    }
}
