import Analysis
import Kernel

extension SummarySections {
    /// The day in intervals: starts in ns, then one number an interval.
    var series: JSONValue {
        let axis = recording.axis
        func numbers(_ values: [Int64]) -> JSONValue { .array(values.map { .integer($0) }) }
        return [
            "starts_ns": numbers((0..<axis.intervals).map { axis.lowerBound(of: $0) }),
            "end_ns": .integer(axis.end),
            "due": numbers(recording.series(meters.ordersDue)),
            "completed": numbers(recording.series(meters.ordersEnded(.completed))),
            "failed": numbers(recording.series(meters.ordersEnded(.failed))),
            "delayed": numbers(recording.stock(in: meters.delayedIn, out: meters.delayedOut)),
            "events": .array(
                plan.journey.events.enumerated().map {
                    ["name": .string($1.name), "counts": numbers(recording.series(meters.events($0)))]
                }),
            "queue_depths": .array(
                plan.queues.enumerated().map {
                    [
                        "system": system($1.system), "name": .string($1.name),
                        "highest": numbers(recording.waiting(inQueue: $0)),
                        "oldest_ns": numbers(recording.peakSeries(peaks.queueAge($0))),
                    ]
                }),
            "legs": .array(
                plan.journey.legs.enumerated().map { id, leg in
                    let intervals = recording.tracks[tracks.index(.leg(id))].intervals
                    func each(_ value: (CompactHistogram) -> Int64?) -> JSONValue {
                        .array(intervals.map { .optional($0.flatMap(value)) })
                    }
                    return [
                        "name": .string(leg.name), "counts": numbers(intervals.map { Int64(clamping: $0?.count ?? 0) }),
                        "p50_ns": each { $0.quantile(0.5) }, "p90_ns": each { $0.quantile(0.9) },
                    ]
                }),
            "indicators": .array(
                plan.journey.indicators.enumerated().map { id, indicator in
                    [
                        "name": .string(indicator.name),
                        "open": numbers(recording.stock(in: meters.indicatorIn(id), out: meters.indicatorOut(id))),
                        "oldest_ns": numbers(recording.peakSeries(peaks.indicatorAge(id))),
                    ]
                }),
            "exceptions_by_warehouse": .array(
                plan.demand.warehouses.names.enumerated().map { id, name in
                    [
                        "name": .string(name),
                        "open": numbers(
                            recording.stock(
                                in: meters.warehouseExceptionsIn(id), out: meters.warehouseExceptionsOut(id))),
                    ]
                }),
            "exceptions_by_carrier": .array(
                (0...plan.demand.carriers.count).map { id in
                    [
                        "name": .optional(plan.demand.carriers.indices.contains(id) ? plan.demand.carriers[id] : nil),
                        "open": numbers(
                            recording.stock(in: meters.carrierExceptionsIn(id), out: meters.carrierExceptionsOut(id))),
                    ]
                }),
        ]
    }
}
