import Kernel

/// The published shape of `summary.json`: JSON Schema, draft 2020-12.
public enum SummarySchema {
    /// The schema's text.
    public static var text: String { value.text }

    /// The schema.
    static var value: JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:rehearse:summary:1",
            "title": "Summary of a rehearsal",
            "description":
                "Everything in it is determined by the scenario and its seed, but after runs by the wall clock. Times ending in _ns are whole nanoseconds.",
            "type": "object",
            "properties": .object((members + [("wire", wire)]).map { .init($0.0, $0.1) }),
            "required": .array(members.map { .string($0.0) }),
            "additionalProperties": false,
            "$defs": [
                "latency": nullable(
                    object([
                        ("count", count), ("mean_ns", number), ("p50_ns", count), ("p90_ns", count), ("p95_ns", count),
                        ("p99_ns", count), ("p999_ns", count), ("max_ns", count),
                    ]), "Percentiles as HdrHistogram defines them; null without samples."),
                "outcomes": object(Outcome.allCases.map { ($0.key, count) }),
            ],
        ]
    }

    static let count: JSONValue = ["type": "integer", "minimum": 0]
    static let orNull: JSONValue = ["type": ["integer", "null"], "minimum": 0]
    private static let whole: JSONValue = ["type": "integer"]
    static let number: JSONValue = ["type": "number"]
    static let string: JSONValue = ["type": "string"]
    static let ratio: JSONValue = ["type": ["number", "null"], "minimum": 0]
    static let name: JSONValue = ["type": ["string", "null"]]
    private static let latency: JSONValue = ["$ref": "#/$defs/latency"]
    private static let outcomes: JSONValue = ["$ref": "#/$defs/outcomes"]
    private static let instant: JSONValue = [
        "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$",
    ]

    static func object(_ members: [(String, JSONValue)], optional: [(String, JSONValue)] = []) -> JSONValue {
        [
            "type": "object", "properties": .object((members + optional).map { .init($0.0, $0.1) }),
            "required": .array(members.map { .string($0.0) }), "additionalProperties": false,
        ]
    }

    static func list(_ element: JSONValue) -> JSONValue { ["type": "array", "items": element] }
    static func list(_ members: [(String, JSONValue)]) -> JSONValue { list(object(members)) }
    static func one(of words: [String]) -> JSONValue { ["enum": .array(words.map { .string($0) })] }
    static func nullable(_ value: JSONValue, _ words: String) -> JSONValue {
        ["description": .string(words), "anyOf": [value, ["type": "null"]]]
    }

    private static var members: [(String, JSONValue)] {
        let statuses = ["pass", "fail", "no_data", "invalid"]
        return [
            ("summary_version", ["const": .integer(SummaryJSON.version)]),
            (
                "scenario",
                object([
                    ("title", string), ("seed", ["type": "string", "pattern": "^[0-9]+$"]), ("from", instant),
                    ("zone", string),
                    ("window_ns", count), ("end_ns", count),
                ])
            ),
            ("verdict", object([("status", one(of: statuses)), ("sentence", string), ("cautions", list(string))])),
            (
                "budgets",
                list([
                    ("budget", string), ("status", one(of: statuses)), ("severity", one(of: ["critical", "warning"])),
                    ("measured", ["type": ["number", "null"]]), ("bound", number),
                    ("unit", one(of: ["count", "ns", "share", "ratio"])), ("note", string),
                ])
            ),
            (
                "answers",
                list([("key", string), ("question", string), ("answer", string), ("trouble", ["type": "boolean"])])
            ),
            ("helped_most", name),
            (
                "run",
                object(
                    [
                        ("stop", one(of: ["finished", "interrupted", "aborted"])), ("reached_ns", whole),
                        ("events", count),
                    ],
                    optional: [("aborted_by", name)])
            ),
            (
                "books",
                object([
                    ("due", count), ("completed", count), ("failed", count), ("cancelled", count), ("parked", count),
                    ("in_flight", count),
                ])
            ),
            (
                "replayed_rows",
                object([
                    ("read", count), ("outside", count), ("outside_clock", count), ("bad", count),
                    ("first_bad", list([("line", count), ("problem", string)])),
                ])
            ),
            (
                "journey",
                object([
                    ("legs", list([("name", string), ("from", string), ("to", string), ("latency", latency)])),
                    ("whole", latency), ("lateness", latency), ("schedule_lag", latency),
                ])
            ),
            (
                "cutoffs",
                list([
                    ("at", instant), ("warehouse", string), ("carrier", name), ("met", count), ("late", count),
                    ("missing", count), ("open", count),
                ])
            ),
        ] + landscape
    }

    private static var landscape: [(String, JSONValue)] {
        [
            (
                "links",
                list(
                    object(
                        [
                            ("name", string), ("caller", name), ("callee", string), ("calls", count),
                            ("attempts", count), ("amplification", ratio), ("call_outcomes", outcomes),
                            ("attempt_outcomes", outcomes), ("extra_attempts", outcomes), ("budget_denied", count),
                            ("breaker_opened", count), ("breaker_closed", count), ("response", latency),
                            ("failed", latency), ("service", latency),
                        ], optional: [("answered_by_cache", count)]))
            ),
            (
                "edges",
                list([
                    ("name", string), ("calls", outcomes), ("attempts", outcomes), ("compounded_amplification", ratio),
                    ("duplicates", count), ("replays", count), ("wasted", count), ("response", latency),
                    ("failed", latency),
                    ("service", latency),
                ])
            ),
            (
                "operations",
                list([("system", string), ("name", string), ("latency", latency), ("spend_minor_units", whole)])
            ),
            (
                "pools",
                list([
                    ("system", string), ("name", string), ("utilisation", ratio), ("served", count), ("shed", count),
                    ("expired", count), ("longest_line", count), ("most_busy", count), ("wait", latency),
                ])
            ),
            (
                "queues",
                list([
                    ("system", string), ("name", string), ("arrived", count), ("done", count), ("redelivered", count),
                    ("dead", count), ("refused", count), ("deepest", count), ("oldest_ns", count), ("wait", latency),
                ])
            ),
            (
                "limiters",
                list([
                    ("system", string), ("name", string), ("documented", string), ("admitted", count),
                    ("refused", count),
                ])
            ),
            (
                "rate_limits", list([("system", string), ("refused_at_limiter", count), ("seen_by_callers", count)])
            ),
            (
                "incidents",
                object([
                    ("fallbacks", list([("route", string), ("count", count)])),
                    ("contentions", list([("name", string), ("conflicts", count), ("failures", count)])),
                    ("faults", list([("name", string), ("struck", count)])),
                ])
            ),
            ("exceptions", list([("reason", string), ("opened", count), ("settled", count), ("open_at_end", whole)])),
            ("indicators", list([("name", string), ("highest", whole), ("at_end", whole), ("oldest_ns", count)])),
            (
                "exemplars",
                object([
                    ("slowest", list(count)), ("latest", list(count)), ("failed", list(count)), ("parked", list(count)),
                    ("sample", list(count)), ("traced", count),
                    (
                        "extremes",
                        object([
                            ("slowest", list(count)), ("latest", list(count)), ("failed", list(count)),
                            ("parked", list(count)),
                        ])
                    ),
                ])
            ),
            (
                "series",
                object([
                    ("starts_ns", list(count)), ("end_ns", count), ("due", list(count)), ("completed", list(count)),
                    ("failed", list(count)), ("delayed", list(whole)),
                    ("events", list([("name", string), ("counts", list(count))])),
                    (
                        "queue_depths",
                        list([
                            ("system", string), ("name", string), ("highest", list(count)), ("oldest_ns", list(count)),
                        ])
                    ),
                    (
                        "legs",
                        list([
                            ("name", string), ("counts", list(count)), ("p50_ns", list(orNull)),
                            ("p90_ns", list(orNull)),
                        ])
                    ),
                    ("indicators", list([("name", string), ("open", list(whole)), ("oldest_ns", list(count))])),
                    ("exceptions_by_warehouse", list([("name", string), ("open", list(whole))])),
                    ("exceptions_by_carrier", list([("name", name), ("open", list(whole))])),
                ])
            ),
        ]
    }
}
