import Kernel

/// A landscape in which failures travel: a shop hands orders to a gateway, whose middleware has them labelled by UPS or DHL;
/// what fails for good lands on a desk. An order every two seconds for two hours, room to spare.
struct ChainLandscape {
    static let shop = 0
    static let gateway = 1
    static let middleware = 2
    static let ups = 3
    static let dhl = 4
    static let desk = 5

    /// What the gateway lets pass; nil: everything.
    var gatewayLimit: LimiterPlan.Kind?
    var faults: [FaultPlan] = []
    var fallback = RoutePlan.Fallback.none
    var breaker: LinkPlan.Breaker?
    /// People at the desk.
    var agents = 2

    /// A fault by which a system refuses everything.
    static func out(_ system: SystemID, during: Intervals? = nil) -> FaultPlan {
        FaultPlan(name: "out", system: system, effect: .refuse, during: during)
    }

    /// The plan; orders must be dispatched three hours after the start.
    var plan: Plan {
        var plan = Plan(title: "Chain", seed: 5, window: 2 * .hour, end: 48 * .hour)
        plan.demand.streams = [
            .init(name: "day", slices: [.init(start: 0, end: 2 * .hour, count: 3_600)], spacing: .even)
        ]
        plan.demand.warehouses = .init(only: "antwerp")
        plan.demand.carriers = ["ups", "dhl"]
        plan.systems = [
            SystemPlan(name: "shop", role: .channel, label: "Shop"),
            SystemPlan(name: "gateway", role: .gateway, label: "API gateway"),
            SystemPlan(name: "middleware", role: .middleware, label: "Middleware"),
            SystemPlan(name: "ups", role: .carrier, label: "UPS"),
            SystemPlan(name: "dhl", role: .carrier, label: "DHL"),
            SystemPlan(name: "desk", role: .desk, label: "Exception desk"),
        ]
        plan.pools = [
            PoolPlan(name: "workers", system: 2, capacity: [.init(from: 0, workers: 20)]),
            PoolPlan(name: "agents", system: 5, capacity: [.init(from: 0, workers: agents)]),
        ]
        plan.distributions = [.fixed(10 * .millisecond), .fixed(500 * .millisecond), .fixed(3 * .minute)]
        plan.works = plan.distributions.indices.map { WorkPlan(base: $0) }
        if let gatewayLimit {
            plan.limiters = [
                LimiterPlan(name: "rate limit", system: 1, kind: gatewayLimit, tells: false, documented: "10/min")
            ]
        }
        plan.faults = faults
        plan.links = [
            LinkPlan(name: "order → shop", caller: nil, callee: 0),
            LinkPlan(name: "shop → gateway", caller: 0, callee: 1),
            LinkPlan(name: "middleware → ups", caller: 2, callee: 3),
            LinkPlan(name: "middleware → dhl", caller: 2, callee: 4),
        ]
        plan.links[1].attempts = 3
        plan.links[1].backoff = Backoff(base: 10 * .second, cap: .minute, factor: 2, jitter: .equal)
        for link in 2...3 {
            plan.links[link].attempts = 2
            plan.links[link].backoff = Backoff(base: 500 * .millisecond)
            plan.links[link].breaker = breaker
        }
        func program(_ steps: [Step]) -> ProgramCounter {
            plan.steps += steps
            return plan.steps.count - steps.count
        }
        // The journey stands first: an order that is not handed over is put aside and begins anew.
        let journey = program([.call(0), .await(0), .finish(.completed), .park(0)])
        let handOver = program([.call(1), .reply])
        let accept = program([.work(0), .enqueue(0), .reply])
        let label = program([.work(1), .reply])
        let orders = program([.work(0), .emit(1), .call(2), .emit(2), .reply])
        let cases = program([.work(2), .resolve])
        plan.operations = [
            OperationPlan(name: "hand over", system: 0, pool: nil, entry: handOver),
            OperationPlan(
                name: "accept order", system: 1, pool: nil, entry: accept, limiters: gatewayLimit == nil ? [] : [0]),
            OperationPlan(name: "label", system: 3, pool: nil, entry: label),
            OperationPlan(name: "label", system: 4, pool: nil, entry: label),
        ]
        plan.edges = plan.links.indices.map { EdgePlan(name: plan.links[$0].name, link: $0, operation: $0) }
        plan.routes = [
            RoutePlan(
                name: "carriers", operation: "label", edges: [2, 3], choice: .carrier(weights: [60, 40]),
                fallback: fallback)
        ]
        plan.calls = [CallPlan(target: .edge(0)), CallPlan(target: .edge(1)), CallPlan(target: .route(0))]
        plan.calls[0].onFailure = journey + 3
        plan.awaits = [AwaitPlan(event: 2)]
        plan.parks = [
            ParkPlan(reason: "order not handed over", review: 1, resumption: .journey(journey)),
            ParkPlan(reason: "label refused", review: 1, resumption: .queue(0)),
        ]
        plan.queues = [
            QueuePlan(
                name: "orders", system: 2, pool: 0, entry: orders, attempts: 3,
                redelivery: Backoff(base: 30 * .second, cap: .minute, factor: 2, jitter: .full), deadLetter: 1),
            QueuePlan(name: "cases", system: 5, pool: 1, entry: cases),
        ]
        plan.journey.entry = journey
        plan.journey.events = [
            .init(name: "ordered"), .init(name: "released", slot: 0), .init(name: "dispatched"),
        ]
        plan.journey.slots = 1
        plan.journey.legs = [.init(name: "order release", from: 0, to: 1), .init(name: "labelling", from: 1, to: 2)]
        plan.promise.event = 2
        plan.promise.cutoffs = Moments([3 * .hour])
        plan.promise.calendar = "carrier cut-off"
        plan.budgets = [
            .on(.cutoffShare, .orders, .greaterOrEqual, 0.995), .on(.amplification, .edges([2, 3]), .less, 1.3),
            .on(.rate, .orders, .greater, 1_000),
        ]
        return plan
    }

    /// What the engine records.
    func run() -> Recording {
        let plan = plan
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders)
    }
}
