import Foundation
import Kernel

/// Peak memory of ten million orders over that of one million, at the same rate: a run's memory follows what is under way
/// at once, not what has passed.
///
/// Each run is a child process of this program, so that peaks do not mix.
enum OrderMemoryBenchmark {
    static let benchmark = Benchmark(
        name: "memory",
        summary: "peak memory of ten million orders through a chain of systems, over that of one million"
    ) { settings in
        let one = try peak(1_000_000)
        settings.progress("memory: one million took \(one.peakBytes / 1_000_000) MB, \(format(one.seconds)) s")
        let ten = try peak(10_000_000)
        return [
            Figure(
                work: "memory of ten million orders, of one million", value: Double(ten.peakBytes) / 1e6, unit: "MB",
                baseline: Figure.Baseline(
                    value: Double(one.peakBytes) / 1e6, source: "one million orders at the same rate, measured now"),
                goal: Figure.Goal(subject: .ratio, sense: .atMost, must: 1.2, aim: 1.05),
                note: "\(format(ten.seconds)) s and \(format(one.seconds)) s")
        ]
    }

    /// The argument that makes this program a child that runs so many orders.
    static let childArgument = "--run-orders"

    /// What the child does.
    static func runChild(orders: Int) {
        let plan = plan(orders: orders)
        var source = OrderSchedule(plan)
        let recording = VirtualDriver.run(
            plan, orders: &source, tracing: .ordinary)
        print(recording.books.completed + recording.books.failed)
    }

    private static func peak(_ orders: Int) throws -> ChildProcess.Result {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().path(percentEncoded: false)
        let result = try ChildProcess.run([own, childArgument, String(orders)], capture: true)
        guard result.status == 0, result.text == "\(orders)\n" else {
            throw BenchmarkError("the run of \(orders) orders ended with \(result.status), \(result.text)")
        }
        return result
    }

    private static func format(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

    /// Gateway to order system, nested; then picking; then a label from one of three carriers, with fallback, limits,
    /// faults, timeouts, retries and breakers. A day holds a million orders.
    private static func plan(orders: Int) -> Plan {
        let window = Int64(orders) * (.day / 1_000_000)
        var plan = Plan(title: "memory", seed: 7, window: window, end: window + .day)
        plan.demand.streams = [
            DemandPlan.Stream(name: "orders", slices: [DemandPlan.Slice(start: 0, end: window, count: orders)])
        ]
        plan.demand.lines = .gamma(shape: 2, scale: 1.5)
        plan.demand.products = 20_000
        plan.demand.popularity = 1.1
        plan.demand.carriers = carriers
        plan.distributions = [
            .exponential(mean: 20 * .millisecond), .lognormal(mu: 18.6, sigma: 0.6), .exponential(mean: .hour),
            .lognormal(mu: 19.8, sigma: 0.7),
        ]
        plan.systems = [
            SystemPlan(name: "gateway", role: .gateway), SystemPlan(name: "orders", role: .erp),
        ]
        plan.systems += carriers.map { SystemPlan(name: $0, role: .carrier) }
        plan.pools = plan.systems.indices.map {
            PoolPlan(name: "workers", system: $0, capacity: [PoolPlan.Capacity(from: 0, workers: 64)])
        }
        // From 0 the journey, from 4 the gateway, from 7 the order system, from 9 a carrier.
        plan.steps = [
            .call(0), .wait(2), .call(2), .finish(.completed),
            .work(0), .call(1), .reply,
            .work(1), .reply,
            .work(2), .reply,
        ]
        plan.contentions = [ContentionPlan(name: "stock", system: 1, key: .products, unit: .millisecond)]
        plan.works = [WorkPlan(base: 0), WorkPlan(base: 1, contention: 0), WorkPlan(base: 3)]
        plan.operations = [
            OperationPlan(name: "place", system: 0, pool: 0, entry: 4),
            OperationPlan(name: "create", system: 1, pool: 1, entry: 7),
        ]
        plan.links = [
            LinkPlan(name: "→ gateway", caller: nil, callee: 0),
            LinkPlan(name: "gateway → orders", caller: 0, callee: 1),
        ]
        for carrier in carriers.indices {
            let system = 2 + carrier
            plan.limiters.append(
                LimiterPlan(
                    name: "labels", system: system, kind: .tokenBucket(count: 10, period: .second, burst: 20),
                    tells: true, documented: "10/s"))
            plan.faults.append(FaultPlan(name: "errors", system: system, effect: .serverError, probability: 0.01))
            plan.operations.append(
                OperationPlan(name: "label", system: system, pool: system, entry: 9, limiters: [carrier], price: 410))
            var link = LinkPlan(name: "→ \(carriers[carrier])", caller: nil, callee: system)
            link.budget = LinkPlan.RetryBudget(ratio: 0.2, minimumPerSecond: 1)
            link.breaker = LinkPlan.Breaker(failureShare: 0.5, window: 100, minimumAttempts: 20, openFor: .minute)
            plan.links.append(link)
        }
        for link in plan.links.indices {
            plan.links[link].timeout = 60 * .second
            plan.links[link].attempts = 3
            plan.links[link].backoff = Backoff(base: .second, cap: 30 * .second, jitter: .full)
        }
        plan.edges = plan.links.indices.map { EdgePlan(name: plan.links[$0].name, link: $0, operation: $0) }
        plan.routes = [
            RoutePlan(
                name: "carriers", operation: "label", edges: [2, 3, 4], choice: .carrier(weights: [0.6, 0.3, 0.1]),
                fallback: .cheapestWithQuota)
        ]
        plan.calls = [CallPlan(target: .edge(0)), CallPlan(target: .edge(1)), CallPlan(target: .route(0))]
        return plan
    }

    private static let carriers = ["ups", "fedex", "dhl"]
}
