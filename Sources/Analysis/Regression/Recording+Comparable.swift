public import Kernel

extension Recording {
    /// A run without what comparisons and budgets do not read, so that a baseline is small: journeys of single orders, attempts
    /// one by one, latencies of attempts, failed calls and operations, and what workers, orders and requests spent their time on.
    public var comparable: Recording {
        var slim = self
        slim.exemplars = Exemplars()
        for name in wire?.systems.keys.sorted() ?? [] { slim.wire?.systems[name]?.attempts = nil }
        let tracks = TrackLayout(plan)
        let unread =
            plan.edges.indices.flatMap { [TrackID.failedCall($0), .attempt($0)] }
            + plan.operations.indices.map { .operation($0) }
        for track in unread { slim.tracks[tracks.index(track)] = LatencyTrack(intervals: axis.intervals) }
        let meters = unreadMeters
        for interval in slim.meters.indices {
            for meter in meters { slim.meters[interval][meter] = 0 }
        }
        return slim
    }

    private var unreadMeters: [Int] {
        let meters = MeterLayout(plan)
        let edges = plan.edges.indices
        let kinds = MeterLayout.HolderKind.allCases
        let pools = plan.pools.indices.flatMap { pool in
            edges.map { meters.poolHeld(pool, edge: $0) } + kinds.map { meters.poolHeld(pool, $0) }
                + [meters.poolBusyTime(pool), meters.poolCapacityTime(pool)]
        }
        let operations = plan.operations.indices.flatMap { operation in
            edges.map { meters.operationTime(operation, edge: $0) }
                + kinds.map { meters.operationTime(operation, $0) } + [meters.operationWait(operation)]
        }
        let phases = plan.journey.events.indices.flatMap { phase in
            edges.map { meters.phaseTime(phase, edge: $0) }
                + plan.queues.indices.map { meters.phaseTime(phase, queue: $0) }
        }
        let documents = plan.journey.documents.enumerated().flatMap { document, plan in
            plan.states.indices.flatMap {
                [meters.documentIn(document, state: $0), meters.documentOut(document, state: $0)]
            }
        }
        let backoff = edges.flatMap { edge in Kernel.Outcome.allCases.map { meters.backoffTime(edge, cause: $0) } }
        return pools + operations + phases + documents + backoff
    }
}
