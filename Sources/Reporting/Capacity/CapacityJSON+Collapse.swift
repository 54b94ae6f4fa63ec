import Analysis
import Kernel

extension CapacityJSON {
    /// Retries against load, stumbles and cures.
    static func collapse(_ collapse: CollapseFindings, _ plan: Plan) -> JSONValue {
        .object([
            .init("times_forecast", .optional(collapse.factor)), .init("watched_ns", .integer(collapse.watched)),
            .init("retries", .array(collapse.pressures.map { pressure($0, plan) })),
            .init("stumbles", .array(collapse.stumbles.map { stumble($0, plan) })),
        ])
    }

    private static func pressure(_ pressure: RetryPressure, _ plan: Plan) -> JSONValue {
        func points(_ points: [RetryPressure.Point]) -> JSONValue {
            .array(
                points.map {
                    .object([
                        .init("times_forecast", .number($0.factor)), .init("amplification", .number($0.amplification)),
                    ])
                })
        }
        return .object([
            .init("link", .string(plan.links[pressure.link].name)), .init("most", .number(pressure.most)),
            .init("most_compounded", .number(pressure.compounded)), .init("points", points(pressure.points)),
            .init("points_compounded", points(pressure.compoundedPoints)),
            .init("workers", .optional(pressure.pool.map { Resource.workers($0).name(in: plan) })),
            .init("full_at_times_forecast", .optional(pressure.capacity)),
            .init("safe_below_times_forecast", .optional(pressure.hiddenCapacity)),
        ])
    }

    private static func stumble(_ stumble: StumbleFinding, _ plan: Plan) -> JSONValue {
        .object([
            .init("workers", .string(Resource.workers(stumble.pool).name(in: plan))),
            .init("vulnerability", .number(stumble.vulnerability)),
            .init("freeze_seconds", tipping(stumble.freeze)),
            .init("longest_that_healed", stumble.healed.map(reading) ?? .null),
            .init("shortest_that_tripped", stumble.tripped.map(reading) ?? .null),
            .init("dip_share_taken", stumble.dip.map(tipping) ?? .null),
            .init("dip_seconds", .optional(stumble.length)),
            .init("cured_freeze_seconds", .optional(stumble.length)),
            .init(
                "cures",
                .array(
                    stumble.cures.map {
                        .object([
                            .init("cure", .string(CapacityWords.cure($0.kind))), .init("result", reading($0.reading)),
                        ])
                    })),
        ])
    }

    private static func tipping(_ tipping: StumbleFinding.Tipping) -> JSONValue {
        switch tipping {
        case .between(let heals, let trips): .object([.init("heals", .number(heals)), .init("trips", .number(trips))])
        case .never(let size): .object([.init("heals", .number(size)), .init("trips", .null)])
        case .always(let size): .object([.init("heals", .null), .init("trips", .number(size))])
        }
    }

    private static func reading(_ reading: StumbleReading) -> JSONValue {
        .object([
            .init("answered_well_before", .optional(reading.before)),
            .init("answered_well_at_the_end", .optional(reading.after)),
            .init("recovery_ns", .optional(reading.recovery)),
        ])
    }
}
