import Analysis
import Kernel

extension CapacityJSON {
    /// A day that is planned for.
    static func day(_ day: PeakPlanDay, _ plan: Plan) -> JSONValue {
        .object([
            .init("times_forecast", .number(day.factor)), .init("seeds", .integer(Int64(day.runs.count))),
            .init("kept", day.isKept.map { .bool($0) } ?? .null), .init("kept_seeds", .integer(Int64(day.keeping))),
            .init(
                "exceeded",
                .array(
                    day.breached.map { found in
                        .object([
                            .init("budget", .string(plan.budgets[found.budget].text)),
                            .init("mean", .number(found.value.mean)),
                            .init("least", .number(found.value.range.lowerBound)),
                            .init("most", .number(found.value.range.upperBound)),
                        ])
                    })),
            .init("by_seed", .array(day.runs.map { run($0, plan) })),
        ])
    }

    /// A day on one seed, the scenario's own first.
    private static func run(_ run: PeakPlanRun, _ plan: Plan) -> JSONValue {
        .object([
            .init("orders", .integer(run.orders)), .init("kept", run.isKept.map { .bool($0) } ?? .null),
            .init("failed_or_cancelled", .integer(run.lost)),
            .init("with_cutoff", .integer(run.cutoff.judged)), .init("met_cutoff", .integer(run.cutoff.met)),
            .init("cutoffs", .array(run.cutoff.moments.map { cutoff($0, plan) })),
            .init("most_waiting", .integer(run.mostWaiting)), .init("has_backlog", .bool(run.hasBacklog)),
            .init("backlog_gone_ns", run.hasBacklog ? .optional(run.drained) : .null),
            .init("due_by_hour", .array(run.hours.due.map { .integer($0) })),
            .init("done_by_hour", .array(run.hours.done.map { .integer($0) })),
            .init("failed_or_cancelled_by_hour", .array(run.hours.lost.map { .integer($0) })),
        ])
    }

    private static func cutoff(_ moment: TrialReading.Cutoff.Moment, _ plan: Plan) -> JSONValue {
        func parts(_ isWanted: (TrialReading.Cutoff.Part.Who) -> Bool) -> JSONValue {
            .array(
                moment.parts.filter { isWanted($0.who) }.map { part in
                    .object([
                        .init("name", .string(plan.name(of: part.who))), .init("orders", .integer(part.judged)),
                        .init("met", .integer(part.met)),
                        .init("below", .bool(plan.isAtRisk(part.judged, part.met, atCutoff: moment.at))),
                    ])
                })
        }
        return .object([
            .init("at_ns", .integer(moment.at)), .init("at", .string(WallClock(plan).moment(moment.at))),
            .init("orders", .integer(moment.judged)), .init("met", .integer(moment.met)),
            .init("asked", .optional(plan.budget(atCutoff: moment.at)?.bound)),
            .init("below", .bool(plan.isAtRisk(moment.judged, moment.met, atCutoff: moment.at))),
            .init("by_carrier", parts { if case .carrier = $0 { true } else { false } }),
            .init("by_warehouse", parts { if case .warehouse = $0 { true } else { false } }),
        ])
    }
}
