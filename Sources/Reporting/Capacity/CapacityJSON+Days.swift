import Analysis
import Kernel

extension CapacityJSON {
    /// A day that is planned for.
    static func day(_ day: PeakPlanDay, _ plan: Plan) -> JSONValue {
        .object([
            .init("times_forecast", .number(day.factor)), .init("orders", .integer(day.orders)),
            .init("seeds", .integer(1)), .init("kept", day.isKept.map { .bool($0) } ?? .null),
            .init("exceeded", .array(day.breached.map { .string(plan.budgets[$0.budget].text) })),
            .init("failed_or_cancelled", .integer(day.lost)),
            .init("with_cutoff", .integer(day.cutoff.judged)), .init("met_cutoff", .integer(day.cutoff.met)),
            .init("cutoffs", .array(day.cutoff.moments.map { cutoff($0, plan) })),
            .init("most_waiting", .integer(day.mostWaiting)), .init("has_backlog", .bool(day.hasBacklog)),
            .init("backlog_gone_ns", day.hasBacklog ? .optional(day.drained) : .null),
            .init("due_by_hour", .array(day.hours.due.map { .integer($0) })),
            .init("done_by_hour", .array(day.hours.done.map { .integer($0) })),
            .init("failed_or_cancelled_by_hour", .array(day.hours.lost.map { .integer($0) })),
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
