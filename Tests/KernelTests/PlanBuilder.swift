import Kernel

/// Writes small plans by hand: what the scenario's compiler does, without a scenario.
struct PlanBuilder {
    var plan: Plan

    /// Orders come in `[0, window)`; the landscape may finish until `window + drain`.
    init(seed: UInt64 = 1, window: Nanoseconds, drain: Nanoseconds = .hour) {
        plan = Plan(title: "test", seed: seed, window: window, end: window + drain)
    }

    mutating func orders(_ count: Int, spacing: DemandPlan.Spacing = .poisson) {
        plan.demand.streams.append(
            DemandPlan.Stream(
                name: "orders", slices: [DemandPlan.Slice(start: 0, end: plan.window, count: count)], spacing: spacing))
    }

    mutating func distribution(_ distribution: Distribution) -> DistributionID {
        plan.distributions.append(distribution)
        return plan.distributions.count - 1
    }

    mutating func work(_ distribution: Distribution, contention: Int? = nil) -> Step {
        plan.works.append(WorkPlan(base: self.distribution(distribution), contention: contention))
        return .work(plan.works.count - 1)
    }

    mutating func system(_ name: String = "system") -> SystemID {
        plan.systems.append(SystemPlan(name: name, role: .other))
        return plan.systems.count - 1
    }

    mutating func pool(
        _ system: SystemID, workers: Int, waiting: Int? = nil, discipline: PoolPlan.Discipline = .fifo
    ) -> PoolID {
        plan.pools.append(
            PoolPlan(
                name: "workers", system: system, capacity: [PoolPlan.Capacity(from: 0, workers: workers)],
                waitingBound: waiting, discipline: discipline))
        return plan.pools.count - 1
    }

    /// Programs lie one after the other; the journey is one of them.
    mutating func program(_ steps: [Step]) -> ProgramCounter {
        plan.steps += steps
        return plan.steps.count - steps.count
    }

    mutating func operation(
        _ system: SystemID, pool: PoolID? = nil, limiters: [LimiterID] = [], points: Int = 1, _ steps: [Step]
    ) -> OperationID {
        let entry = program(steps + [.reply])
        plan.operations.append(
            OperationPlan(
                name: "operation", system: system, pool: pool, entry: entry, limiters: limiters, points: points))
        return plan.operations.count - 1
    }

    /// An edge from `caller` to an operation over a link of its own.
    mutating func edge(
        from caller: SystemID? = nil, to operation: OperationID, _ policy: (inout LinkPlan) -> Void = { _ in }
    ) -> EdgeID {
        var link = LinkPlan(name: "link", caller: caller, callee: plan.operations[operation].system)
        policy(&link)
        plan.links.append(link)
        plan.edges.append(EdgePlan(name: "edge", link: plan.links.count - 1, operation: operation))
        return plan.edges.count - 1
    }

    mutating func call(_ edge: EdgeID, onFailure: ProgramCounter? = nil) -> Step {
        plan.calls.append(CallPlan(target: .edge(edge), onFailure: onFailure))
        return .call(plan.calls.count - 1)
    }

    mutating func limiter(_ system: SystemID, _ kind: LimiterPlan.Kind, tells: Bool = false) -> LimiterID {
        plan.limiters.append(
            LimiterPlan(name: "limit", system: system, kind: kind, tells: tells, documented: "as written"))
        return plan.limiters.count - 1
    }

    mutating func fault(_ system: SystemID, _ effect: FaultPlan.Effect, probability: Double = 1) {
        plan.faults.append(FaultPlan(name: "fault", system: system, effect: effect, probability: probability))
    }

    mutating func journey(_ steps: [Step]) {
        plan.journey.entry = program(steps + [.finish(.completed)])
    }

    /// Runs the plan; its books must balance.
    func run(tracing: TraceSelection = .none) -> Recording {
        var orders = OrderSchedule(plan)
        let recording = VirtualDriver.run(
            plan, orders: &orders, tracing: tracing)
        precondition(recording.books.balance, "books out of balance: \(recording.books)")
        return recording
    }

    /// When the orders are due, in order.
    var dues: [Instant] {
        var orders = OrderSchedule(plan)
        var dues: [Instant] = []
        while let order = orders.next() { dues.append(order.due) }
        return dues
    }
}

extension Recording {
    var layout: MeterLayout { MeterLayout(plan) }

    /// Attempts on an edge, in all or with one outcome.
    func attempts(_ edge: EdgeID, _ outcome: Outcome? = nil) -> Int64 {
        (outcome.map { [$0] } ?? Outcome.allCases).reduce(0) { $0 + total(layout.attempts(edge, $1)) }
    }

    /// Calls on an edge, in all or with one outcome.
    func calls(_ edge: EdgeID, _ outcome: Outcome? = nil) -> Int64 {
        (outcome.map { [$0] } ?? Outcome.allCases).reduce(0) { $0 + total(layout.calls(edge, $1)) }
    }
}
