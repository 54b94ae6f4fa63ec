internal import Kernel

/// A session that is being opened anew.
struct Renewal {
    /// With whom.
    let system: SystemID
    /// What is said.
    var conversation: any Conversation
}

extension WallRun {
    /// The longest that a request of a renewal may take.
    private static let patience: Nanoseconds = 60 * .second

    /// Sends an exchange's request with what is in use, or has it wait for a renewal.
    func sendWithAccess(_ token: UInt64, _ partner: Partner, at instant: Instant) {
        guard partner.access?.mustWait(token) == false else { return }
        launch(token, with: partner.authenticator, credential: partner.access?.number, at: instant)
    }

    /// A partner refused an exchange's request: its credential, or its session is over.
    /// - Returns: whether it is taken care of; else the refusal is the answer.
    func isRenewing(_ exchange: Exchange, token: UInt64, at instant: Instant) -> Bool {
        guard let partner = partners[exchange.system], let number = exchange.credential, partner.access != nil else {
            return false
        }
        var exchange = exchange
        exchange.refusals += 1
        exchange.launched = nil
        let actions =
            partner.access?.refused(token, session: number, times: exchange.refusals, at: steadyNow) {
                readAnew(partner)
            } ?? []
        if actions == [.stand(token)] { return false }
        exchanges[token] = exchange
        tokens[exchange.departure.ticket] = token
        carry(actions, partner, at: instant)
        return true
    }

    /// Reads the secrets of a system that stand in files once more.
    /// - Returns: those of its credential, the current one first; nil: none is another one.
    func readAnew(_ partner: Partner) -> [Secret]? {
        let endpoint = plan.wire?.endpoint(of: partner.system)
        guard let references = endpoint?.secrets, secrets.readAnew(references) else { return nil }
        for reference in references {
            if let secret = try? secrets.secret(reference) { ledger.redactor.add(secret) }
        }
        return (endpoint?.auth?.credential).flatMap { try? secrets.secrets($0) } ?? []
    }

    private func carry(_ actions: [AccessKeeper.Action], _ partner: Partner, at instant: Instant) {
        for action in actions {
            switch action {
            case .open: open(partner, at: instant)
            case .goOn(let token): goOn(token, partner, at: instant)
            case .refuse(let token, let outcome, let words): giveUp(token, outcome, words, at: instant)
            // Whoever asked knows.
            case .stand: break
            }
        }
    }

    /// Opens a session anew, or just takes the credential that is in use now.
    private func open(_ partner: Partner, at instant: Instant) {
        do {
            try partner.takeCredential(plan, &secrets)
        } catch {
            return failed(partner, .businessError, "\(error)", isDenied: false, at: instant)
        }
        guard let conversation = partner.speech.logIn() else {
            return carry(partner.access?.opened() ?? [], partner, at: instant)
        }
        var renewal = Renewal(system: partner.system, conversation: conversation)
        let turn = renewal.conversation.next(nil)
        go(on: turn, renewal, partner, at: instant)
    }

    private func go(on turn: Turn, _ renewal: Renewal, _ partner: Partner, at instant: Instant) {
        switch turn {
        case .send(let request, _): send(request, renewal, partner, at: instant)
        case .end(let result):
            guard result.outcome == .ok else {
                return failed(
                    partner, result.outcome, result.detail ?? "the answer was \(result.outcome)",
                    isDenied: result.isDenied, at: instant)
            }
            ledger.keepQuiet(about: result.session)
            partner.session.merge(result.session) { $1 }
            carry(partner.access?.opened() ?? [], partner, at: instant)
        }
    }

    private func send(_ request: WireRequest, _ renewal: Renewal, _ partner: Partner, at instant: Instant) {
        guard let endpoint = partner.endpoint else { return }
        guard governors.allow(partner.governor, at: steadyNow) else {
            ledger.keptBack(partner.system)
            return failed(partner, .shed, "kept back by the caps on \(partner.host)", isDenied: false, at: instant)
        }
        lastToken += 1
        var request = request
        naming.name(opening: &request, system: partner.system, number: lastToken, mark: plan.wire?.mark)
        do {
            request = try partner.authenticator.authenticated(request)
        } catch {
            return failed(partner, .businessError, error.description, isDenied: false, at: instant)
        }
        renewals[lastToken] = renewal
        client.send(
            request, to: endpoint,
            limits: TransferLimits(
                total: WallRun.patience, connect: 10 * .second, responseBytes: partner.responseLimit), token: lastToken)
    }

    /// A request of a renewal was answered, or not.
    func handle(_ transfer: Transfer, _ renewal: Renewal, at instant: Instant) {
        guard let partner = partners[renewal.system] else { return }
        ledger.note(transfer, system: renewal.system)
        var renewal = renewal
        switch transfer.result {
        case .failure(let failure):
            failed(partner, failure.kind.outcome ?? .connection, failure.description, isDenied: false, at: instant)
        case .success(let response):
            let turn = renewal.conversation.next(response)
            if case .end(var result) = turn, response.status == 401, result.outcome != .ok {
                result.isDenied = true
                return go(on: .end(result), renewal, partner, at: instant)
            }
            go(on: turn, renewal, partner, at: instant)
        }
    }

    private func failed(
        _ partner: Partner, _ outcome: Outcome, _ words: String, isDenied: Bool, at instant: Instant
    ) {
        let told = "its session cannot be opened anew: \(words)"
        carry(
            partner.access?.failed(outcome, told, isDenied: isDenied, at: steadyNow) ?? [], partner, at: instant)
    }

    /// An exchange goes on with a renewed session: its request is made anew and sent once more.
    private func goOn(_ token: UInt64, _ partner: Partner, at instant: Instant) {
        guard var exchange = exchanges[token] else { return }
        let operation = plan.operations[plan.edges[exchange.departure.edge].operation]
        guard let order = exchange.order,
            let fresh = partner.speech.conversation(operation.name, for: order, session: partner.session)
        else { return giveUp(token, .businessError, "the protocol has no operation", at: instant) }
        switch exchange.conversation.resume(as: fresh) {
        case .send(let request, _):
            exchange.request = marked(request, exchange.departure, index: exchange.requests)
            exchanges[token] = exchange
            sendWithAccess(token, partner, at: instant)
        case .end(let result):
            exchanges[token] = nil
            tokens[exchange.departure.ticket] = nil
            go(on: .end(result), exchange, at: instant)
        }
    }
}
