internal import HTTPTypes
internal import Kernel

extension WallRun {
    /// The fact that carriers' labels teach of an order, by which their webhooks name it.
    private static let trackingFact = "tracking"

    /// A request to the inbox.
    func receiveWebhook(_ request: WireRequest, _ arrival: ServedArrival, at instant: Instant) {
        guard let step = inboxDesk?.take(request, at: instant) else {
            return answer(request, arrival, WireResponse(404), order: nil, at: instant)
        }
        switch step {
        case .answer(let response): answer(request, arrival, response, order: nil, at: instant)
        case .event(let token, let event, let source):
            // Written down first: what is answered with success must not be lost with this process.
            let isSafe = inboxJournal?.write(event, at: clock.unix(instant)) ?? true
            if isSafe { arrived(event, source, at: instant) }
            let response = inboxDesk?.settle(token, at: request.path, isSafe: isSafe) ?? WireResponse(500)
            answer(request, arrival, response, order: inboxDesk?.inbox.order(of: event), at: instant)
        }
    }

    private func answer(
        _ request: WireRequest, _ arrival: ServedArrival, _ response: WireResponse, order: UInt64?, at instant: Instant
    ) {
        requests.keep(
            RequestLog.Entry(
                kind: .webhookIn, at: instant, method: request.method.rawValue, path: request.path,
                status: response.status, duration: max(0, clock.now - instant),
                reference: order.map { orders.reference($0) }, correlation: request.fields[.correlationID]))
        reply(response, arrival)
    }

    /// An authentic webhook is kept: whoever awaits it goes on.
    private func arrived(_ arrival: Arrival, _ source: InboxDesk.Source?, at instant: Instant) {
        guard let (verdict, actions) = inboxDesk?.inbox.arrive(arrival, at: instant) else { return }
        note(actions)
        guard verdict != .duplicate, let source, let order = inboxDesk?.inbox.order(of: arrival) else { return }
        // The machine keeps what nobody awaits yet, and learns of what came too late as well.
        _ = machine.happened(source.event, order: order, at: instant)
    }

    /// A journey awaits an event that comes by webhook.
    func awaits(_ event: EventID, order: UInt64, until: Instant) {
        let id = Inbox.AwaitID(order: order, step: UInt64(event))
        let topic = plan.journey.events[event].name
        note(inboxDesk?.inbox.expect(id, topic: topic, until: until, at: machine.now) ?? [])
    }

    /// A journey awaits an event no longer.
    func awaitOver(_ event: EventID, order: UInt64) {
        let id = Inbox.AwaitID(order: order, step: UInt64(event))
        note(inboxDesk?.inbox.withdraw(id, at: machine.now) ?? [])
    }

    /// An order came due: webhooks may name it.
    func enter(_ order: UInt64) {
        guard inboxDesk != nil else { return }
        let reference = orders.reference(order)
        note(inboxDesk?.inbox.learn(reference, of: order) ?? [])
        let correlation = CorrelationID.fieldValue(reference)
        if correlation != reference { note(inboxDesk?.inbox.learn(correlation, of: order) ?? []) }
    }

    /// What was learnt of an order may name it in webhooks.
    func know(_ order: UInt64, by facts: Facts, at instant: Instant) {
        guard inboxDesk != nil, let tracking = facts[WallRun.trackingFact]?.text else { return }
        let early = inboxDesk?.inbox.orphans(under: tracking) ?? []
        note(inboxDesk?.inbox.learn(tracking, of: order) ?? [])
        // What came before its order was known by this key.
        for arrival in early {
            guard let event = plan.journey.events.firstIndex(where: { $0.name == arrival.topic }) else { continue }
            _ = machine.happened(event, order: order, at: instant)
        }
    }

    /// An order is over.
    func leave(_ order: UInt64) { inboxDesk?.inbox.end(order, at: machine.now) }

    /// The inbox's own times: awaits that waited long enough.
    func runInboxTimers(at now: Instant) {
        guard let due = inboxDesk?.inbox.nextDue, due <= now else { return }
        note(inboxDesk?.inbox.due(at: now) ?? [])
    }

    /// Timeouts are the machine's own affair: it keeps the same ones.
    private func note(_ actions: [Inbox.Action]) {
        for case .met(_, let waited, _) in actions { inboxDesk?.noteWaited(waited) }
    }
}
