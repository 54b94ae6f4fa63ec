internal import Kernel

/// Webhooks that a run takes in, as the scenario writes them.
struct InboxSection {
    /// One kind of webhook.
    struct Source {
        var event: Located<String>
        var path: String
        var scheme: WebhookScheme
        var secret: SecretReference?
        var reference: JSONPointer
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
        let secret = fields.optional("secret", .secret, "With what it is signed.")
        let reference = fields.optional(
            "reference", .jsonPointer, "JSON Pointer to the order's reference in its body.",
            or: JSONPointer(["reference"]))
        guard let event, let path, !fields.isIncomplete, WebhookSection.signatureFits(scheme, secret, fields) else {
            return nil
        }
        return Source(event: event, path: path, scheme: scheme, secret: secret, reference: reference)
    }

    /// The inbox for the plan.
    func plan(event: (Located<String>) -> EventID?) -> InboxPlan {
        InboxPlan(
            port: port,
            sources: sources.compactMap { source in
                event(source.event).map {
                    InboxPlan.Source(
                        path: source.path, event: $0, scheme: source.scheme, secret: source.secret,
                        reference: source.reference)
                }
            })
    }
}
