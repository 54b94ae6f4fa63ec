import Kernel

@testable import Wire

/// A plan of one served system, "box", with one operation, "ask", and a journey that calls it.
struct SmallPlan {
    var plan: Plan

    /// - Parameters:
    ///   - orders: how many, evenly over the window.
    ///   - timeout: of the one link, which tries once.
    init(
        orders: Int, over window: Nanoseconds = 300 * .millisecond, timeout: Nanoseconds = 600 * .millisecond,
        workers: Int = 4, work: Nanoseconds = 2 * .millisecond, placement: SystemPlan.Placement = .served,
        seed: UInt64 = 1
    ) {
        plan = Plan(title: "small", seed: seed, window: window, end: window + 20 * .second)
        plan.demand.streams = [
            DemandPlan.Stream(
                name: "orders", slices: [DemandPlan.Slice(start: 0, end: window, count: orders)], spacing: .even)
        ]
        plan.distributions = [.fixed(work)]
        var system = SystemPlan(name: "box", role: .other)
        system.placement = placement
        plan.systems = [system]
        plan.pools = [
            PoolPlan(name: "workers", system: 0, capacity: [PoolPlan.Capacity(from: 0, workers: workers)])
        ]
        plan.operations = [OperationPlan(name: "ask", system: 0, pool: 0, entry: 2)]
        var link = LinkPlan(name: "→ box", caller: nil, callee: 0)
        link.timeout = timeout
        plan.links = [link]
        plan.edges = [EdgePlan(name: "→ box: ask", link: 0, operation: 0)]
        plan.works = [WorkPlan(base: 0)]
        plan.calls = [CallPlan(target: .edge(0))]
        plan.steps = [.call(0), .finish(.completed), .work(0), .reply]
    }

    /// With a fault.
    func with(_ effect: FaultPlan.Effect, probability: Double = 1) -> SmallPlan {
        var copy = self
        copy.plan.faults.append(FaultPlan(name: "box trouble", system: 0, effect: effect, probability: probability))
        return copy
    }

    /// With a limit of so many a minute.
    func with(limit: Int) -> SmallPlan {
        var copy = self
        copy.plan.limiters.append(
            LimiterPlan(
                name: "quota", system: 0, kind: .fixedWindow(count: limit, period: .hour), tells: true, documented: ""))
        copy.plan.operations[0].limiters = [0]
        return copy
    }
}

extension Recording {
    /// Attempts on the only edge, by outcome.
    var attempts: [Outcome: Int64] {
        let meters = MeterLayout(plan)
        let counts = Outcome.allCases.map { ($0, total(meters.attempts(0, $0))) }.filter { $0.1 > 0 }
        return Dictionary(uniqueKeysWithValues: counts)
    }
}

extension SmallPlan {
    /// The run by the wall clock, over HTTP on loopback.
    func wall(isByPath: Bool = false) throws -> Recording {
        let session = try WireSession(plan, WireSession.Options(run: "t", isByPath: isByPath))
        defer { session.close() }
        var orders = OrderSchedule(plan)
        let end = MonotonicClock.now + 20 * .second
        return session.run(orders: &orders, tracing: .none) { _, _ in
            MonotonicClock.now > end ? .stop(.interrupted) : .carryOn
        }
    }

    /// The same in virtual time.
    func virtual() -> Recording {
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders)
    }
}
