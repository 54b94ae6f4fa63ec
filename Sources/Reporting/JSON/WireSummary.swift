import Analysis
import Kernel

/// The part of `summary.json` that tells of the wire. It is there after runs by the wall clock only, and differs from run to
/// run; its shape is `SummarySchema.wire`.
struct WireSummary: Sendable {
    /// Raised when a reader of an older part could misread a newer one.
    static let version: Int64 = 1

    let plan: Plan
    let wire: WireFindings

    /// The part.
    var value: JSONValue {
        [
            "wire_version": .integer(WireSummary.version), "schedule": schedule,
            "systems": .array(wire.systems.map { system($0) }), "inbox": wire.inbox.map { inbox($0) } ?? .null,
        ]
    }

    private var schedule: JSONValue {
        let lag = wire.schedule.lag
        return [
            "kept_up": .bool(wire.schedule.keptUp), "tolerance_ns": .integer(wire.schedule.tolerance),
            "count": .integer(lag?.count ?? 0), "lag_p50_ns": .optional(lag?.p50), "lag_p99_ns": .optional(lag?.p99),
            "lag_max_ns": .optional(lag?.maximum),
        ]
    }

    private func system(_ system: WireSystemFinding) -> JSONValue {
        [
            "system": .string(plan.systems[system.system].name),
            "placement": .string(plan.systems[system.system].placement.rawValue),
            "requests": .integer(system.requests), "sent": .integer(system.sent),
            "answered": .integer(system.answered), "unanswered": .integer(system.unanswered),
            "timed_out": .integer(system.timedOut), "attempts": .integer(system.attempts),
            "statuses": .array(
                system.statuses.map { ["status": .integer(Int64($0.code)), "count": .integer($0.count)] }),
            "failures": .array(
                system.failures.map {
                    ["kind": .string($0.kind), "count": .integer($0.count), "first_words": .string($0.words)]
                }),
            "bad_answers": .array(
                system.badAnswers.map {
                    [
                        "outcome": .string($0.outcome.key), "attempts": .integer($0.attempts),
                        "first_words": .string($0.detail),
                    ]
                }),
            "reused_share": .optional(system.reuse),
            "http_versions": .array(
                system.versions.map { ["version": .string($0.name), "count": .integer($0.count)] }),
            "parts": .array(
                system.parts.map {
                    [
                        "part": .string($0.name.key), "count": .integer($0.count),
                        "mean_ns": .number($0.mean.rounded()), "max_ns": .integer($0.most),
                    ]
                }),
            "bytes_sent": .integer(system.bytesUp), "bytes_received": .integer(system.bytesDown),
            "kept_back": .integer(system.keptBack), "met_in_flight_limit": .integer(system.met),
            "tokens_fetched": .integer(system.tokens), "tokens_refused": .integer(system.refusedTokens),
            "received": .integer(system.received), "strangers": .integer(system.strangers),
            "immediate": .integer(system.immediate), "limits": .array(system.limits.map { limit($0) }),
            "webhooks": system.webhooks.map { webhooks($0) } ?? .null,
        ]
    }

    private func limit(_ limit: WireLimitFinding) -> JSONValue {
        [
            "operation": .string(limit.operation), "admitted": .integer(limit.admitted),
            "refused": .integer(limit.refused), "documented": .optional(limit.documented),
            "announced": .optional(limit.announced), "in_practice": .string(limit.practice),
            "sustained_per_second": .optional(limit.sustained), "burst": .optional(limit.burst),
            "confidence": .number(limit.confidence),
        ]
    }

    private func webhooks(_ webhooks: WebhookFacts) -> JSONValue {
        [
            "events": .integer(webhooks.events), "copies": .integer(webhooks.copies), "sent": .integer(webhooks.sent),
            "retried": .integer(webhooks.retried), "delivered": .integer(webhooks.delivered),
            "lost": .integer(webhooks.lost), "gave_up": .integer(webhooks.gaveUp),
            "dropped": .integer(webhooks.dropped), "overflowed": .integer(webhooks.overflowed),
            "pending": .integer(webhooks.pending), "subscriptions_disabled": .integer(webhooks.disabled),
            "kept_back": .integer(webhooks.keptBack), "unwritten": .integer(webhooks.unwritten),
            "failures": reasons(webhooks.failures, webhooks.words),
            "ended": .optional(webhooks.words["ended"]),
        ]
    }

    private func inbox(_ inbox: InboxFacts) -> JSONValue {
        let waiting = inbox.waiting
        return [
            "received": .integer(inbox.received), "kept": .integer(inbox.kept), "unstored": .integer(inbox.unstored),
            "refused": reasons(inbox.refused, inbox.words), "duplicate": .integer(inbox.duplicate),
            "met": .integer(inbox.met), "met_early": .integer(inbox.metEarly), "late": .integer(inbox.late),
            "orphan": .integer(inbox.orphan), "unawaited": .integer(inbox.unawaited),
            "never_arrived": .integer(inbox.neverArrived), "withdrawn": .integer(inbox.withdrawn),
            "wait_mean_ns": .optional(
                waiting.count > 0 ? (Double(waiting.sum) / Double(waiting.count)).rounded() : nil),
            "wait_max_ns": .optional(waiting.count > 0 ? waiting.most : nil),
        ]
    }

    private func reasons(_ counts: [String: Int64], _ words: [String: String]) -> JSONValue {
        .array(
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                [
                    "kind": .string($0.key), "count": .integer($0.value), "first_words": .string(words[$0.key] ?? ""),
                ]
            })
    }
}

extension WireSystemFinding.Part.Name {
    /// The part's key in JSON.
    var key: String { self == .firstByte ? "first_byte" : rawValue }
}
