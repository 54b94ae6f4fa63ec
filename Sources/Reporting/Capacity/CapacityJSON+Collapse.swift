import Analysis
import Kernel

extension CapacityJSON {
    /// Retries against load, stumbles and cures.
    static func collapse(_ collapse: CollapseFindings, _ plan: Plan) -> JSONValue {
        .object([
            .init("times_forecast", .optional(collapse.factor)), .init("watched_ns", .integer(collapse.watched)),
            .init("seeds", .integer(Int64(collapse.seeds))),
            .init("retries", .array(collapse.pressures.map { pressure($0, plan) })),
            .init("stumbles", .array(collapse.stumbles.map { stumble($0, plan) })),
            .init("refused_without", .array(collapse.refused.map { .string(Resource.workers($0).name(in: plan)) })),
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
            .init("most_compounded", .number(pressure.compounded)), .init("most_work", .number(pressure.work)),
            .init("from_queue", .optional(pressure.queue.map { plan.name(ofQueue: $0) })),
            .init("points", points(pressure.points)),
            .init("points_compounded", points(pressure.compoundedPoints)),
            .init("workers", .optional(pressure.pool.map { Resource.workers($0).name(in: plan) })),
            .init("full_at_times_forecast", .optional(pressure.capacity)),
            .init("safe_below_times_forecast", .optional(pressure.hiddenCapacity)),
        ])
    }

    private static func stumble(_ stumble: StumbleFinding, _ plan: Plan) -> JSONValue {
        .object([
            .init("workers", .string(Resource.workers(stumble.pool).name(in: plan))),
            .init("times_forecast", .number(stumble.factor)),
            .init("vulnerability", .number(stumble.vulnerability)),
            .init("freeze_seconds", tippings(stumble.freeze)),
            .init("longest_that_healed", stumble.healed.map { reading($0, plan) } ?? .null),
            .init("shortest_that_tripped", stumble.tripped.map { reading($0, plan) } ?? .null),
            .init("dip_share_taken", stumble.dip.map(tippings) ?? .null),
            .init("dip_seconds", .optional(stumble.length)),
            .init("cured_freeze_seconds", .optional(stumble.length)),
            .init(
                "cures",
                .array(
                    stumble.cures.map {
                        .object([
                            .init("cure", .string(CapacityWords.cure($0.kind))), .init("heals", .bool($0.isHealed)),
                            .init("recovery_ns", .optional($0.recovery)),
                            .init("by_seed", .array($0.readings.map { reading($0, plan) })),
                        ])
                    })),
        ])
    }

    private static func tippings(_ tippings: StumbleFinding.Tippings) -> JSONValue {
        .object([
            .init("trips", tippings.trips.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null),
            .init("heals_on_all_seeds", .optional(tippings.heals)), .init("known_to", .optional(tippings.bracket)),
            .init("by_seed", .array(tippings.bySeed.map(tipping))),
        ])
    }

    private static func tipping(_ tipping: StumbleFinding.Tipping) -> JSONValue {
        switch tipping {
        case .between(let heals, let trips): .object([.init("heals", .number(heals)), .init("trips", .number(trips))])
        case .never(let size): .object([.init("heals", .number(size)), .init("trips", .null)])
        case .always(let size): .object([.init("heals", .null), .init("trips", .number(size))])
        }
    }

    private static func reading(_ reading: StumbleReading, _ plan: Plan) -> JSONValue {
        .object([
            .init("answered_well_before", .optional(reading.before)),
            .init("answered_well_at_the_end", .optional(reading.after)),
            .init("recovery_ns", .optional(reading.recovery)), .init("still_draining", .bool(reading.isDraining)),
            .init(
                "not_recovered",
                .array(
                    reading.ailing.map { ailing in
                        .object([
                            .init("workers", .string(Resource.workers(ailing.pool).name(in: plan))),
                            .init("answered_well", .optional(ailing.answered)),
                            .init("answered_well_before", .optional(ailing.answeredBefore)),
                            .init("waiting", .integer(ailing.waiting)),
                            .init("waiting_before", .integer(ailing.waitingBefore)),
                        ])
                    })),
        ])
    }
}
