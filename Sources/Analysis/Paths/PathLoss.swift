import Kernel

/// The time orders lost on their way to a business event.
struct PathLoss: Sendable {
    /// Everything lost, by cause.
    var losses: LossVector
    /// What was lost waiting in each queue, by cause.
    var byQueue: [LossVector]
    /// Call time that was not lost.
    var useful: Double
    /// The same by the system called.
    var usefulBySystem: [Double]
    /// Orders that got there.
    var orders: Int64
    /// The events an order may have seen last on the way.
    var phases: [EventID]

    /// The losses in the intervals that the model looks at.
    init(to event: EventID, _ readings: Readings, _ order: EventOrder, _ model: inout LossModel) {
        let plan = readings.plan
        let meters = readings.meters
        phases = order.before(event)
        losses = LossVector(plan)
        byQueue = [LossVector](repeating: LossVector(plan), count: plan.queues.count)
        useful = 0
        usefulBySystem = [Double](repeating: 0, count: plan.systems.count)
        orders = Int64(model.total(meters.events(event)))
        // Cases may be older than the intervals looked at: why they were opened is asked of the whole run.
        var origins = FailureOrigins(readings, totals: readings.totals)
        for queue in plan.queues.indices {
            let waited = phases.reduce(0.0) { $0 + model.total(meters.phaseTime($1, queue: queue)) }
            guard waited > 0 else { continue }
            // Of all waiting in this queue, the part before a message was taken for the first time.
            let ever = plan.journey.events.indices.reduce(0.0) {
                $0 + model.total(meters.phaseTime($1, queue: queue))
            }
            let first = min(1, model.sum(.queueWait(queue)) / max(ever, 1))
            var causes = LossVector(plan)
            // A case on a desk is the consequence of what put the order aside.
            let cases = origins.cases(in: queue)
            causes.add(cases, times: waited)
            let rest = waited * max(0, 1 - cases.sum)
            if let pool = plan.queues[queue].pool { causes.add(model.poolLoss(pool), times: rest * first) }
            causes.add(model.failures(of: queue), times: rest * (1 - first))
            byQueue[queue] = causes
            losses.add(causes, times: 1)
        }
        for edge in plan.edges.indices {
            let spent = phases.reduce(0.0) { $0 + model.total(meters.phaseTime($1, edge: edge)) }
            guard spent > 0 else { continue }
            let lost = model.loss(edge)
            losses.add(lost.causes, times: spent * lost.share)
            useful += spent * (1 - lost.share)
            usefulBySystem[readings.callee(edge)] += spent * (1 - lost.share)
        }
    }
}
