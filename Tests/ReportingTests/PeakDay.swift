import Kernel

/// A small landscape on a hard day, built by hand and run once: what the reports of these tests tell of.
enum PeakDay {
    /// The recording, made once.
    static let recording: Recording = {
        var schedule = OrderSchedule(plan)
        return VirtualDriver.run(
            plan, orders: &schedule, tracing: .sample(spans: 60_000))
    }()

    /// Nothing happened: every row there and zero.
    static let empty = Recording(plan: Plan(title: "Nothing", seed: 1, window: .hour, end: .hour))

    /// Words that try to break out of every format.
    static let nasty = "<script>alert(1)</script> & \"q\" 'a' | `b` ]]> é 漢字 \u{1F4E6} \u{1} *x* [y](z)"

    /// The same day with every name replaced by one that tries to break out.
    static let nastyRecording: Recording = {
        var recording = PeakDay.recording
        recording.plan.title = nasty
        for k in recording.plan.systems.indices { recording.plan.systems[k].label = nasty }
        for k in recording.plan.links.indices { recording.plan.links[k].name = nasty }
        for k in recording.plan.edges.indices { recording.plan.edges[k].name = nasty }
        for k in recording.plan.operations.indices { recording.plan.operations[k].name = nasty }
        for k in recording.plan.queues.indices { recording.plan.queues[k].name = nasty }
        for k in recording.plan.pools.indices { recording.plan.pools[k].name = nasty }
        for k in recording.plan.limiters.indices {
            recording.plan.limiters[k].name = nasty
            recording.plan.limiters[k].documented = nasty
        }
        for k in recording.plan.parks.indices { recording.plan.parks[k].reason = nasty }
        for k in recording.plan.routes.indices { recording.plan.routes[k].name = nasty }
        for k in recording.plan.calendars.indices { recording.plan.calendars[k].name = nasty }
        for k in recording.plan.journey.events.indices { recording.plan.journey.events[k].name = nasty }
        for k in recording.plan.journey.legs.indices { recording.plan.journey.legs[k].name = nasty }
        for k in recording.plan.journey.indicators.indices { recording.plan.journey.indicators[k].name = nasty }
        for k in recording.plan.budgets.indices {
            recording.plan.budgets[k].text = nasty
            recording.plan.budgets[k].subjectText = nasty
        }
        recording.plan.demand.channels.names = recording.plan.demand.channels.names.map { _ in nasty }
        recording.plan.demand.warehouses.names = recording.plan.demand.warehouses.names.map { _ in nasty }
        recording.plan.demand.services.names = recording.plan.demand.services.names.map { _ in nasty }
        recording.plan.promise.calendar = nasty
        return recording
    }()

    private static func hour(_ hour: Double) -> Instant { Instant(hour * 3_600) * .second }

    private static func time(median: Double, p99: Double) -> Distribution {
        .lognormal(mu: Elementary.log(median * 1e9), sigma: Elementary.log(p99 / median) / 2.326_347_874_040_840_8)
    }

