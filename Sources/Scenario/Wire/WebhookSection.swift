internal import Kernel

/// A subscription to a served system's events, as the scenario writes it.
struct WebhookSection {
    var url: String
    var events: [Located<String>]
    var scheme: WebhookScheme
    var secret: CredentialReference?
    var duplicates: Double
    var loss: Double
    var reordering: Double
    var vendor: WebhookVendor?
    var topic: String?
    var body: TextTemplate?

    static let shape = Shape<WebhookSection>.mapping(
        "webhook", "Where a served system tells of its events.", isInherited: true
    ) { fields in
        let url = fields.required("to", .webAddress, "Where to.")
        let events = fields.required(
            "events", .oneOrMore(Shape<String>.text.located, of: "events"), "Which events.")
        let scheme = fields.optional(
            "signed", .choice(of: WebhookScheme.self), "How they are signed.", or: WebhookScheme.none)
        let secret = fields.optional("secret", .credential, "With what they are signed.")
        let duplicates = fields.optional("duplicates", .share, "Share of events sent twice.", or: 0)
        let loss = fields.optional("loss", .share, "Share of events never sent.", or: 0)
        let reordering = fields.optional("reordering", .share, "Share of events overtaken by later ones.", or: 0)
        let vendor = fields.optional(
            "delivered like", .choice(of: WebhookVendor.self),
            "Whose patience, retries and rules for ending a subscription they follow; the vendor's that signs so if left out, Odoo's if none does."
        )
        let topic = fields.optional(
            "topic", .headerText,
            "What the vendor calls the events, such as orders/updated; their own names if left out.")
        let body = fields.optional(
            "json", .template(.json, in: .event),
            "Their body, such as { \"id\": \"{event.id}\", \"tracking\": \"{facts.tracking}\" }; that of Standard Webhooks if left out."
        )
        guard let url, let events, !fields.isIncomplete else { return nil }
        guard signatureFits(scheme, secret, fields) else { return nil }
        return WebhookSection(
            url: url, events: events, scheme: scheme, secret: secret, duplicates: duplicates, loss: loss,
            reordering: reordering, vendor: vendor, topic: topic, body: body)
    }

    /// Whether a secret is given just where one is needed; what does not fit is reported.
    static func signatureFits(_ scheme: WebhookScheme, _ secret: CredentialReference?, _ fields: Fields) -> Bool {
        guard (scheme == .none) != (secret == nil) else { return true }
        fields.item.refuse(
            scheme == .none
                ? "\"secret\" means nothing without \"signed\"" : "\"signed: \(scheme.rawValue)\" needs a secret")
        return false
    }

    /// The subscription for the plan.
    func plan(event: (Located<String>) -> EventID?) -> WebhookPlan? {
        let ids = events.compactMap(event)
        guard ids.count == events.count else { return nil }
        return WebhookPlan(
            url: url, events: ids, scheme: scheme, vendor: vendor, secret: secret, duplicates: duplicates, loss: loss,
            reordering: reordering, topic: topic, body: body)
    }
}
