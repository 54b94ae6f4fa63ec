import Kernel
import Testing

@testable import Scenario

/// Systems: their workers by shift, who is served next, what goes wrong and when.
struct LandscapeSystemTests {
    @Test("workers by shift add up where shifts overlap")
    func shifts() throws {
        let plan = try SmallLandscape(
            box: """
                      pack: { by: packers, steps: [work: 1s] }
                    pools:
                      packers:
                        shifts:
                          - { during: 06:00-14:00, count: 40 }
                          - { during: 13:00-21:00, count: 30 }
                """
        ).plan()
        let packers = try #require(plan.pools.first { $0.name == "packers" })
        #expect(
            packers.capacity.filter { $0.from < .day } == [
                .init(from: 0, workers: 0), .init(from: 6 * .hour, workers: 40), .init(from: 13 * .hour, workers: 70),
                .init(from: 14 * .hour, workers: 30), .init(from: 21 * .hour, workers: 0),
            ])
    }

    @Test("a night shift goes on past midnight")
    func nightShift() throws {
        let plan = try SmallLandscape(
            box:
                "      watch: { by: night, steps: [work: 1s] }\n    pools: { night: { count: 5, during: 22:00-06:00 } }"
        ).plan()
        #expect(
            plan.pools[0].capacity.filter { $0.from < .day } == [
                .init(from: 0, workers: 5), .init(from: 6 * .hour, workers: 0), .init(from: 22 * .hour, workers: 5),
            ])
    }

    @Test(
        "who waits is bounded, and served in the order that is written",
        arguments: [
            ("fifo", PoolPlan.Discipline.fifo), ("lifo", .lifo), ("drop-expired", .dropExpired),
        ])
    func disciplines(word: String, discipline: PoolPlan.Discipline) throws {
        let plan = try SmallLandscape(box: "    workers: 8\n    waiting: 100\n    discipline: \(word)").plan()
        #expect(
            plan.pools == [
                PoolPlan(
                    name: "workers", system: 0, capacity: [.init(from: 0, workers: 8)], waitingBound: 100,
                    discipline: discipline)
            ])
        #expect(plan.operations[0].pool == 0)
    }

    @Test("the shifts of a warehouse are its pickers', its server works all day")
    func pickers() throws {
        let plan = try SmallLandscape(
            box:
                "      pick: { by: pickers, steps: [work: 1s] }\n    workers: 8\n    pickers: 60\n    shifts: 06:00-22:00"
        ).plan()
        #expect(plan.pools.map(\.name) == ["workers", "pickers"])
        #expect(plan.pools[0].capacity == [.init(from: 0, workers: 8)])
        #expect(plan.pools[1].capacity.prefix(3).map(\.workers) == [0, 60, 0])
    }

    @Test(
        "every fault there is can be written",
        arguments: [
            ("business error", FaultPlan.Effect.businessError), ("server error", .serverError), ("refuse", .refuse),
            ("reset", .reset), ("hang 30s", .hang(30_000_000_000)), ("slow x3", .slow(permille: 3000)),
            ("slow x1.5", .slow(permille: 1500)), ("reset before body", .resetBeforeBody),
            ("reset amid body", .resetAmidBody), ("truncated", .truncated), ("drip 5s", .drip(5_000_000_000)),
            ("garbage", .garbage), ("more than announced", .moreThanAnnounced),
            ("less than announced 90s", .lessThanAnnounced(90_000_000_000)), ("1xx first", .interimFirst),
        ])
    func faults(written: String, effect: FaultPlan.Effect) throws {
        let plan = try SmallLandscape(
            box:
                "    faults: { trouble: { effect: \(written), for: ask, share: 5%, during: 10:00-10:40, bursts: { good: 5m, bad: 20s } } }"
        ).plan()
        let fault = try #require(plan.faults.first)
        #expect(fault.name == "box trouble")
        #expect(fault.effect == effect)
        #expect(fault.operations == [0])
        #expect(fault.probability == 0.05)
        #expect(fault.burst == .init(good: 5 * .minute, bad: 20 * .second))
        #expect(fault.during?.next(from: 0) == 10 * .hour)
        #expect(fault.during?.contains(10 * .hour + 40 * .minute) == false)
    }

    @Test("a fault that says nothing more strikes every request, always")
    func bareFault() throws {
        let fault = try #require(try SmallLandscape(box: "    faults: { off: { effect: refuse } }").plan().faults.first)
        #expect(fault.operations == nil)
        #expect(fault.probability == 1)
        #expect(fault.during == nil)
        #expect(fault.burst == nil)
    }

    @Test("maintenance refuses everything while it lasts")
    func maintenance() throws {
        let plan = try SmallLandscape(
            box: "    maintenance: [nightly, 12:00-12:15]",
            sections: "calendars: { nightly: { from: 02:00, to: 03:00 } }"
        ).plan()
        #expect(plan.faults.map(\.name) == ["box maintenance", "box maintenance"])
        #expect(plan.faults.map(\.effect) == [.refuse, .refuse])
        #expect(plan.faults[0].during?.next(from: 0) == 2 * .hour)
        #expect(plan.faults[1].during?.next(from: 0) == 12 * .hour)
    }
}
