import Kernel
import Testing

/// What a change makes of a plan.
struct PlanChangeTests {
    private static func plan(_ capacity: [(Instant, Int)]) -> Plan {
        var builder = PlanBuilder(window: 10 * .hour)
        let system = builder.system()
        _ = builder.pool(system, workers: 1)
        builder.plan.pools[0].capacity = capacity.map { PoolPlan.Capacity(from: $0.0, workers: $0.1) }
        return builder.plan
    }

    private static func steps(_ plan: Plan) -> [String] { plan.pools[0].capacity.map { "\($0.from): \($0.workers)" } }

    @Test("A dip takes its share of each step that it meets and gives it back; workers are rounded down")
    func dip() {
        let plan = Self.plan([(0, 5), (100, 8), (200, 3)])
        #expect(
            Self.steps(plan.with(.dip(0, from: 50, length: 100, share: 0.5)))
                == ["0: 5", "50: 2", "100: 4", "150: 8", "200: 3"])
        #expect(
            Self.steps(plan.with(.dip(0, from: 100, length: 50, share: 0))) == ["0: 5", "100: 0", "150: 8", "200: 3"])
        #expect(
            Self.steps(plan.with(.dip(0, from: 300, length: 10, share: 0))) == [
                "0: 5", "100: 8", "200: 3", "300: 0", "310: 3",
            ])
        #expect(
            Self.steps(plan.with(.dip(0, from: 150, length: 500, share: 0))) == [
                "0: 5", "100: 8", "150: 0", "200: 0", "650: 3",
            ])
        #expect(Self.steps(plan.with(.dip(0, from: 50, length: 0, share: 0))) == Self.steps(plan))
    }

    @Test("Shifts are lengthened from their start until the next begins, or for good")
    func shifts() {
        let hour = Nanoseconds.hour
        let plan = Self.plan([(0, 0), (hour, 4), (3 * hour, 0), (6 * hour, 5), (8 * hour, 0)])
        func hours(_ factor: Double) -> [String] {
            plan.with(.scale(.hours(0), by: factor)).pools[0].capacity.map { "\($0.from / hour): \($0.workers)" }
        }
        #expect(hours(1.5) == ["0: 0", "1: 4", "4: 0", "6: 5", "9: 0"])
        #expect(hours(4) == ["0: 0", "1: 4", "6: 5", "11: 0"])
        #expect(hours(100) == ["0: 5", "1: 4", "3: 5", "6: 5", "8: 5"])
        #expect(Resource.all(of: plan).contains(.hours(0)))
        #expect(!Resource.all(of: Self.plan([(0, 3)])).contains(.hours(0)))
    }

    @Test("Load shedding is a limit of what a system has under way, for all its operations")
    func shedding() {
        var builder = PlanBuilder(window: .hour)
        let system = builder.system()
        let other = builder.system("other")
        _ = builder.operation(system, [])
        _ = builder.operation(other, [])
        let plan = builder.plan.with(.underWay(system, atMost: 7))
        #expect(plan.limiters.map(\.kind) == [.concurrency(count: 7)])
        #expect(plan.operations[0].limiters == [0] && plan.operations[1].limiters.isEmpty)
    }

    @Test("Counts are scaled and rounded, one stays at least, none stays none")
    func scaled() {
        #expect(
            Self.steps(Self.plan([(0, 3), (5, 0), (9, 1)]).with(.scale(.workers(0), by: 1.5))) == [
                "0: 5", "5: 0", "9: 2",
            ])
        #expect(Self.steps(Self.plan([(0, 3)]).with(.scale(.workers(0), by: 0.01))) == ["0: 1"])
    }
}
