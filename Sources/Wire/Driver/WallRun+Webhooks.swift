internal import HTTPTypes
internal import Kernel

extension WallRun {
    /// Once the orders are over, deliveries that fall due within this time are still made; later retries are not waited
    /// for.
    private static let patience: Nanoseconds = .minute

    /// A served system tells of an event.
    func publish(_ event: EventID, order: UInt64, system: SystemID) {
        guard !outlets.isEmpty else { return }
        let now = clock.now
        // The same event has the same id whoever is told of it.
        var id: String?
        for place in outlets.indices where outlets[place].system == system && outlets[place].events.contains(event) {
            let told = id ?? nextEventID()
            id = told
            do {
                let webhook = try webhook(told, event, order: order, of: outlets[place])
                carry(outlets[place].sender.publish(webhook, at: now), of: place)
            } catch {
                outlets[place].noteUnwritten(error.reason)
            }
        }
    }

    private func nextEventID() -> String {
        published += 1
        return "evt_" + WallRun.hex(RandomKey(seed: plan.seed, path: "webhooks.\(naming.run)").child(published).value)
    }

    /// What is told: by the subscription's own template, else the members that Standard Webhooks recommends (`type`,
    /// `timestamp`, `data`), and the event's id, which some vendors' receivers look for in the body.
    private func webhook(
        _ id: String, _ event: EventID, order number: UInt64, of outlet: WebhookOutlet
    ) throws(TemplateRenderer.Missing) -> WebhookEvent {
        let name = plan.journey.events[event].name
        let topic = outlet.topic ?? name
        let isGuest = number >> 63 != 0
        let reference = isGuest ? guests[number] : orders.reference(number)
        let occurred = Int64(clock.unix(machine.now).rounded(.down))
        let body: [UInt8]
        if let template = outlet.body {
            // Whoever tells of an order knows it, also before its request is answered.
            let record = reference.flatMap { partners[outlet.system]?.book.enter($0) }
            var values = TemplateValues(facts: record?.facts ?? [:], secrets: outlet.secrets)
            values.reference = reference
            values.number = record?.serial
            values.event = [
                .id: .string(id), .topic: .string(topic), .time: .string(HTTPDate.rfc3339(occurred)),
                .seconds: .integer(occurred),
            ]
            body = try TemplateRenderer(values: values).bytes(template)
        } else {
            let standard: JSON = [
                "id": .string(id), "type": .string(topic), "timestamp": .string(HTTPDate.rfc3339(occurred)),
                "data": [
                    "reference": reference.map { .string($0) } ?? .null, "event": .string(name),
                    "order": isGuest ? .null : .integer(number),
                    "system": .string(plan.systems[outlet.system].name),
                ],
            ]
            body = standard.bytes
        }
        return WebhookEvent(
            id: id, topic: topic, occurred: occurred, body: body, reference: reference,
            correlation: reference.map { CorrelationID.fieldValue($0) })
    }

    private static func hex(_ value: UInt64) -> String {
        ByteText.hex(stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) })
    }

    private func carry(_ actions: [WebhookSender.Action], of place: Int) {
        for action in actions {
            switch action {
            case .send(let id, let request, let timeout): deliver(request, id, timeout, of: place)
            // The sender's own ledger counts these.
            case .gaveUp: break
            case .disabled(let reason), .removed(let reason): outlets[place].noteEnd(reason)
            }
        }
    }

    private func deliver(
        _ request: WireRequest, _ id: WebhookSender.AttemptID, _ timeout: Nanoseconds, of place: Int
    ) {
        let route = outlets[place].route
        outlets[place].noteSent(id)
        guard governors.allow(route.governor, at: steadyNow) else {
            outlets[place].noteKeptBack()
            return ended(id, of: place, .failure(.shed, "kept back by the caps on \(route.host)"), "kept back")
        }
        lastToken += 1
        deliveries[lastToken] = WebhookDelivery(
            outlet: place, id: id, at: clock.now, path: request.path, correlation: request.fields[.correlationID])
        client.send(
            request, to: route.endpoint,
            limits: TransferLimits(
                total: timeout, connect: min(timeout, 10 * .second), responseBytes: 1 << 20), token: lastToken)
    }

    /// A delivery was answered, or failed.
    func handle(_ transfer: Transfer, _ delivery: WebhookDelivery) {
        requests.keep(
            RequestLog.Entry(
                kind: .webhookOut, at: delivery.at, system: outlets[delivery.outlet].system, method: "POST",
                path: delivery.path, status: (try? transfer.result.get())?.status ?? 0,
                outcome: WallRun.failed(transfer), duration: max(0, clock.now - delivery.at),
                reference: delivery.correlation.map { TemplateRenderer.percentDecoded($0) },
                correlation: delivery.correlation))
        switch transfer.result {
        case .success(let response):
            ended(delivery.id, of: delivery.outlet, .response(response), "status \(response.status)")
        case .failure(let failure):
            // Only the end of the run takes deliveries back.
            guard let outcome = failure.kind.outcome else { return }
            ended(
                delivery.id, of: delivery.outlet, .failure(outcome, failure.description), failure.kind.meaning)
        }
    }

    private static func failed(_ transfer: Transfer) -> Outcome? {
        guard case .failure(let failure) = transfer.result else { return nil }
        return failure.kind.outcome
    }

    private func ended(
        _ id: WebhookSender.AttemptID, of place: Int, _ answer: WebhookSender.Answer, _ kind: String
    ) {
        switch answer {
        case .response(let response) where outlets[place].sender.profile.isSuccess(response.status): break
        case .response(let response):
            let said = String(decoding: response.body.prefix(200), as: UTF8.self)
            outlets[place].noteFailure(kind, ledger.discreet("\(kind)\(said.isEmpty ? "" : ": \(said)")"))
        case .failure(_, let words): outlets[place].noteFailure(kind, ledger.discreet(words))
        }
        carry(outlets[place].sender.answered(id, answer, at: clock.now), of: place)
    }

    /// Sends what is due: retries, duplicates, what was held back.
    func runWebhookTimers(at now: Instant) {
        for place in outlets.indices where (outlets[place].sender.nextDue ?? .never) <= now {
            carry(outlets[place].sender.due(at: now), of: place)
        }
    }

    /// When a sender wants to be asked next.
    var nextWebhookTime: Instant { outlets.reduce(.never) { min($0, $1.sender.nextDue ?? .never) } }

    /// Whether the end of the run may come as far as webhooks are concerned.
    /// - Parameter since: when everything else was over.
    func webhooksAreDone(since: Instant) -> Bool {
        deliveries.isEmpty && nextWebhookTime > since + WallRun.patience
    }
}
