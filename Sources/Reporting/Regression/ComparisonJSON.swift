import Analysis
import Kernel

/// `compare.json`: times in nanoseconds, shares from 0 to 1, null for what is not known.
enum ComparisonJSON {
    static func value(
        _ comparison: RunComparison, _ story: ComparisonStory, base: ComparedRun, run: ComparedRun,
        differences: [RunDifference]
    ) -> JSONValue {
        [
            "compare_version": 1, "scenario": .string(story.title), "status": .string(comparison.status.rawValue),
            "sentence": .string(story.sentence), "identical": .bool(comparison.isIdentical),
            "chance": .bool(comparison.hasChance),
            "clock": .string(run.recording.wire == nil ? "virtual" : "wall"),
            "base": side(base), "run": side(run), "base_runs": .integer(Int64(comparison.baseRuns)),
            "run_runs": .integer(Int64(comparison.runRuns)),
            "settings": [
                "tolerance": .number(comparison.settings.tolerance), "floor_ns": .integer(comparison.settings.floor),
                "false_alarms": .number(comparison.settings.falseAlarms), "level": .number(comparison.settings.level),
                "tests": .integer(Int64(comparison.tests)),
            ],
            "differences": .array(
                differences.map {
                    [
                        "kind": .string($0.kind.rawValue), "path": .string($0.path), "base": .optional($0.base),
                        "run": .optional($0.run),
                    ]
                }),
            "budgets": .array(zip(comparison.budgets, story.budgets).map(budget)),
            "measures": .array(comparison.measures.map { measure($0, comparison.settings) }),
            "only_base": .array(comparison.gone.map { .string(MeasureWords.name($0)) }),
            "only_run": .array(comparison.new.map { .string(MeasureWords.name($0)) }),
            "wire": .array(
                comparison.wire.map {
                    [
                        "system": .optional($0.system), "figure": .string($0.kind.rawValue),
                        "base": .optional($0.base), "run": .optional($0.run),
                    ]
                }),
            "notes": .array(story.notes.map { .string($0) }),
        ]
    }

    private static func side(_ run: ComparedRun) -> JSONValue {
        [
            "name": .string(run.name), "seed": .string(String(run.recording.plan.seed)),
            "orders": .integer(run.recording.books.due), "started": .optional(run.facts?.started),
            "tool_version": .optional(run.facts?.version), "machine": .optional(run.facts?.machine),
            "scenario": .optional(run.facts?.scenario),
            "with": .array((run.facts?.overlays ?? []).map { .string($0) }),
        ]
    }

    private static func budget(_ shift: BudgetShift, _ row: ComparisonStory.BudgetRow) -> JSONValue {
        [
            "budget": .string(shift.text), "severity": .string(shift.severity.rawValue),
            "base": .optional(shift.base?.rawValue), "run": .optional(shift.run?.rawValue),
            "base_value": .optional(shift.baseValue), "run_value": .optional(shift.runValue),
            "verdict": .string(row.verdict), "regression": .bool(row.isRegression == true),
        ]
    }

    private static func measure(_ verdict: MeasureVerdict, _ settings: ComparisonSettings) -> JSONValue {
        let measure = verdict.measure
        var members: [JSONValue.Member] = [
            .init("measure", .string(MeasureWords.name(measure))), .init("unit", .string(unit(measure.unit))),
            .init("verdict", .string(verdict.outcome.rawValue)), .init("base", .optional(verdict.base)),
            .init("run", .optional(verdict.run)), .init("difference", .optional(verdict.difference)),
            .init("relative", .optional(verdict.relative)),
            .init("interval", verdict.shift.map { [.number($0.lower), .number($0.upper)] } ?? .null),
            .init("tolerance", .number(verdict.tolerance)), .init("p", .optional(verdict.pValue)),
            .init("p_adjusted", .optional(verdict.adjusted)), .init("base_samples", .integer(verdict.baseCount)),
            .init("run_samples", .integer(verdict.runCount)), .init("samples_needed", .optional(verdict.needed)),
        ]
        if case .blocks(let count, let correlation, let areIndependent) = verdict.basis {
            members.append(
                .init(
                    "blocks",
                    [
                        "count": .integer(Int64(count)), "correlation": .number(correlation),
                        "independent": .bool(areIndependent),
                    ]))
        }
        if let spread = verdict.spread {
            members.append(
                .init(
                    "between_runs",
                    [
                        "paired": .bool(spread.arePaired), "difference": .number(spread.interval.estimate),
                        "interval": [.number(spread.interval.lower), .number(spread.interval.upper)],
                        "p": .number(spread.pValue),
                    ]))
        }
        members.append(.init("why", .string(MeasureWords.reason(verdict, settings))))
        return .object(members)
    }

    private static func unit(_ unit: Measure.Unit) -> String {
        switch unit {
        case .time: "ns"
        case .share: "share"
        case .ratio: "ratio"
        case .perHour: "per hour"
        case .pieces: "count"
        }
    }
}
