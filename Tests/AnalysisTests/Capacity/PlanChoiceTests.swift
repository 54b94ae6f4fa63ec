import Kernel
import Testing

@testable import Analysis

/// The best plan for a budget, where it is known what levers do.
@Suite("The best plan for a budget")
struct PlanChoiceTests {
    private static func whatIf(_ plan: Plan, spend: Double) throws -> WhatIf {
        var settings = CapacitySettings()
        settings.spend = spend
        let study = CapacityStudy(plan, settings)
        var laboratory = Laboratory(plan)
        return try #require(laboratory.answer { study.findings(&$0) }.whatIf)
    }

    /// Four workers of two minutes each do 120 an hour.
    private static func stations(_ names: String...) -> Plan {
        Stations(
            stations: names.map { .init(name: $0, workers: 4, service: .fixed(2 * .minute)) }, perHour: 80
        ).plan
    }

    @Test("A lever that does harm hides none that helps, however little it costs", arguments: [100.0, 1_000])
    func harm(spend: Double) throws {
        var plan = Self.stations("desk")
        plan.levers = [
            LeverPlan(name: "fewer", cost: 0, currency: "EUR", changes: [.scale(.workers(0), by: 0.5)]),
            LeverPlan(name: "more", cost: 100, currency: "EUR", changes: [.scale(.workers(0), by: 1.25)]),
        ]
        let best = try #require(try Self.whatIf(plan, spend: spend).best)
        #expect(best.levers == [1] && best.cost == 100)
        #expect(abs(best.gain.estimate / 1.25 - 1) < 0.02, "\(best.gain)")
    }

    @Test("Two levers of which neither does anything alone are bought together, and nothing that adds nothing")
    func together() throws {
        var plan = Self.stations("first", "second")
        plan.levers = [
            LeverPlan(name: "first", cost: 100, currency: "EUR", changes: [.scale(.workers(0), by: 3)]),
            LeverPlan(name: "second", cost: 100, currency: "EUR", changes: [.scale(.workers(1), by: 3)]),
            LeverPlan(name: "first again", cost: 50, currency: "EUR", changes: [.scale(.workers(0), by: 3)]),
        ]
        let best = try #require(try Self.whatIf(plan, spend: 250).best)
        // Whichever of the two for the first station: the cheaper one is enough.
        #expect(best.levers == [1, 2] && best.cost == 150, "\(best.levers)")
        #expect(abs(best.gain.estimate / 3 - 1) < 0.02, "\(best.gain)")
    }

    /// 180 an hour take ten workers of 200 s everywhere. A third more of all makes 11, 8 and 12 of them, and with half more of the second
    /// 12 there as well: 1,150. Without that the second takes twice as many, and the others a third more at least: 1,500.
    @Test("What is enough for the forecast is the cheapest plan of all, though each of its levers seems dear by itself")
    func enough() throws {
        var plan = Stations(
            stations: [("shop", 8), ("erp", 6), ("print", 9)].map {
                .init(name: $0.0, workers: $0.1, service: .fixed(200 * .second))
            }, perHour: 180
        ).plan
        func lever(_ name: String, _ cost: Double, _ changes: [(pool: PoolID, by: Double)]) -> LeverPlan {
            LeverPlan(
                name: name, cost: cost, currency: "EUR", changes: changes.map { .scale(.workers($0.pool), by: $0.by) })
        }
        plan.levers = [
            lever("shop half more", 300, [(0, 1.5)]), lever("shop double", 450, [(0, 2)]),
            lever("erp half more", 400, [(1, 1.5)]), lever("erp double", 1_000, [(1, 2)]),
            lever("print third", 200, [(2, 4 / 3)]),
            lever("all a third", 750, [(0, 4 / 3), (1, 4 / 3), (2, 4 / 3)]),
        ]
        let whatIf = try Self.whatIf(plan, spend: 2_000)
        let enough = try #require(whatIf.enough)
        #expect(enough.levers == [2, 5] && enough.cost == 1_150, "\(enough.levers)")
        // Twelve everywhere, 216 an hour, is the most that 2,000 pay for; 1,450 do.
        let best = try #require(whatIf.best)
        #expect(best.cost == 1_450 && Set(best.levers) == [0, 2, 5], "\(best.levers), \(best.cost ?? 0)")
    }
}
