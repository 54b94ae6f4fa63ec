public import Kernel

/// What holds orders up on their way to a business event, and who is to blame most, among the systems asked about.
public struct DegradationFinding: Sendable, Hashable {
    /// The system that costs the most time.
    public struct Culprit: Sendable, Hashable {
        /// Who.
        public var system: SystemID
        /// Its main reason.
        public var reason: LossReason
        /// Its share of the time lost on the way, 0...1, all its reasons together.
        public var share: Double
        /// Time an order lost because of it, on average over all orders that got there, in ns.
        public var perOrder: Nanoseconds
        /// From when until when its reason was there in force; nil if it never was for long.
        public var trouble: Trouble?
        /// The limit that refused most, where the reason is a limit.
        public var limiter: LimiterID?
        /// The queue of another system in which most of that time was waited; nil: orders lost it in the calls themselves.
        public var queue: QueueID?
        /// The share of the attempts on it that were rate limited, 0...1.
        public var rateLimited: Double
        /// The share that timed out.
        public var timedOut: Double
        /// The share that failed otherwise: connection, server error, line full.
        public var failed: Double
        /// Calls that never reached it because a breaker was open.
        public var kept: Int64
    }

    /// The event orders are on their way to.
    public var event: EventID
    /// Orders that got there.
    public var orders: Int64
    /// Time an order lost on the way on average because of these systems, in ns.
    public var lostPerOrder: Nanoseconds
    /// Call time an order needed anyway on average, in ns.
    public var neededPerOrder: Nanoseconds
    /// Their losses, largest first.
    public var losses: [Loss]
    /// Who is to blame most; nil: nobody worth naming.
    public var culprit: Culprit?

    /// Below this an order's average loss is not worth a name.
    public static let leastLoss: Nanoseconds = .second
    /// A system whose loss is below this share of the time that its calls on the way take anyway is not named.
    public static let leastRatio = 0.5
    /// A system with less than this share of the loss is not named.
    public static let leastShare = 0.2
}

extension DegradationFinding {
    /// The losses on the way to an event.
    /// - Parameter isBlamed: the systems asked about.
    init(
        to event: EventID, _ readings: Readings, _ order: EventOrder, _ model: inout LossModel,
        _ limiters: [LimiterFinding], naming isBlamed: (SystemID) -> Bool
    ) {
        let path = PathLoss(to: event, readings, order, &model)
        let count = Double(max(1, path.orders))
        let blamed = path.losses.restricted(to: isBlamed)
        let lost = blamed.sum
        self.event = event
        orders = path.orders
        lostPerOrder = Nanoseconds(min(lost / count, 9e18))
        neededPerOrder = Nanoseconds(min(path.useful / count, 9e18))
        losses = blamed.losses
        culprit = nil
        let candidates = readings.plan.systems.indices.filter(isBlamed).map { ($0, path.losses.sum(of: $0)) }
        guard let most = candidates.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }), most.1 > 0,
            let reason = losses.first(where: { $0.system == most.0 })?.reason
        else { return }
        let perOrder = most.1 / count
        guard perOrder >= Double(DegradationFinding.leastLoss),
            most.1 >= DegradationFinding.leastRatio * path.usefulBySystem[most.0],
            most.1 >= DegradationFinding.leastShare * lost
        else { return }
        let edges = readings.edges(to: most.0)
        let attempts = Double(max(1, readings.total(readings.attemptMeters(edges))))
        func share(_ outcomes: [Outcome]) -> Double {
            Double(readings.total(readings.attemptMeters(edges, Outcome.Set(outcomes)))) / attempts
        }
        let binding = limiters.filter { readings.plan.limiters[$0.limiter].system == most.0 && $0.refused > 0 }
            .max { ($0.refused, $1.limiter) < ($1.refused, $0.limiter) }
        let waits = path.byQueue.indices.filter { readings.plan.queues[$0].system != most.0 }
            .map { ($0, path.byQueue[$0].sum(of: most.0)) }
        let queue = waits.max { ($0.1, $1.0) < ($1.1, $0.0) }
        culprit = Culprit(
            system: most.0, reason: reason, share: most.1 / lost, perOrder: Nanoseconds(min(perOrder, 9e18)),
            trouble: Onset(readings).trouble(most.0, reason, limiters),
            limiter: reason == .rateLimited ? binding?.limiter : nil,
            queue: queue.flatMap { $0.1 >= 0.5 * most.1 ? $0.0 : nil }, rateLimited: share([.rateLimited]),
            timedOut: share([.timeout]), failed: share([.connection, .serverError, .shed]),
            kept: readings.total(edges.map { readings.meters.calls($0, .breakerOpen) }))
    }
}

extension PoolPlan {
    /// The most workers ever on duty.
    var most: Int64 { Int64(capacity.map(\.workers).max() ?? 0) }
}
