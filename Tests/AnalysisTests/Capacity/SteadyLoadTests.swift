import Kernel
import Testing

@testable import Analysis

/// Steady loads whose ceiling is known without a model: a pace, an inner line, a shift, a quota.
@Suite("What a steady load tells")
struct SteadyLoadTests {
    /// The steady limit in orders an hour, with what is known of the scenario.
    private static func limit(
        _ plan: Plan, _ settings: CapacitySettings = CapacitySettings()
    ) throws -> (perHour: Double?, findings: CapacityFindings) {
        let study = CapacityStudy(plan, settings)
        var laboratory = Laboratory(plan)
        let findings = laboratory.answer { study.findings(&$0) }
        let forecast = try #require(findings.forecast)
        return (findings.hour?.factor.map { $0 * forecast.peakPerHour }, findings)
    }

    private static func failed(atMost share: Double) -> Budget {
        Budget(
            text: "orders failed", subjectText: "orders", measure: .endingShare(.failed), subject: .orders,
            comparison: .lessOrEqual, bound: share)
    }

    @Test("A pace lets ten a minute through, however long the drain is in which what waits could be done")
    func pace() throws {
        for drain in [Int64(1), 144] {
            let plan = Stations(
                stations: [
                    .init(
                        name: "desk", workers: 1_000,
                        policy: { $0.pacing = LinkPlan.Pacing(count: 10, period: .minute) })
                ], perHour: 400, drain: drain * .hour, budgets: [Self.failed(atMost: 0.01)]
            ).plan
            let (perHour, findings) = try Self.limit(plan)
            #expect(abs(try #require(perHour) / 600 - 1) < 0.02)
            #expect(findings.constraints?.constraints.first?.resource == .pace(0))
        }
    }

    @Test("Two places, each taken for half a minute, let 240 an hour through, though what waits for them may wait")
    func connections() throws {
        let plan = Stations(
            stations: [.init(name: "desk", workers: 1_000, service: .fixed(30 * .second), connections: 2)],
            perHour: 150, budgets: [Self.failed(atMost: 0.01)]
        ).plan
        let (perHour, _) = try Self.limit(plan)
        #expect(abs(try #require(perHour) / 240 - 1) < 0.02)
    }

    @Test(
        "Two workers of half a minute behind twenty that wait for them: 240 an hour, though no more than twenty ever wait there"
    )
    func inner() throws {
        var plan = Stations(
            stations: [
                .init(name: "desk", workers: 20),
                .init(name: "back", workers: 2, service: .exponential(mean: 30 * .second)),
            ], perHour: 160, budgets: [Self.failed(atMost: 0.01)]
        ).plan
        plan.operations[0].entry = plan.steps.count
        plan.steps += [.work(0), .call(1), .reply]
        plan.links[1].caller = 0
        plan.journey.entry = plan.steps.count
        plan.steps += [.call(0), .finish(.completed)]
        let (perHour, findings) = try Self.limit(plan)
        #expect(abs(try #require(perHour) / 240 - 1) < 0.02)
        #expect(findings.constraints?.constraints.first?.resource == .workers(1))
    }

    @Test(
        "A load is held while people are there, and where their number changes in any such time it is not held at all")
    func shift() throws {
        // Ten from 00:00 to 08:00 do 100 an hour.
        let plan = Stations(
            stations: [
                .init(
                    name: "desk", workers: 10, service: .fixed(6 * .minute), shift: (on: 8 * .hour, cycle: 24 * .hour))
            ], perHour: 20, drain: 96 * .hour
        ).plan
        let (perHour, findings) = try Self.limit(plan)
        #expect(abs(try #require(perHour) / 100 - 1) < 0.03)
        let hold = try #require(findings.forecast?.hold)
        #expect(hold.from + hold.warmUp + hold.length <= 8 * .hour)
        var settings = CapacitySettings()
        settings.length = 8 * .hour
        let (none, without) = try Self.limit(plan, settings)
        #expect(none == nil && without.hour == nil && without.forecast?.changing == [.hours(0)])
        // 800 in its eight hours, which is all of the day.
        let day = try #require(without.day?.factor) * Double(try #require(without.forecast?.orders))
        #expect(abs(day / 800 - 1) < 0.02)
    }

    @Test("Of a quota of a day budgets say how much it may refuse", arguments: [0.02, 0.2])
    func quota(refused: Double) throws {
        let plan = Stations(
            stations: [
                .init(
                    name: "carrier", workers: 100, limit: .fixedWindow(count: 2_400, period: 24 * .hour))
            ], perHour: 60, budgets: [Self.failed(atMost: refused)]
        ).plan
        let (perHour, _) = try Self.limit(plan)
        #expect(abs(try #require(perHour) / (100 / (1 - refused)) - 1) < 0.02)
    }

    /// 60 a second are 80 % of 75; a bucket of 10 that is all but empty plays no part.
    @Test("Of a limit that refuses at once budgets say how much it may refuse", arguments: [1, 3])
    func refusals(attempts: Int) throws {
        let plan = Stations(
            stations: [
                .init(
                    name: "carrier", workers: 100, service: .fixed(5 * .millisecond),
                    limit: .tokenBucket(count: 60, period: .second, burst: 10),
                    policy: { link in
                        link.attempts = attempts
                        link.backoff = Backoff(base: 100 * .millisecond)
                    })
            ], perHour: 90_000, window: .minute, budgets: [Self.failed(atMost: 0.2)]
        ).plan
        var settings = CapacitySettings()
        (settings.length, settings.warmUp, settings.seeds) = (5 * .minute, .minute, 2)
        let (perHour, _) = try Self.limit(plan, settings)
        let (limit, tolerance) = (75.0 * 3_600, 0.02)
        #expect(abs(try #require(perHour) / limit - 1) < tolerance, "\(perHour ?? 0)")
    }

