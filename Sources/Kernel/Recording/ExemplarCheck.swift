extension Exemplars {
    /// The first order or span that does not fit a plan, in words; nil: all do. For exemplars read from disk.
    public func firstFlaw(under plan: Plan) -> String? {
        let followed = [slowest, latest, failed, parked, sample, traces.map(\.facts)]
        let all = followed + [extremes.slowest, extremes.latest, extremes.failed, extremes.parked]
        for facts in all.joined() {
            let demand = plan.demand
            let fits =
                demand.channels.names.indices.contains(facts.channel)
                && demand.destinations.names.indices.contains(facts.destination)
                && demand.services.names.indices.contains(facts.service)
                && demand.warehouses.names.indices.contains(facts.warehouse)
                && facts.carrier.map(demand.carriers.indices.contains) ?? true
                && facts.park.map(plan.parks.indices.contains) ?? true
                && facts.due > -Instant.never / 4 && facts.until < Instant.never / 4 && facts.until >= facts.due
            if !fits { return "order \(facts.number)" }
        }
        let told = Set(traces.map(\.facts.number))
        if let number = listed.subtracting(told).min() { return "order \(number) without its trace" }
        for trace in traces {
            if trace.spans.count > OrderTrace.limit { return "\(trace.spans.count) spans" }
            for span in trace.spans where !Exemplars.fits(span, plan) {
                return "a span of order \(trace.facts.number)"
            }
        }
        return nil
    }

    private static func fits(_ span: OrderTrace.Span, _ plan: Plan) -> Bool {
        guard span.start > -Instant.never / 4, span.start < Instant.never / 4, span.end >= span.start else {
            return false
        }
        return switch span.kind {
        case .attempt(let edge), .call(let edge), .backoff(let edge): plan.edges.indices.contains(edge)
        case .throttle(let link): plan.links.indices.contains(link)
        case .poolWait(let pool): plan.pools.indices.contains(pool)
        case .work(let operation): operation.map(plan.operations.indices.contains) ?? true
        case .contention(let contention): plan.contentions.indices.contains(contention)
        case .queueWait(let queue), .consume(let queue): plan.queues.indices.contains(queue)
        case .wait, .ended: true
        case .calendar(let calendar): plan.calendars.indices.contains(calendar)
        case .await(let event), .event(let event): plan.journey.events.indices.contains(event)
        case .document(let document, let state):
            plan.journey.documents.indices.contains(document)
                && plan.journey.documents[document].states.indices.contains(state)
        case .fallback(let route): plan.routes.indices.contains(route)
        case .parked(let park): plan.parks.indices.contains(park)
        }
    }
}
