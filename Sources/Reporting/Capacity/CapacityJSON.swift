import Analysis
import Kernel

/// `capacity.json`: what was found, in figures with names and units.
enum CapacityJSON {
    static func value(_ findings: CapacityFindings, _ story: CapacityStory, _ study: CapacityStudy) -> JSONValue {
        let plan = study.plan
        var members: [(String, JSONValue)] = [
            ("capacity_version", .integer(1)), ("scenario", .string(plan.title)),
            // A seed of 64 bits is more than readers of JSON numbers can hold.
            ("seed", .string(String(plan.seed))), ("answer", .string(story.sentence)),
            ("forecast_fits", story.isEnough.map { .bool($0) } ?? .null),
            ("too_close_to_tell", .bool(story.isTooClose)),
        ]
        if let forecast = findings.forecast {
            members.append(
                (
                    "forecast",
                    .object([
                        .init("orders", .integer(forecast.orders)),
                        .init("peak_per_hour", .number(forecast.peakPerHour)),
                        .init("peak_hour_ns", .integer(forecast.peakHour)),
                        .init("busiest_per_hour", .number(forecast.busiestPerHour)),
                        .init("busiest_hour_ns", .integer(forecast.busiestHour)),
                        .init("held_from_ns", .integer(forecast.hold.from)),
                        .init("warm_up_ns", .integer(forecast.hold.warmUp)),
                        .init("held_ns", .integer(forecast.hold.length)),
                        .init("changes_meanwhile", .array(forecast.changing.map { .string($0.name(in: plan)) })),
                    ])
                ))
        }
        members.append(
            ("steady_load", findings.hour.map { limit($0, plan, unit: findings.forecast?.peakPerHour) } ?? .null))
        members.append(
            (
                "whole_day",
                findings.day.map { limit($0, plan, unit: findings.forecast.map { Double($0.orders) }) } ?? .null
            ))
        members.append(("explained", .optional(findings.explained?.rawValue)))
        members.append(("constraints", .array((findings.constraints?.constraints ?? []).map { constraint($0, plan) })))
        members.append(("not_binding", .array((findings.constraints?.innocent ?? []).map { use($0, plan) })))
        members.append(("what_if", findings.whatIf.map { whatIf($0, plan) } ?? .null))
        members.append(("collapse", findings.collapse.map { CapacityJSON.collapse($0, plan) } ?? .null))
        members.append(
            (
                "scaling",
                findings.scaling.map { scaling in
                    .object([
                        .init("knee_times_forecast", .optional(scaling.knee)),
                        .init("usl_peak_times_forecast", .optional(scaling.peak)),
                        .init("usl_alpha", .optional(scaling.alpha?.value)),
                        .init("usl_alpha_error", .optional(scaling.alpha?.standardError)),
                        .init("usl_beta", .optional(scaling.beta?.value)),
                        .init("usl_beta_error", .optional(scaling.beta?.standardError)),
                        .init("usl_misfit", .optional(scaling.misfit)), .init("usl_trusted", .bool(scaling.isTrusted)),
                    ])
                } ?? .null
            ))
        members.append(("curve", .array((findings.curve ?? []).map { point($0, plan) })))
        members.append(("days", .array(findings.days.map { day($0, plan) })))
        members.append(("warm_up_by_mser5_ns", .optional(findings.warmUp)))
        members.append(("missing_trials", .integer(Int64(findings.missingTrials))))
        members.append(("cautions", .array(story.cautions.map { .string($0) })))
        return .object(members.map { JSONValue.Member($0.0, $0.1) })
    }

    private static func limit(_ limit: CapacityLimit, _ plan: Plan, unit: Double?) -> JSONValue {
        var found: [JSONValue.Member] = []
        switch limit.found {
        case .between(let kept, let broken, _):
            found = [
                .init("found", .string("between")), .init("kept", .number(kept)), .init("exceeded", .number(broken)),
            ]
        case .atLeast(let kept): found = [.init("found", .string("at least")), .init("kept", .number(kept))]
        case .plateau(let done, let from):
            found = [.init("found", .string("plateau")), .init("done", .number(done)), .init("from", .number(from))]
        case .chance(let below): found = [.init("found", .string("by chance")), .init("exceeded", .number(below))]
        case .below(let tried): found = [.init("found", .string("below")), .init("exceeded", .number(tried))]
        case .unjudged: found = [.init("found", .string("not judged"))]
        case .tooShort: found = [.init("found", .string("held too short"))]
        }
        let levels = limit.levels.map { level in
            JSONValue.object([
                .init("times_forecast", .number(level.load)), .init("seeds", .number(level.duration)),
                .init("measured_by_bound", .number(level.margin)), .init("relative_error", .optional(level.error)),
                .init("verdict", .string(level.verdict.rawValue)),
            ])
        }
        return .object(
            found + [
                .init("times_forecast", .optional(limit.factor)),
                .init("orders", .optional(limit.factor.flatMap { factor in unit.map { factor * $0 } })),
                .init(
                    "interval_95",
                    limit.interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null),
                .init("stopped", .string(CapacityWords.stop(limit.stop))),
                .init("gives_first", .optional(limit.budget.map { plan.budgets[$0].text })),
                .init("levels", .array(levels)),
            ])
    }

