internal import HTTPTypes
internal import Kernel

extension WallRun {
    /// Begins an attempt's conversation.
    func begin(_ departure: Departure) {
        let operation = plan.operations[plan.edges[departure.edge].operation]
        let business = orders.business(departure.order)
        guard let partner = partners[operation.system],
            let conversation = partner.speech.conversation(operation.name, for: business, session: partner.session)
        else {
            return fail(
                departure, .businessError, "the protocol has no operation \"\(operation.name)\"", operation.system)
        }
        var exchange = Exchange(departure: departure, system: operation.system, conversation: conversation)
        let turn = exchange.conversation.next(nil)
        go(on: turn, exchange, at: machine.now)
    }

    /// The next turn of a conversation.
    private func go(on turn: Turn, _ exchange: Exchange, at instant: Instant) {
        switch turn {
        case .send(let request): send(request, exchange)
        case .end(let result):
            let number = exchange.departure.order.number
            orders.learn(number, result.learnt)
            for record in result.created { journal?.created(record, system: plan.systems[exchange.system].name) }
            if result.outcome != .ok {
                ledger.note(result.outcome, detail: result.detail ?? "", system: exchange.system)
            }
            machine.answered(
                exchange.departure.ticket, result.outcome,
                retryAt: result.outcome == .ok ? .never : exchange.retryAt, at: instant)
        }
    }

    /// An attempt that never went out.
    private func fail(_ departure: Departure, _ outcome: Outcome, _ detail: String, _ system: SystemID) {
        ledger.note(outcome, detail: detail, system: system)
        machine.answered(departure.ticket, outcome, at: machine.now)
    }

    private func send(_ request: WireRequest, _ exchange: Exchange) {
        let departure = exchange.departure
        let now = clock.now
        guard let endpoint = partners[exchange.system]?.endpoint else {
            return fail(departure, .connection, "nothing is known of where it is", exchange.system)
        }
        if partners[exchange.system]?.governor != nil,
            partners[exchange.system]?.governor?.allow(at: Double(now) / 1e9) == false
        {
            ledger.keptBack(exchange.system)
            return fail(
                departure, .shed, "kept back by the caps on \(partners[exchange.system]?.host ?? "")", exchange.system)
        }
        lastToken += 1
        let token = lastToken
        var request = request
        mark(&request, departure)
        var exchange = exchange
        exchange.requests += 1
        exchanges[token] = exchange
        tokens[departure.ticket] = token
        // The kernel's timer ends the attempt; the client's limit only sees to it that nothing stays for ever.
        let rest = departure.deadline == .never ? 10 * .minute : max(.millisecond, departure.deadline - now) + .second
        client.send(
            request, to: endpoint,
            limits: TransferLimits(
                total: rest, connect: min(rest, 10 * .second),
                responseBytes: partners[exchange.system]?.responseLimit ?? 8 << 20), token: token)
    }

    /// Marks a request: whose it is, and which attempt of which call.
    private func mark(_ request: inout WireRequest, _ departure: Departure) {
        let reference = orders.reference(departure.order.number)
        if let name = HTTPField.Name("X-Correlation-ID") { request.fields[name] = reference }
        if let name = HTTPField.Name("traceparent") { request.fields[name] = traceParent(departure) }
        let link = plan.links[plan.edges[departure.edge].link]
        if link.idempotent, let name = HTTPField.Name("Idempotency-Key") {
            request.fields[name] = "\"\(hex(departure.callKey.value))\""
        }
        if plan.systems[plan.operations[plan.edges[departure.edge].operation].system].placement == .served,
            let name = HTTPField.Name(WallRun.attemptField)
        {
            request.fields[name] = "\(nonce).\(departure.ticket.frame).\(departure.ticket.serial)"
        }
    }

    /// Names the attempt that a request to a served system of the same run is.
    static let attemptField = "X-Rehearse-Attempt"

    /// The ticket in a request of this run.
    func ticket(in request: WireRequest) -> Ticket? {
        guard let name = HTTPField.Name(WallRun.attemptField), let text = request.fields[name] else { return nil }
        let parts = text.split(separator: ".")
        guard parts.count == 3, parts[0] == nonce, let frame = UInt32(parts[1]), let serial = UInt32(parts[2]) else {
            return nil
        }
        return Ticket(frame: frame, serial: serial)
    }

    /// W3C Trace Context: the trace is the order's, the span the attempt's.
    private func traceParent(_ departure: Departure) -> String {
        let trace = departure.order.key
        let span = departure.callKey.child(UInt64(departure.attempt)).value
        return "00-\(hex(trace.child(1).value))\(hex(trace.child(2).value | 1))-\(hex(span | 1))-01"
    }

    private func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A transfer has ended.
    func handle(_ transfer: Transfer, _ exchange: Exchange, at instant: Instant) {
        exchanges[transfer.token] = nil
        var exchange = exchange
        let ticket = exchange.departure.ticket
        tokens[ticket] = nil
        ledger.note(transfer, system: exchange.system)
        if exchange.requests == 1 { machine.sent(ticket, at: sentAt(transfer, instant)) }
        switch transfer.result {
        case .failure(let failure):
            let outcome = failure.kind.outcome ?? .connection
            machine.answered(ticket, outcome, at: instant)
        case .success(let response):
            exchange.retryAt = RetryWish.instant(response, at: instant, unix: clock.unix(instant)) ?? .never
            let turn = exchange.conversation.next(response)
            go(on: turn, exchange, at: instant)
        }
    }

    /// A transfer whose caller has gone.
    func noteLost(_ transfer: Transfer) {
        guard let exchange = lost.removeValue(forKey: transfer.token) else { return }
        ledger.note(transfer, system: exchange.system)
        if exchange.requests == 1 {
            machine.late(by: max(0, sentAt(transfer, clock.now) - exchange.departure.intended))
        }
    }

    /// When a request began to be written; for one that never was, when it ended.
    private func sentAt(_ transfer: Transfer, _ end: Instant) -> Instant {
        // Connecting belongs to the service: what counts is when the client took it up.
        transfer.timings.started == 0 ? end : clock.instant(transfer.timings.started)
    }
}
