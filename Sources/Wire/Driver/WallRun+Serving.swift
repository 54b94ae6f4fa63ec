internal import Kernel

extension WallRun {
    /// A request to a served system.
    func serve(_ request: WireRequest, _ arrival: ServedArrival, at instant: Instant) {
        let system = arrival.system
        guard partners.indices.contains(system), var partner = partners[system] else {
            return arrival.connection.reply(.response(WireResponse(404)), serial: arrival.serial)
        }
        ledger.received(system)
        // Out and in again, so that the book is changed in place.
        partners[system] = nil
        let recognition = partner.speech.recognise(request, in: &partner.book)
        partners[system] = partner
        switch recognition {
        case .immediate(let response):
            ledger.immediate(system)
            arrival.connection.reply(.response(response), serial: arrival.serial)
        case .operation(let call):
            guard let operation = partner.operations[call.operation] else {
                return arrival.connection.reply(.response(WireResponse(404)), serial: arrival.serial)
            }
            let entry = PendingRequest(
                connection: arrival.connection, serial: arrival.serial, system: system, call: call)
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
    func answer(_ ticket: Ticket, _ outcome: Outcome, retryAt: Instant) {
        guard let request = pending.removeValue(forKey: ticket) else { return }
        open[ObjectIdentifier(request.connection)] = nil
        guard outcome != .connection else { return request.connection.reply(.abort, serial: request.serial) }
        guard var partner = partners[request.system] else { return }
        let wait = retryAt == .never ? nil : max(0, Double(retryAt - machine.now) / 1e9)
        partners[request.system] = nil
        let response = partner.speech.answer(
            request.call, ServedVerdict(outcome, retryAfter: wait, now: clock.unix(machine.now)), in: &partner.book)
        partners[request.system] = partner
        request.connection.reply(.response(response), serial: request.serial)
    }
}