    @Test(
        "What waits for tomorrow's quota leaves less of it for tomorrow's orders, however much a run's drain lets through"
    )
    func waiting() throws {
        let plan = Stations(
            stations: [
                .init(
                    name: "carrier", workers: 100, limit: .fixedWindow(count: 2_400, period: 24 * .hour),
                    policy: { link in
                        link.attempts = 5
                        link.backoff = Backoff(base: .second)
                    })
            ], perHour: 60, drain: 96 * .hour, budgets: [Self.failed(atMost: 0.01)], tells: true
        ).plan
        let (perHour, findings) = try Self.limit(plan)
        // Of 2,400 a day one in a hundred more may fail.
        #expect(try #require(perHour) > 98 && perHour! < 100 / 0.99 * 1.02)
        let day = try #require(findings.day?.factor) * Double(try #require(findings.forecast?.orders))
        #expect(day > 0.98 * 2_400 && day < 2_400 / 0.99 * 1.02, "\(day)")
    }

    @Test("A quota that starts anew in the morning, the last time before orders came, is held from one morning on")
    func morning() throws {
        var plan = Stations(
            stations: [.init(name: "carrier", workers: 100, limit: .quota(count: 2_400))],
            perHour: 60, budgets: [Self.failed(atMost: 0.02)]
        ).plan
        plan.limiters[0].resets = Moments([-18, 6, 30].map { $0 * .hour })
        let (perHour, findings) = try Self.limit(plan)
        #expect(findings.forecast?.hold.from == 6 * .hour)
        #expect(abs(try #require(perHour) / (100 / 0.98) - 1) < 0.02)
        // Three quarters of a day's orders share 2,400, and 2 % of all may fail; a quarter comes on what the day before left.
        let perDay = 2_400 / (0.75 - 0.02)
        let day = try #require(findings.day?.factor) * Double(try #require(findings.forecast?.orders))
        #expect(abs(day / perDay - 1) < 0.02, "\(day)")
        let drawn = try #require(findings.overdrawn.first)
        #expect(try drawn.resource == .limit(0) && abs(#require(drawn.demand) * 2_400 / (0.98 * perDay) - 1) < 0.03)
        // At midnight it is whole, and no day takes more.
        plan.limiters[0].resets = Moments([-24, 0, 24].map { $0 * .hour })
        #expect(try Self.limit(plan).findings.overdrawn.isEmpty)
    }

    @Test("A burst that is worked off within its hour is a backlog, and told with when it is fullest")
    func burst() throws {
        var plan = Stations(stations: [.init(name: "desk", workers: 2)], window: 2 * .hour).plan
        // Ten a second come for a minute, and two a second are done.
        plan.demand.streams[0].slices = [
            .init(start: 65 * .minute, end: 66 * .minute, count: 600),
            .init(start: 90 * .minute, end: 91 * .minute, count: 10),
        ]
        var laboratory = Laboratory(plan)
        let day = PeakPlanDay(1, [laboratory.reading(of: Trial(.day(times: 1)))])
        #expect(day.hasBacklog && day.runs[0].hours.open.allSatisfy { $0 == 0 })
        #expect((470...482).contains(day.runs[0].mostWaiting) && day.fullest == 66 * .minute, "\(day.runs[0].hours)")
        let gone = try #require(day.drained).upperBound
        #expect(gone >= 69 * .minute && gone <= 71 * .minute)
    }

    @Test("Without budgets it is keeping up that is asked, and a lever that doubles what can be done doubles the limit")
    func unbudgeted() throws {
        var plan = Stations(stations: [.init(name: "desk", service: .fixed(30 * .second))], perHour: 80).plan
        plan.levers = [
            LeverPlan(name: "two", changes: [.scale(.workers(0), by: 2)]),
            LeverPlan(name: "fifty", changes: [.scale(.workers(0), by: 50)]),
        ]
        let (perHour, findings) = try Self.limit(plan)
        #expect(abs(try #require(perHour) / 120 - 1) < 0.02)
        #expect(findings.constraints?.constraints.first?.resource == .workers(0))
        let gains = try #require(findings.whatIf).levers
        #expect(abs(gains[0].gain.estimate / 2 - 1) < 0.02 && !gains[0].isAtLeast, "\(gains[0].gain)")
        // Fifty times as many are followed as far as eight times the limit.
        #expect(gains[1].gain.estimate > 7.8 && gains[1].isAtLeast, "\(gains[1].gain)")
    }

    @Test("Without budgets no more than one order in a hundred may fail")
    func failing() throws {
        // An Erlang loss system of one worker: of a load a the share a / (1 + a) is lost, a hundredth at a = 1/99.
        let plan = Stations(
            stations: [.init(name: "desk", service: .exponential(mean: .second), waiting: 0)], perHour: 20
        ).plan
        let (perHour, findings) = try Self.limit(plan)
        let limit = try #require(findings.hour)
        #expect(limit.budget == 0)
        // At its longest a level counts some 800 lost of 40 seeds, a standard error of 3.5 %: three of them.
        #expect(abs(try #require(perHour) / (3600.0 / 99) - 1) < 0.105)
        #expect(findings.deciding != nil)
    }
}
