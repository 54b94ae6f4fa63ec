import Kernel

extension TrialReading {
    /// Whether what waits for machines and in queues stays as it is under a steady load. What waits for people does so in waves and
    /// by design: their lines are looked at one by one.
    static func isStill(_ readings: Readings, _ span: Range<Int>) -> Bool {
        let (plan, meters, recording) = (readings.plan, readings.meters, readings.recording)
        func isMachine(_ system: SystemID) -> Bool {
            plan.systems[system].role != .warehouse && plan.systems[system].role != .desk
        }
        let pools = plan.pools.indices.filter { isMachine(plan.pools[$0].system) }
        let queues = plan.queues.indices.filter { isMachine(plan.queues[$0].system) }
        func total(_ wanted: [Int]) -> Int64 { wanted.reduce(0) { $0 &+ recording.total($1, over: span) } }
        let into = total(pools.map { meters.poolArrived($0) } + queues.map { meters.queueArrived($0) })
        let out = total(pools.map { meters.poolTaken($0) } + queues.map { meters.queueTaken($0) })
        let orders = Double(recording.total(meters.ordersDue, over: span))
        // Chance moves a line as well: three standard deviations of what comes are no growth.
        return Double(into &- out) <= max(0.05 * orders, 3 * orders.squareRoot())
    }

    /// Whether a day's work was done when its run ended, as far as lines say so: budgets may speak of machines only, and then hold
    /// on a day whose orders nobody ever packs. What is on the way for another reason, as orders that wait for a customer, is no
    /// work left.
    static func isDone(_ readings: Readings) -> Bool {
        let (plan, meters) = (readings.plan, readings.meters)
        let into =
            plan.pools.indices.map { meters.poolArrived($0) } + plan.queues.indices.map { meters.queueArrived($0) }
        let out = plan.pools.indices.map { meters.poolTaken($0) } + plan.queues.indices.map { meters.queueTaken($0) }
        let due = readings.recording.books.due
        let open = readings.underWay(to: plan.promise.event).last ?? 0
        let few = 0.05 * Double(due)
        return Double(open) <= few || Double(readings.total(into) &- readings.total(out)) <= few
    }
}