    /// Shop, gateway, middleware, Odoo, a warehouse and three carriers; UPS has too small a quota for the noon peak.
    static let plan: Plan = {
        var plan = Plan(title: "Peak day", seed: 7, window: .day, end: 2 * .day)
        // 2026-11-27 00:00 in Brussels (UTC+1).
        plan.zone = ZonePlan(
            identifier: "Europe/Brussels", originUnixSeconds: 1_795_734_000, offsets: [.init(from: 0, seconds: 3_600)])
        let shares: [Double] = [9, 3, 2, 1, 1, 2, 3, 4, 6, 8, 10, 12, 13, 11, 10, 9, 9, 10, 12, 13, 12, 10, 7, 4]
        let counts = DemandShape.apportion(24_000, by: shares)
        plan.demand.streams = [
            .init(
                name: "day",
                slices: counts.enumerated().map {
                    .init(start: hour(Double($0.offset)), end: hour(Double($0.offset + 1)), count: $0.element)
                })
        ]
        plan.demand.channels = .init(names: ["shop", "marketplace", "edi"], weights: [60, 30, 10])
        plan.demand.destinations = .init(names: ["domestic", "EU", "world"], weights: [70, 25, 5])
        plan.demand.services = .init(names: ["express", "standard"], weights: [40, 60])
        plan.demand.warehouses = .init(names: ["Antwerp", "Liège"], weights: [60, 40])
        plan.demand.carriers = ["ups", "fedex", "dhl"]
        plan.demand.lines = .uniform(low: 1, high: 4)
        plan.systems = [
            SystemPlan(name: "gateway", role: .gateway, label: "API gateway"),
            SystemPlan(name: "middleware", role: .middleware, label: "Middleware"),
            SystemPlan(name: "odoo", role: .erp, label: "Odoo 18"),
            SystemPlan(name: "wms", role: .warehouse, label: "Warehouse"),
            SystemPlan(name: "ups", role: .carrier, label: "UPS"),
            SystemPlan(name: "fedex", role: .carrier, label: "FedEx"),
            SystemPlan(name: "dhl", role: .carrier, label: "DHL"),
            SystemPlan(name: "desk", role: .desk, label: "Exception desk"),
        ]
        plan.pools = [
            PoolPlan(name: "workers", system: 0, capacity: [.init(from: 0, workers: 64)]),
            PoolPlan(name: "consumers", system: 1, capacity: [.init(from: 0, workers: 8)]),
            PoolPlan(name: "workers", system: 2, capacity: [.init(from: 0, workers: 6)]),
            PoolPlan(
                name: "pickers", system: 3,
                capacity: [
                    .init(from: 0, workers: 4), .init(from: hour(6), workers: 40), .init(from: hour(22), workers: 4),
                ]),
            PoolPlan(
                name: "agents", system: 7, capacity: [.init(from: 0, workers: 0), .init(from: hour(8), workers: 3)]),
        ]
        plan.distributions = [
            time(median: 0.03, p99: 0.12), time(median: 0.5, p99: 2.5), time(median: 70, p99: 300),
            time(median: 0.6, p99: 3), time(median: 0.7, p99: 2.6), time(median: 240, p99: 900), .fixed(6 * .hour),
        ]
        plan.works = (0..<6).map { WorkPlan(base: $0) }
        plan.limiters = [
            LimiterPlan(
                name: "UPS label quota", system: 4, kind: .fixedWindow(count: 5, period: .minute), tells: true,
                documented: "5/min"),
            LimiterPlan(
                name: "FedEx throttle", system: 5, kind: .tokenBucket(count: 10, period: .second, burst: 20),
                tells: false,
                documented: "10/s"),
        ]
        plan.faults = [
            FaultPlan(
                name: "DHL slow", system: 6, effect: .slow(permille: 9_000),
                during: Intervals([.init(start: hour(14), end: hour(15.5))]))
        ]
        plan.parks = [ParkPlan(reason: "label refused", review: 1, resumption: .queue(0))]
        plan.routes = [
            RoutePlan(
                name: "carriers", operation: "label", edges: [3, 4, 5], choice: .carrier(weights: [60, 25, 15]),
                fallback: .next)
        ]
        plan.journey.events = [
            .init(name: "ordered", slot: 0), .init(name: "released", slot: 1), .init(name: "dispatched", slot: 2),
            .init(name: "delivered"),
        ]
        plan.journey.slots = 3
        plan.journey.legs = [
            .init(name: "order release", from: 0, to: 1), .init(name: "pick and label", from: 1, to: 2),
            .init(name: "delivery", from: 2, to: 3),
        ]
        plan.journey.indicators = [.init(name: "orders awaiting shipment", from: 0, to: 2)]
        plan.promise.event = 2
        plan.promise.calendar = "carrier cut-off"
        plan.promise.cutoffs = Moments([hour(17), hour(41)])
        plan.promise.leads = [hour(1), hour(3)]
        plan.calendars = [
            CalendarPlan(
                name: "dispatch window", open: Intervals([.init(start: hour(9), end: hour(17))]), moments: .empty)
        ]
        addPrograms(&plan)
        plan.budgets = [
            Budget(
                text: "orders dispatched by carrier cut-off >= 99.5%",
                subjectText: "orders dispatched by carrier cut-off",
                measure: .cutoffShare, subject: .orders, comparison: .greaterOrEqual, bound: 0.995),
            Budget(
                text: "label p99 < 2s during dispatch window", subjectText: "label", measure: .quantile(0.99),
                subject: .edges([3, 4, 5]), comparison: .less, bound: 2e9, during: 0),
            Budget(
                text: "p90 of order release < 5min for any 10m", subjectText: "order release", measure: .quantile(0.9),
                subject: .leg(0), comparison: .less, bound: 3e11, anyWindow: 10 * .minute),
            Budget(
                text: "amplification carriers < 1.3", subjectText: "carriers", measure: .amplification,
                subject: .edges([3, 4, 5]), comparison: .less, bound: 1.3, severity: .warning),
        ]
        return plan
    }()

    private static func addPrograms(_ plan: inout Plan) {
        func add(_ steps: [Step]) -> ProgramCounter {
            let entry = plan.steps.count
            plan.steps += steps
            return entry
        }
        func operation(_ name: String, _ system: SystemID, pool: PoolID?, work: Int, limiters: [LimiterID] = []) {
            let entry = add([.work(work), .reply])
            plan.operations.append(
                OperationPlan(name: name, system: system, pool: pool, entry: entry, limiters: limiters))
        }
        operation("webhook", 0, pool: 0, work: 0)
        operation("create order", 2, pool: 2, work: 1)
        operation("pick and pack", 3, pool: 3, work: 2)
        operation("label", 4, pool: nil, work: 3, limiters: [0])
        operation("label", 5, pool: nil, work: 4, limiters: [1])
        operation("label", 6, pool: nil, work: 4)
        let callers: [SystemID?] = [nil, 1, 1, 1, 1, 1]
        let callees = [0, 2, 3, 4, 5, 6]
        for k in callees.indices {
            let callee = plan.systems[callees[k]].label
            let caller = callers[k].map { plan.systems[$0].label } ?? "order"
            var link = LinkPlan(name: "\(caller) → \(callee)", caller: callers[k], callee: callees[k])
            if k >= 3 {
                link.timeout = 8 * .second
                link.attempts = 4
                link.honoursRetryAfter = false
                link.backoff = Backoff(base: .second, cap: 20 * .second, factor: 2, jitter: .full)
            }
            plan.links.append(link)
            plan.edges.append(EdgePlan(name: "\(link.name): \(plan.operations[k].name)", link: k, operation: k))
        }
        plan.calls = (0..<3).map { CallPlan(target: .edge($0)) }
        plan.calls.append(CallPlan(target: .route(0)))
        // The consumer: create the order, have it picked, label it; an order whose label fails for good is put aside.
        let release = add([.call(1), .emit(1), .call(2), .call(3), .emit(2), .wait(6), .emit(3), .finish(.completed)])
        let refused = add([.park(0)])
        plan.calls[3].onFailure = refused
        let review = add([.work(5), .resolve, .reply])
        plan.queues = [
            QueuePlan(name: "orders", system: 1, pool: nil, entry: release),
            QueuePlan(name: "exceptions", system: 7, pool: 4, entry: review),
        ]
        plan.awaits = [AwaitPlan(event: 3)]
        plan.journey.entry = add([.call(0), .enqueue(0), .await(0)])
    }
}
