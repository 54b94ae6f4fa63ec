internal import Kernel

/// Webhooks that a run takes in, as the scenario writes them.
struct InboxSection {
    /// One kind of webhook.
    struct Source {
        var event: Located<String>
        var path: String
        var scheme: WebhookScheme
        var secret: CredentialReference?
        var reference: JSONPointer
        var topic: String?
        var conditions: [HTTPConditionPlan]
    }

    var port: Int?
    var sources: [Source]

    static let shape = Shape<InboxSection>.mapping(
        "inbox", "Where webhooks come in that meet what journeys await."
    ) { fields in
        let port = fields.optional("port", .count(1...65_535), "Where it listens; any free port if left out.")
        let sources = fields.required("webhooks", .list(source, of: "webhooks", atMost: 100), "What comes.")
        guard let sources, !fields.isIncomplete else { return nil }
        return InboxSection(port: port, sources: sources)
    }

    private static let source = Shape<Source>.mapping("incoming webhook", "One kind of webhook.") { fields in
        let event = fields.required("event", Shape<String>.text.located, "What has happened when it comes.")
        let path = fields.required("path", .requestPath, "The path it comes to.")
        let scheme = fields.optional(
            "signed", .choice(of: WebhookScheme.self), "How it is signed.", or: WebhookScheme.none)
        let secret = fields.optional("secret", .credential, "With what it is signed.")
        let reference = fields.optional(
            "reference", .jsonPointer, "JSON Pointer to the order's reference in its body.",
            or: JSONPointer(["reference"]))
        let topic = fields.optional(
            "topic", .headerText,
            "What its vendor calls the event, in the scheme's header field or the body's type or description.")
        let conditions = fields.optional("when", when, "What must hold of it to be this one.", or: [])
        guard let event, let path, !fields.isIncomplete, WebhookSection.signatureFits(scheme, secret, fields) else {
            return nil
        }
        return Source(
            event: event, path: path, scheme: scheme, secret: secret, reference: reference, topic: topic,
            conditions: conditions)
    }

    private static let when = Shape<[HTTPConditionPlan]>.mapping(
        "webhook condition", "What must hold of a webhook to be this one."
    ) { fields in
        let body = fields.optional("body", HTTPConditionShape.body, "Parts of its body, by JSON Pointer.", or: [])
        let headers = fields.optional("headers", HTTPConditionShape.headers, "Its headers.", or: [])
        guard !fields.isIncomplete else { return nil }
        let conditions = headers + body
        guard !conditions.isEmpty else {
            if !fields.hasUnknownKeys { fields.item.refuse("expected body or headers") }
            return nil
        }
        // There is no order yet whose values a condition could name: the webhook itself says which it is.
        let isFixed = conditions.allSatisfy { condition in
            guard case .oneOf(let literals) = condition.test else { return true }
            return literals.allSatisfy { $0.text.constant != nil }
        }
        guard isFixed else {
            fields.item.refuse("a webhook is compared with fixed values; write them without placeholders")
            return nil
        }
        return conditions
    }

    /// The inbox for the plan.
    func plan(event: (Located<String>) -> EventID?) -> InboxPlan {
        InboxPlan(
            port: port,
            sources: sources.compactMap { source in
                event(source.event).map {
                    InboxPlan.Source(
                        path: source.path, event: $0, scheme: source.scheme, secret: source.secret,
                        reference: source.reference, topic: source.topic, conditions: source.conditions)
                }
            })
    }
}
