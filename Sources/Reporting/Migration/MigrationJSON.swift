import Analysis
import Kernel
import Reconciliation

/// `parallel.json`: everything that was found, in figures with names and units. What is not known is null. Times are
/// nanoseconds, instants since 1970 UTC; shares are in 0...1; classes, kinds, fields and partners are named.
///
/// - `parallel_version` 1; `title`; `baseline`, `candidate`: names of the sides
/// - `decision`: "cut over", "ramp", "hold", "roll back", or null if nothing could be compared; `answer`: in one or two
///   sentences; `basis`: what it rests on, with counts, or null
/// - `compared`: `orders`, `orders_pending`, `orders_differing`, `orders_unknown` (to the baseline), `units`, `baseline_events`, `candidate_events`, `from_ns`, `until_ns`,
///   `as_of_ns`
/// - `cautions`: sentences
/// - `gate`: `name`, `level`, `orders`, `bound`, `watched`, `required`,
///   `lines`: `subject` ("all", "partner", "event", "absent partner"), `name`, `decision`, `owner`, `reasons`,
///   `checks`: `about` ("orders", "difference", "absence", "latency", "lateness", "rows", "schedule", "presence"), `class`, `event`, `quantile`, `criterion`,
///   `arithmetic`, `state` ("met", "signed", "open", "failed", "harm"), `wanting`;
///   `exceptions`: `class`, `partner`, `event`, `at_most`, `owner`, `signed_by`, `reason`, `until`
/// - `classes`: `name`, `defect`, `units`, `baseline_events`, `candidate_events`, `orders`, `at_least`, `at_most` (ends of one interval, in shares of the judged units; of the orders where none was seen, and of the splits for split mismatches)
/// - `cells`: `partner`, `event`, `units`, `baseline_events`, `candidate_events`, `baseline_duplicates`,
///   `classes`: `name`, `units`, `baseline_events`, `candidate_events`, `first_ns`, `last_ns`;
///   `fields`: `name`, `compared`, `differing`, `tolerated`
/// - `orders`: `partner`, `orders`, `differing`, `at_most`, `classes`: `name`, `orders`
/// - `changes`: `event`, `field`, `differing`, `rule`, `factors`: `factor`, `pairs`;
///   `changes`: `baseline`, `candidate`, `pairs`, `baseline_row`, `candidate_row`
/// - `noise`: null, or `fields`: `event`, `field`, `compared`, `only_candidate`, `only_baseline`, `both`, `p`, `p_adjusted`, `excess_at_most`, `verdict`,
///   `unknown` (pairs with a change that the old side never makes by itself), `unknown_p_adjusted`, `unknown_is_tolerated`,
///   `tolerated`: `baseline`, `candidate`, `pairs`, `baseline_pairs`;
///   `classes`: what may be late or out of order by nature: `event`, `class`, `compared`, `only_candidate`, `only_baseline`, `both`, `p`,
///   `p_adjusted`, `excess_at_most`, `is_tolerated`;
///   `times`: `event`, `shifted`, and `earliest_ns` and `latest_ns`, between which differences of time are tolerated
/// - `latency`: `event`, `partner`, `orders`, `sampled`,
///   `quantiles`: `quantile`, `sampled`, `baseline_ns`, `candidate_ns`, `shift_ns`, `shift_between_ns`, `orders_needed`;
///   `shift_ns`, `shift_between_ns`, `baseline_curve_ns`, `candidate_curve_ns` (p1 to p99)
/// - `timeline`: `start_ns`, `step_ns`, `events`: `event`, `baseline`, `candidate`, `differences`, `pairs`, `lag_ns` (mean)
/// - `examples`: `class`, `event`, `order`, `time_ns`, `remark`, `differing`, `baseline`, `candidate`: rows with `row`, `place`, `time_ns`, `values`
/// - `reads`: `name`, `place`, `rows`, `events`, `left_out`, `not_moved`, `unknown`, `not_yet`, `later`, `bad`, `bad_rows`
/// - `onboarding`: `phase` (from 1; null: stayed on the baseline), `from_ns`, `share`, `partner`, `orders`
/// - `planted`: `name`, `expected`, `planted`, `found`, `otherwise`
/// - `schedule`: how late each side of a rehearsal got its orders: `name`, `p99_ns`, `tolerance_ns`, `invalid`
/// - `agreement`: `events`: `name`, `role`, `same_within_ns`, `late_after_ns`, `wait_ns`, `may_split`, `compared`;
///   `fields`: `name`, `form`, `meaning`, `tolerance`, `relative_tolerance`, `noise`; `rounding`
struct MigrationJSON {
    let words: MigrationWords
    let story: MigrationStory

    var findings: MigrationFindings { words.findings }

    /// The document.
    var value: JSONValue {
        let total = words.total.total
        let orders = words.orders()
        return [
            "parallel_version": 1, "title": .string(findings.title), "baseline": .string(findings.names.old),
            "candidate": .string(findings.names.new), "decision": .optional(story.decision?.rawValue),
            "answer": .string(story.headline), "basis": .optional(story.basis),
            "compared": [
                "orders": .count(words.compared()),
                "orders_pending": .count(orders[Int(VerdictClass.pending.rawValue)]),
                "orders_differing": .count(words.differing()), "orders_unknown": .count(words.strangers()),
                "units": .count(total.units),
                "baseline_events": .count(total.old), "candidate_events": .count(total.new),
                "from_ns": .optional(findings.span?.lowerBound), "until_ns": .optional(findings.span?.upperBound),
                "as_of_ns": .integer(findings.asOf),
            ],
            "cautions": .array(story.cautions.map { .string($0) }), "gate": gate, "classes": classes, "cells": cells,
            "orders": ordersByPartner, "changes": changes, "noise": noise, "latency": latency, "timeline": timeline,
            "examples": .array(MigrationExample.all(words, most: CellSum.exemplarLimit).map(example)),
            "reads": .array(findings.reads.map(read)), "onboarding": .array(findings.onboarding.map(moved)),
            "planted": .array(findings.planted.map(planted)),
            "schedule": .array(
                findings.lags.map { lag in
                    [
                        "name": .string(lag.name), "p99_ns": .optional(lag.p99),
                        "tolerance_ns": .integer(lag.tolerance), "invalid": .bool(lag.isInvalid),
                    ]
                }),
            "agreement": agreement,
        ]
    }

