internal import HTTPTypes
internal import Kernel

extension WallRun {
    /// A request to a served system.
    func serve(_ request: WireRequest, _ arrival: ServedArrival, at instant: Instant) {
        var request = request
        var system = arrival.system
        switch arrival.system {
        case ServedArrival.admin: return reply(administer(request), arrival)
        case ServedArrival.byPath:
            guard let found = paths.find(request.path) else { return reply(paths.unknown, arrival) }
            system = found.system
            request.path = found.rest
        default: break
        }
        guard partners.indices.contains(system), let partner = partners[system] else {
            return reply(WireResponse(404), arrival)
        }
        ledger.received(system)
        let recognition = partner.speech.recognise(request, in: &partner.book)
        let known: OperationID? =
            if case .operation(let call) = recognition { partner.operations[call.operation] } else { nil }
        let correlation = request.fields[.correlationID]
        guard case .operation(let call) = recognition, let operation = known else {
            let response =
                switch recognition {
                case .immediate(let response): response
                // What the vendor can do and the scenario's model leaves out is done at once: cancelling a label, for one.
                case .operation(let call):
                    partner.speech.answer(call, ServedVerdict(.ok, now: clock.unix(instant)), in: &partner.book)
                }
            ledger.immediate(system)
            requests.immediate(
                request, system: system, status: response.status, correlation: correlation, at: instant,
                until: clock.now)
            return reply(response, arrival)
        }
        let entry = PendingRequest(
            connection: arrival.connection, serial: arrival.serial, system: system, call: call, operation: operation,
            at: instant, method: request.method.rawValue, path: request.path, correlation: correlation)
        requests.began(system)
        if let ticket = ticket(in: request) {
            // Registered first: the answer may be there at once.
            pending[ticket] = entry
            open[ObjectIdentifier(arrival.connection)] = ticket
            if machine.arrived(ticket, at: instant) { return }
            pending[ticket] = nil
            open[ObjectIdentifier(arrival.connection)] = nil
        } else {
            ledger.stranger(system)
        }
        let ticket = machine.receive(operation, for: guest(call), at: instant)
        pending[ticket] = entry
        open[ObjectIdentifier(arrival.connection)] = ticket
    }

    func reply(_ response: WireResponse, _ arrival: ServedArrival) {
        replies.add(.response(response), to: arrival.connection, serial: arrival.serial)
    }

    /// The order that a stranger's request is about: one of this run by its reference, or a guest made of what is said.
    private func guest(_ call: ServedCall) -> Order {
        let number: UInt64
        if let reference = call.reference {
            number = orders.number(in: reference) ?? (1 << 63 | WallRun.hash(reference))
            if number >> 63 != 0, !outlets.isEmpty { guests.enter(number, reference) }
        } else {
            lastToken += 1
            number = 1 << 63 | 1 << 62 | lastToken
        }
        let lines = max(1, min(call.lines ?? 1, Int(UInt16.max)))
        return Order(
            number: number, key: RandomKey(plan.seed).child(number), due: machine.now,
            lines: UInt16(lines), units: UInt32(max(lines, min(call.units ?? lines, 1 << 30))),
            grams: UInt32(max(0, min(call.grams ?? 500, 1 << 30))))
    }

    /// FNV-1a, 62 bits: the same reference is the same guest.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } >> 2
    }

    /// The model has an answer for a request.
    /// - Parameter effect: a fault that spoils it on its way.
    func answer(_ ticket: Ticket, _ outcome: Outcome, retryAt: Instant, spoiledBy effect: FaultPlan.Effect? = nil) {
        guard let request = pending.removeValue(forKey: ticket) else { return }
        open[ObjectIdentifier(request.connection)] = nil
        var reply = ServedReply.abort
        var status = 0
        // Where the answer is lost, the book knows all the same what was done.
        if outcome != .connection, let partner = partners[request.system] {
            let wait = retryAt == .never ? nil : max(0, Double(retryAt - machine.now) / 1e9)
            let response = partner.speech.answer(
                request.call, ServedVerdict(outcome, retryAfter: wait, now: clock.unix(machine.now)),
                in: &partner.book)
            status = response.status
            switch effect {
            case nil: reply = .response(response)
            case .reset: status = 0
            case .some(let effect): reply = .spoiled(response, effect)
            }
        }
        requests.ended(request, outcome, status: status, spoiledBy: effect, at: machine.now)
        replies.add(reply, to: request.connection, serial: request.serial)
    }
}
