public import Kernel

/// Figures of one latency.
public struct LatencyFigures: Sendable, Hashable {
    /// Samples.
    public var count: Int64
    /// The exact mean in ns.
    public var mean: Double
    /// The median in ns; like the other quantiles it may lie above the true one by 1/1024 of its value.
    public var p50: Nanoseconds
    /// The 90th percentile in ns.
    public var p90: Nanoseconds
    /// The 99th percentile in ns.
    public var p99: Nanoseconds
    /// The 99.9th percentile in ns.
    public var p999: Nanoseconds
    /// The exact maximum in ns.
    public var maximum: Nanoseconds

    /// Of a histogram; nil when it is empty.
    public init?(_ histogram: LatencyHistogram) {
        guard let mean = histogram.mean, let p50 = histogram.quantile(0.5), let p90 = histogram.quantile(0.9),
            let p99 = histogram.quantile(0.99), let p999 = histogram.quantile(0.999)
        else { return nil }
        count = Int64(clamping: histogram.count)
        self.mean = mean
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.p999 = p999
        maximum = histogram.maximum
    }
}

/// A row of the latency table.
public struct LatencyRow: Sendable, Hashable {
    /// Of what.
    public enum Subject: Sendable, Hashable {
        /// The whole journey of completed orders.
        case journey
        /// A leg of the journey.
        case leg(Int)
        /// How late late orders were.
        case lateness
        /// All calls over a link.
        case link(LinkID)
        /// Calls on an edge.
        case edge(EdgeID)
        /// Requests to an operation, seen from inside.
        case operation(OperationID)
        /// Waiting in a queue.
        case queue(QueueID)
        /// Waiting for a pool's workers.
        case pool(PoolID)
    }

    /// Of what.
    public var subject: Subject
    /// Response time of what succeeded: from when it was wanted, all tries and waiting included.
    public var response: LatencyFigures?
    /// Service time of what succeeded: from when it was sent.
    public var service: LatencyFigures?
    /// How long what failed for good took to fail.
    public var failed: LatencyFigures?
}

extension LatencyRow {
    /// Every latency with samples: journey, legs, links, edges, operations, queues, pools.
    static func all(_ readings: Readings) -> [LatencyRow] {
        let plan = readings.plan
        func figures(_ ids: [TrackID]) -> LatencyFigures? {
            if ids.count == 1 { return LatencyFigures(readings.track(ids[0]).total) }
            var merged = LatencyHistogram()
            for id in ids { merged.merge(readings.track(id).total) }
            return LatencyFigures(merged)
        }
        func row(_ subject: Subject, _ response: [TrackID], service: [TrackID] = [], failed: [TrackID] = [])
            -> LatencyRow
        {
            LatencyRow(
                subject: subject, response: figures(response), service: figures(service), failed: figures(failed))
        }
        var rows = [row(.journey, [.journey])]
        rows += plan.journey.legs.indices.map { row(.leg($0), [.leg($0)]) }
        rows.append(row(.lateness, [.lateness]))
        rows += plan.links.indices.map { link in
            let edges = readings.edges(of: link)
            return row(
                .link(link), edges.map { .call($0) }, service: edges.map { .attempt($0) },
                failed: edges.map { .failedCall($0) })
        }
        rows += plan.edges.indices.map {
            row(.edge($0), [.call($0)], service: [.attempt($0)], failed: [.failedCall($0)])
        }
        rows += plan.operations.indices.map { row(.operation($0), [.operation($0)]) }
        rows += plan.queues.indices.map { row(.queue($0), [.queueWait($0)]) }
        rows += plan.pools.indices.map { row(.pool($0), [.poolWait($0)]) }
        return rows.filter { $0.response != nil || $0.service != nil || $0.failed != nil }
    }
}
