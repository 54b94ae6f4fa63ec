import Kernel

/// `summary.json`: what the scenario and the seed determine, and nothing else, so that two runs in virtual time can be
/// compared byte by byte. Runs by the wall clock differ, and have a part about the wire besides. Its shape is published as
/// `SummarySchema`.
public enum SummaryJSON {
    /// Raised when a reader of an older summary could misread a newer one.
    public static let version: Int64 = 1

    /// The summary as a value, keys in their fixed order.
    static func value(_ story: ReportStory, _ recording: Recording) -> JSONValue {
        let sections = SummarySections(recording)
        let value: JSONValue = [
            "summary_version": .integer(version),
            "scenario": sections.scenario,
            "verdict": [
                "status": .string(story.status.key), "sentence": .string(story.sentence),
                "cautions": .array(story.cautions.map { .string($0) }),
            ],
            "budgets": .array(story.budgets.map { budget($0) }),
            "answers": .array(story.answers.map { answer($0) }),
            "helped_most": .optional(story.helped),
            "run": sections.run, "books": sections.books, "replayed_rows": sections.rows, "journey": sections.journey,
            "cutoffs": sections.cutoffs, "links": sections.links, "edges": sections.edges,
            "operations": sections.operations, "pools": sections.pools, "queues": sections.queues,
            "limiters": sections.limiters, "rate_limits": sections.rateLimits, "incidents": sections.incidents,
            "exceptions": sections.exceptions,
            "indicators": sections.indicators, "exemplars": sections.exemplars, "series": sections.series,
        ]
        guard let wire = story.wire, case .object(let members) = value else { return value }
        let part = WireSummary(plan: recording.plan, wire: wire.findings).value
        return .object(members + [.init("wire", part)])
    }

    private static func budget(_ row: ReportStory.BudgetRow) -> JSONValue {
        [
            "budget": .string(row.text), "status": .string(row.status.key),
            "severity": row.isWarning ? "warning" : "critical", "measured": .optional(row.value),
            "bound": .number(row.limit), "unit": .string(row.unit.key), "note": .string(row.note),
        ]
    }

    private static func answer(_ answer: ReportStory.Answer) -> JSONValue {
        [
            "key": .string(answer.key), "question": .string(answer.question),
            "answer": .string(answer.short + (answer.more.isEmpty ? "" : " " + answer.more)),
            "trouble": .bool(answer.isTrouble),
        ]
    }
}

extension ReportStory.Status {
    /// The status in JSON.
    var key: String { self == .noData ? "no_data" : rawValue }
}

extension ChartUnit {
    /// The unit of a budget's figures in JSON.
    var key: String {
        switch self {
        case .count: "count"
        case .time: "ns"
        case .share: "share"
        case .ratio: "ratio"
        }
    }
}
