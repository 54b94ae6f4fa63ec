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
                departure, .businessError, "the protocol has no operation \"\(operation.name)\"", operation.system,
                at: machine.now)
        }
        var exchange = Exchange(
            departure: departure, order: partner.access == nil ? nil : business, system: operation.system,
            conversation: conversation)
        let turn = exchange.conversation.next(nil)
        go(on: turn, exchange, at: machine.now)
    }

    /// The next turn of a conversation.
    func go(on turn: Turn, _ exchange: Exchange, at instant: Instant) {
        var exchange = exchange
        note(turn, &exchange)
        switch turn {
        case .send(let request, _): send(request, exchange, at: instant)
        case .end(let result):
            let number = exchange.departure.order.number
            orders.learn(number, result.learnt)
            if !result.session.isEmpty { partners[exchange.system]?.session.merge(result.session) { $1 } }
            know(number, by: result.learnt, at: instant)
            // Whoever refuses for a limit's sake does so whatever status or body it is put in.
            let outcome = exchange.isLimited ? .rateLimited : result.outcome
            keep(exchange, outcome, at: instant)
            if outcome != .ok { ledger.note(outcome, detail: result.detail ?? "", system: exchange.system) }
            machine.answered(
                exchange.departure.ticket, outcome, retryAt: outcome == .ok ? .never : exchange.retryAt, at: instant)
        }
    }

    /// Writes down what a turn says now exists at the partner, before anything else is done.
    private func note(_ turn: Turn, _ exchange: inout Exchange) {
        guard let journal else { return }
        exchange.noted = journal.note(turn, after: exchange.noted, system: plan.systems[exchange.system].name)
    }

    /// An attempt that goes no further.
    private func fail(
        _ departure: Departure, _ outcome: Outcome, _ detail: String, _ system: SystemID, at instant: Instant
    ) {
        ledger.note(outcome, detail: detail, system: system)
        machine.answered(departure.ticket, outcome, at: instant)
    }

    /// An exchange under way that goes no further.
    func giveUp(_ token: UInt64, _ outcome: Outcome, _ detail: String, at instant: Instant) {
        guard let exchange = exchanges.removeValue(forKey: token) else { return }
        tokens[exchange.departure.ticket] = nil
        fail(exchange.departure, outcome, detail, exchange.system, at: instant)
    }

    private func send(_ request: WireRequest, _ exchange: Exchange, at instant: Instant) {
        let departure = exchange.departure
        guard let partner = partners[exchange.system], partner.endpoint != nil else {
            return fail(departure, .connection, "nothing is known of where it is", exchange.system, at: instant)
        }
        lastToken += 1
        let token = lastToken
        var exchange = exchange
        exchange.requests += 1
        exchange.wanted = clock.now
        exchange.launched = nil
        exchange.credential = nil
        exchange.refusals = 0
        exchange.isLimited = false
        exchange.request = marked(request, departure, index: exchange.requests)
        exchanges[token] = exchange
        tokens[departure.ticket] = token
        if partner.tokens != nil {
            wantToken(for: token, of: exchange.system, at: instant)
        } else if partner.access != nil {
            sendWithAccess(token, partner, at: instant)
        } else {
            launch(token, with: partner.authenticator, at: instant)
        }
    }

    /// Hands an exchange's request to the client.
    /// - Parameter credential: the number of the token or session that it carries, if these change.
    func launch(_ token: UInt64, with authenticator: Authenticator, credential: UInt64? = nil, at instant: Instant) {
        guard var exchange = exchanges[token], var request = exchange.request,
            let partner = partners[exchange.system], let endpoint = partner.endpoint
        else { return }
        let now = clock.now
        guard governors.allow(partner.governor, at: steadyNow) else {
            ledger.keptBack(exchange.system)
            return giveUp(token, .shed, "kept back by the caps on \(partner.host)", at: instant)
        }
        do {
            request = try authenticator.authenticated(request)
        } catch {
            return giveUp(token, .businessError, error.description, at: instant)
        }
        exchange.launched = now
        exchange.credential = credential
        exchanges[token] = exchange
        // The kernel's timer ends the attempt; the client's limit only sees to it that nothing stays for ever.
        let deadline = exchange.departure.deadline
        let rest = deadline == .never ? 10 * .minute : max(.millisecond, deadline - now) + .second
        client.send(
            request, to: endpoint,
            limits: TransferLimits(
                total: rest, connect: min(rest, 10 * .second), responseBytes: partner.responseLimit), token: token)
    }

    /// The caller of an attempt has given it up.
    func callOff(_ ticket: Ticket) {
        guard let token = tokens.removeValue(forKey: ticket) else { return }
        if let exchange = exchanges.removeValue(forKey: token) {
            guard exchange.launched != nil else {
                partners[exchange.system]?.tokens?.keeper.abandon(token)
                partners[exchange.system]?.access?.abandon(token)
                return
            }
            lost[token] = exchange
        }
        client.cancel(token)
    }

    /// A request with its marks: whose it is, and which attempt of which call.
    func marked(_ request: WireRequest, _ departure: Departure, index: Int) -> WireRequest {
        var request = request
        naming.name(
            &request, departure, index: index, reference: orders.reference(departure.order.number),
            isIdempotent: plan.links[plan.edges[departure.edge].link].idempotent)
        if plan.systems[plan.operations[plan.edges[departure.edge].operation].system].placement == .served {
            request.fields[WallRun.attemptField] = "\(nonce).\(departure.ticket.frame).\(departure.ticket.serial)"
        }
        return request
    }

    /// Names the attempt that a request to a served system of the same run is.
    static let attemptField = HTTPField.Name(literally: "X-Rehearse-Attempt")

    /// The ticket in a request of this run.
    func ticket(in request: WireRequest) -> Ticket? {
        guard let text = request.fields[WallRun.attemptField] else { return nil }
        let parts = text.split(separator: ".")
        guard parts.count == 3, parts[0] == nonce, let frame = UInt32(parts[1]), let serial = UInt32(parts[2]) else {
            return nil
        }
        return Ticket(frame: frame, serial: serial)
    }

    /// A transfer has ended.
    func handle(_ transfer: Transfer, _ exchange: Exchange, at instant: Instant) {
        let token = transfer.token
        let ticket = exchange.departure.ticket
        var exchange = exchange
        ledger.note(transfer, system: exchange.system)
        let sent = sentAt(transfer, exchange, instant)
        if !exchange.isSent {
            exchange.isSent = true
            exchange.sent = sent
            machine.sent(ticket, at: sent)
        }
        switch transfer.result {
        case .failure(let failure):
            exchanges[token] = nil
            tokens[ticket] = nil
            keep(exchange, failure.kind.outcome ?? .connection, at: instant)
            machine.answered(ticket, failure.kind.outcome ?? .connection, at: instant)
        case .success(let response):
            if response.status == 401, let credential = exchange.credential {
                if partners[exchange.system]?.tokens != nil {
                    exchanges[token] = exchange
                    return tokenRefused(credential, of: token, exchange.system, at: instant)
                }
                if isRenewing(exchange, token: token, at: instant) { return }
            }
            exchanges[token] = nil
            tokens[ticket] = nil
            read(response, sent, &exchange, at: instant)
            let turn = exchange.conversation.next(response)
            if case .end(let result) = turn, result.isDenied, response.status != 401 {
                // Odoo says it in the body.
                if isRenewing(exchange, token: token, at: instant) { return }
            } else if response.status != 401, let credential = exchange.credential {
                partners[exchange.system]?.access?.accepted(credential)
            }
            go(on: turn, exchange, at: instant)
        }
    }

    /// Keeps an attempt that has ended, for whoever fits a model to the run.
    private func keep(_ exchange: Exchange, _ outcome: Outcome, at instant: Instant) {
        guard exchange.isSent else { return }
        ledger.keep(
            AttemptLog.Entry(
                operation: plan.edges[exchange.departure.edge].operation, sent: exchange.sent,
                took: max(0, instant - exchange.sent), outcome: outcome), system: exchange.system)
    }

    /// Reads what an answer says of limits.
    private func read(_ response: WireResponse, _ sent: Instant, _ exchange: inout Exchange, at instant: Instant) {
        let unix = clock.unix(instant)
        // A served system of this program says it by status; only vendors say it in other ways.
        let isReal = partners[exchange.system]?.isReal ?? true
        let refusal = isReal || response.status == 429 ? LimitRefusal(response, now: unix) : nil
        let wish = refusal?.retryAfter ?? (response.status >= 400 ? RetryAfter(response.fields, now: unix) : nil)
        exchange.retryAt = wish.map { instant.later(by: $0.wait) } ?? .never
        // A partner at less than its capacity says so with 503, which protocols judge themselves.
        exchange.isLimited = refusal.map { $0.sign != .reducedCapacity } ?? false
        limits.note(
            response, operation: plan.edges[exchange.departure.edge].operation, system: exchange.system, sent: sent,
            isRefused: exchange.isLimited, unix: unix)
    }

    /// A transfer whose caller has gone.
    func noteLost(_ transfer: Transfer) {
        guard var exchange = lost.removeValue(forKey: transfer.token) else { return }
        ledger.note(transfer, system: exchange.system)
        // An answer that nobody waits for any more may still tell of a record that now exists.
        if case .success(let response) = transfer.result { note(exchange.conversation.next(response), &exchange) }
        if !exchange.isSent {
            exchange.sent = sentAt(transfer, exchange, clock.now)
            machine.late(by: max(0, exchange.sent - exchange.departure.intended))
            exchange.isSent = transfer.timings.started != 0
        }
        // The partner may be at work on it still; its caller waited no longer.
        keep(exchange, .timeout, at: clock.now)
    }

    /// When a request began to be written; for one that never was, when it ended.
    private func sentAt(_ transfer: Transfer, _ exchange: Exchange, _ end: Instant) -> Instant {
        // Connecting belongs to the service: what counts is when the client took it up.
        let started = transfer.timings.started == 0 ? end : clock.instant(transfer.timings.started)
        // So does waiting for a token or a session: that is the partner's time, not ours.
        guard exchange.credential != nil, let launched = exchange.launched else { return started }
        return exchange.wanted + max(0, started - launched)
    }
}
