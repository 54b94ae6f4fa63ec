/// What a latency track measures.
public enum TrackID: Sendable, Codable, Hashable {
    /// Calls on an edge that succeeded: from when the caller wanted it (intended) to the answer, all tries included.
    case call(EdgeID)
    /// Calls on an edge that failed for good, same clock; kept apart so that fast refusals do not dilute `call`.
    case failedCall(EdgeID)
    /// Attempts on an edge answered with success: from sent to the answer.
    case attempt(EdgeID)
    /// Requests to an operation that it answered with success: from arrival to answer, waiting included.
    case operation(OperationID)
    /// Time waiting for a worker of a pool, of those who got one (zero included).
    case poolWait(PoolID)
    /// Age of a message when a consumer takes it for the first time.
    case queueWait(QueueID)
    /// A leg of the journey.
    case leg(Int)
    /// The whole journey of completed orders, from due to the end.
    case journey
    /// How much later than promised: promised event less cut-off, for orders that missed it.
    case lateness
    /// Sent less intended, of order starts: how far the generator was behind its schedule (zero in virtual time).
    case scheduleLag
}

/// Which tracks a plan has, and where.
public struct TrackLayout: Sendable, Codable, Hashable {
    private let edges: Int
    private let operations: Int
    private let pools: Int
    private let queues: Int
    private let legs: Int

    /// The layout for a plan.
    public init(_ plan: Plan) {
        edges = plan.edges.count
        operations = plan.operations.count
        pools = plan.pools.count
        queues = plan.queues.count
        legs = plan.journey.legs.count
    }

    /// Number of tracks.
    public var count: Int { edges * 3 + operations + pools + queues + legs + 3 }

    /// The index of a track in `Recording.tracks`.
    @inline(__always)
    public func index(_ track: TrackID) -> Int {
        switch track {
        case .call(let edge): edge
        case .failedCall(let edge): edges &+ edge
        case .attempt(let edge): edges &* 2 &+ edge
        case .operation(let operation): edges &* 3 &+ operation
        case .poolWait(let pool): edges &* 3 &+ operations &+ pool
        case .queueWait(let queue): edges &* 3 &+ operations &+ pools &+ queue
        case .leg(let leg): edges &* 3 &+ operations &+ pools &+ queues &+ leg
        case .journey: edges &* 3 &+ operations &+ pools &+ queues &+ legs
        case .lateness: edges &* 3 &+ operations &+ pools &+ queues &+ legs &+ 1
        case .scheduleLag: edges &* 3 &+ operations &+ pools &+ queues &+ legs &+ 2
        }
    }
}
