import Kernel
import Testing

@testable import Analysis

/// Lines that nobody's budget minds: too much comes where more comes than can be done.
@Suite("Lines that are asked too much")
struct LineDemandTests {
    /// Machines that never tire, and then packers that serve 60 orders an hour, of whom no budget speaks.
    private static func plan() -> Plan {
        let mean = budget(below: 10e9)
        var plan = Stations(
            stations: [
                .init(name: "machine", workers: 4, service: .fixed(.second)),
                .init(name: "packers", workers: 2, service: .fixed(2 * .minute)),
            ], perHour: 30, budgets: [mean]
        ).plan
        plan.systems[1].role = .warehouse
        return plan
    }

    private static func budget(below bound: Double) -> Budget {
        Budget(
            text: "machine mean", subjectText: "machine", measure: .mean, subject: .edges([0]),
            comparison: .lessOrEqual, bound: bound, during: nil, anyWindow: nil, severity: .critical,
            abortsOnBreach: false)
    }

    /// A budget that is kept whatever comes.
    private static let never = budget(below: 1e18)

    @Test(
        "A steady load, and a day, are kept up to what people can do, though no budget speaks of them",
        arguments: [Int64(2), 24])
    func people(drain: Int64) throws {
        var plan = Self.plan()
        plan.end = plan.window + drain * .hour
        let study = CapacityStudy(plan)
        var laboratory = Laboratory(plan)
        let findings = laboratory.answer { study.findings(&$0) }
        let (limit, forecast) = (try #require(findings.hour), try #require(findings.forecast))
        let perHour = try #require(limit.factor) * forecast.peakPerHour
        #expect(abs(perHour / 60 - 1) < 0.02, "\(perHour)")
        #expect(limit.budget == nil)
        // However long the run goes on after its day, a day has 24 hours of 60 orders.
        let perDay = try #require(findings.day?.factor) * Double(forecast.orders)
        #expect(abs(perDay / 1_440 - 1) < 0.02, "\(perDay)")
        #expect(findings.constraints?.constraints.first?.resource == .workers(1))
    }

    @Test(
        "What came over what was done, where all were busy all the time; else how busy they were",
        arguments: [30.0, 90])
    func ratio(perHour: Double) throws {
        var laboratory = Laboratory(Self.plan())
        let hold = Trial.Hold(from: 0, warmUp: 4 * .hour, length: 18 * .hour)
        let reading = laboratory.reading(of: Trial(.steady(perHour: perHour, hold)))
        // 30 of 60 an hour are half of it, 90 half as much again.
        #expect(abs(try #require(LineDemand([reading])).ratio / (perHour / 60) - 1) < 0.08)
        #expect(reading.keepsUp == (perHour < 60))
    }

    @Test(
        "A call on its way when the span ends is no growth of a limit that refuses, however many seeds there are",
        arguments: [(Int64(1), false), (400, true)])
    func underWay(grown: Int64, isGrowth: Bool) throws {
        var laboratory = Laboratory(Self.plan())
        let hold = Trial.Hold(from: 0, warmUp: .hour, length: 2 * .hour)
        var reading = laboratory.reading(of: Trial(.steady(perHour: 30, hold)))
        let flow = LineUse.Flow(came: 22_000, taken: 22_000 - grown)
        let refused = LineUse.Flow(came: 18_000, taken: 18_000)
        reading.lines = [LineUse(resource: .limit(0), own: refused, entries: [flow], busy: 0.999)]
        for seeds in [2, 4] {
            let demand = LineDemand(Array(repeating: reading, count: seeds))
            #expect(((demand?.ratio ?? 0) >= 1) == isGrowth && (demand == nil) != isGrowth, "\(seeds)")
        }
    }

    @Test("The outlook at the beginning is within twice of what a study comes to, and nothing is left at its end")
    func outlook() {
        let study = CapacityStudy(Self.plan())
        var laboratory = Laboratory(Self.plan())
        _ = laboratory.reading(of: Trial(.day(times: 1)))
        let begun = study.findings(&laboratory.table)
        let first = StudyOutlook(begun, laboratory.table, of: study)
        #expect(first.part == .limits)
        let findings = laboratory.answer { study.findings(&$0) }
        #expect(
            Double(first.trials) > 0.5 * Double(laboratory.made) && first.trials < 2 * laboratory.made,
            "\(first.trials), \(laboratory.made)")
        let last = StudyOutlook(findings, laboratory.table, of: study)
        #expect(last.trials == 0 && last.part == nil)
    }

