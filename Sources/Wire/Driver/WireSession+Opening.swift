internal import HTTPTypes
internal import Kernel

extension WireSession {
    /// Opens a session with every partner that wants one, before the first order: tokens are fetched, log-ins done, ids
    /// looked up. A real partner that wants none is connected to, without a request.
    ///
    /// So a wrong host, password, database, key or version is told at once, and not by every order of the run.
    /// - Parameter isCancelled: asked about twenty times a second; whether to give up.
    /// - Throws: what went wrong and what to do; never a secret.
    public func open(isCancelled: @escaping () -> Bool = { false }) throws(SetupError) {
        try open(isCancelled: isCancelled) { $0.opening() }
    }

    /// Opens sessions.
    /// - Parameter conversation: what is said.
    func open(
        isCancelled: @escaping () -> Bool, by conversation: (any WireProtocol) -> (any Conversation)?
    ) throws(SetupError) {
        var opening = Course(isCancelled: isCancelled)
        defer { mailbox.putBack(opening.held) }
        for system in partners.indices {
            // In a service nobody but its guests calls what is served.
            guard let partner = partners[system], partner.endpoint != nil, partner.isReal || !options.isService else {
                continue
            }
            if partner.tokens != nil { _ = try token(of: system, &opening) }
            if try open(partner, &opening, by: conversation) {
                continue
            } else if partner.isReal, partner.tokens == nil {
                try reach(system, &opening)
            }
        }
    }

    /// What an opening knows.
    struct Course {
        /// Whether to give up.
        let isCancelled: () -> Bool
        /// Whether the sessions are open, so that what fails is a single request.
        var isOpen = false
        /// Requests so far.
        var requests: UInt64 = 0
        /// Arrivals for the run.
        var held: [ServedArrival] = []
    }

    /// A request's bounds: log-ins may be slow, but whoever waits for a minute waits for ever.
    private static let patience: Nanoseconds = 60 * .second

    /// Opens a session with each credential in turn, until one is taken.
    /// - Returns: whether there was anything to say.
    func open(
        _ partner: Partner, _ opening: inout Course, by conversation: (any WireProtocol) -> (any Conversation)?
    ) throws(SetupError) -> Bool {
        while let conversation = conversation(partner.speech) {
            let result = try hold(conversation, with: partner.system, &opening)
            let name = plan.systems[partner.system].name
            if result.outcome == .ok {
                ledger.keepQuiet(about: result.session)
                partner.session = result.session
                return true
            }
            guard result.isDenied, partner.access?.denied() == true else {
                throw trouble(partner.system, opening, result.detail ?? "the answer was \(result.outcome)")
            }
            do {
                try partner.takeCredential(plan, &secrets)
            } catch {
                throw failure("systems.\(name).auth: \(error)")
            }
        }
        return false
    }

    /// One conversation to its end.
    private func hold(_ conversation: any Conversation, with system: SystemID, _ opening: inout Course)
        throws(SetupError) -> ConversationResult
    {
        var conversation = conversation
        var turn = conversation.next(nil)
        var noted = 0
        var status = 0
        while true {
            noted = journal?.note(turn, after: noted, system: plan.systems[system].name) ?? 0
            switch turn {
            case .send(let request, _):
                let response = try exchange(request, with: system, &opening)
                status = response.status
                turn = conversation.next(response)
            case .end(var result):
                if status == 401, result.outcome != .ok { result.isDenied = true }
                return result
            }
        }
    }

    func exchange(
        _ request: WireRequest, with system: SystemID, _ opening: inout Course
    ) throws(SetupError) -> WireResponse {
        guard let partner = partners[system], let endpoint = partner.endpoint else { return WireResponse(404) }
        var request = request
        CallNaming(seed: plan.seed, run: options.run, agent: agent).name(
            opening: &request, system: system, number: opening.requests, mark: plan.wire?.mark)
        if !partner.isReal { request.fields[WallRun.attemptField] = "\(nonce).opening" }
        do {
            let credential = partner.tokens == nil ? nil : try token(of: system, &opening)
            let authenticator = credential.map { Authenticator.bearer($0) } ?? partner.authenticator
            request = try authenticator.authenticated(request)
        } catch let error as SetupError {
            throw error
        } catch {
            throw trouble(system, opening, "\(error)")
        }
        let limits = TransferLimits(
            total: WireSession.patience, connect: 10 * .second, responseBytes: partner.responseLimit)
        switch try transfer(request, to: endpoint, limits, partner.governor, system, &opening).result {
        case .success(let response): return response
        case .failure(let failure): throw trouble(system, opening, failure.description)
        }
    }

    /// Connects, and sends nothing.
    private func reach(_ system: SystemID, _ opening: inout Course) throws(SetupError) {
        guard let endpoint = partners[system]?.endpoint else { return }
        var limits = TransferLimits(total: 15 * .second, connect: 10 * .second)
        limits.connectsOnly = true
        if case .failure(let failure) = try turn(WireRequest(.get, "/"), to: endpoint, limits, system, &opening).result,
            failure.kind != .cancelled
        {
            throw trouble(system, opening, failure.description)
        }
    }

