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
        for queue in plan.queues.indices {
            let waited = phases.reduce(0.0) { $0 + model.total(meters.phaseTime($1, queue: queue)) }
            guard waited > 0 else { continue }
            // Of all waiting in this queue, the part before a message was taken for the first time.
            let ever = plan.journey.events.indices.reduce(0.0) {
                $0 + model.total(meters.phaseTime($1, queue: queue))
            }
            let first = min(1, model.sum(.queueWait(queue)) / max(ever, 1))
            var causes = LossVector(plan)
            if let pool = plan.queues[queue].pool { causes.add(model.poolLoss(pool), times: waited * first) }
            causes.add(PathLoss.failures(of: queue, readings, model), times: waited * (1 - first))
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

    /// Which calls failed a queue's consumer, adding up to one; the consumer's own system when none did.
    private static func failures(of queue: QueueID, _ readings: Readings, _ model: LossModel) -> LossVector {
        let plan = readings.plan
        var causes = LossVector(plan)
        for edge in ProgramWalk(from: plan.queues[queue].entry, in: plan).edges {
            for outcome in Outcome.allCases where outcome != .ok {
                let failed = model.total(readings.meters.calls(edge, outcome))
                causes.add(readings.callee(edge), model.reason(outcome, edge), failed)
            }
        }
        if causes.sum <= 0 { causes.add(plan.queues[queue].system, .errors, 1) }
        return causes.normalised
    }
}
