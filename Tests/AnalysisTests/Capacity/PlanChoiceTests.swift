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
}
