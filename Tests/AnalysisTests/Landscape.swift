import Kernel

@testable import Analysis

/// A small landscape that the engine runs: middleware takes orders, asks Odoo, Odoo or the middleware asks UPS, a warehouse
/// picks. One order a second for two hours; everything has room to spare unless a case takes it away.
struct Landscape {
    static let middleware = 0
    static let odoo = 1
    static let warehouse = 2
    static let ups = 3
    static let pickers: PoolID = 2

    var middlewareWorkers = 10
    var middlewareWork: Nanoseconds = 10 * .millisecond
    var pickerShifts: [PoolPlan.Capacity] = [.init(from: 0, workers: 100)]
    var upsLimit: LimiterPlan.Kind?
    var faults: [FaultPlan] = []
    /// Whether Odoo asks for the label, with its worker held, instead of the middleware.
    var labelsInOdoo = false

    /// The plan; orders must be dispatched three hours after the start.
    var plan: Plan {
        var plan = Plan(title: "Small landscape", seed: 11, window: 2 * .hour, end: 12 * .hour)
        plan.demand.streams = [
            .init(name: "day", slices: [.init(start: 0, end: 2 * .hour, count: 7_200)], spacing: .even)
        ]
        plan.demand.warehouses = .init(only: "antwerp")
        plan.systems = [
            SystemPlan(name: "middleware", role: .middleware, label: "Middleware"),
            SystemPlan(name: "odoo", role: .erp, label: "Odoo 18"),
            SystemPlan(name: "antwerp", role: .warehouse, label: "Antwerp"),
            SystemPlan(name: "ups", role: .carrier, label: "UPS"),
        ]
        plan.pools = [
            PoolPlan(name: "workers", system: 0, capacity: [.init(from: 0, workers: middlewareWorkers)]),
            PoolPlan(name: "workers", system: 1, capacity: [.init(from: 0, workers: 8)]),
            PoolPlan(name: "pickers", system: 2, capacity: pickerShifts),
        ]
        plan.distributions = [
            .fixed(middlewareWork), .fixed(200 * .millisecond), .fixed(.minute), .fixed(500 * .millisecond),
        ]
        plan.works = plan.distributions.indices.map { WorkPlan(base: $0) }
        if let upsLimit {
            plan.limiters = [
                LimiterPlan(name: "ups label quota", system: 3, kind: upsLimit, tells: false, documented: "30/min")
            ]
        }
        plan.faults = faults
        plan.links = [
            LinkPlan(name: "middleware → odoo", caller: 0, callee: 1),
            LinkPlan(name: "to ups", caller: labelsInOdoo ? 1 : 0, callee: 3),
        ]
        plan.links[1].attempts = 50
        plan.links[1].backoff = Backoff(base: 5 * .second, cap: 60 * .second, factor: 2, jitter: .full)
        plan.edges = [
            EdgePlan(name: "middleware → odoo: create", link: 0, operation: 0),
            EdgePlan(name: "ups: label", link: 1, operation: 1),
        ]
        plan.calls = [CallPlan(target: .edge(0)), CallPlan(target: .edge(1))]
        plan.steps = [.enqueue(0), .await(0), .finish(.completed)]
        plan.awaits = [AwaitPlan(event: 2)]
        func program(_ steps: [Step]) -> ProgramCounter {
            plan.steps += steps
            return plan.steps.count - steps.count
        }
        let create = program(labelsInOdoo ? [.work(1), .call(1), .reply] : [.work(1), .reply])
        let label = program([.work(3), .reply])
        plan.operations = [
            OperationPlan(name: "create", system: 1, pool: 1, entry: create),
            OperationPlan(name: "label", system: 3, pool: nil, entry: label, limiters: upsLimit == nil ? [] : [0]),
        ]
        let release = labelsInOdoo ? [Step.work(0), .call(0)] : [.work(0), .call(0), .call(1)]
        let orders = program(release + [.emit(1), .enqueue(1), .reply])
        let picks = program([.work(2), .emit(2), .reply])
        plan.queues = [
            QueuePlan(name: "orders", system: 0, pool: 0, entry: orders),
            QueuePlan(name: "picks", system: 2, pool: 2, entry: picks),
        ]
        plan.journey.events = [.init(name: "ordered"), .init(name: "released", slot: 0), .init(name: "dispatched")]
        plan.journey.slots = 1
        plan.journey.legs = [.init(name: "order release", from: 0, to: 1), .init(name: "picking", from: 1, to: 2)]
        plan.journey.indicators = [.init(name: "orders awaiting shipment", from: 1, to: 2)]
        plan.promise.event = 2
        plan.promise.cutoffs = Moments([3 * .hour])
        plan.promise.calendar = "carrier cut-off"
        plan.budgets = [
            .on(.cutoffShare, .orders, .greaterOrEqual, 0.995),
            .on(.quantile(0.9), .leg(0), .less, 60e9, anyWindow: 10 * .minute),
        ]
        return plan
    }

    /// What the engine records.
    func run(_ change: (inout Plan) -> Void = { _ in }) -> Recording {
        var plan = plan
        change(&plan)
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders)
    }
}