    @Test(
        "What a quota of a day lets through in a steady load is a day's share of it, wherever in the day it starts anew",
        arguments: [Int64(24), 12])
    func quota(hours: Int64) throws {
        // 3,024 in so many hours; the load is held for less than a day.
        let plan = Stations(
            stations: [
                .init(name: "carrier", workers: 100, limit: .quota(count: 3_024), reset: hours * .hour)
            ], perHour: 60, budgets: [Self.never]
        ).plan
        let study = CapacityStudy(plan)
        var laboratory = Laboratory(plan)
        let findings = laboratory.answer { study.findings(&$0) }
        let (limit, forecast) = (try #require(findings.hour), try #require(findings.forecast))
        let perHour = try #require(limit.factor) * forecast.peakPerHour
        #expect(abs(perHour / (3_024 / Double(hours)) - 1) < 0.02, "\(perHour)")
        let finder = LimitFinder(
            question: .hour(peakPerHour: forecast.peakPerHour, forecast.hold), plan: plan, settings: study.settings,
            cap: study.settings.cap, seeds: 1)
        let ranking = laboratory.answer { ConstraintRanking(of: plan, limit, finder, study.settings, &$0) }
        #expect(ranking?.constraints.first?.resource == .limit(0))
    }

    @Test("Where six of a hundred fail whatever comes and five may, no limit is told")
    func structural() throws {
        var plan = Stations(stations: [.init(name: "desk", workers: 1_000)], perHour: 60).plan
        plan.faults = [FaultPlan(name: "refusals", system: 0, effect: .businessError, probability: 0.06)]
        plan.budgets = [
            Budget(
                text: "errors of desk <= 5%", subjectText: "desk",
                measure: .outcomeShare(Outcome.Set([.businessError])),
                subject: .edges([0]), comparison: .lessOrEqual, bound: 0.05)
        ]
        let study = CapacityStudy(plan)
        var laboratory = Laboratory(plan)
        let day = try #require(laboratory.answer { study.findings(&$0) }.day)
        #expect(day.factor == nil && day.budget == 0, "\(day.found)")
        switch day.found {
        case .chance, .below: break
        default: Issue.record("\(day.found)")
        }
    }

    @Test("Where nothing was counted the error of what was is that of half a case, else of so many")
    func countError() throws {
        var plan = Self.plan()
        plan.budgets = [
            Budget(
                text: "machine p95", subjectText: "machine", measure: .quantile(0.95), subject: .edges([0]),
                comparison: .less, bound: 10e9)
        ]
        let hold = Trial.Hold(from: 0, warmUp: .hour, length: 4 * .hour)
        func readings(_ bound: Double) -> [TrialReading] {
            plan.budgets[0].bound = bound
            var laboratory = Laboratory(plan)
            return (0..<2).map { laboratory.reading(of: Trial(.steady(perHour: 30, hold), replicate: $0)) }
        }
        // Machines take a second: none of them takes ten, each of them more than a tenth of one.
        let none = PooledMargin(readings: readings(10e9))
        #expect(abs(try #require(none.countError) - 2.0.squareRoot()) < 1e-9)
        let all = readings(0.1e9)
        let judged = all.compactMap { $0.judged.first?.fault?.of }.reduce(0, +)
        #expect(judged > 200)
        #expect(abs(try #require(PooledMargin(readings: all).countError) - 1 / judged.squareRoot()) < 1e-9)
    }

    @Test("A steady load is held where a budget speaks of most of it, though a busier hour touches its time")
    func evening() throws {
        var plan = Self.plan()
        plan.calendars = [
            CalendarPlan(name: "evening", open: Intervals([.init(start: 20 * .hour, end: 22 * .hour)]), moments: .empty)
        ]
        plan.budgets[0].during = 0
        // The busiest hour is the one before.
        plan.demand.streams[0].slices.append(.init(start: 19 * .hour, end: 20 * .hour, count: 100))
        var laboratory = Laboratory(plan)
        let today = laboratory.reading(of: Trial(.day(times: 1)))
        let forecast = try #require(CapacityForecast(today, of: plan, CapacitySettings()))
        #expect(forecast.hold.from == 20 * .hour && forecast.busiestHour == 19 * .hour)
    }

    @Test("Two lines that are full at the same load bind together: neither alone is worth anything")
    func twins() throws {
        var plan = Self.plan()
        // Machines that can do 60 an hour as well.
        plan.pools[0].capacity = [.init(from: 0, workers: 2)]
        plan.distributions[0] = .fixed(2 * .minute)
        plan.budgets = [Self.never]
        let study = CapacityStudy(plan)
        var laboratory = Laboratory(plan)
        let findings = laboratory.answer { study.findings(&$0) }
        let first = try #require(findings.constraints?.constraints.first)
        #expect(Set(first.resources) == [.workers(0), .workers(1)])
        #expect(first.name(in: plan) == "machine workers and packers workers together")
    }

    @Test("A trial whose change brings a bound of its own is sound, and would not be without the change")
    func sound() {
        let plan = Self.plan()
        var laboratory = Laboratory(plan)
        let hold = Trial.Hold(from: 0, warmUp: .hour, length: 2 * .hour)
        let reading = laboratory.reading(
            of: Trial(.steady(perHour: 30, hold), changes: [.underWay(0, atMost: 5)]))
        #expect(plan.limiters.isEmpty && reading.uses.contains { $0.resource == .limit(0) })
        #expect(reading.isSound(for: plan, changes: 1) && !reading.isSound(for: plan))
    }
}
