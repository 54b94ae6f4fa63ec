extension Plan {
    /// The first reference that leads nowhere or number that cannot be, in words; nil: the plan holds together.
    ///
    /// What the scenario's compiler makes always does. Plans read from disk are checked by this before anything trusts their ids.
    public var firstFlaw: String? {
        if window <= 0 || end < window || end > Instant.never / 4 { return "orders until \(window), end at \(end)" }
        // Days no calendar reaches, and offsets no zone has.
        if zone.originUnixSeconds.magnitude > 1 << 40 { return "origin \(zone.originUnixSeconds) s" }
        if let offset = zone.offsets.first(where: { $0.seconds.magnitude > 86_400 }) {
            return "offset \(offset.seconds) s from UTC"
        }
        return demandFlaw ?? landscapeFlaw ?? programFlaw ?? journeyFlaw ?? budgetFlaw
    }

    private static func outside(_ id: Int?, _ count: Int, _ what: String) -> String? {
        guard let id, !(0..<count).contains(id) else { return nil }
        return "\(what) \(id) of \(count)"
    }

    private var demandFlaw: String? {
        for (what, mix) in [
            ("channels", demand.channels), ("destinations", demand.destinations), ("services", demand.services),
            ("warehouses", demand.warehouses),
        ] where mix.names.isEmpty || mix.names.count > 250 || mix.names.count != mix.weights.count {
            return "\(mix.names.count) \(what)"
        }
        if demand.carriers.count > 64 { return "\(demand.carriers.count) carriers" }
        let pairs = demand.services.names.count * demand.destinations.names.count
        if !demand.eligibleCarriers.isEmpty && demand.eligibleCarriers.count != pairs { return "eligible carriers" }
        if demand.products < 1 || demand.products > 1 << 26 { return "\(demand.products) products" }
        for stream in demand.streams {
            if let flaw = Plan.outside(stream.channel, demand.channels.names.count, "channel") { return flaw }
            for slice in stream.slices where slice.count < 0 || slice.count > 1 << 40 || slice.end < slice.start {
                return "slice of orders"
            }
        }
        return nil
    }

    private var landscapeFlaw: String? {
        for pool in pools {
            if let flaw = Plan.outside(pool.system, systems.count, "system") { return flaw }
            if pool.capacity.isEmpty || pool.capacity.contains(where: { $0.workers < 0 }) {
                return "capacity of \(pool.name)"
            }
        }
        for queue in queues {
            let flaw =
                Plan.outside(queue.system, systems.count, "system") ?? Plan.outside(queue.pool, pools.count, "pool")
                ?? Plan.outside(queue.entry, steps.count, "step") ?? Plan.outside(queue.deadLetter, parks.count, "park")
                ?? Plan.outside(queue.call, calls.count, "call")
            if let flaw { return flaw }
        }
        for operation in operations {
            let flaw =
                Plan.outside(operation.system, systems.count, "system")
                ?? Plan.outside(operation.pool, pools.count, "pool")
                ?? Plan.outside(operation.entry, steps.count, "step")
                ?? operation.limiters.lazy.compactMap { Plan.outside($0, limiters.count, "limiter") }.first
            if let flaw { return flaw }
        }
        for link in links {
            let flaw =
                Plan.outside(link.caller, systems.count, "system") ?? Plan.outside(link.callee, systems.count, "system")
                ?? Plan.outside(link.latency, distributions.count, "distribution")
                ?? link.cache?.operations?.lazy.compactMap { Plan.outside($0, operations.count, "operation") }.first
            if let flaw { return flaw }
            guard let cache = link.cache else { continue }
            if !(0...1).contains(cache.hits) { return "\(cache.hits) of the calls from a cache" }
            if cache.answersIn < 0 { return "answers of a cache in \(cache.answersIn) ns" }
        }
        for edge in edges {
            let flaw =
                Plan.outside(edge.link, links.count, "link")
                ?? Plan.outside(edge.operation, operations.count, "operation")
            if let flaw { return flaw }
        }
        for route in routes {
            if route.edges.isEmpty || route.edges.count > 64 { return "\(route.edges.count) members of \(route.name)" }
            if let flaw = route.edges.lazy.compactMap({ Plan.outside($0, edges.count, "edge") }).first { return flaw }
        }
        for limiter in limiters {
            let flaw =
                Plan.outside(limiter.system, systems.count, "system")
                ?? Plan.outside(limiter.busyPool, pools.count, "pool")
            if let flaw { return flaw }
        }
        if faults.count >= Int(UInt16.max) { return "\(faults.count) faults" }
        for fault in faults {
            let flaw =
                Plan.outside(fault.system, systems.count, "system")
                ?? fault.operations?.lazy.compactMap { Plan.outside($0, operations.count, "operation") }.first
            if let flaw { return flaw }
        }
        return contentions.lazy.compactMap { Plan.outside($0.system, systems.count, "system") }.first
    }

    private var programFlaw: String? {
        for step in steps {
            if let flaw = flaw(of: step) { return flaw }
        }
        for work in works {
            let flaw =
                Plan.outside(work.base, distributions.count, "distribution")
                ?? Plan.outside(work.perLine, distributions.count, "distribution")
                ?? Plan.outside(work.perUnit, distributions.count, "distribution")
                ?? Plan.outside(work.contention, contentions.count, "contention")
            if let flaw { return flaw }
        }
        for call in calls {
            let flaw =
                switch call.target {
                case .edge(let edge): Plan.outside(edge, edges.count, "edge")
                case .route(let route): Plan.outside(route, routes.count, "route")
                }
            if let flaw = flaw ?? Plan.outside(call.onFailure, steps.count + 1, "step") { return flaw }
        }
        for wait in awaits {
            let flaw =
                Plan.outside(wait.event, journey.events.count, "event")
                ?? Plan.outside(wait.otherwise, steps.count + 1, "step")
            if let flaw { return flaw }
        }
        for park in parks {
            let resumption =
                switch park.resumption {
                case .journey(let step): Plan.outside(step, steps.count + 1, "step")
                case .queue(let queue): Plan.outside(queue, queues.count, "queue")
                }
            if let flaw = resumption ?? Plan.outside(park.review, queues.count, "queue") { return flaw }
        }
        return nil
    }

    private func flaw(of step: Step) -> String? {
        switch step {
        case .work(let work): Plan.outside(work, works.count, "work")
        case .call(let call): Plan.outside(call, calls.count, "call")
        case .enqueue(let queue): Plan.outside(queue, queues.count, "queue")
        case .wait(let distribution): Plan.outside(distribution, distributions.count, "distribution")
        case .waitUntil(let calendar): Plan.outside(calendar, calendars.count, "calendar")
        case .await(let wait): Plan.outside(wait, awaits.count, "await")
        case .emit(let event): Plan.outside(event, journey.events.count, "event")
        case .set(let document, let state):
            Plan.outside(document, journey.documents.count, "document")
                ?? Plan.outside(state, journey.documents[document].states.count, "state")
        case .branch(let condition, let otherwise):
            Plan.outside(condition, conditions.count, "condition") ?? Plan.outside(otherwise, steps.count + 1, "step")
        case .jump(let step): Plan.outside(step, steps.count + 1, "step")
        case .park(let park): Plan.outside(park, parks.count, "park")
        case .fail, .reply, .resolve, .finish: nil
        }
    }

    private var journeyFlaw: String? {
        let events = journey.events.count
        if events < 1 || events > 32 { return "\(events) events" }
        if journey.documents.count > 4 { return "\(journey.documents.count) documents" }
        if journey.indicators.count > 32 { return "\(journey.indicators.count) indicators" }
        if journey.slots < 0 || journey.slots > 32 { return "\(journey.slots) kept events" }
        for document in journey.documents where document.states.isEmpty || document.states.count > 16 {
            return "\(document.states.count) states"
        }
        for event in journey.events {
            if let flaw = Plan.outside(event.slot, journey.slots, "kept event") { return flaw }
        }
        for (from, to) in journey.legs.map({ ($0.from, $0.to) }) + journey.indicators.map({ ($0.from, $0.to) }) {
            if let flaw = Plan.outside(from, events, "event") ?? Plan.outside(to, events, "event") { return flaw }
        }
        let flaw = Plan.outside(promise.event, events, "event")
        if flaw == nil && !promise.leads.isEmpty && promise.leads.count != demand.services.names.count {
            return "\(promise.leads.count) leads"
        }
        return flaw ?? (steps.isEmpty ? nil : Plan.outside(journey.entry, steps.count, "step"))
    }

    private var budgetFlaw: String? {
        for budget in budgets {
            let flaw =
                switch budget.subject {
                case .edges(let some): some.lazy.compactMap { Plan.outside($0, edges.count, "edge") }.first
                case .leg(let leg): Plan.outside(leg, journey.legs.count, "leg")
                case .journey, .orders: nil as String?
                case .queue(let queue): Plan.outside(queue, queues.count, "queue")
                case .pool(let pool): Plan.outside(pool, pools.count, "pool")
                case .indicator(let indicator): Plan.outside(indicator, journey.indicators.count, "indicator")
                }
            if let flaw = flaw ?? Plan.outside(budget.during, calendars.count, "calendar") { return flaw }
            if let window = budget.anyWindow, window <= 0 { return "window of \(window) ns" }
            if !budget.bound.isFinite { return "bound \(budget.bound)" }
        }
        if let budget = BudgetCuts(self).refusals.keys.min() { return "budget \(budget) that cannot be judged" }
        return nil
    }
}