    // MARK: - The gate

    private var gate: JSONValue {
        let gate = findings.gate
        return [
            "name": .string(gate.name), "level": .number(gate.level), "orders": .count(gate.orders),
            "bound": .number(gate.bound), "watched": .bool(gate.isWatched),
            "required": .array(gate.required.map { .string($0) }), "lines": .array(findings.lines.map(line)),
            "exceptions": .array(
                gate.exceptions.map { exception in
                    [
                        "class": .string(exception.verdict.name), "partner": .optional(exception.partner),
                        "event": .optional(exception.kind), "at_most": .count(exception.most),
                        "owner": .string(exception.owner), "signed_by": .string(exception.signedBy),
                        "reason": .string(exception.reason), "until": .string(exception.untilText),
                    ]
                }),
        ]
    }

    private func line(_ line: GateLine) -> JSONValue {
        let subject =
            switch line.subject {
            case .all: "all"
            case .partner: "partner"
            case .kind: "event"
            case .absent: "absent partner"
            }
        return [
            "subject": .string(subject), "name": .string(words.name(line.subject)),
            "decision": .string(line.decision.rawValue), "owner": .optional(line.owner),
            "reasons": .array(words.reasons(line).map { .string($0) }), "checks": .array(line.checks.map(check)),
        ]
    }

    private func check(_ check: GateCheck) -> JSONValue {
        var about = ""
        var verdict: String?
        var kind: Int?
        var quantile: Double?
        switch check.subject {
        case .orders: about = "orders"
        case .difference(let own, let event): (about, verdict, kind) = ("difference", own.name, event)
        case .absence: about = "absence"
        case .latency(let event, let own): (about, kind, quantile) = ("latency", event, own)
        case .lateness(let event): (about, kind) = ("lateness", event)
        case .rows: about = "rows"
        case .clocks: about = "clocks"
        case .schedule: about = "schedule"
        case .presence: about = "presence"
        }
        return [
            "about": .string(about), "class": .optional(verdict), "event": .optional(kind.map(words.kind)),
            "quantile": .optional(quantile), "criterion": .string(words.criteria.criterion(check)),
            "arithmetic": .string(words.criteria.arithmetic(check)), "state": .string(check.state.rawValue),
            "wanting": .string(words.criteria.wanting(check)),
        ]
    }

    // MARK: - What was read, planted, agreed

    private func read(_ read: ReadFacts) -> JSONValue {
        [
            "name": .string(read.name), "place": .string(read.place), "rows": .count(read.rows),
            "events": .count(read.events), "left_out": .count(read.ignored), "not_moved": .count(read.notMoved),
            "unknown": .object(read.unknown.sorted { $0.key < $1.key }.map { .init($0.key, .count($0.value)) }),
            "not_yet": .count(read.notYet), "later": .count(read.later), "bad": .count(read.bad),
            "bad_rows": .array(read.badRows.prefix(20).map { .string($0) }),
        ]
    }

    private func moved(_ moved: OnboardingShare) -> JSONValue {
        [
            "phase": .optional(moved.phase.map { Int64($0.number + 1) }), "from_ns": .optional(moved.phase.map(\.from)),
            "share": .optional(moved.phase?.share), "partner": .string(moved.partner), "orders": .count(moved.orders),
        ]
    }

    private func planted(_ planted: PlantedFinding) -> JSONValue {
        [
            "name": .string(planted.name), "expected": .string(planted.expected.name),
            "planted": .count(planted.planted), "found": .count(planted.found),
            "otherwise": .object(
                planted.otherwise.sorted { $0.key < $1.key }.map { .init($0.key.name, .count($0.value)) }),
        ]
    }

    /// Which side tells a field.
    private func told(_ field: Int) -> String? {
        switch findings.coverage(field) {
        case .compared, .apart: "both"
        case .oldOnly: "baseline"
        case .newOnly: "candidate"
        case .neither: nil
        }
    }

    private var agreement: JSONValue {
        let agreement = findings.agreement
        return [
            "events": .array(
                words.kinds.map { place in
                    let kind = agreement.kinds[place]
                    return [
                        "name": .string(kind.name), "role": .string(kind.role.rawValue),
                        "same_within_ns": .integer(kind.sameWithin), "late_after_ns": .optional(kind.lateAfter),
                        "wait_ns": .integer(kind.wait), "may_split": .bool(kind.maySplit),
                        "compared": .array(words.fields(findings.compared[place]).map { .string($0) }),
                    ]
                }),
            "fields": .array(
                agreement.fields.indices.map { place in
                    let field = agreement.fields[place]
                    return [
                        "name": .string(field.name), "told_by": .optional(told(place)),
                        "form": .string(field.form.rawValue),
                        "meaning": .string(field.meaning.rawValue), "tolerance": .integer(field.tolerance),
                        "relative_tolerance": .integer(field.relativeTolerance), "noise": .bool(field.isNoise),
                    ]
                }), "rounding": .integer(agreement.rounding),
        ]
    }
}

extension JSONValue {
    /// How many.
    static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}
