import Kernel

@testable import Wire

/// A landscape as teams have it, small: a warehouse; two carriers, and a third one for what the first refuses; a limit that
/// binds; servers in trouble; callers that try again.
///
/// What two runs are to agree in must not hang on microseconds. Which requests a fault strikes is drawn for each request, so it
/// is the same on both clocks. Which ones find a token left in an overrun bucket is not: that depends on who comes a
/// moment earlier, and where those refused come back to the same bucket, a difference of half a millisecond grows (in virtual
/// time as well, by 5 %). How many are refused does not. So the carrier with the limit has no faults, and what it refuses
/// goes to another carrier.
struct PeakMinute {
    var plan: Plan

    init(seed: UInt64) {
        let window = 7 * Nanoseconds.second
        plan = Plan(title: "peak", seed: seed, window: window, end: window + 30 * .second)
        plan.wire = WirePlan()
        plan.demand.streams = [
            DemandPlan.Stream(name: "orders", slices: [DemandPlan.Slice(start: 0, end: window, count: 1_400)])
        ]
        let names = ["warehouse", "ups", "dhl", "post"]
        plan.systems = names.map {
            SystemPlan(name: $0, role: $0 == "warehouse" ? .warehouse : .carrier, placement: .served)
        }
        // The warehouse's and the second carrier's workers are scarce enough that requests wait for them now and then.
        plan.pools = [18, 10, 14, 10].enumerated().map { system, workers in
            PoolPlan(name: "workers", system: system, capacity: [PoolPlan.Capacity(from: 0, workers: workers)])
        }
        plan.distributions = [
            Self.lognormal(median: 60, p99: 150), Self.lognormal(median: 80, p99: 120),
            Self.lognormal(median: 100, p99: 250), Self.lognormal(median: 80, p99: 120),
        ]
        plan.works = names.indices.map { WorkPlan(base: $0) }
        plan.operations = names.indices.map { system in
            OperationPlan(
                name: system == 0 ? "pick" : "label", system: system, pool: system, entry: 4 + 2 * system)
        }
        plan.limiters = [
            LimiterPlan(
                name: "ups quota", system: 1, kind: .tokenBucket(count: 50, period: .second, burst: 20), tells: true,
                documented: "50/s, burst 20")
        ]
        plan.operations[1].limiters = [0]
        plan.faults = [
            FaultPlan(name: "sold out", system: 0, effect: .businessError, probability: 0.05),
            FaultPlan(name: "resets", system: 0, effect: .reset, probability: 0.04),
            FaultPlan(name: "hiccups", system: 2, effect: .serverError, probability: 0.08),
            FaultPlan(name: "hangs", system: 2, effect: .hang(.second), probability: 0.01),
            FaultPlan(name: "cuts", system: 2, effect: .truncated, probability: 0.03),
        ]
        plan.links = names.indices.map { callee in
            var link = LinkPlan(name: "→ \(names[callee])", caller: nil, callee: callee)
            link.timeout = 900 * .millisecond
            link.attempts = 3
            link.backoff = Backoff(base: 50 * .millisecond, cap: .second, factor: 2, jitter: .full)
            link.retries = Outcome.Set([.timeout, .connection, .serverError])
            return link
        }
        plan.edges = names.indices.map { EdgePlan(name: "→ \(names[$0])", link: $0, operation: $0) }
        plan.routes = [
            RoutePlan(
                name: "carriers", operation: "label", edges: [1, 3], choice: .weighted([1, 0]), fallback: .next)
        ]
        plan.conditions = [.chance(0.6)]
        plan.calls = [CallPlan(target: .edge(0)), CallPlan(target: .route(0)), CallPlan(target: .edge(2))]
        plan.steps = [
            .call(0), .branch(0, otherwise: 12), .call(1), .finish(.completed), .work(0), .reply, .work(1), .reply,
            .work(2), .reply, .work(3), .reply, .call(2), .finish(.completed),
        ]
    }

    /// A distribution by its median and its 99th percentile, in milliseconds.
    private static func lognormal(median: Double, p99: Double) -> Distribution {
        let mu = Elementary.log(median * 1e6)
        return .lognormal(mu: mu, sigma: (Elementary.log(p99 * 1e6) - mu) / 2.3263478740408408)
    }

    /// The run in virtual time.
    func virtual() -> Recording {
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders)
    }

    /// The run by the wall clock.
    func wall() throws -> Recording { try WireSession(plan, WireSession.Options(run: "test")).runToEnd() }
}