    private static func use(_ use: TrialReading.Use, _ plan: Plan) -> JSONValue {
        .object([
            .init("resource", .string(use.resource.name(in: plan))), .init("peak_use", .number(use.peak)),
            .init("mean_use", .number(use.mean)), .init("waiting", .integer(use.waiting)),
        ])
    }

    private static func constraint(_ constraint: CapacityConstraint, _ plan: Plan) -> JSONValue {
        .object([
            .init("resource", .string(constraint.resource.name(in: plan))),
            .init("binds_together_with", .array(constraint.together.map { .string($0.resource.name(in: plan)) })),
            .init("peak_use", .number(constraint.use.peak)),
            .init("limit_without_it", limit(constraint.lifted, plan, unit: nil)),
            .init("or_instead", .array(constraint.others.map { self.constraint($0, plan) })),
        ])
    }

    private static func whatIf(_ whatIf: WhatIf, _ plan: Plan) -> JSONValue {
        .object([
            .init("levers", .array(whatIf.levers.map { gain($0, plan) })),
            .init("budget", .optional(whatIf.spend)),
            .init("best_plan", whatIf.best.map { gain($0, plan) } ?? .null),
            .init("cheapest_that_fits_forecast", whatIf.enough.map { gain($0, plan) } ?? .null),
            .init("plans_compared", .integer(Int64(whatIf.plansCompared))),
            .init("all_plans_compared", .bool(whatIf.isExhaustive)),
            .init("without_cost", .array(whatIf.unpriced.map { .string(plan.levers[$0].name) })),
        ])
    }

    private static func gain(_ gain: LeverGain, _ plan: Plan) -> JSONValue {
        .object([
            .init("levers", .array(gain.levers.map { .string(plan.levers[$0].name) })),
            .init("cost", .optional(gain.cost)),
            .init("currency", .optional(gain.levers.lazy.compactMap { plan.levers[$0].currency }.first)),
            .init("limit", limit(gain.limit, plan, unit: nil)),
            .init("reached_times_forecast", .optional(gain.reached)),
            .init("forecast_day_kept", gain.keepsDay.map { .bool($0) } ?? .null),
            .init("gain", .number(gain.gain.estimate)),
            .init("gain_between", .array([.number(gain.gain.lower), .number(gain.gain.upper)])),
            .init("evidence", .string(gain.evidence.rawValue)), .init("at_least", .bool(gain.isAtLeast)),
        ])
    }

    private static func point(_ point: CurvePoint, _ plan: Plan) -> JSONValue {
        .object([
            .init("times_forecast", .number(point.factor)), .init("offered_per_hour", .number(point.offered)),
            .init("done_per_hour", .number(point.done)),
            .init("latency_p50_p95_p99_ns", point.latency.map { .array($0.map { .integer($0) }) } ?? .null),
            .init("kept", point.isKept.map { .bool($0) } ?? .null),
            .init("amplification", .optional(point.amplification)),
            .init("most_used", point.use.map { use($0, plan) } ?? .null), .init("waiting", .integer(point.waiting)),
            .init("use", .array(point.uses.map { use($0, plan) })),
            .init("seeds", .integer(Int64(point.seeds))), .init("intervals_95", point.spread.map(spread) ?? .null),
        ])
    }

    private static func spread(_ spread: CurvePoint.Spread) -> JSONValue {
        func ends(_ interval: ConfidenceInterval?) -> JSONValue {
            interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null
        }
        return .object([
            .init("done_per_hour", ends(spread.done)),
            .init("latency_p50_p95_p99_ns", spread.latency.map { .array($0.map(ends)) } ?? .null),
            .init("amplification", ends(spread.amplification)), .init("most_used", ends(spread.use)),
            .init("waiting", ends(spread.waiting)),
        ])
    }
}