    /// A token that is good now.
    private func token(of system: SystemID, _ opening: inout Course) throws(SetupError) -> Secret {
        opening.requests += 1
        let wanted = opening.requests
        var actions = partners[system]?.tokens?.keeper.want(wanted, at: MonotonicClock.now) ?? []
        var found: Secret?
        while true {
            var next: [TokenKeeper.Action] = []
            for action in actions {
                switch action {
                case .use(_, let token): found = token.secret
                case .refuse(_, _, let words):
                    throw failure("systems.\(plan.systems[system].name).auth: \(words)")
                case .fetch(let number, let request):
                    guard let route = partners[system]?.tokens?.route else { continue }
                    let answer = try fetch(request, route, system, &opening)
                    let now = MonotonicClock.now
                    next += partners[system]?.tokens?.keeper.answered(number, answer, at: now) ?? []
                }
            }
            if next.isEmpty {
                if let found { return found }
                let due = partners[system]?.tokens?.keeper.nextDue ?? 0
                try wait(until: due, system, &opening)
                next = partners[system]?.tokens?.keeper.due(at: max(due, MonotonicClock.now)) ?? []
            }
            actions = next
        }
    }

    private func fetch(
        _ request: WireRequest, _ route: WireRoute, _ system: SystemID, _ opening: inout Course
    ) throws(SetupError) -> TokenAnswer {
        let limits = TransferLimits(total: WireSession.patience, connect: 10 * .second, responseBytes: 1 << 20)
        switch try transfer(request, to: route.endpoint, limits, route.governor, system, &opening).result {
        case .success(let response):
            let answer = TokenAnswer(response)
            if case .token(let secret, _) = answer { ledger.keepQuiet(about: secret) }
            return answer
        // The run tries again; who is at the start wants to know at once.
        case .failure(let failure): throw trouble(system, opening, failure.description)
        }
    }

    /// One request and what came of it, within the caps on the host.
    private func transfer(
        _ request: WireRequest, to endpoint: EndpointID, _ limits: TransferLimits, _ governor: Int?, _ system: SystemID,
        _ opening: inout Course
    ) throws(SetupError) -> Transfer {
        guard let due = governors.nextTime(governor, at: MonotonicClock.now) else {
            throw trouble(
                system, opening, "the cap on all requests to the host, `total` under targets, is used up already")
        }
        try wait(until: due, system, &opening)
        _ = governors.allow(governor, at: MonotonicClock.now)
        let transfer = try turn(request, to: endpoint, limits, system, &opening)
        ledger.note(transfer, system: system)
        return transfer
    }

    private func turn(
        _ request: WireRequest, to endpoint: EndpointID, _ limits: TransferLimits, _ system: SystemID,
        _ opening: inout Course
    ) throws(SetupError) -> Transfer {
        opening.requests += 1
        let token = opening.requests
        client.send(request, to: endpoint, limits: limits, token: token)
        while true {
            let finished = try turnOnce(until: .never, system, &opening)
            if let transfer = finished.first(where: { $0.token == token }) { return transfer }
        }
    }

    private func wait(until due: Int64, _ system: SystemID, _ opening: inout Course) throws(SetupError) {
        while MonotonicClock.now < due { _ = try turnOnce(until: due, system, &opening) }
    }

    /// One turn of the client's loop; requests of ours to systems that this program serves are answered meanwhile.
    func turnOnce(until due: Int64, _ system: SystemID, _ opening: inout Course) throws(SetupError)
        -> [Transfer]
    {
        guard !opening.isCancelled() else { throw trouble(system, opening, "interrupted") }
        var finished: [Transfer] = []
        let step = min(due, MonotonicClock.now + 50 * .millisecond)
        client.turn(until: mailbox.fallAsleep() ? step : 0, into: &finished)
        var arrivals: [ServedArrival] = []
        mailbox.take(into: &arrivals)
        for arrival in arrivals {
            if answerAdmin(arrival) { continue }
            guard case .request(let request) = arrival.content, isOurs(request) else {
                opening.held.append(arrival)
                continue
            }
            var replies = ReplyBatch()
            replies.add(.response(answer(request, for: arrival.system)), to: arrival.connection, serial: arrival.serial)
            replies.send()
        }
        return finished
    }

    /// The admin endpoint listens before the sessions are open: whoever waits until all is ready is told that it is not yet.
    /// - Returns: whether it was that; all else waits for the run.
    private func answerAdmin(_ arrival: ServedArrival) -> Bool {
        guard arrival.system == ServedArrival.admin, case .request(let request) = arrival.content,
            AdminRequest.reading(request) == .success(.ready)
        else { return false }
        var replies = ReplyBatch()
        replies.add(
            .response(WallRun.notReady("sessions are being opened")), to: arrival.connection, serial: arrival.serial)
        replies.send()
        return true
    }

    private func isOurs(_ request: WireRequest) -> Bool {
        request.fields[WallRun.attemptField] == "\(nonce).opening"
    }

    /// A served system's part in an opening: what its protocol answers without the model.
    private func answer(_ request: WireRequest, for system: SystemID) -> WireResponse {
        guard partners.indices.contains(system), let partner = partners[system] else { return WireResponse(404) }
        ledger.received(system)
        ledger.immediate(system)
        guard case .immediate(let response) = partner.speech.recognise(request, in: &partner.book) else {
            return WireResponse(404)
        }
        return response
    }

    private func trouble(_ system: SystemID, _ course: Course, _ words: String) -> SetupError {
        if course.isOpen { return failure(ledger.discreet(words)) }
        return failure("systems.\(plan.systems[system].name): its session cannot be opened: \(ledger.discreet(words))")
    }
}
