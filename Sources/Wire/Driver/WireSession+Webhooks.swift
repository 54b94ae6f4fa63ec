internal import Kernel

extension WireSession {
    /// Webhooks are told by their own id where the vendor has one in a header field, by that in the body where these have.
    private static func key(_ scheme: WebhookScheme) -> KeyLocation? {
        switch scheme {
        case .stripe, .easyPost: .body(JSONPointer(["id"]))
        default: WebhookProfile.vendor(signing: scheme).idField.map { .field($0) }
        }
    }

    /// Sets up the subscriptions to a served system's events.
    func subscribe(to endpoint: EndpointPlan, name: String) throws(SetupError) {
        for (place, webhook) in endpoint.webhooks.enumerated() {
            do {
                let route = try route(to: webhook.url, like: nil)
                let signer = try signer(webhook.scheme, webhook.secret)
                var profile = WebhookProfile.vendor(webhook.vendor)
                profile.scheme = webhook.scheme
                let sender = try WebhookSender(
                    path: route.path, profile: profile, signer: signer,
                    faults: WebhookFaults(
                        loss: webhook.loss, duplication: webhook.duplicates, reordering: webhook.reordering),
                    key: WebhookOutlet.key(seed: plan.seed, system: endpoint.system, place: place),
                    origin: EpochOrigin(seconds: 0))
                var known: [SecretReference: Secret] = [:]
                for reference in webhook.body?.secrets ?? [] { known[reference] = try secrets.secret(reference) }
                outlets.append(
                    WebhookOutlet(
                        system: endpoint.system, place: place, events: Set(webhook.events), topic: webhook.topic,
                        body: webhook.body, secrets: known, route: route, sender: sender))
            } catch {
                throw failure("systems.\(name).webhooks: \(error)")
            }
        }
    }

    /// Opens the port that webhooks come in by.
    func openInbox(_ inbox: InboxPlan) throws(SetupError) {
        var desk = InboxDesk()
        do {
            for source in inbox.sources {
                let name = plan.journey.events[source.event].name
                let key = WireSession.key(source.scheme)
                let kind = InboxDesk.Source(
                    event: source.event, name: name, topic: source.topic, conditions: source.conditions,
                    reading: Arrival.Reading(id: key, keys: [.body(source.reference), .field(.correlationID)]))
                if let door = desk.doors[source.path] {
                    guard door.scheme == source.scheme, door.secret == source.secret else {
                        throw SetupError(
                            description:
                                "two webhooks come to \(source.path) and are signed in different ways; give each a path of its own"
                        )
                    }
                    desk.doors[source.path]?.sources.append(kind)
                } else {
                    desk.doors[source.path] = InboxDesk.Door(
                        sources: [kind], scheme: source.scheme, secret: source.secret,
                        receiver: WebhookReceiver(
                            signer: try signer(source.scheme, source.secret), policy: WebhookReceiver.Policy(key: key),
                            origin: EpochOrigin(seconds: 0)))
                }
            }
            let port = try host.listen(WireSession.inboxSystem, host: options.host, port: inbox.port ?? 0)
            inboxes = inbox.sources.map {
                InboxAddress(event: plan.journey.events[$0.event].name, url: url(port: port) + $0.path)
            }
        } catch {
            throw failure("inbox: \(error)")
        }
        inboxDesk = desk
    }

    private func signer(_ scheme: WebhookScheme, _ reference: CredentialReference?) throws -> WebhookSigner {
        try WebhookSigner(scheme, secrets: reference.map { try secrets.secrets($0) } ?? [])
    }
}
