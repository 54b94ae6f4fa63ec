internal import Kernel

/// Webhooks in the admin endpoint: how subscriptions stand, what came in, and switching one on again.
extension WallRun {
    /// `GET /webhooks`
    var webhookStandings: JSON {
        [
            "subscriptions": .array(outlets.map(standing)),
            "inbox": inboxDesk.map { standing($0.result) } ?? .null,
        ]
    }

    /// `POST /webhooks/SYSTEM/on`: as someone does by hand at a vendor that ended a subscription.
    func enableWebhooks(_ system: String) -> WireResponse {
        let places = outlets.indices.filter { plan.systems[outlets[$0].system].name == system }
        guard !places.isEmpty else {
            let names = Set(outlets.map { plan.systems[$0.system].name }).sorted()
            return .json(
                404,
                [
                    "error": .string(
                        "no system \"\(system.prefix(100))\" tells of anything by webhook; those below do"),
                    "systems": .array(names.map { .string($0) }),
                ])
        }
        for place in places { outlets[place].enable() }
        return .json(200, ["subscriptions": .array(places.map { standing(outlets[$0]) })])
    }

    private func standing(_ outlet: WebhookOutlet) -> JSON {
        var facts = WebhookFacts()
        outlet.add(to: &facts)
        let (state, reason): (String, JSON) =
            switch outlet.sender.state {
            case .active: ("active", .null)
            case .disabled(let reason): ("disabled", .string(reason))
            case .removed(let reason): ("removed", .string(reason))
            }
        return [
            "system": .string(plan.systems[outlet.system].name),
            "to": .string(outlet.route.host + outlet.route.path),
            "topics": .array(
                outlet.events.sorted().map { .string(outlet.topic ?? plan.journey.events[$0].name) }),
            "state": .string(state), "reason": reason, "events": .integer(facts.events),
            "copies": .integer(facts.copies), "sent": .integer(facts.sent), "retried": .integer(facts.retried),
            "delivered": .integer(facts.delivered), "lost": .integer(facts.lost), "gaveUp": .integer(facts.gaveUp),
            "dropped": .integer(facts.dropped), "overflowed": .integer(facts.overflowed),
            "unwritten": .integer(facts.unwritten), "pending": .integer(facts.pending),
            "keptBack": .integer(facts.keptBack),
        ]
    }

    private func standing(_ facts: InboxFacts) -> JSON {
        [
            "received": .integer(facts.received), "kept": .integer(facts.kept), "unstored": .integer(facts.unstored),
            "refused": .object(
                facts.refused.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer($0.value)) }),
            "duplicate": .integer(facts.duplicate), "met": .integer(facts.met), "metEarly": .integer(facts.metEarly),
            "late": .integer(facts.late), "orphan": .integer(facts.orphan), "unawaited": .integer(facts.unawaited),
            "neverArrived": .integer(facts.neverArrived), "withdrawn": .integer(facts.withdrawn),
        ]
    }
}
