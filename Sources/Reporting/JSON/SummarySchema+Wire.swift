import Analysis
import Kernel

extension SummarySchema {
    /// The shape of what the summary tells of the wire.
    static var wire: JSONValue {
        let reasons = list([("kind", string), ("count", count), ("first_words", string)])
        return described(
            object([
                ("wire_version", ["const": .integer(WireSummary.version)]),
                (
                    "schedule",
                    object([
                        ("kept_up", ["type": "boolean"]), ("tolerance_ns", count), ("count", count),
                        ("lag_p50_ns", orNull), ("lag_p99_ns", orNull), ("lag_max_ns", orNull),
                    ])
                ),
                (
                    "systems",
                    list([
                        ("system", string), ("placement", one(of: SystemPlan.Placement.allCases.map(\.rawValue))),
                        ("requests", count), ("sent", count), ("answered", count), ("unanswered", count),
                        ("timed_out", count), ("attempts", count),
                        (
                            "statuses",
                            list([
                                ("status", ["type": "integer", "minimum": 100, "maximum": 999]), ("count", count),
                            ])
                        ),
                        ("failures", reasons),
                        (
                            "bad_answers",
                            list([
                                ("outcome", one(of: Outcome.allCases.map(\.key))), ("attempts", count),
                                ("first_words", string),
                            ])
                        ),
                        ("reused_share", share),
                        ("http_versions", list([("version", one(of: ["1.0", "1.1", "2"])), ("count", count)])),
                        (
                            "parts",
                            list([
                                ("part", one(of: WireSystemFinding.Part.Name.allCases.map(\.key))), ("count", count),
                                ("mean_ns", number), ("max_ns", count),
                            ])
                        ),
                        ("bytes_sent", count), ("bytes_received", count), ("kept_back", count),
                        ("met_in_flight_limit", count), ("tokens_fetched", count), ("tokens_refused", count),
                        ("received", count), ("strangers", count), ("immediate", count),
                        (
                            "limits",
                            list([
                                ("operation", string), ("admitted", count), ("refused", count), ("documented", name),
                                ("announced", name), ("in_practice", string), ("sustained_per_second", ratio),
                                ("burst", ratio), ("confidence", share),
                            ])
                        ),
                        (
                            "webhooks",
                            nullable(
                                object([
                                    ("events", count), ("copies", count), ("sent", count), ("retried", count),
                                    ("delivered", count), ("lost", count), ("gave_up", count), ("dropped", count),
                                    ("overflowed", count), ("pending", count), ("subscriptions_disabled", count),
                                    ("kept_back", count), ("unwritten", count), ("failures", reasons), ("ended", name),
                                ]), "What it told of by webhook; null: nobody subscribed.")
                        ),
                    ])
                ),
                (
                    "inbox",
                    nullable(
                        object([
                            ("received", count), ("kept", count), ("unstored", count), ("refused", reasons),
                            ("duplicate", count), ("met", count), ("met_early", count), ("late", count),
                            ("orphan", count), ("unawaited", count), ("never_arrived", count), ("withdrawn", count),
                            ("wait_mean_ns", ratio), ("wait_max_ns", orNull),
                        ]), "Webhooks that came in; null: none were listened for.")
                ),
            ]),
            "What went over HTTP in a run by the wall clock; not there after a run in virtual time. Unlike the rest it differs from run to run."
        )
    }

    private static let share: JSONValue = ["type": ["number", "null"], "minimum": 0, "maximum": 1]

    private static func described(_ value: JSONValue, _ words: String) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object([.init("description", .string(words))] + members)
    }
}
